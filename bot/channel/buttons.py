"""WhatsApp quick replies: a reply that offers choices is sent with buttons, by Twilio's Content and Messages API.

In TwiML a reply can have no buttons. Whatever fails here, the reply goes out in the response as text, with its numbers.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from prometheus_client import Counter

from bot.channel.incoming import WHATSAPP
from bot.channel.outgoing import Choice
from bot.channel.rest import NotTaken, Rest
from bot.channel.turn import Deliver, Turn
from bot.settings import Settings
from bot.store.contents import Contents
from bot.store.engine import engine_for

logger = logging.getLogger(__name__)
CONTENT = "https://content.twilio.com/v1/Content"
MESSAGES = "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json"
LEAST = 1.0
"""Seconds that must be left; with less the text goes out at once."""
QUIET = 30.0
"""Seconds without buttons after a failure, so that not every person waits for a Twilio that does not answer."""
LOST = 21655
"""Twilio's code for a ContentSid that it does not know."""
SENT = Counter("sehat_buttons", "Replies that offered choices on WhatsApp, by what came of them.", ["result"])
Result = TypeVar("Result")


class Buttons:
    """Sends replies with buttons for one account."""

    def __init__(self, config: Settings) -> None:
        self._account, self._status_url = config.account_sid, config.status_url
        self._rest = Rest(config.account_sid, config.tokens[0])
        self._contents = Contents(engine_for(config.database_url))
        self._resumes = 0.0

    def answering(self, form: Mapping[str, str]) -> Deliver | None:
        """The way back to the sender of a message; it lives as long as the request, and with it the number."""
        ours, person = form.get("To", ""), form.get("From", "")
        if not (ours.startswith(WHATSAPP) and person.startswith(WHATSAPP)):
            return None

        async def deliver(turn: Turn, within: float) -> bool:
            return await self._deliver(turn, {"From": ours, "To": person}, within)

        return deliver

    async def close(self) -> None:
        """Closes the connections to Twilio."""
        await self._rest.close()

    async def _deliver(self, turn: Turn, ends: dict[str, str], within: float) -> bool:
        """Whether a turn was sent with buttons; one without choices is not."""
        if not turn.told.choices:
            return False
        if within < LEAST or time.monotonic() < self._resumes:
            SENT.labels("no time" if within < LEAST else "resting").inc()
            return False
        try:
            await asyncio.wait_for(self._send(turn, ends, time.monotonic() + within), within)
        except Exception as error:  # whatever fails, the reply goes out as text
            self._resumes = time.monotonic() + QUIET
            why = f"{type(error).__name__} {error}" if isinstance(error, NotTaken) else type(error).__name__
            logger.warning("Buttons could not be sent (%s); replies go out as text for %.0f s.", why, QUIET)
            SENT.labels("failed").inc()
            return False
        SENT.labels("sent").inc()
        return True

    async def _send(self, turn: Turn, between: dict[str, str], ends: float) -> None:
        made = content(turn.text, turn.told.choices, turn.told.heard.get("form"))
        key = key_of(made, self._account)
        sid = await _stored(self._contents.find, key) or await self._create(key, made, ends)
        message = {**between, "ContentSid": sid, "StatusCallback": self._status_url}
        try:
            await self._rest.post(MESSAGES.format(account=self._account), ends, data=message)
        except NotTaken as error:
            if error.code == LOST:
                await _stored(self._contents.forget, key)
            raise

    async def _create(self, key: str, made: dict[str, Any], ends: float) -> str:
        answer = await self._rest.post(CONTENT, ends, json={"friendly_name": f"sehat_saathi_{key}", **made})
        sid = str(answer["sid"])
        await _stored(self._contents.keep, key, sid)
        return sid


def content(text: str, choices: tuple[Choice, ...], form: str | None) -> dict[str, Any]:
    """A reply as Twilio's Content API takes it; the plain text beside it is for channels without buttons."""
    actions = [{"title": choice.title, "id": choice.says} for choice in choices]
    return {
        "language": "en" if form == "en" else "hi",
        "types": {"twilio/quick-reply": {"body": text, "actions": actions}, "twilio/text": {"body": text}},
    }


def key_of(made: Mapping[str, Any], account: str) -> str:
    """A code for what is in a reply; each account keeps its own."""
    written = json.dumps([account, made], ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()


async def _stored(work: Callable[..., Result], *values: Any) -> Result:
    return await asyncio.to_thread(work, *values)
