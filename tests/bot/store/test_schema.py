"""The steps give exactly the tables, from any state, with several servers at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from bot.store.engine import engine_for
from bot.store.inbox import Inbox
from bot.store.schema import Migrated, migrate
from bot.store.tables import inbox, metadata


def differences(empty_engine):
    with empty_engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def test_the_steps_give_exactly_the_tables(empty_engine):
    migrate(empty_engine)
    assert differences(empty_engine) == []
    assert set(inspect(empty_engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_a_second_time_nothing_is_done(empty_engine):
    first = migrate(empty_engine)
    assert first.before == ""
    assert migrate(empty_engine) == Migrated(first.now, first.now)


@pytest.mark.parametrize(
    "tables", [None, [t for t in metadata.sorted_tables if t.name != "contents"]], ids=["late", "early"]
)
def test_tables_from_before_there_were_steps_keep_their_rows(empty_engine, tables):
    metadata.create_all(empty_engine, tables=tables)
    row = {"message": "SM1", "conversation": "c", "owner": "o", "lease_until": 0.0, "reply": "104", "received_at": 1.0}
    with empty_engine.begin() as connection:
        connection.execute(inbox.insert().values(**row))
    migrate(empty_engine)
    assert differences(empty_engine) == []
    with empty_engine.connect() as connection:
        assert connection.execute(inbox.select()).mappings().one()["reply"] == "104"


def test_a_database_of_a_newer_version_is_left_alone(empty_engine):
    migrate(empty_engine)
    with empty_engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert migrate(empty_engine) == Migrated("9999", "9999")
    assert Inbox(empty_engine, "here", None).claim("SM1", None, "c").state == "new"


def test_servers_that_start_at_once_migrate_once(empty_engine):
    url = empty_engine.url.render_as_string(hide_password=False)
    engines = (
        [empty_engine, *(create_engine(url, future=True) for _ in range(5))]
        if "postgres" in url
        else [empty_engine] * 6
    )
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(migrate, engines))
    assert len([one for one in done if one.before == ""]) == 1
    assert {one.now for one in done} == {done[0].now}
    assert differences(empty_engine) == []


def test_nothing_of_a_failed_step_stays(empty_engine, monkeypatch):
    def breaks(*_):
        raise OperationalError("a step", {}, Exception("the disk is full"))

    monkeypatch.setattr("bot.store.schema._step", lambda connection: "")
    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer._insert_version", breaks)
    with pytest.raises(OperationalError):
        migrate(empty_engine)
    assert "inbox" not in inspect(empty_engine).get_table_names()


def test_the_tables_come_when_the_database_comes(tmp_path):
    """A server that starts without its database opens all the same and migrates with the first message."""
    folder = tmp_path / "later"
    empty_engine = engine_for(f"sqlite:///{folder / 'sehat.db'}")
    folder.rmdir()
    box = Inbox(empty_engine, "here", None)
    with pytest.raises(OperationalError):
        box.open()
    folder.mkdir()
    assert box.claim("SM1", None, "c").state == "new"
    assert differences(empty_engine) == []
