"""Counts SQL statements and HTTP requests of the process that Python starts with this folder on its path.

The counts are written to the file of COUNT_FILE when the process ends.
"""

import atexit
import json
import os
from typing import Any

import aiohttp
from sqlalchemy import event
from sqlalchemy.engine import Engine

counts = {"statements": 0, "requests": 0}
_request = aiohttp.ClientSession._request


@event.listens_for(Engine, "before_cursor_execute")
def _statement(*_: Any) -> None:
    counts["statements"] += 1


async def _counted(*given: Any, **named: Any) -> Any:
    counts["requests"] += 1
    return await _request(*given, **named)


def _write() -> None:
    with open(os.environ["COUNT_FILE"], "w", encoding="utf-8") as file:
        json.dump(counts, file)


aiohttp.ClientSession._request = _counted  # type: ignore[method-assign]
atexit.register(_write)
