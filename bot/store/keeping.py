"""How long things are kept, and how a person's data is erased."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.engine import Engine

from bot.store.dialect import compact, overwrite
from bot.store.tables import conversations, counters, deliveries, inbox, labels, stopped, turns

DAY = 24 * 3600.0
INBOX_DAYS = 2.0
"""Twilio repeats a message within minutes; its row is kept this long at most."""
AT_ONCE = 500
"""Rows deleted in one transaction, so that messages need not wait for a long one."""
BY_PERSON: tuple[Table, ...] = (conversations, inbox, turns, stopped)
"""The tables that hold something of a person, by conversation code.

Counters are not among them: they hold no more than a code and a number, end with the day, and without them asking for
erasure would lift the limits.
"""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of each table were too old."""

    conversations: int
    turns: int
    inbox: int
    counters: int
    deliveries: int
    labels: int

    def __str__(self) -> str:
        return "Deleted: " + ", ".join(f"{count} {table}" for table, count in asdict(self).items()) + "."


def purge(engine: Engine, days: float, now: float | None = None) -> Purged:
    """Deletes what is older than ``days`` days, messages of the inbox after two days, counters that ended.

    Of what is deleted nothing is left in a SQLite file afterwards. Several servers may do this at the same time.
    """
    moment = time.time() if now is None else now
    before = moment - days * DAY
    purged = Purged(
        conversations=_delete(engine, conversations.c.seen_at, before),
        turns=_delete(engine, turns.c.at, before),
        inbox=_delete(engine, inbox.c.received_at, moment - min(days, INBOX_DAYS) * DAY),
        counters=_delete(engine, counters.c.ends_at, moment),
        deliveries=_delete(engine, deliveries.c.at, before),
        labels=_delete(engine, labels.c.at, before),
    )
    compact(engine)
    return purged


def erase(engine: Engine, conversation: str, asked_by: str) -> None:
    """Deletes everything that is kept of a person, and counters that ended.

    The message that asked for it stays known without its sender, so that a repeated one is not taken for a new one.
    """
    with engine.begin() as connection:
        connection.execute(update(inbox).where(inbox.c.message == asked_by).values(conversation=""))
        said = select(turns.c.message).where(turns.c.conversation == conversation)
        connection.execute(delete(labels).where(labels.c.message.in_(said)))
        for table in BY_PERSON:
            connection.execute(delete(table).where(table.c.conversation == conversation))
        connection.execute(delete(counters).where(counters.c.ends_at < time.time()))
    overwrite(engine)


def _delete(engine: Engine, column: Column[float], before: float) -> int:
    """Deletes the rows whose ``column`` lies before a moment; how many there were."""
    (key,) = column.table.primary_key
    old = select(key).where(column < before).limit(AT_ONCE).with_for_update(skip_locked=True)
    deleted = 0
    while True:
        with engine.begin() as connection:
            count = int(connection.execute(delete(column.table).where(key.in_(old))).rowcount)
        deleted += count
        if count < AT_ONCE:
            return deleted
