"""Makes the tables, and the indexes that a database of an older version lacks."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from bot.store.tables import metadata


def prepare(engine: Engine) -> None:
    """Creates whatever is missing; what is there stays."""
    metadata.create_all(engine)
    for table in metadata.tables.values():
        for index in table.indexes:
            index.create(engine, checkfirst=True)
