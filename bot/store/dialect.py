"""What SQLite and PostgreSQL both know but SQL does not name alike."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql import ColumnElement

logger = logging.getLogger(__name__)
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Inserts a row unless its key is there already; whether it was inserted."""
    statement = _INSERTS[connection.dialect.name](table).values(**row).on_conflict_do_nothing()
    return bool(connection.execute(statement).rowcount)


def put(
    connection: Connection,
    table: Table,
    row: Mapping[str, Any],
    only_if: ColumnElement[bool] | None = None,
    **changes: Any,
) -> None:
    """Inserts a row, or sets ``changes`` (default: the whole row) where its key is there already.

    ``only_if`` says of the row that is there whether it may be changed.
    """
    statement = _INSERTS[connection.dialect.name](table).values(**row)
    keys = [column.name for column in table.primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes or dict(row), where=only_if))


def overwrite(engine: Engine) -> None:
    """Brings deletions from the write-ahead log into a SQLite file, where they overwrite, and empties the log.

    PostgreSQL reuses the space by itself (autovacuum).
    """
    if engine.dialect.name == "sqlite":
        _free(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def compact(engine: Engine) -> None:
    """Writes a SQLite file anew without deleted rows: page splits leave traces that overwriting does not reach."""
    if engine.dialect.name == "sqlite":
        _free(engine, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")


def _free(engine: Engine, *statements: str) -> None:
    """Runs statements outside a transaction; the last one tells whether somebody was in the way."""
    connection = engine.raw_connection()
    try:
        blocked = [connection.execute(statement).fetchone() for statement in statements][-1][0]
    except sqlite3.OperationalError:  # another process holds the file longer than the connection waits
        blocked = 1
    finally:
        connection.close()
    if blocked:
        logger.warning("Deleted rows may still be in the SQLite file: it was in use. The next purge frees them.")
