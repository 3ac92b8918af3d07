"""What the ops team sees of the last days: counts by day, channel, form and service, and time to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.engine import Engine

from bot.store.tables import turns

DAY = 86400
INDIA = 19800
"""Seconds by which Indian time is ahead of UTC."""
EPOCH = date(1970, 1, 1)
Counted = list[tuple[str, "str | None", "str | None", int, int, int]]
UNCLEAR = "nlu_fallback"
BUCKETS = (50, 100, 200, 500, 1000, 2000, 4000, 8000)
"""Upper bounds, in milliseconds, of the classes of time to answer."""


@dataclass
class Figures:
    """Counts over some days; ``waits`` by upper bound in milliseconds, 0 for longer than the last."""

    days: list[date]
    messages: Counter[date] = field(default_factory=Counter)
    unclear: Counter[date] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    waits: Counter[int] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All messages."""
        return self.messages.total()

    @property
    def unclear_share(self) -> float:
        """Share of messages that were not understood."""
        return self.unclear.total() / self.total if self.total else 0.0

    def answered_within(self, share: float) -> int | None:
        """Milliseconds within which this share of messages was answered, as the bound of a class; 0: longer."""
        reached = 0
        for bound in (*BUCKETS, 0):
            reached += self.waits[bound]
            if self.total and reached >= share * self.total:
                return bound
        return None


def day_of(moment: float) -> int:
    """The Indian day of a moment, counted from 1970."""
    return int(moment + INDIA) // DAY


def count(engine: Engine, day: int) -> Counted:
    """Of one day: channel, form, service, whether unclear, class of wait, how many such messages."""
    unclear = case((turns.c.intent == UNCLEAR, 1), else_=0)
    wait = case(*((turns.c.milliseconds <= bound, bound) for bound in BUCKETS), else_=0)
    keys = (turns.c.channel, turns.c.form, turns.c.service, unclear, wait)
    start = day * DAY - INDIA
    asked = select(*keys, func.count()).where(turns.c.at >= start, turns.c.at < start + DAY).group_by(*keys)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(asked)]


def figures(days: int, today: int, counted: Callable[[int], Counted]) -> Figures:
    """The figures of the last days, ``today`` among them; ``counted`` counts a day."""
    numbers = range(today - days + 1, today + 1)
    found = Figures([EPOCH + timedelta(days=number) for number in numbers])
    for number, day in zip(numbers, found.days, strict=True):
        for channel, form, service, was_unclear, bound, n in counted(number):
            found.messages[day] += n
            found.unclear[day] += n * was_unclear
            found.channels[channel] += n
            found.forms[form or ""] += n
            found.services[service or ""] += n
            found.waits[bound] += n
    return found
