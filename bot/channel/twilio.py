"""The webhook for Twilio, WhatsApp and SMS alike; named by dotted path in credentials.yml.

Rasa's built-in channel checks no signature and keeps raw numbers (docs/decisions/0003-channel.md).
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json, text

from bot import settings
from bot.channel import incoming, signature
from bot.channel.action_server import keep_connections
from bot.channel.buttons import Buttons
from bot.channel.daily import purge_daily
from bot.channel.deliveries import Deliveries
from bot.channel.desk import Desk
from bot.channel.live import LiveModel
from bot.channel.outgoing import twiml
from bot.channel.safe import safe_text
from bot.channel.serving import open_desk
from bot.channel.turn import Handler
from bot.channel.wire import guard
from bot.directory import default_directory

logger = logging.getLogger(__name__)
PREFIX = "/webhooks/twilio"
TOKEN = "I-Twilio-Idempotency-Token"


class TwilioInput(InputChannel):
    """Signed messages in, TwiML out, in the same request."""

    def __init__(self, config: settings.Settings) -> None:
        self._config = config
        self._directory = default_directory()
        self._buttons = Buttons(config) if config.whatsapp_buttons else None
        safe_text("", "sms")  # reads what answers need now, not at the first message
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
        guard(routes)
        desk, deliveries = open_desk(self._config, on_new_message), Deliveries(self._config.database_url)
        purge_daily(routes, self._config.database_url, self._config.retention_days)

        @routes.listener("after_server_start")
        async def follow_live_model(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
            app.ctx.action_server = keep_connections(app.ctx.agent)
            app.add_task(LiveModel(app.ctx.agent).follow())

        @routes.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return json({"status": "ok" if ready else "no model"}, status=200 if ready else 503)

        @routes.post("/webhook", strict_slashes=True)
        async def webhook(request: Request) -> HTTPResponse:
            return await self._receive(request, desk)

        @routes.post("/status", strict_slashes=True)
        async def status(request: Request) -> HTTPResponse:
            form, refusal = self._signed_form(request, "/status")
            if form is None:
                return refusal
            await asyncio.to_thread(deliveries.note, form)
            return empty()

        @routes.listener("after_server_stop")
        async def close(app: Sanic, _: asyncio.AbstractEventLoop) -> None:
            for line in (self._buttons, getattr(app.ctx, "action_server", None)):
                if line:
                    await line.close()

        return routes

    async def _receive(self, request: Request, desk: Desk) -> HTTPResponse:
        form, refusal = self._signed_form(request, "/webhook")
        if form is None:
            return refusal
        try:
            message = incoming.read(form, self._config.pepper, self._directory, request.headers.get(TOKEN))
        except incoming.NoSender as error:
            return text(str(error), status=400)
        answer = await desk.answer(message, self._buttons.answering(form) if self._buttons else None)
        return HTTPResponse(twiml(answer.text, self._status_url()), content_type="text/xml; charset=utf-8")

    def _status_url(self) -> str | None:
        """Where Twilio can bring reports; an address of this machine alone it would refuse."""
        return self._config.status_url if self._config.public_url.startswith("https://") else None

    def _signed_form(self, request: Request, path: str) -> tuple[dict[str, str] | None, HTTPResponse]:
        """The form of a request that Twilio signed; otherwise the refusal."""
        try:
            form = signature.fields(request.body)
        except ValueError:
            return None, text("The body is no form in UTF-8.", status=400)
        query = f"?{request.query_string}" if request.query_string else ""
        address = f"{self._config.public_url}{PREFIX}{path}{query}"
        given = request.headers.get("X-Twilio-Signature", "")
        if not signature.is_signed(address, form, given, self._config.tokens):
            return None, text("The signature is missing or wrong.", status=403)
        return form, empty()
