"""Fixtures: the two kinds of database, each empty: a SQLite file and a PostgreSQL server of its own."""

import shutil

import pytest
from sqlalchemy import text

from bot.ops.environment import ROOT, CannotStart
from bot.ops.storm.databases import Postgres
from bot.store.engine import engine_for


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server; skipped only where none can be installed."""
    try:
        server = Postgres()
    except CannotStart as error:
        if shutil.which("apt-get"):
            pytest.fail(f"{error} ({ROOT / 'scripts' / 'services.sh'})")
        pytest.skip(str(error))
    server.open()
    yield server
    engine_for(server.url).dispose()
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    """The engine of an empty database."""
    if request.param == "sqlite":
        return engine_for(f"sqlite:///{tmp_path / 'sehat.db'}")
    engine = engine_for(request.getfixturevalue("postgres").url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return engine
