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


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that a reply offers: what stands on its button, and the text that a tap sends."""

    title: str
    says: str


@dataclass(slots=True)
class Told:
    """What the sentences of a turn tell of it: names of responses, choices, what was heard, which route and why."""

    responses: list[str] = field(default_factory=list)
    choices: tuple[Choice, ...] = ()
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
        """Keeps one sentence and what Rasa sends along; of two sentences that offer choices the last counts."""
        if message.get("text"):
            self._sentences.append(message["text"])
        if message.get("buttons"):
            self.told.choices = tuple(Choice(button["title"], button["payload"]) for button in message["buttons"])
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


def twiml(text: str, status_url: str | None = None) -> str:
    """The TwiML document with one message, or none for an empty text; reports on it go to ``status_url``.

    Twilio reads that address from one of two attributes, depending on the account; both must be the same.
    """
    response = MessagingResponse()
    if text:
        response.message(text, action=status_url, status_callback=status_url)
    return str(response)
