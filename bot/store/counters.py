"""Limits for one person and for all, counted in the database so that every server sees the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.store.dialect import put
from bot.store.tables import counters

Allowance = Literal["free", "notice", "silent"]
"""free: answer; notice: the first message over a limit, say so; silent: later ones."""
MINUTE, DAY = 60, 24 * 3600


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a minute and a day for one person, replies a day for everybody."""

    per_minute: int
    per_day: int
    replies_per_day: int


def admit(connection: Connection, conversation: str, now: float, limits: Limits) -> Allowance:
    """Counts one message of a person and says whether it is within the limits."""
    over = [
        _count(connection, conversation, MINUTE, now) - limits.per_minute,
        _count(connection, conversation, DAY, now) - limits.per_day,
    ]
    if max(over) <= 0:
        return "free" if _count(connection, "everybody", DAY, now) <= limits.replies_per_day else "silent"
    return "notice" if 1 in over else "silent"


def _count(connection: Connection, whose: str, length: int, now: float) -> int:
    """One more in the window of ``length`` seconds that ``now`` falls into; how many that makes."""
    window = int(now // length)
    name = f"{whose}/{length}/{window}"
    row = {"name": name, "count": 1, "ends_at": (window + 1) * float(length)}
    put(connection, counters, row, count=counters.c.count + 1)
    return int(connection.execute(select(counters.c.count).where(counters.c.name == name)).scalar_one())
