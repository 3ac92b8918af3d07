"""One turn of the assistant: the message to Rasa, its sentences back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import UserMessage
from sqlalchemy.engine import Engine

from bot.channel.incoming import Incoming
from bot.channel.outgoing import REPLIES, Told, joined
from bot.judging import DANGER
from bot.store.keeping import erase
from bot.store.said import said_after

Handler = Callable[[UserMessage], Awaitable[Any]]
ERASES = "utter_delete_data"
"""The response with which the assistant confirms that a person's data is erased."""
ERASED = "erased"
"""The outcome of a turn that confirms it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said ("" is silence), how it came about, and what the sentences tell of the turn."""

    text: str
    outcome: str
    told: Told = field(default_factory=Told)

    @property
    def is_danger(self) -> bool:
        """Whether the assistant took the message for a danger."""
        return bool(self.told.heard.get("intent") == DANGER)

    @property
    def erase(self) -> bool:
        """Whether the person's data is to be erased after the turn."""
        return self.outcome == ERASED


Deliver = Callable[[Turn, float], Awaitable[bool]]
"""Another way to send a reply than in the response: within so many seconds; whether it was sent."""


class Turns:
    """Runs turns through Rasa."""

    def __init__(self, handler: Handler, engine: Engine) -> None:
        self._handler, self._engine = handler, engine

    async def run(self, message: Incoming, repeated: bool) -> Turn:
        """One turn; of a repeated message whose turn was kept, what was said then."""
        if repeated:
            said = await asyncio.to_thread(said_after, self._engine, message.conversation, message.sid)
            if said is not None:
                return Turn(joined(said.sentences, message.channel), _outcome(said.responses, "recovered"))
        reply = REPLIES[message.channel]()
        await self._handler(
            UserMessage(
                message.text, reply, message.conversation, input_channel=message.channel, message_id=message.sid
            )
        )
        return Turn(reply.text, _outcome(reply.told.responses, "answered"), reply.told)

    def erase(self, conversation: str, asked_by: str) -> None:
        """Erases a person's data."""
        erase(self._engine, conversation, asked_by)


def _outcome(responses: list[str], otherwise: str) -> str:
    return ERASED if ERASES in responses else otherwise
