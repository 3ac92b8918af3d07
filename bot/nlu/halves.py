"""Work on a list with two processes: training is the one thing that takes minutes, and two cores are there."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Other = TypeVar("Other")
FEW = 64
"""Items for which a second process is not worth its start."""


def in_two(work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], few: int = FEW) -> list[Result]:
    """What ``work`` gives for all items, in their order; the second half in a copy of this process.

    Raises:
        EOFError: when the copy ended before it was done.

    """
    half = len(items) // 2
    if len(items) < few:
        return work(items)
    copies = multiprocessing.get_context("fork")
    receiver, sender = copies.Pipe(duplex=False)
    copy = copies.Process(target=_copy, args=(work, items[half:], sender), daemon=True)
    copy.start()
    sender.close()
    mine = work(items[:half])
    theirs: list[Result] = receiver.recv()
    copy.join()
    return mine + theirs


def both(first: Callable[[], Result], second: Callable[[], Other]) -> tuple[Result, Other]:
    """What two pieces of work give that need nothing of each other; the second is done in a copy of this process."""
    works: Sequence[Callable[[], Any]] = (first, second)
    mine, theirs = in_two(lambda part: [work() for work in part], works, few=2)
    return mine, theirs


def _copy(work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], sender: Connection) -> None:
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    sender.send(work(items))


def _end_with(parent: int) -> None:
    """Ends this process when the one it is a copy of has ended; its locks end with it then."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)
