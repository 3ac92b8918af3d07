"""The outbox: a reply that we send ourselves goes out once, whatever server the repeated message reaches."""

from __future__ import annotations

import time
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from bot.store.dialect import insert_new
from bot.store.tables import deliveries

LEASE = 30.0
"""Seconds after which a reply whose server went silent may be sent by another; longer than all tries together."""
Whose = Literal["mine", "sent", "elsewhere"]


class Outbox:
    """Who sends which reply, in the table of delivery reports."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, message: str) -> Whose:
        """Whether the reply to ``message`` is to be sent here, was sent, or is being sent by somebody else."""
        now = time.time()
        row = {"message": message, "status": "sending", "rank": 0, "error": None, "at": now}
        with self._engine.begin() as connection:
            if insert_new(connection, deliveries, row):
                return "mine"
            asked = select(deliveries).where(deliveries.c.message == message)
            known = connection.execute(asked).mappings().one()
            if known["status"] == "sent":
                return "sent"
            if known["status"] == "sending" and known["at"] > now - LEASE:
                return "elsewhere"
            unchanged = (deliveries.c.message == message, deliveries.c.at == known["at"])
            again = update(deliveries).where(*unchanged).values(row)
            return "mine" if connection.execute(again).rowcount else "elsewhere"

    def note(self, message: str, status: Literal["sent", "failed"], error: str) -> None:
        """Notes what became of a reply."""
        values = {"status": status, "error": error or None, "at": time.time()}
        with self._engine.begin() as connection:
            connection.execute(update(deliveries).where(deliveries.c.message == message).values(values))
