"""Twilio's REST API without blocking: bounded in time, with new tries when Twilio is busy or broken."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import aiohttp

PATIENCE = 3.0
"""Seconds for one try."""
PAUSES = (0.25, 0.75)
"""Seconds before the second try and before the third."""


class NotTaken(RuntimeError):
    """Twilio did not take a request. What it says is left out, because it can hold the person's number."""

    def __init__(self, status: int, code: int | None) -> None:
        super().__init__(f"{status}, code {code}")
        self.code = code


class Rest:
    """Posts to Twilio in the name of one account."""

    def __init__(self, account_sid: str, token: str) -> None:
        self._auth = aiohttp.BasicAuth(account_sid, token)
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, ends: float, **body: Any) -> dict[str, Any]:
        """What Twilio answers; ``ends`` is the time.monotonic() after which no new try begins.

        A try that times out is not repeated: Twilio may have taken it.

        Raises:
            NotTaken: when Twilio refuses, or is still busy or broken at the last try.
            aiohttp.ClientError, asyncio.TimeoutError: when it cannot be reached.

        """
        for pause in (*PAUSES, None):
            status, answer, wanted = await self._try(url, body)
            if 200 <= status < 300:
                return answer
            wait = max(pause or 0.0, wanted)
            if pause is None or not _may_pass(status) or time.monotonic() + wait >= ends:
                break
            await asyncio.sleep(wait)
        raise NotTaken(status, answer.get("code"))

    async def close(self) -> None:
        """Closes the connections."""
        if self._session:
            await self._session.close()

    async def _try(self, url: str, body: dict[str, Any]) -> tuple[int, dict[str, Any], float]:
        """Status, answer, and the seconds that Twilio asks us to wait."""
        if self._session is None:
            self._session = aiohttp.ClientSession(auth=self._auth, timeout=aiohttp.ClientTimeout(total=PATIENCE))
        async with self._session.post(url, allow_redirects=False, **body) as answer:
            wanted = answer.headers.get("Retry-After", "")
            return answer.status, _object(await answer.text()), float(wanted) if wanted.isdecimal() else 0.0


def _may_pass(status: int) -> bool:
    return status == 429 or status >= 500


def _object(text: str) -> dict[str, Any]:
    """A JSON object; an empty one for anything else."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
