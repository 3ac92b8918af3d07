"""What the kept turns say in numbers: unclear messages day by day, services by district. No text is read."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.ops.environment import CannotStart
from bot.store.engine import engine_for
from bot.store.schema import migrate
from bot.store.tables import turns

DAY = 86_400
UNCLEAR = "nlu_fallback"
ANSWERED = ("answered", "recovered", "buttons")
"""Outcomes of turns that the model answered."""


@dataclass(slots=True)
class Traffic:
    """Counts over the turns; ``days`` has messages and unclear ones by day, ``districts`` the services by district."""

    first: float = 0.0
    last: float = 0.0
    messages: int = 0
    unclear: int = 0
    services: Counter[str] = field(default_factory=Counter)
    days: dict[int, tuple[int, int]] = field(default_factory=dict)
    districts: dict[str, Counter[str]] = field(default_factory=dict)


def traffic(days: int) -> Traffic:
    """The counts of the last ``days``.

    Raises:
        CannotStart: when the database cannot be read.

    """
    engine = engine_for(os.environ["DATABASE_URL"])
    wanted = select(turns.c.at, turns.c.intent, turns.c.district, turns.c.service).where(
        turns.c.at > time.time() - days * DAY, turns.c.outcome.in_(ANSWERED)
    )
    try:
        migrate(engine)
        with engine.connect() as connection:
            return counted(connection.execute(wanted.order_by(turns.c.at)))
    except SQLAlchemyError as error:
        raise CannotStart(f"The database cannot be read ({type(error).__name__}); check DATABASE_URL.") from error


def counted(rows: Iterable[Any]) -> Traffic:
    """Counts rows of (at, intent, district, service) in the order of their times."""
    told = Traffic()
    for at, intent, district, service in rows:
        told.first = told.first or at
        told.last = at
        unclear = intent == UNCLEAR
        told.messages, told.unclear = told.messages + 1, told.unclear + unclear
        all_, bad = told.days.get(_day(at), (0, 0))
        told.days[_day(at)] = (all_ + 1, bad + unclear)
        if service:
            told.services[service] += 1
            told.districts.setdefault(district or "not told", Counter())[service] += 1
    return told


def _day(at: float) -> int:
    """The day of a time on this machine's clock, as the time of its midnight."""
    parts = time.localtime(at)
    return int(time.mktime((parts.tm_year, parts.tm_mon, parts.tm_mday, 0, 0, 0, 0, 0, -1)))
