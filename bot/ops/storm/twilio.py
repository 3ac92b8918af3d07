"""A simulated Twilio for one webhook: it signs, waits at most so long, tries again and falls back.

It behaves as Twilio's pages on webhooks and on connection overrides say; tries follow each other at once.
"""

from __future__ import annotations

import asyncio
import secrets
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode

import aiohttp
from twilio.request_validator import RequestValidator

FALLBACK = "Doctor by phone, free: 104. In danger call 108."
"""What the fallback address answers: the fixed reply of docs/howto/connect-twilio.md, kept by Twilio itself."""
Form = Mapping[str, str]
Outcome = tuple[str, tuple[str, ...] | None]
"""How a try ended, and the messages of its answer."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the part after # in a webhook's address asks for; times in seconds."""

    retries: int = 1
    policy: frozenset[str] = frozenset(("ct",))
    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0


def overrides(address: str) -> Overrides:
    """The overrides in an address; Twilio's defaults where it has none."""
    said = dict(parse_qsl(urldefrag(address).fragment))
    default = Overrides()
    return Overrides(
        retries=int(said.get("rc", default.retries)),
        policy=frozenset(said["rp"].split(",")) if "rp" in said else default.policy,
        connect=int(said["ct"]) / 1000 if "ct" in said else default.connect,
        read=int(said["rt"]) / 1000 if "rt" in said else default.read,
        total=int(said["tt"]) / 1000 if "tt" in said else default.total,
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message brought to the webhook.

    ``tries`` says of each try: 2xx, 4xx, 5xx, ct (no connection, or lost) or rt (no answer in time). ``replies`` are
    the messages in the answer; None when no try was answered, and the person got the fallback.
    """

    form: Form
    tries: tuple[str, ...]
    replies: tuple[str, ...] | None
    began: float
    seconds: float


class Twilio:
    """Brings messages to a webhook: ``address`` as the owner set it, ``door`` where its host is found here."""

    def __init__(self, session: aiohttp.ClientSession, address: str, door: str, token: str) -> None:
        self._session, self._validator = session, RequestValidator(token)
        self._address, self._rules = urldefrag(address).url, overrides(address)
        self._door = door + "/" + self._address.split("/", 3)[3]

    async def deliver(self, form: Form, cut: float | None = None) -> Delivery:
        """Brings one message: first try and what tries the overrides allow, within the total time.

        The line of the first try breaks after ``cut`` seconds, if it is given.
        """
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": self._validator.compute_signature(self._address, dict(form)),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
        }
        began, tries, replies = time.monotonic(), [], None
        for number in range(1 + self._rules.retries):
            left = self._rules.total - (time.monotonic() - began)
            trying = self._try(urlencode(form).encode(), headers, left)
            outcome, replies = await (_broken_off(trying, cut) if cut is not None and not number else trying)
            tries.append(outcome)
            if outcome not in self._rules.policy or self._rules.total <= time.monotonic() - began:
                break
        return Delivery(form, tuple(tries), replies, began, time.monotonic() - began)

    async def _try(self, body: bytes, headers: Mapping[str, str], left: float) -> Outcome:
        patience = aiohttp.ClientTimeout(total=left, sock_connect=self._rules.connect, sock_read=self._rules.read)
        try:
            async with self._session.post(self._door, data=body, headers=headers, timeout=patience) as answer:
                kind = f"{answer.status // 100}xx"
                return kind, _messages(await answer.read()) if kind == "2xx" else None
        except asyncio.TimeoutError as error:
            return "ct" if "Connection" in str(error) else "rt", None
        except aiohttp.ClientError:
            return "ct", None


async def _broken_off(trying: Coroutine[Any, Any, Outcome], after: float) -> Outcome:
    try:
        return await asyncio.wait_for(trying, after)
    except asyncio.TimeoutError:
        return "ct", None


def _messages(twiml: bytes) -> tuple[str, ...]:
    return tuple("".join(message.itertext()) for message in ElementTree.fromstring(twiml).iter("Message"))
