"""One person's messages in the order in which they came; different people do not wait for each other."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class InOrder:
    """A queue for each conversation; empty ones are forgotten."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[asyncio.Event]] = {}

    @contextmanager
    def place(self, conversation: str) -> Iterator[asyncio.Event]:
        """A place in the queue from now on; the event comes when the messages before are done or gave up."""
        queue = self._queues.setdefault(conversation, deque())
        mine = asyncio.Event()
        queue.append(mine)
        queue[0].set()
        try:
            yield mine
        finally:
            queue.remove(mine)
            if queue:
                queue[0].set()
            else:
                del self._queues[conversation]
