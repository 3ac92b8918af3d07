"""What a storm or a siege is played on: the real servers and a database of their own, on this machine only."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Engine

from bot.ops.storm import witness
from bot.ops.storm.balancer import Balancer
from bot.ops.storm.databases import Database, database
from bot.ops.storm.machines import Server, action_server, free_port, rasa_server
from bot.store.engine import engine_for


@dataclass(frozen=True, slots=True)
class Plan:
    """How big a storm, and on what."""

    messages: int = 10_000
    rate: float = 10.0
    in_flight: int = 16
    servers: int = 1
    database: str = "sqlite"
    seed: int = 607


@dataclass(frozen=True, slots=True)
class Stage:
    """What a storm is played on."""

    actions: Server
    rasa: Sequence[Server]
    database: Database
    engine: Engine
    door: str


@asynccontextmanager
async def stage(plan: Plan, folder: Path) -> AsyncIterator[Stage]:
    """Servers and database, up; ended when the storm is over, or when somebody ends the command."""
    _end_on_sigterm()
    store, action_port = database(plan.database, folder), free_port()
    ports = [free_port() for _ in range(plan.servers)]
    actions = action_server(action_port, folder)
    rasa = [rasa_server(port, action_port, store.url, folder) for port in ports]
    try:
        store.open()
        engine = engine_for(store.url)
        witness.post(engine)
        for server in (actions, *rasa):
            server.start()
        await asyncio.gather(*(server.up() for server in (actions, *rasa)))
        door = free_port() if len(ports) > 1 else ports[0]
        balancer = await Balancer(door, ports).open() if len(ports) > 1 else None
        yield Stage(actions, rasa, store, engine, f"http://127.0.0.1:{door}")
        if balancer:
            balancer.close()
    finally:
        for server in (actions, *rasa):
            server.stop()
        store.close()


def _end_on_sigterm() -> None:
    """Lets SIGTERM end the storm as Ctrl-C does: servers and database go first."""
    storm = asyncio.current_task()
    if storm:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, storm.cancel)
