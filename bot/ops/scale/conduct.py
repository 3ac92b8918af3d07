"""Plays the storm through nginx, and measures two servers against one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import aiohttp

from bot.ops.scale.faults import Times, faults
from bot.ops.scale.order import Order, kept_turns, order
from bot.ops.scale.processor import cost
from bot.ops.scale.stage import Stage, stage
from bot.ops.storm import witness
from bot.ops.storm.conduct import WEBHOOK, Sender
from bot.ops.storm.judge import Evidence, noted
from bot.ops.storm.machines import TOKEN
from bot.ops.storm.script import Sending, Step, script
from bot.ops.storm.stage import Plan
from bot.ops.storm.twilio import Twilio
from bot.ops.talk import form_of

RUN_EVERY, RUN, RUN_GAP = 8, ("pet dard hai", "sehore", "site nahi khul rahi"), 0.7
"""After so many steps somebody sends this run of messages, so many seconds apart."""
FLOOD_IN_FLIGHT = 16


@dataclass(frozen=True, slots=True)
class Scaled:
    """What was seen: the storm, the order, and the speeds if they were measured."""

    evidence: Evidence
    order: Order
    speeds: Speeds | None


@dataclass(frozen=True, slots=True)
class Speeds:
    """Messages a second with two servers of each kind and with one; milliseconds of a core a message, by process."""

    two: float
    one: float
    cost: Mapping[str, float]


def scale(plan: Plan, flood: float, folder: Path) -> Scaled:
    """Plays it all; ``flood`` is how many seconds each speed is measured for, 0 for not at all."""
    return asyncio.run(_scale(plan, flood, folder))


async def _scale(plan: Plan, flood: float, folder: Path) -> Scaled:
    connections = aiohttp.TCPConnector(limit=0, force_close=True)
    async with stage(folder) as on, aiohttp.ClientSession(connector=connections) as session:
        twilio, times = Twilio(session, WEBHOOK, on.door, TOKEN), Times()
        steps = with_runs(script(plan.messages, plan.seed))
        deliveries = await Sender(twilio, plan).send(steps, planned := faults(on, times))
        evidence = Evidence(
            servers=len(on.rasa),
            faults=tuple(fault.name for fault in planned),
            deliveries=deliveries,
            dangers=frozenset(sending.form["MessageSid"] for step in steps for sending in step if sending.danger),
            log=noted(server.log for server in on.rasa),
            kept=witness.turns_kept(on.engine),
            inbox=witness.inbox_replies(on.engine),
            turns=frozenset(witness.turn_rows(on.engine)),
            dark=[],
        )
        ordered = order(deliveries, kept_turns(on.engine), times)
        return Scaled(evidence, ordered, await _speeds(on, twilio, flood) if flood else None)


def with_runs(steps: Sequence[Step]) -> list[Step]:
    """The steps, with somebody's quick run of messages after every few."""
    runs = (_run(f"+9199{place:08d}") for place in count())
    return [
        each for place, step in enumerate(steps) for each in ((step, next(runs)) if not place % RUN_EVERY else (step,))
    ]


def _run(number: str) -> Step:
    sent = (form_of(text, "whatsapp", number) for text in RUN)
    return tuple(Sending(form, after=place * RUN_GAP) for place, form in enumerate(sent))


async def _speeds(on: Stage, twilio: Twilio, seconds: float) -> Speeds:
    """Floods two servers of each kind, then one."""
    await _flood(twilio, seconds / 3)
    before = on.processor()
    answered, took = await _flood(twilio, seconds)
    each = cost(before, on.processor(), answered)
    for server in (on.rasa[1], on.actions[1]):
        server.kill()
    await _flood(twilio, seconds / 3)
    alone, took_alone = await _flood(twilio, seconds)
    return Speeds(answered / took, alone / took_alone, each)


async def _flood(twilio: Twilio, seconds: float) -> tuple[int, float]:
    """Messages answered, and in how many seconds, with so many senders who each wait before they write again."""
    began = time.monotonic()

    async def sender(place: int) -> int:
        done = 0
        while time.monotonic() < began + seconds:
            done += bool((await twilio.deliver(form_of(RUN[0], "whatsapp", f"+9188{place:08d}"))).replies)
        return done

    answered = sum(await asyncio.gather(*(sender(place) for place in range(FLOOD_IN_FLIGHT))))
    return answered, time.monotonic() - began
