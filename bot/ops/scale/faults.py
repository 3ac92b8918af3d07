"""What is broken in the middle: one of each, later the other, the database, Redis."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from bot.ops.scale.stage import Stage
from bot.ops.storm.faults import Fault

AWAY = 3.0
"""Seconds that a killed server or program stays away."""
Times = list[tuple[float, float]]


def faults(on: Stage, times: Times) -> list[Fault]:
    """The faults in their order; ``times`` gets when each began and ended to disturb (monotonic clock).

    A killed server disturbs what it worked on; that the other one is alone until it is back disturbs nothing.
    """
    first, second = on.rasa
    planned = {
        "Rasa server killed": _timed(lambda: first.killed_and_restarted(AWAY), times, at_once=True),
        "action server killed": _timed(lambda: on.actions[0].killed_and_restarted(AWAY), times, at_once=True),
        "PostgreSQL killed": _timed(lambda: on.database.taken_away(AWAY), times),
        "other Rasa server killed": _timed(lambda: second.killed_and_restarted(AWAY), times, at_once=True),
        "Redis killed": _timed(lambda: on.redis.taken_away(AWAY), times),
        "other action server killed": _timed(lambda: on.actions[1].killed_and_restarted(AWAY), times, at_once=True),
    }
    return [Fault(name, happen) for name, happen in planned.items()]


def _timed(
    happen: Callable[[], Awaitable[None]], times: Times, *, at_once: bool = False
) -> Callable[[], Awaitable[None]]:
    async def timed() -> None:
        began = time.monotonic()
        times.append((began, began if at_once else float("inf")))
        await happen()
        if not at_once:
            times[-1] = (began, time.monotonic())

    return timed
