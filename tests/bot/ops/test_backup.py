"""A backup taken while messages come in gives back every message that was kept before it, on both databases."""

import stat
import threading

import pytest
from sqlalchemy import select

from bot.ops.backup import backup, restore
from bot.ops.environment import CannotStart
from bot.settings import read
from bot.store.engine import engine_for
from bot.store.inbox import Inbox
from bot.store.schema import migrate
from bot.store.tables import inbox, metadata


@pytest.fixture
def settings(empty_engine):
    return read({"DATABASE_URL": empty_engine.url.render_as_string(hide_password=False)})


def receive(box, *names):
    for name in names:
        box.claim(name, None, "somebody")
        box.finish(name, f"the reply to {name}")


def replies(empty_engine):
    with empty_engine.connect() as connection:
        return dict(connection.execute(select(inbox.c.message, inbox.c.reply)).all())


def empty(empty_engine):
    with empty_engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete())


def test_what_was_kept_before_a_backup_comes_back(empty_engine, settings, tmp_path):
    box, file = Inbox(empty_engine, "here", None), tmp_path / "backup"
    receive(box, "SM1", "SM2")
    backup(settings, file)
    receive(box, "SM3")
    empty(empty_engine)
    empty_engine.dispose()
    assert "step" in restore(settings, file)
    assert replies(empty_engine) == {"SM1": "the reply to SM1", "SM2": "the reply to SM2"}
    assert box.claim("SM1", None, "somebody").reply == "the reply to SM1"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_while_messages_come_in_is_whole(empty_engine, settings, tmp_path):
    box, file, stop = Inbox(empty_engine, "here", None), tmp_path / "backup", threading.Event()
    receive(box, *(f"before {n}" for n in range(50)))

    def go_on():
        number = 0
        while not stop.is_set():
            receive(box, f"while {number}")
            number += 1

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        backup(settings, file)
    finally:
        stop.set()
        writer.join()
    empty(empty_engine)
    empty_engine.dispose()
    restore(settings, file)
    kept = replies(empty_engine)
    assert {f"before {n}" for n in range(50)} <= kept.keys()
    assert all(reply in (None, f"the reply to {message}") for message, reply in kept.items())


def test_a_file_that_is_no_backup_leaves_the_database_alone(empty_engine, settings, tmp_path):
    box, file = Inbox(empty_engine, "here", None), tmp_path / "backup"
    receive(box, "SM1")
    file.write_bytes(b"nonsense" * 1000)
    with pytest.raises(CannotStart, match=r"no SQLite backup|pg_restore failed"):
        restore(settings, file)
    assert replies(empty_engine) == {"SM1": "the reply to SM1"}


def test_a_backup_overwrites_nothing(empty_engine, settings, tmp_path):
    migrate(empty_engine)
    file = tmp_path / "backup"
    file.write_text("precious")
    with pytest.raises(CannotStart, match="new file"):
        backup(settings, file)
    assert file.read_text() == "precious"


def test_a_backup_that_fails_leaves_no_file(tmp_path):
    nowhere = read({"DATABASE_URL": f"sqlite:///{tmp_path / 'nowhere.db'}"})
    with pytest.raises(CannotStart, match="nothing to back up"):
        backup(nowhere, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_an_empty_machine_gets_its_database_from_a_backup(tmp_path):
    first, second = (f"sqlite:///{tmp_path / name / 'sehat.db'}" for name in ("one", "two"))
    receive(Inbox(engine_for(first), "here", None), "SM1")
    backup(read({"DATABASE_URL": first}), tmp_path / "backup")
    restore(read({"DATABASE_URL": second}), tmp_path / "backup")
    assert replies(engine_for(second)) == {"SM1": "the reply to SM1"}
