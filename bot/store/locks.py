"""Turns of one person one after the other, on whatever server they run; Redis keeps the queue.

Rasa's own Redis store looks once a second, holds up everybody's messages while it asks, gives two servers the same
ticket when they ask at the same time, and fails the turn when Redis is away. Here each turn stands in a queue, looks
often, and its place lapses when its server dies. While Redis is away turns go on without it: one server's turns are in
order all the same (bot/channel/order.py), and a real answer is worth more than the order of two servers.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

from prometheus_client import Gauge
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot import settings

logger = logging.getLogger(__name__)
LEASE = 3.0
"""Seconds after which the place of a turn lapses unless its server renews it."""
LOOK_AGAIN = 0.03
"""Seconds between two looks at the queue."""
PATIENCE = 0.5
"""Seconds that Redis may take before it counts as away."""
PAUSE = 2.0
"""Seconds for which Redis is not asked again once it was away."""
UP = Gauge("sehat_redis_up", "Whether Redis answered when it was last asked.")

_STAND = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('ZADD', KEYS[1], 'NX', now, ARGV[1])
redis.call('ZADD', KEYS[2], now + ARGV[2] * 1000000, ARGV[1])
for _, lapsed in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  redis.call('ZREM', KEYS[1], lapsed)
  redis.call('ZREM', KEYS[2], lapsed)
end
redis.call('EXPIRE', KEYS[1], 60)
redis.call('EXPIRE', KEYS[2], 60)
return redis.call('ZRANGE', KEYS[1], 0, 0)[1] == ARGV[1] and 1 or 0
"""
"""Stands in the queue, renews the place, removes lapsed ones, and says whether it is this one's turn; all at once."""


class Locks(InMemoryLockStore):
    """Named in endpoints.yml; with REDIS_URL the queue is there, without it in this process."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        super().__init__()
        url = settings.read().redis_url
        self._redis = (
            Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, max_connections=1000)
            if url
            else None
        )
        self._not_before = 0.0

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = LOOK_AGAIN
    ) -> AsyncGenerator[TicketLock, None]:
        """Waits for the turn of this message; Rasa does its work inside."""
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
            if self._redis is None or time.monotonic() < self._not_before:
                yield ticket
                return
            async with self._queued(self._redis, conversation_id):
                yield ticket

    @asynccontextmanager
    async def _queued(self, redis: Redis[bytes], conversation: str) -> AsyncIterator[None]:
        """Stands in the queue of a conversation until the work inside is done."""
        keys, place = [f"sehat:{{{conversation}}}:queue", f"sehat:{{{conversation}}}:lapse"], uuid4().hex
        renewing, there = None, True
        try:
            there = await self._wait(redis, keys, place)
            renewing = asyncio.ensure_future(self._renew(redis, keys, place)) if there else None
            yield
        finally:
            if renewing:
                renewing.cancel()
            if there:
                await asyncio.shield(self._leave(redis, keys, place))

    async def _wait(self, redis: Redis[bytes], keys: list[str], place: str) -> bool:
        """Waits for the turn; False when Redis is away and the turn goes on without it."""
        try:
            while not await redis.eval(_STAND, 2, *keys, place, LEASE):
                await asyncio.sleep(LOOK_AGAIN)
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            UP.set(0)
            self._not_before = time.monotonic() + PAUSE
            logger.error("Redis does not answer (%s); turns go on without it.", type(error).__name__)
            return False
        UP.set(1)
        return True

    async def _renew(self, redis: Redis[bytes], keys: list[str], place: str) -> None:
        """Keeps the place until the turn is done; when that fails the place lapses, and the turn still counts."""
        while True:
            await asyncio.sleep(LEASE / 3)
            with suppress(RedisError, OSError, asyncio.TimeoutError):
                await redis.eval(_STAND, 2, *keys, place, LEASE)

    async def _leave(self, redis: Redis[bytes], keys: list[str], place: str) -> None:
        """Gives the place up; when Redis is away it lapses."""
        with suppress(RedisError, OSError, asyncio.TimeoutError):
            async with redis.pipeline(transaction=True) as pipe:
                await pipe.zrem(keys[0], place).zrem(keys[1], place).execute()
