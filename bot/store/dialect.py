"""What SQLite and PostgreSQL both know but SQL does not name alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Inserts a row unless its key is there already; whether it was inserted."""
    statement = _INSERTS[connection.dialect.name](table).values(**row).on_conflict_do_nothing()
    return bool(connection.execute(statement).rowcount)


def put(connection: Connection, table: Table, row: Mapping[str, Any], **changes: Any) -> None:
    """Inserts a row, or sets ``changes`` (default: the whole row) where its key is there already."""
    statement = _INSERTS[connection.dialect.name](table).values(**row)
    keys = [column.name for column in table.primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes or dict(row)))
