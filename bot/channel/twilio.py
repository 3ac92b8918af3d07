"""The webhook for Twilio, WhatsApp and SMS alike; named by dotted path in credentials.yml.

Rasa's built-in channel checks no signature and keeps raw numbers (shared traps in docs/decisions/0003-channel.md).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, text

from bot import settings
from bot.channel import incoming, signature
from bot.channel.outgoing import REPLIES, twiml
from bot.channel.safe import safe_text
from bot.directory import default_directory
from bot.matching import default_matcher

logger = logging.getLogger(__name__)
Handler = Callable[[UserMessage], Awaitable[Any]]
PATH = "/webhooks/twilio/webhook"


class TwilioInput(InputChannel):
    """Signed messages in, TwiML out, in the same request."""

    def __init__(self, config: settings.Settings) -> None:
        self._config = config
        self._directory = default_directory()
        default_matcher()
        if not config.tokens:
            logger.error("TWILIO_AUTH_TOKEN is empty: every message will be refused; set it and start again.")

    @classmethod
    def name(cls) -> str:
        """The name in the address."""
        return "twilio"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TwilioInput:
        """The channel with the settings of the environment."""
        return cls(settings.read())

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("twilio_webhook", __name__)

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return json({"status": "ok" if ready else "no model"}, status=200 if ready else 503)

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            return await self._receive(request, on_new_message)

        return routes

    async def _receive(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        try:
            form = signature.fields(request.body)
        except ValueError:
            return text("The body is no form in UTF-8.", status=400)
        if not self._is_signed(request, form):
            return text("The signature is missing or wrong.", status=403)
        try:
            message = incoming.read(form, self._config.pepper, self._directory)
        except incoming.NoSender as error:
            return text(str(error), status=400)
        reply = await self._answer(message, on_new_message)
        return HTTPResponse(twiml(reply), content_type="text/xml; charset=utf-8")

    def _is_signed(self, request: Request, form: dict[str, str]) -> bool:
        query = f"?{request.query_string}" if request.query_string else ""
        address = f"{self._config.public_url}{PATH}{query}"
        given = request.headers.get("X-Twilio-Signature", "")
        return signature.is_signed(address, form, given, self._config.tokens)

    async def _answer(self, message: incoming.Incoming, on_new_message: Handler) -> str:
        """The reply of the turn; the safe text when the turn fails or says nothing."""
        reply = REPLIES[message.channel]()
        try:
            await on_new_message(
                UserMessage(
                    message.text,
                    reply,
                    message.conversation,
                    input_channel=message.channel,
                    message_id=message.sid or None,
                )
            )
        except Exception:  # whatever breaks inside, the person gets an answer
            logger.exception("The turn failed; the safe text was sent. conversation=%s", message.conversation)
            return safe_text(message.text, message.channel)
        return reply.text or safe_text(message.text, message.channel)
