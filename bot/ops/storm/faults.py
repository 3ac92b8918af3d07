"""What is broken during a storm, and when."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.ops.storm.databases import Database
from bot.ops.storm.machines import Server

ROUND = 5_000
"""Messages for each round of all faults; at least one round."""
ACTIONS_AWAY, DATABASE_AWAY, ACTIONS_HANG = 3.0, 6.0, 12.0
"""Seconds; the hanging outlasts the deadline of a turn."""
LOOK = 0.05


@dataclass(frozen=True, slots=True)
class Fault:
    """What it is called in the report, and what it does; it ends when all is well again."""

    name: str
    happen: Callable[[], Awaitable[None]]


def faults(actions: Server, rasa: Sequence[Server], database: Database, messages: int) -> list[Fault]:
    """The faults of a storm in their order."""
    planned = []
    for turn in range(max(1, messages // ROUND)):
        victim = rasa[turn % len(rasa)]
        planned += [
            Fault("action server killed", lambda: actions.killed_and_restarted(ACTIONS_AWAY)),
            Fault(database.fault, lambda: database.taken_away(DATABASE_AWAY)),
            Fault("action server hangs", lambda: _hangs(actions)),
            Fault("Rasa server killed", lambda victim=victim: victim.killed_and_restarted(0.0)),  # type: ignore[misc]
        ]
    return planned


async def strike(planned: Sequence[Fault], share_sent: Callable[[], float]) -> None:
    """Lets one fault after the other happen, spread evenly over the messages of the storm."""
    for place, fault in enumerate(planned):
        while share_sent() < (place + 0.5) / len(planned):
            await asyncio.sleep(LOOK)
        await fault.happen()


async def _hangs(server: Server) -> None:
    server.kill(signal.SIGSTOP)
    await asyncio.sleep(ACTIONS_HANG)
    server.kill(signal.SIGCONT)
