"""Conducts a storm: messages sent at an even pace, faults in between, the verdict at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from bot.ops.storm import witness
from bot.ops.storm.faults import Fault, faults, strike
from bot.ops.storm.judge import Evidence, noted
from bot.ops.storm.machines import PUBLIC, TOKEN, Server
from bot.ops.storm.script import Sending, Step, script
from bot.ops.storm.stage import Plan, stage
from bot.ops.storm.twilio import Delivery, Twilio
from bot.ops.talk import PATH

WEBHOOK = f"{PUBLIC}{PATH}#rc=2&rp=5xx,ct,rt"
"""The address as docs/howto/connect-twilio.md says to set it."""
CALM = 5.0
"""Seconds after the storm in which the servers can make up for what they could not keep."""


def storm(plan: Plan, folder: Path) -> Evidence:
    """Plays the storm with logs and SQLite file in ``folder``; what was seen."""
    return asyncio.run(_storm(plan, folder))


async def _storm(plan: Plan, folder: Path) -> Evidence:
    async with stage(plan, folder) as on, aiohttp.ClientSession(connector=_new_connections()) as session:
        planned = faults(on.actions, on.rasa, on.database, plan.messages)
        twilio = Twilio(session, WEBHOOK, on.door, TOKEN)
        steps = script(plan.messages, plan.seed)
        deliveries = await Sender(twilio, plan).send(steps, planned)
        return Evidence(
            servers=plan.servers,
            faults=tuple(fault.name for fault in planned),
            deliveries=deliveries,
            dangers=frozenset(sending.form["MessageSid"] for step in steps for sending in step if sending.danger),
            log=noted(server.log for server in on.rasa),
            kept=witness.turns_kept(on.engine),
            inbox=witness.inbox_replies(on.engine),
            turns=frozenset(witness.turn_rows(on.engine)),
            dark=_dark(on.rasa),
        )


class Sender:
    """Sends steps at an even pace with at most so many deliveries in flight."""

    def __init__(self, twilio: Twilio, plan: Plan) -> None:
        self._twilio, self._pause = twilio, 1.0 / plan.rate
        self._room = asyncio.Semaphore(plan.in_flight)
        self._deliveries: list[Delivery] = []
        self._share = 0.0

    async def send(self, steps: Sequence[Step], planned: Sequence[Fault]) -> list[Delivery]:
        """Sends everything while the faults happen, then waits for the calm."""
        striking = asyncio.ensure_future(strike(planned, lambda: self._share))
        underway = [task for place in range(len(steps)) for task in await self._begin(steps, place)]
        await asyncio.gather(striking, *underway)
        await asyncio.sleep(CALM)
        return self._deliveries

    async def _begin(self, steps: Sequence[Step], place: int) -> list[asyncio.Task[None]]:
        async with self._room:
            pass
        began = [asyncio.create_task(self._bring(sending)) for sending in steps[place]]
        self._share = (place + 1) / len(steps)
        await asyncio.sleep(self._pause * len(began))
        return began

    async def _bring(self, sending: Sending) -> None:
        await asyncio.sleep(sending.after)
        async with self._room:
            self._deliveries.append(await self._twilio.deliver(sending.form, sending.cut))


def _new_connections() -> aiohttp.TCPConnector:
    return aiohttp.TCPConnector(limit=0, force_close=True)


def _dark(rasa: Sequence[Server]) -> list[tuple[float, float]]:
    """When no server was up; with two there is always one, for they are killed one after the other."""
    return rasa[0].away if len(rasa) == 1 else []
