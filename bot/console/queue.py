"""Which message somebody labels next: the most useful one, each form in turn, nobody's twice at the same time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from threading import Lock

from sqlalchemy.engine import Engine

from bot.language import FORMS
from bot.store.review import Waiting, counts, waiting

HELD = 180.0
"""Seconds for which a message that one person looks at is not shown to another."""
LOOKED_AT = 60
"""Messages of each form among which the next one is looked for."""
SKIPPED_FOR = 3600.0


class Queue:
    """Hands out messages; what is held and skipped is kept in memory."""

    def __init__(self, reader: Engine) -> None:
        self._reader, self._lock = reader, Lock()
        self._held: dict[str, tuple[Waiting, float]] = {}
        self._skipped: dict[tuple[str, str], float] = {}
        self._forms = deque(("", *FORMS))

    def next(self, who: str, form: str = "") -> Waiting | None:
        """The message somebody holds, or the next one: of one form, or of each form in turn."""
        with self._lock:
            self._forget(time.time())
            mine = self._held.get(who)
            found = mine[0] if mine and form in ("", mine[0].form) else self._look(who, form)
            if found:
                self._held[who] = (found, time.time() + HELD)
            return found

    def hold(self, waiting: Waiting, who: str) -> None:
        """Shows a certain message to somebody next."""
        with self._lock:
            self._held[who] = (waiting, time.time() + HELD)

    def release(self, who: str) -> None:
        """Lets go of what somebody holds."""
        with self._lock:
            self._held.pop(who, None)

    def skip(self, key: str, who: str) -> None:
        """Keeps a message from somebody for an hour; others may take it."""
        self.release(who)
        with self._lock:
            self._skipped[who, key] = time.time() + SKIPPED_FOR

    def left(self) -> Mapping[str, int]:
        """How many messages wait in each form."""
        return counts(self._reader)

    def _look(self, who: str, form: str) -> Waiting | None:
        if not form:
            self._forms.rotate(-1)
        taken = {held.key for holder, (held, _) in self._held.items() if holder != who}
        for each in (form,) if form else self._forms:
            for candidate in waiting(self._reader, each, LOOKED_AT):
                if candidate.key not in taken and (who, candidate.key) not in self._skipped:
                    return candidate
        return None

    def _forget(self, now: float) -> None:
        self._held = {who: held for who, held in self._held.items() if held[1] > now}
        self._skipped = {one: until for one, until in self._skipped.items() if until > now}
