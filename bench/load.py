"""Sends messages and takes times: over Rasa's REST channel, or over the signed webhook."""

from __future__ import annotations

import asyncio
import secrets
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from twilio.request_validator import RequestValidator

Send = Callable[[aiohttp.ClientSession, str, str], Awaitable[None]]
"""Sends one text of one person and returns when the answer is there; raises when there is none."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds each message took, and all together."""

    each: tuple[float, ...]
    total: float

    @property
    def per_second(self) -> float:
        """Messages a second."""
        return len(self.each) / self.total

    def quantile(self, share: float) -> float:
        """The time within which ``share`` of the messages were answered."""
        return sorted(self.each)[min(len(self.each) - 1, int(share * len(self.each)))]


def rest(port: int) -> Send:
    """Rasa's REST channel."""

    async def send(session: aiohttp.ClientSession, person: str, text: str) -> None:
        body = {"sender": person, "message": text}
        async with session.post(f"http://127.0.0.1:{port}/webhooks/rest/webhook", json=body) as answer:
            answer.raise_for_status()
            await answer.read()

    return send


def signed(port: int, token: str, public_url: str, path: str) -> Send:
    """The signed webhook, as Twilio calls it."""
    sign = RequestValidator(token).compute_signature

    async def send(session: aiohttp.ClientSession, person: str, text: str) -> None:
        form = {
            "MessageSid": "SM" + secrets.token_hex(16),
            "From": f"whatsapp:+{person}",
            "Body": text,
            "NumMedia": "0",
        }
        headers = {"X-Twilio-Signature": sign(public_url + path, form)}
        async with session.post(f"http://127.0.0.1:{port}{path}", data=form, headers=headers) as answer:
            answer.raise_for_status()
            given = await answer.text()
            if "<Message" not in given:
                raise RuntimeError(f"no reply to {text!r}: {given}")

    return send


async def in_flight(send: Send, texts: Sequence[str], width: int) -> Times:
    """Sends ``texts``, each from another person, ``width`` at a time."""
    queue = list(enumerate(texts))
    each: list[float] = []

    async def work(session: aiohttp.ClientSession) -> None:
        while queue:
            number, text = queue.pop()
            started = time.perf_counter()
            await send(session, str(910000000000 + secrets.randbelow(10**9) + number), text)
            each.append(time.perf_counter() - started)

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        started = time.perf_counter()
        await asyncio.gather(*(work(session) for _ in range(width)))
        return Times(tuple(each), time.perf_counter() - started)


async def conversation(send: Send, texts: Sequence[str], turns: int) -> list[float]:
    """One person's turns, one after the other; the seconds of each."""
    each = []
    person = str(910000000000 + secrets.randbelow(10**9))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        for turn in range(turns):
            started = time.perf_counter()
            await send(session, person, texts[turn % len(texts)])
            each.append(time.perf_counter() - started)
    return each


def around(each: Sequence[float], turn: int, reach: int = 3) -> float:
    """The median of the turns around one."""
    return statistics.median(each[max(0, turn - reach - 1) : turn + reach])


async def silence(send: Send, texts: Sequence[str], seconds: float, during: Callable[[], Awaitable[Any]]) -> Times:
    """Sends one message after another for some seconds while ``during`` runs; a failed one raises."""
    each: list[float] = []
    change = asyncio.ensure_future(during())
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        started = time.perf_counter()
        while time.perf_counter() - started < seconds or not change.done():
            begun = time.perf_counter()
            await send(session, str(910000000000 + secrets.randbelow(10**9)), texts[len(each) % len(texts)])
            each.append(time.perf_counter() - begun)
            await asyncio.sleep(0.02)
        await change
        return Times(tuple(each), time.perf_counter() - started)
