"""The connection to the database: SQLite in one file by default, PostgreSQL by address."""

from __future__ import annotations

import functools
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool

PATIENCE = 3
"""Seconds that a statement or a connection may take before it counts as failed."""
CONNECTIONS = 8


@functools.cache
def engine_for(url: str) -> Engine:
    """The engine for an address, one for each process; nothing is connected yet."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        future=True,
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        connect_args={"connect_timeout": PATIENCE, "options": f"-c statement_timeout={PATIENCE * 1000}"},
    )


@functools.cache
def reader_for(url: str) -> Engine:
    """An engine for long looks: in SQLite it reads beside the writer and never makes it wait."""
    if make_url(url).get_backend_name() != "sqlite":
        return engine_for(url)
    return create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        pool_timeout=PATIENCE,
        connect_args={"timeout": PATIENCE, "check_same_thread": False, "isolation_level": None},
    )


def _sqlite(url: str) -> Engine:
    """SQLite with a write-ahead log, so that other processes read while this one writes; for its owner's eyes only.

    One connection for each process: threads then wait for the pool, in turn, not for SQLite's lock, by sleeping.
    """
    file = make_url(url).database
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=PATIENCE,
        connect_args={"timeout": PATIENCE, "check_same_thread": False},
    )

    @event.listens_for(engine, "do_connect")
    def for_the_owner_only(*_: Any) -> None:
        if file:
            with suppress(OSError):  # the connection itself will say what is wrong
                Path(file).touch(mode=0o600)

    @event.listens_for(engine, "connect")
    def tune(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
