"""The desk: whatever happens inside, each message is worked on once and each person gets one answer in time.

A message passes four gates: is it known already, does the person want silence or write too much, is there room, does
the turn come back before the deadline. Behind each failed gate stands a safe text (bot/channel/safe.py).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.channel.gates import Gate, gate_of
from bot.channel.incoming import Incoming
from bot.channel.order import InOrder
from bot.channel.record import DATABASE_UP, FAILURES, IN_FLIGHT, record, turn_row
from bot.channel.safe import safe_text, sentence
from bot.channel.turn import Deliver, Turn, Turns
from bot.store.inbox import LEASE, Claim, Inbox

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
STORE_PATIENCE = 2.0
"""Seconds to wait for the database before the safe text goes out."""
LOOK_AGAIN = 0.2
"""Seconds between two looks at a message that another server works on."""
SAVE_AGAIN = 0.5
"""Seconds between two tries to keep a reply that was given without the database."""
REMEMBERED = 10_000
"""Latest replies that are remembered: a repeat gets the same one while the database is away, too."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply ("" is silence) and how it came about; see the outcomes in docs/howto/read-the-logs.md."""

    text: str
    outcome: str


class Desk:
    """Takes messages, gives answers."""

    def __init__(self, inbox: Inbox, turns: Turns, deadline: float, room: int) -> None:
        self._inbox, self._turns, self._deadline, self._room = inbox, turns, deadline, room
        self._working: dict[str, asyncio.Task[Answer]] = {}
        self._replies: OrderedDict[str, str] = OrderedDict()
        self._unsaved: OrderedDict[str, tuple[Incoming, str, float]] = OrderedDict()
        self._order = InOrder()
        self._turning = 0
        self._renewing: asyncio.Future[None] | None = None
        self._saving: asyncio.Future[None] | None = None
        IN_FLIGHT.set_function(lambda: self.in_flight)

    @property
    def in_flight(self) -> int:
        """Messages that are being worked on."""
        return len(self._working)

    async def answer(self, message: Incoming, deliver: Deliver | None = None) -> Answer:
        """The one answer to a message, at the latest after the deadline and the patience with the database.

        What ``deliver`` has sent is not said again: the answer is silence, for a repeated message too.
        """
        known = self._working.get(message.sid)
        if known is None and message.sid in self._replies:
            return Answer(self._replies[message.sid], "repeated")
        work = known or self._begin(message, deliver)
        answer = await asyncio.shield(work)
        return Answer(answer.text, "repeated") if known else answer

    def _begin(self, message: Incoming, deliver: Deliver | None) -> asyncio.Task[Answer]:
        """Works on the message, whether or not the one who brought it stays on the line."""
        work = asyncio.create_task(self._answer(message, time.monotonic(), deliver))
        self._working[message.sid] = work
        work.add_done_callback(lambda done: self._end(message.sid, done))
        return work

    def _end(self, sid: str, done: asyncio.Task[Answer]) -> None:
        del self._working[sid]
        if not done.cancelled() and done.exception() is None:
            self._replies[sid] = done.result().text
            _forget(self._replies)

    async def _answer(self, message: Incoming, started: float, deliver: Deliver | None) -> Answer:
        with self._order.place(message.conversation) as mine:
            return await self._in_its_place(message, started, deliver, mine)

    async def _in_its_place(
        self, message: Incoming, started: float, deliver: Deliver | None, place: asyncio.Event
    ) -> Answer:
        try:
            claim = await self._claim(message, started)
        except Exception as error:  # whatever ails the database, the person gets an answer
            logger.error("The database did not answer (%s); the safe text was sent.", type(error).__name__)
            return self._without_store(message, started)
        if claim.state == "answered":
            return Answer(claim.reply, "repeated")
        turn = await self._turn(message, claim, started, place)
        if turn.erase:
            turn = await self._erased(message, turn, started, place)
        if deliver and not turn.erase and await deliver(turn, self._left(started)):
            turn = replace(turn, text="", outcome="buttons")
        standing = await self._keep(message, turn, started)
        answer = Answer(standing, turn.outcome)
        record(message, turn, started)
        return answer

    async def _claim(self, message: Incoming, started: float) -> Claim:
        """Claims the message; waits while another server works on it, at most until the deadline."""
        while True:
            claim = await self._stored(self._inbox.claim, message.sid, message.token, message.conversation)
            self._renew()
            if claim.state != "working" or self._left(started) <= 0:
                return claim
            await asyncio.sleep(LOOK_AGAIN)

    async def _turn(self, message: Incoming, claim: Claim, started: float, place: asyncio.Event) -> Turn:
        """What to say: at a gate, or by the assistant within the deadline."""
        if claim.state == "working":
            return self._safe(message, "late")
        gate = None
        try:
            gate = gate_of(message, claim)
            if gate is not None and not gate.listens:
                return await self._at_gate(message, gate)
            turn = await self._worked_on(message, claim, started, place)
        except asyncio.TimeoutError:
            turn = self._safe(message, "late")
        except Exception:  # whatever breaks inside, the person gets an answer
            logger.exception("The turn failed; the safe text was sent. conversation=%s", message.conversation)
            turn = self._safe(message, "failed")
        if gate is not None and gate.listens and not (turn.is_danger or turn.erase):
            return Turn(gate.text, gate.outcome)
        return turn if turn.text else self._safe(message, "failed")

    async def _at_gate(self, message: Incoming, gate: Gate) -> Turn:
        if gate.silence is not None:
            await self._stored(self._inbox.silence, message.conversation, gate.silence)
        return Turn(gate.text, gate.outcome)

    async def _worked_on(self, message: Incoming, claim: Claim, started: float, place: asyncio.Event) -> Turn:
        if self._turning >= self._room:
            return self._safe(message, "shed")
        self._turning += 1
        try:
            return await asyncio.wait_for(self._ordered(message, claim, place), max(self._left(started), 0.01))
        finally:
            self._turning -= 1

    async def _ordered(self, message: Incoming, claim: Claim, place: asyncio.Event) -> Turn:
        await place.wait()
        return await self._turns.run(message, repeated=claim.state == "taken_over")

    async def _erased(self, message: Incoming, turn: Turn, started: float, place: asyncio.Event) -> Turn:
        """The turn that confirms erasure, after it; one that does not when the database fails or earlier turns last."""
        try:
            await asyncio.wait_for(self._erase(message, place), max(self._left(started), STORE_PATIENCE))
            return turn
        except Exception as error:  # nobody is told that something is erased when it is not
            logger.error("A person's data could not be erased (%s); they were told so.", type(error).__name__)
            return Turn(sentence("utter_not_erased", message), "failed")

    async def _erase(self, message: Incoming, place: asyncio.Event) -> None:
        """Erases a person's data once the turns of earlier messages, which write some, are over."""
        await place.wait()
        await self._stored(self._turns.erase, message.conversation, message.sid)

    async def _keep(self, message: Incoming, turn: Turn, started: float) -> str:
        """Keeps the reply; the one that stands when a repeated message was faster elsewhere."""
        try:
            row = turn_row(message, turn, started)
            standing = await self._stored(self._inbox.finish, message.sid, turn.text, row)
            return standing
        except Exception as error:  # the reply goes out all the same and is kept later
            logger.error("The reply could not be kept yet (%s).", type(error).__name__)
            self._remember(message, turn.text)
            return turn.text

    def _without_store(self, message: Incoming, started: float) -> Answer:
        turn = self._safe(message, "store_down")
        self._remember(message, turn.text)
        record(message, turn, started)
        return Answer(turn.text, turn.outcome)

    @staticmethod
    def _safe(message: Incoming, outcome: str) -> Turn:
        return Turn(safe_text(message.text, message.channel), outcome)

    def _remember(self, message: Incoming, reply: str) -> None:
        self._unsaved[message.sid] = (message, reply, time.time())
        _forget(self._unsaved)
        if self._saving is None or self._saving.done():
            self._saving = asyncio.ensure_future(self._save_late())

    async def _save_late(self) -> None:
        """Keeps the replies given while the database did not answer, as soon as it does."""
        while self._unsaved:
            sid, (message, reply, at) = next(iter(self._unsaved.items()))
            try:
                await asyncio.to_thread(self._inbox.answered_elsewhere, sid, message.conversation, reply, at)
                self._unsaved.pop(sid, None)
            except Exception:  # it is tried again, after the others
                if sid in self._unsaved:
                    self._unsaved.move_to_end(sid)
                await asyncio.sleep(SAVE_AGAIN)

    def _left(self, started: float) -> float:
        return self._deadline - (time.monotonic() - started)

    @staticmethod
    async def _stored(work: Callable[..., Result], *values: Any) -> Result:
        """What ``work`` gives in a thread; the metrics say how the database is."""
        try:
            result = await asyncio.wait_for(asyncio.to_thread(work, *values), STORE_PATIENCE)
        except Exception as error:
            DATABASE_UP.set(0)
            FAILURES.labels(type(error).__name__).inc()
            raise
        DATABASE_UP.set(1)
        return result

    def _renew(self) -> None:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.ensure_future(self._renew_leases())

    async def _renew_leases(self) -> None:
        """Renews the leases of what is worked on here, as long as there is something."""
        while self._working:
            await asyncio.sleep(LEASE / 3)
            try:
                await self._stored(self._inbox.renew, list(self._working))
            except Exception as error:  # the lease runs out; the finished reply still counts
                logger.warning("Leases could not be renewed (%s).", type(error).__name__)


def _forget(remembered: OrderedDict[str, Any]) -> None:
    """Lets go of what is too long ago."""
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)
