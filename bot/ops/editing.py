"""One editor at a time for data/nlu.yml and tests/messages/, across processes."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.ops.environment import CannotStart

PATIENCE = 10.0
"""Seconds to wait while somebody else writes."""


@contextmanager
def editing(root: Path) -> Iterator[None]:
    """Holds the messages of the project in ``root`` for writing.

    Raises:
        CannotStart: when somebody else holds them for longer than the patience.

    """
    lock = root / "var" / "messages.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        _take(file.fileno())
        yield


def _take(file: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise CannotStart("Somebody else is writing to data/nlu.yml; try again in a minute.") from error
            time.sleep(0.05)


def write_whole(path: Path, text: str) -> None:
    """Writes a file through a neighbour, so that a crash or a full disk leaves the old one.

    Raises:
        CannotStart: when it cannot be written; nothing is changed then.

    """
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise CannotStart(f"{path.name} could not be written ({error.strerror}); nothing was changed.") from error
