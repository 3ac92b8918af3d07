"""The webhook for an SMS aggregator's number, a second door beside Twilio's; named by dotted path in credentials.yml.

How it is set up and what it needs in India: docs/howto/sms-in-india.md.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json, text

from bot import settings
from bot.channel.desk import Desk
from bot.channel.inbound import Inbound, Refused, admit, read
from bot.channel.posting import Posting
from bot.channel.serving import open_desk
from bot.channel.turn import Handler
from bot.directory import default_directory
from bot.matching import default_matcher
from bot.store.engine import engine_for
from bot.store.outbox import Outbox

logger = logging.getLogger(__name__)
Answering = Callable[[Inbound], Awaitable[HTTPResponse]]


class AggregatorInput(InputChannel):
    """Signed messages in; the reply in the response, or by a call to the aggregator's send address."""

    def __init__(self, config: settings.Settings) -> None:
        self._config, self._door = config, config.sms
        self._directory = default_directory()
        default_matcher()

    @classmethod
    def name(cls) -> str:
        """The name in the address."""
        return "sms"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> AggregatorInput:
        """The channel with the settings of the environment."""
        return cls(settings.read())

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The route of the channel."""
        routes = Blueprint("aggregator_webhook", __name__)
        answering = self._answering(open_desk(self._config, on_new_message))

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            try:
                inbound = self._read(request)
            except Refused as refused:
                logger.warning("The SMS door refused a request: %s", refused)
                return text(str(refused), status=refused.status)
            return await answering(inbound)

        return routes

    def _read(self, request: Request) -> Inbound:
        admit(request.body, request.headers, self._door, time.time())
        return read(request.body, request.content_type, self._door, self._config.pepper, self._directory)

    def _answering(self, desk: Desk) -> Answering:
        if self._door.send is None:
            return lambda inbound: self._in_response(desk, inbound)
        posting = Posting(desk, Outbox(engine_for(self._config.database_url)), self._door.send)
        return lambda inbound: self._by_call(posting, inbound)

    async def _in_response(self, desk: Desk, inbound: Inbound) -> HTTPResponse:
        reply = (await desk.answer(inbound.message)).text
        if not reply:
            return empty(status=200)
        return json({self._door.reply_field: reply}) if self._door.reply_field else text(reply)

    @staticmethod
    async def _by_call(posting: Posting, inbound: Inbound) -> HTTPResponse:
        posted = await posting.post(inbound.message, inbound.sender)
        if posted == "failed":
            return text("The send address did not take the reply; deliver the message again.", status=502)
        if posted == "elsewhere":
            return text("The reply is being sent; deliver the message again later.", status=503)
        return empty(status=200)
