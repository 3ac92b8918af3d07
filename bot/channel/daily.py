"""The daily job of a server: deletes what is older than RETENTION_DAYS, at the start and each night."""

from __future__ import annotations

import asyncio
import logging
import time

from sanic import Blueprint, Sanic
from sqlalchemy.engine import Engine

from bot.store.engine import engine_for
from bot.store.keeping import DAY, Purged, purge
from bot.store.schema import migrate

logger = logging.getLogger(__name__)
NIGHT = 21.5 * 3600
"""Seconds after midnight UTC: three in the morning in India, when few people write."""
AGAIN = 60.0
"""Seconds after which a failed deletion is tried again."""


def purge_daily(routes: Blueprint, database_url: str, days: int) -> None:
    """Makes the server that serves ``routes`` delete old data, as long as it runs."""

    @routes.listener("after_server_start")
    async def begin(app: Sanic, _: object) -> None:
        app.ctx.purging = asyncio.ensure_future(_purge_forever(engine_for(database_url), days))

    @routes.listener("before_server_stop")
    async def end(app: Sanic, _: object) -> None:
        app.ctx.purging.cancel()


async def _purge_forever(engine: Engine, days: int) -> None:
    while True:
        await asyncio.sleep(await purge_now(engine, days))


async def purge_now(engine: Engine, days: int) -> float:
    """Deletes old data in a thread; seconds until the next time."""
    try:
        purged = await asyncio.to_thread(_purge, engine, days)
    except Exception as error:  # the server goes on whatever ails the database
        logger.error("Old data could not be deleted (%s); it is tried again.", type(error).__name__)
        return AGAIN
    logger.info(str(purged))
    return until_night(time.time())


def _purge(engine: Engine, days: int) -> Purged:
    migrate(engine)  # missing when the database was away at the start
    return purge(engine, days)


def until_night(now: float) -> float:
    """Seconds from ``now`` to the next night."""
    return (NIGHT - now) % DAY or DAY
