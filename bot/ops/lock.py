"""Locks that end with their holder, however that ends."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path


def take(path: Path, patience: float = 1.0) -> int | None:
    """Takes a lock; None when somebody else has it for longer than the patience.

    The descriptor may be handed to a child, which then holds the lock too; closing it gives the lock back.
    """
    path.parent.mkdir(exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(file)
                return None
            time.sleep(0.05)


def is_taken(path: Path) -> bool:
    """Whether somebody holds a lock now."""
    file = take(path, patience=0.0)
    if file is not None:
        os.close(file)
    return file is None
