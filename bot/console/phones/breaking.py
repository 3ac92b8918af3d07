"""Breaks something on purpose, on this machine only, and lets it heal by itself."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from bot.console.labelling import Refused

HANGS = 10.0
"""Seconds for which the action server stands still; longer than DEADLINE."""
LISTENING = "0A"
"""The state of a listening socket in /proc/net/tcp."""


def kill(port: int) -> None:
    """Ends what listens on a port at once; scripts/again.sh starts it again.

    Raises:
        Refused: when nothing listens there that may be ended.

    """
    os.kill(_listener(port), signal.SIGKILL)


def hang(port: int, seconds: float = HANGS) -> None:
    """Lets what listens on a port stand still for some seconds.

    Raises:
        Refused: when nothing listens there that may be stopped.

    """
    pid = _listener(port)
    os.kill(pid, signal.SIGSTOP)
    wake = threading.Timer(seconds, _wake, [pid])
    wake.daemon = False
    wake.start()


def _wake(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGCONT)
    except ProcessLookupError:
        return


def _listener(port: int) -> int:
    """The process that listens on a port of this machine."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
        if sockets & _open_files(pid):
            return pid
    raise Refused("phone_nothing_to_break", port=port)


def _inodes(port: int) -> set[str]:
    try:
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    except OSError:  # no Linux
        return set()
    fields = (line.split() for line in lines)
    return {f[9] for f in fields if f[3] == LISTENING and int(f[1].rpartition(":")[2], 16) == port}


def _open_files(pid: int) -> set[str]:
    try:
        return {os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:  # not ours, or gone
        return set()
