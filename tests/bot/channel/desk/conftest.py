"""A database for the desk, and what stands in it."""

import pytest

from bot.channel import desk as desk_module
from bot.channel.safe import safe_text
from bot.store.engine import engine_for
from bot.store.schema import migrate


@pytest.fixture(scope="module", autouse=True)
def _prepared():
    """The data files are read before the clock runs, as the server does at its start."""
    safe_text("", "sms")


@pytest.fixture
def engine(tmp_path):
    made = engine_for(f"sqlite:///{tmp_path}/desk.db")
    migrate(made)
    return made


@pytest.fixture
def rows(engine):
    def read(table):
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(table.select()).mappings()]

    return read


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(desk_module, "STORE_PATIENCE", 0.2)
