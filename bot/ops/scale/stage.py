"""The stage: two of each server behind nginx, with PostgreSQL and Redis of their own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Engine

from bot.ops.scale.processor import seconds
from bot.ops.scale.programs import Nginx, Redis
from bot.ops.storm import witness
from bot.ops.storm.databases import Postgres
from bot.ops.storm.machines import Server, environment, free_port
from bot.store.engine import engine_for
from bot.store.schema import migrate

EACH = 2
DEADLINE = "4"
"""Seconds, as deploy/ sets it; deploy/nginx says why."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What runs."""

    rasa: Sequence[Server]
    actions: Sequence[Server]
    database: Postgres
    redis: Redis
    nginx: Nginx
    engine: Engine

    @property
    def door(self) -> str:
        """Where nginx takes messages."""
        return f"http://127.0.0.1:{self.nginx.port}"

    def processor(self) -> dict[str, float]:
        """Processor seconds used so far, by kind of process."""
        kinds = {
            "Rasa": [server.pid for server in self.rasa],
            "actions": [server.pid for server in self.actions],
            "PostgreSQL": [self.database.pid],
            "nginx": [self.nginx.pid],
            "Redis": [self.redis.pid],
        }
        return {kind: seconds(pids) for kind, pids in kinds.items()}


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """Everything up; ended and deleted when the block ends."""
    rasa_ports, action_ports = [free_port() for _ in range(EACH)], [free_port() for _ in range(EACH)]
    database, redis, nginx = Postgres(), Redis(folder), Nginx(rasa_ports, action_ports, folder)
    actions = [_action_server(port, folder) for port in action_ports]
    rasa = [_rasa_server(port, nginx.action_port, database.url, redis.url, folder) for port in rasa_ports]
    engine = engine_for(database.url)
    try:
        database.open()
        _post_witness(engine)
        for program in (redis, nginx):
            program.start()
        for server in (*actions, *rasa):
            server.start()
        await asyncio.gather(*(server.up() for server in (*actions, *rasa)))
        yield Stage(rasa, actions, database, redis, nginx, engine)
    finally:
        for server in (*actions, *rasa):
            server.stop()
        for program in (nginx, redis):
            program.stop()
        engine.dispose()
        database.close()


def _post_witness(engine: Engine) -> None:
    """Tables and witness; the witness numbers the turns in the order in which they were kept."""
    migrate(engine)
    witness.post(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE storm_kept ADD COLUMN place BIGSERIAL"))


def _action_server(port: int, folder: Path) -> Server:
    command = ["rasa_sdk", "--actions", "actions", "--port", str(port)]
    env = environment(port, port, "sqlite:///unused.db")
    return Server(command, env, f"http://127.0.0.1:{port}/health", folder / f"actions-{port}.log")


def _rasa_server(port: int, action_port: int, database_url: str, redis_url: str, folder: Path) -> Server:
    command = ["rasa", "run", "--interface", "127.0.0.1", "--port", str(port), "--model", "models",
               "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]  # fmt: skip
    env = {**environment(port, action_port, database_url), "REDIS_URL": redis_url, "DEADLINE": DEADLINE}
    return Server(command, env, f"http://127.0.0.1:{port}/webhooks/twilio/", folder / f"rasa-{port}.log")
