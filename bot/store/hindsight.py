"""What only later turns tell: the person said the answer was wrong, or said the same again in other words."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.store.tables import turns
from bot.text import words

DISAGREES = frozenset(("wrong_answer", "service_not_working"))
SMALL_TALK = frozenset(("thank", "goodbye", "greet", "affirm", "deny", "menu_choice", "tell_district", *DISAGREES))
"""Intents of messages that are no rephrasing, however alike."""
WITHIN_TURNS = 2
WITHIN_SECONDS = 600.0
ALIKE = 0.5
"""Share of common words from which two messages say the same."""
FIRST_LOOK = 7 * 24 * 3600.0
CHUNK = 24 * 3600.0
Row = Mapping[str, Any]


class Hindsight:
    """Marks earlier turns for review by what came after them; looks at each turn once."""

    def __init__(self, reader: Engine, writer: Engine) -> None:
        self._reader, self._writer = reader, writer
        self._seen_until = time.time() - FIRST_LOOK

    def look(self) -> int:
        """Looks at the turns since the last look; gives how many earlier ones were marked."""
        marked, now = 0, time.time()
        while self._seen_until < now:
            until = min(self._seen_until + CHUNK, now)
            marked += self._mark(dict(followed(self._rows(self._seen_until - WITHIN_SECONDS, until))))
            self._seen_until = until
        return marked

    def _rows(self, start: float, end: float) -> list[Row]:
        columns = (turns.c.message, turns.c.conversation, turns.c.at, turns.c.text, turns.c.intent)
        asked = select(*columns).where(turns.c.at > start, turns.c.at <= end)
        with self._reader.connect() as connection:
            return list(connection.execute(asked.order_by(turns.c.conversation, turns.c.at)).mappings())

    def _mark(self, reasons: Mapping[str, str]) -> int:
        marked = 0
        for reason in sorted(set(reasons.values())):
            these = [message for message, why in reasons.items() if why == reason]
            change = update(turns).where(turns.c.message.in_(these), turns.c.labelled.is_(False))
            weaker = turns.c.review.is_(None) | turns.c.review.in_(("sample", "unsure"))
            with self._writer.begin() as connection:
                marked += connection.execute(change.where(weaker).values(review=reason)).rowcount
        return marked


def followed(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Earlier messages with why they call for review, of rows that are in order within each conversation."""
    for _, of_one in groupby(rows, key=lambda row: row["conversation"]):
        before: deque[Row] = deque(maxlen=WITHIN_TURNS)
        for row in of_one:
            recent = [earlier for earlier in before if row["at"] - earlier["at"] <= WITHIN_SECONDS]
            if row["intent"] in DISAGREES:
                answered = [earlier for earlier in recent if earlier["intent"] not in SMALL_TALK]
                yield from ((earlier["message"], "disagreed") for earlier in (answered or recent)[-1:])
            else:
                yield from ((earlier["message"], "rephrased") for earlier in recent if _alike(earlier, row))
            before.append(row)


def _alike(one: Row, other: Row) -> bool:
    if one["intent"] in SMALL_TALK or other["intent"] in SMALL_TALK:
        return False
    ours, theirs = ({word.key for word in words(row["text"])} for row in (one, other))
    return len(ours & theirs) >= ALIKE * max(len(ours), len(theirs), 1)
