"""A fresh database for each test: SQLite always, PostgreSQL too when DATABASE_URL_TEST names one (it is emptied)."""

import os

import pytest
from sqlalchemy import text

from bot.store.engine import engine_for
from bot.store.schema import migrate
from bot.store.tables import metadata

POSTGRESQL = os.environ.get("DATABASE_URL_TEST", "")


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def engine(request, tmp_path):
    made = engine_for(f"sqlite:///{tmp_path}/test.db" if request.param == "sqlite" else POSTGRESQL)
    empty(made)
    migrate(made)
    yield made
    empty(made)
    made.dispose()


def empty(made):
    """Takes away the tables, and the note of which steps made them."""
    metadata.drop_all(made)
    with made.begin() as connection:
        connection.execute(text("drop table if exists alembic_version"))


@pytest.fixture
def rows(engine):
    """What stands in a table, as dictionaries."""

    def read(table):
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(table.select()).mappings()]

    return read


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()
