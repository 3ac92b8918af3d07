"""What goes out: the sentences of a turn gathered into one TwiML message."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel
from twilio.twiml.messaging_response import MessagingResponse

from bot.reply import JOIN
from bot.routing import Channel

MAX_CHARACTERS = 1600
"""Twilio refuses longer messages."""


class Reply(OutputChannel):
    """Gathers what Rasa says in one turn; sends nothing by itself."""

    channel: Channel

    def __init__(self) -> None:
        self._sentences: list[str] = []

    @classmethod
    def name(cls) -> str:
        """The name by which Rasa picks sentences."""
        return cls.channel

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Keeps one sentence."""
        self._sentences.append(text)

    @property
    def text(self) -> str:
        """The whole reply; empty when nothing was said."""
        return JOIN[self.channel].join(self._sentences)[:MAX_CHARACTERS]


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
