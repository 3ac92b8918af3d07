"""Films a terminal in which somebody talks to the running assistant: writes docs/pictures/talk.svg.

Usage: .venv/bin/python scripts/film.py, with `make run` up in another terminal.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pexpect

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs/pictures/talk.svg"
WIDTH, HEIGHT = 84, 24
PROMPT = "$ "
SCENES = (
    ("make talk", ("papa ko seene me tez dard aur pasina", "knee pain since 2 months, sehore")),
    ("CHANNEL=sms make talk", ("chamdi pe daane ho gaye, bhopal",)),
)
A_KEY, A_LOOK, PATIENCE = 0.04, 3.0, 30


def film(picture: Path) -> None:
    """Plays all scenes into a recording; an unanswered line ends it with pexpect's TIMEOUT."""
    shell = f"env PS1='{PROMPT}' bash --norc --noprofile"
    command = f"{Path(sys.executable).parent}/termtosvg"
    options = [str(picture), "-c", shell, "-g", f"{WIDTH}x{HEIGHT}", "-M", "3000", "-t", "window_frame"]
    terminal = pexpect.spawn(command, options, cwd=ROOT, dimensions=(HEIGHT, WIDTH), timeout=PATIENCE)
    for start, messages in SCENES:
        _wait(terminal, r"\$ ")
        _type(terminal, "clear")
        _wait(terminal, r"\$ ")
        _type(terminal, start)
        _wait(terminal, "An empty line ends")
        for message in messages:
            _wait(terminal, "> ")
            time.sleep(0.5)
            _type(terminal, message)
            _wait(terminal, "╯")
            time.sleep(A_LOOK)
        _type(terminal, "")
    _wait(terminal, r"\$ ")
    terminal.sendeof()
    terminal.expect(pexpect.EOF)


def _wait(terminal: pexpect.spawn, pattern: str) -> None:
    terminal.expect(pattern.encode())


def _type(terminal: pexpect.spawn, line: str) -> None:
    for key in line:
        terminal.send(key)
        time.sleep(A_KEY)
    terminal.send("\r")


if __name__ == "__main__":
    film(PICTURE)
    print(f"{PICTURE.relative_to(ROOT)} written, {PICTURE.stat().st_size // 1024} kB")  # noqa: T201
