"""How long things are kept, and how a person's data is erased."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Column, Table, delete, update
from sqlalchemy.engine import Engine

from bot.store.tables import conversations, counters, deliveries, inbox, labels, stopped, turns

DAY = 24 * 3600.0
INBOX_DAYS = 2.0
"""Twilio repeats a message within minutes; its row is kept this long at most."""
BY_PERSON: tuple[Table, ...] = (conversations, inbox, turns, stopped)
"""The tables that hold something of a person, by conversation code."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of each table were too old."""

    conversations: int
    turns: int
    inbox: int
    counters: int
    deliveries: int
    labels: int


def purge(engine: Engine, days: float, now: float | None = None) -> Purged:
    """Deletes what is older than ``days`` days, messages of the inbox after two days, counters that ended."""
    moment = time.time() if now is None else now
    before = moment - days * DAY
    return Purged(
        conversations=_delete(engine, conversations, conversations.c.seen_at, before),
        turns=_delete(engine, turns, turns.c.at, before),
        inbox=_delete(engine, inbox, inbox.c.received_at, moment - min(days, INBOX_DAYS) * DAY),
        counters=_delete(engine, counters, counters.c.ends_at, moment),
        deliveries=_delete(engine, deliveries, deliveries.c.at, before),
        labels=_delete(engine, labels, labels.c.at, before),
    )


def erase(engine: Engine, conversation: str, asked_by: str) -> None:
    """Deletes everything that is kept of a person.

    The message that asked for it stays known without its sender, so that a repeated one is not taken for a new one.
    """
    with engine.begin() as connection:
        connection.execute(update(inbox).where(inbox.c.message == asked_by).values(conversation=""))
        for table in BY_PERSON:
            connection.execute(delete(table).where(table.c.conversation == conversation))


def _delete(engine: Engine, table: Table, column: Column[float], before: float) -> int:
    with engine.begin() as connection:
        return int(connection.execute(delete(table).where(column < before)).rowcount)
