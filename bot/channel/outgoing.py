"""What goes out: the sentences of a turn gathered into one message, and what they tell of the turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import OutputChannel
from twilio.twiml.messaging_response import MessagingResponse

from bot.reply import JOIN
from bot.routing import Channel

MAX_CHARACTERS = 1600
"""Twilio refuses longer messages."""


@dataclass(slots=True)
class Told:
    """What the sentences of a turn tell of it: names of responses, what was heard, which route and why."""

    responses: list[str] = field(default_factory=list)
    heard: dict[str, Any] = field(default_factory=dict)
    route: dict[str, Any] = field(default_factory=dict)


class Reply(OutputChannel):
    """Gathers what Rasa says in one turn; sends nothing by itself."""

    channel: Channel

    def __init__(self) -> None:
        self._sentences: list[str] = []
        self.told = Told()

    @classmethod
    def name(cls) -> str:
        """The name by which Rasa picks sentences."""
        return cls.channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps one sentence and what Rasa sends along."""
        if message.get("text"):
            self._sentences.append(message["text"])
        if message.get("utter_action"):
            self.told.responses.append(message["utter_action"])
        self.told.heard = message.get("heard") or self.told.heard
        self.told.route = message.get("route") or self.told.route

    @property
    def text(self) -> str:
        """The whole reply; empty when nothing was said."""
        return joined(self._sentences, self.channel)


def joined(sentences: list[str], channel: Channel) -> str:
    """Sentences as one message of the channel."""
    return JOIN[channel].join(sentences)[:MAX_CHARACTERS]


class WhatsAppReply(Reply):
    """A reply with *bold* and line breaks."""

    channel = "whatsapp"


class SmsReply(Reply):
    """A plain reply, as short as can be."""

    channel = "sms"


REPLIES: dict[Channel, type[Reply]] = {"whatsapp": WhatsAppReply, "sms": SmsReply}


def twiml(text: str) -> str:
    """The TwiML document with one message, or none for an empty text."""
    response = MessagingResponse()
    if text:
        response.message(text)
    return str(response)
