"""Fixtures: the two kinds of database, each empty: a SQLite file and a PostgreSQL server of its own."""

import shutil
import subprocess

import pytest
from sqlalchemy import text

from bot.ops.environment import ROOT
from bot.ops.storm.databases import Postgres
from bot.store.engine import engine_for


@pytest.fixture(scope="session")
def postgres(services):
    """A PostgreSQL server."""
    server = Postgres()
    server.open()
    yield server
    engine_for(server.url).dispose()
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_engine(request, tmp_path):
    """The engine of an empty database."""
    if request.param == "sqlite":
        return engine_for(f"sqlite:///{tmp_path / 'sehat.db'}")
    engine = engine_for(request.getfixturevalue("postgres").url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return engine


@pytest.fixture(scope="session")
def services():
    """PostgreSQL, Redis and nginx, installed now where they are not; skipped only where nothing can be installed."""
    here = [shutil.which("nginx"), shutil.which("redis-server"), shutil.which("psql")]
    if not all(here):
        if not shutil.which("apt-get"):
            pytest.skip("PostgreSQL, Redis and nginx are not here and there is no apt-get to install them")
        subprocess.run([ROOT / "scripts" / "services.sh"], check=True)
