"""Hands a reply to the aggregator's send address by HTTP."""

from __future__ import annotations

import asyncio

import aiohttp

from bot.settings import SmsSending

TRIES = 3
PATIENCE = 5.0
"""Seconds for one try."""
PAUSE = 0.5
"""Seconds before the second try; each later pause is twice as long."""
LONGEST_PAUSE = 5.0
"""Seconds of the aggregator's Retry-After that are heeded."""


class NotSent(RuntimeError):
    """The aggregator did not take a reply; ``status`` is its HTTP status, 0 when it could not be reached."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


async def send(how: SmsSending, to: str, text: str) -> None:
    """Sends one reply; tries again when the aggregator is busy, broken (429, 5xx) or out of reach.

    Raises:
        NotSent: after the last try, or at once when the aggregator refuses.

    """
    for attempt in range(1, TRIES + 1):
        try:
            status, wanted = await _once(how, to, text)
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            status, wanted, reason = 0, "", f"could not be reached ({type(error).__name__})"
        else:
            if 200 <= status < 300:
                return
            reason = f"answered {status}"
        if attempt == TRIES or not _worth_trying(status):
            raise NotSent(reason, status)
        await asyncio.sleep(_pause(attempt, wanted))


async def _once(how: SmsSending, to: str, text: str) -> tuple[int, str]:
    """The status of one try, and the Retry-After header."""
    fields = {**dict(how.more), how.to_field: to, how.text_field: text}
    headers = {"Authorization": f"Bearer {how.token}"} if how.token else {}
    body = {"json": fields} if how.body == "json" else {"data": fields}
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session,
        session.post(how.url, headers=headers, allow_redirects=False, **body) as answer,
    ):
        return answer.status, answer.headers.get("Retry-After", "")


def _worth_trying(status: int) -> bool:
    return status in (0, 429) or status >= 500


def _pause(attempt: int, wanted: str) -> float:
    usual = PAUSE * 2 ** (attempt - 1)
    asked = float(wanted) if wanted.isascii() and wanted.isdigit() else usual
    return min(max(asked, usual), LONGEST_PAUSE)
