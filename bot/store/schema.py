"""Brings the tables to the form that this version needs, by the steps in migrations/."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

STEPS = Path(__file__).parent / "migrations"
FIRST = "0001"
"""The step that makes the tables as they were before there were steps."""
LOCK = 607_2020
"""Names the lock in PostgreSQL under which one server at a time takes steps."""
PATIENCE = 60
"""Seconds that a server waits for another one's steps."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """The step a database stood at before ("" is an empty database) and stands at now."""

    before: str
    now: str


def migrate(engine: Engine) -> Migrated:
    """Takes the missing steps, all or none; safe when several servers do it at once.

    A database that a newer version has migrated is left alone: steps only add, so this version can use it.
    """
    with engine.connect() as connection:
        before = _step(connection)
    if before and not _missing(before):
        return Migrated(before, before)
    with engine.begin() as connection:
        _wait_for_others(connection)
        before = _step(connection)
        if not before and inspect(connection).has_table("inbox"):
            command.stamp(_config(connection), FIRST)
        command.upgrade(_config(connection), "head")
        return Migrated(before, _step(connection))


def _step(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _missing(step: str) -> bool:
    """Whether steps follow ``step``; none do after one that only a newer version knows."""
    known = ScriptDirectory.from_config(_config()).walk_revisions()
    later = [other.revision for other in known]
    return step in later and later[0] != step


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    return config


def _wait_for_others(connection: Connection) -> None:
    """PostgreSQL only: SQLite's transactions (bot/store/engine.py) already exclude each other."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
