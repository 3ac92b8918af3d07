"""Answers that are not put into the response but sent by a call of our own: each once, even when asked for twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from bot.channel.deliveries import REPORTS
from bot.channel.desk import STORE_PATIENCE, Answer, Desk
from bot.channel.incoming import Incoming
from bot.channel.sending import NotSent, send
from bot.settings import SmsSending
from bot.store.outbox import Outbox, Whose

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
Posted = Literal["sent", "silent", "failed", "elsewhere"]
"""What became of a reply: sent now or before, none to send, not taken by the aggregator, in another server's hands."""


class Posting:
    """Takes messages to the desk and their replies to the aggregator."""

    def __init__(self, desk: Desk, outbox: Outbox, how: SmsSending) -> None:
        self._desk, self._outbox, self._how = desk, outbox, how
        self._working: dict[str, asyncio.Future[Posted]] = {}

    async def post(self, message: Incoming, to: str) -> Posted:
        """Answers a message; goes on when the aggregator hangs up, and a repeated request waits for the first."""
        working = self._working.get(message.sid)
        if working is None:
            working = self._working[message.sid] = asyncio.ensure_future(self._post(message, to))
            working.add_done_callback(lambda _: self._working.pop(message.sid))
        return await asyncio.shield(working)

    async def _post(self, message: Incoming, to: str) -> Posted:
        answer = await self._desk.answer(message)
        if not answer.text:
            return "silent"
        whose = await self._claim(message.sid, answer)
        return await self._send(message, to, answer.text) if whose == "mine" else whose

    async def _send(self, message: Incoming, to: str, reply: str) -> Posted:
        try:
            await send(self._how, to, reply)
        except NotSent as error:
            logger.error("The aggregator did not take a reply: it %s. conversation=%s", error, message.conversation)
            await self._note(message.sid, "failed", str(error.status))
            return "failed"
        await self._note(message.sid, "sent", "")
        return "sent"

    async def _claim(self, sid: str, answer: Answer) -> Whose:
        try:
            return await _stored(self._outbox.claim, sid)
        except Exception as error:  # without the database a new reply goes out, a repeated one waits
            logger.error("Who sends a reply could not be asked (%s).", type(error).__name__)
            return "elsewhere" if answer.outcome == "repeated" else "mine"

    async def _note(self, sid: str, status: Literal["sent", "failed"], code: str) -> None:
        REPORTS.labels(status, code).inc()
        try:
            await _stored(self._outbox.note, sid, status, code)
        except Exception as error:  # the reply is out; at worst a repeated request sends it again
            logger.error("A sent reply could not be noted (%s).", type(error).__name__)


async def _stored(work: Callable[..., Result], *values: Any) -> Result:
    return await asyncio.wait_for(asyncio.to_thread(work, *values), STORE_PATIENCE)
