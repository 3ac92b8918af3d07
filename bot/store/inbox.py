"""The inbox: each message is worked on once, and a repeated one gets the reply that the first one got.

A message is claimed for a short time (a lease) that its server renews while it works. When a server dies, its lease
runs out and whoever receives the repeated message takes over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection, Engine

from bot.store.counters import Allowance, Limits, admit
from bot.store.dialect import insert_new
from bot.store.schema import migrate
from bot.store.tables import inbox, stopped, turns

LEASE = 4.0
"""Seconds after which a message whose server went silent may be taken over."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What the inbox says of a message.

    new: work on it; taken_over: work on it, but another server may have done the turn already; working: somebody
    else works on it; answered: ``reply`` is what it got ("" is silence).
    """

    state: Literal["new", "taken_over", "working", "answered"]
    reply: str = ""
    allowance: Allowance = "free"
    stopped: bool = False


class Inbox:
    """The inbox of one server; ``owner`` is the server's name, the same after a restart."""

    def __init__(self, engine: Engine, owner: str, limits: Limits | None) -> None:
        self._engine, self._owner, self._limits = engine, owner, limits
        self._open, self._opening = False, threading.Lock()

    def open(self) -> None:
        """Migrates the tables, and lets what this server worked on before it died be taken over at once; done once."""
        with self._opening:
            if self._open:
                return
            migrate(self._engine)
            with self._engine.begin() as connection:
                left = update(inbox).where(inbox.c.owner == self._owner, inbox.c.reply.is_(None))
                connection.execute(left.values(lease_until=0.0))
            self._open = True

    def claim(self, message: str, token: str | None, conversation: str) -> Claim:
        """Claims a message, or tells what became of it; counts it against the limits when it is new."""
        self.open()
        now = time.time()
        row = {"message": message, "token": token, "conversation": conversation, "owner": self._owner,
               "lease_until": now + LEASE, "received_at": now}  # fmt: skip
        with self._engine.begin() as connection:
            if token:
                known = connection.execute(select(inbox).where(inbox.c.token == token)).mappings().first()
                if known and known["message"] != message:
                    return self._known(connection, known, now)
            if insert_new(connection, inbox, row):
                allowance = admit(connection, conversation, now, self._limits) if self._limits else "free"
                asked = select(stopped.c.conversation).where(stopped.c.conversation == conversation)
                return Claim("new", allowance=allowance, stopped=connection.execute(asked).first() is not None)
            known = connection.execute(select(inbox).where(inbox.c.message == message)).mappings().one()
            return self._known(connection, known, now)

    def _known(self, connection: Connection, row: Mapping[str, Any], now: float) -> Claim:
        if row["reply"] is not None:
            return Claim("answered", reply=row["reply"])
        if row["lease_until"] > now:
            return Claim("working")
        unchanged = (inbox.c.message == row["message"], inbox.c.reply.is_(None),
                     inbox.c.lease_until == row["lease_until"])  # fmt: skip
        mine = update(inbox).where(*unchanged).values(owner=self._owner, lease_until=now + LEASE)
        return Claim("taken_over" if connection.execute(mine).rowcount else "working")

    def finish(self, message: str, reply: str, turn: Mapping[str, Any] | None = None) -> str:
        """Keeps the reply of a message, and what came of it; gives the reply that stands: the first one kept."""
        with self._engine.begin() as connection:
            first = (
                update(inbox)
                .where(inbox.c.message == message, inbox.c.reply.is_(None))
                .values(reply=reply, lease_until=0.0)
            )
            if connection.execute(first).rowcount:
                if turn:
                    insert_new(connection, turns, dict(turn))
                return reply
            kept = connection.execute(select(inbox.c.reply).where(inbox.c.message == message)).scalar()
            return reply if kept is None else str(kept)

    def answered_elsewhere(self, message: str, conversation: str, reply: str, received_at: float) -> None:
        """Keeps a reply that was given while the database was away."""
        row = {"message": message, "token": None, "conversation": conversation, "owner": self._owner,
               "lease_until": 0.0, "reply": reply, "received_at": received_at}  # fmt: skip
        with self._engine.begin() as connection:
            if not insert_new(connection, inbox, row):
                connection.execute(
                    update(inbox).where(inbox.c.message == message, inbox.c.reply.is_(None)).values(reply=reply)
                )

    def renew(self, messages: Iterable[str]) -> None:
        """Renews the lease of messages that this server still works on."""
        with self._engine.begin() as connection:
            still = (inbox.c.message.in_(list(messages)), inbox.c.owner == self._owner, inbox.c.reply.is_(None))
            connection.execute(update(inbox).where(*still).values(lease_until=time.time() + LEASE))

    def silence(self, conversation: str, wanted: bool) -> None:
        """Notes that a person wants silence, or no longer wants it."""
        with self._engine.begin() as connection:
            if wanted:
                insert_new(connection, stopped, {"conversation": conversation})
            else:
                connection.execute(delete(stopped).where(stopped.c.conversation == conversation))
