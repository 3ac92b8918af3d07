"""What is too old goes, what a person wants erased goes at once; nothing of it is left in a SQLite file."""

import random
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.store import keeping
from bot.store.counters import Limits, admit
from bot.store.dialect import overwrite, put
from bot.store.engine import engine_for
from bot.store.inbox import Inbox
from bot.store.keeping import DAY, INBOX_DAYS, Purged, erase, purge
from bot.store.schema import migrate
from bot.store.tables import contents, conversations, counters, deliveries, inbox, labels, metadata, stopped, turns

NOW = 1_800_000_000.0
MOMENT = {conversations: "seen_at", turns: "at", inbox: "received_at", counters: "ends_at", deliveries: "at",
          labels: "at"}  # fmt: skip


def row(table, name, person="c", at=NOW, text="pet dard"):
    """A row of a table of a person, from a moment."""
    return {
        conversations: {"conversation": person, "tracker": text, "seen_at": at},
        turns: {"message": name, "conversation": person, "at": at, "channel": "sms", "text": text, "key": "k",
                "symptoms": "", "danger_signs": "", "outcome": "answered", "milliseconds": 1, "segments": 1,
                "labelled": False},
        labels: {"key": name, "message": name, "who": "tester", "at": at, "label": text},
        inbox: {"message": name, "conversation": person, "owner": "one", "lease_until": 0.0, "reply": text,
                "received_at": at},
        counters: {"name": f"{person}/{name}", "count": 1, "ends_at": at},
        deliveries: {"message": name, "status": "sent", "rank": 4, "at": at},
        stopped: {"conversation": person},
    }[table]  # fmt: skip


@pytest.fixture
def add(engine):
    def added(table, *made):
        with engine.begin() as connection:
            for each in made:
                connection.execute(table.insert().values(**each))

    return added


def files(engine):
    """Every byte of a SQLite database: the file, its log and what else lies beside them."""
    here = Path(engine.url.database)
    return b"".join(path.read_bytes() for path in here.parent.glob(here.name + "*"))


def test_every_table_is_purged_or_is_the_list_of_silence():
    assert set(metadata.tables.values()) == {*MOMENT, stopped, contents}
    assert {f"{table}" for table in MOMENT} == set(Purged.__dataclass_fields__)


@pytest.mark.parametrize("table", MOMENT, ids=str)
def test_a_row_goes_when_it_is_too_old_and_not_before(engine, add, rows, table):
    days = {inbox: INBOX_DAYS, counters: 0}.get(table, 30)
    limit = NOW - days * DAY
    add(table, row(table, "old", "a", limit - 1), row(table, "young", "b", limit + 1))
    purged = purge(engine, 30, NOW)
    assert [r[MOMENT[table]] for r in rows(table)] == [limit + 1]
    assert purged == Purged(**{**dict.fromkeys(Purged.__dataclass_fields__, 0), str(table): 1})


def test_the_inbox_is_not_kept_longer_than_the_texts(engine, add, rows):
    add(inbox, row(inbox, "old", at=NOW - 1.5 * DAY))
    purge(engine, 1, NOW)
    assert rows(inbox) == []


def test_a_wish_for_silence_is_never_too_old(engine, add, rows):
    add(stopped, row(stopped, ""))
    purge(engine, 1, NOW + 9999 * DAY)
    assert rows(stopped) == [{"conversation": "c"}]


def test_many_rows_go_in_several_transactions(engine, add, rows, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 10)
    add(turns, *(row(turns, f"SM{i}", at=NOW - 31 * DAY) for i in range(25)), row(turns, "young"))
    assert purge(engine, 30, NOW).turns == 25
    assert [r["message"] for r in rows(turns)] == ["young"]


def test_several_servers_purge_at_the_same_time(engine, add, rows, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 10)
    add(turns, *(row(turns, f"SM{i}", at=NOW - 31 * DAY) for i in range(200)))
    together = threading.Barrier(4)

    def purged(_):
        together.wait()
        return purge(engine, 30, NOW).turns

    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(purged, range(4)))
    assert sum(counts) == 200
    assert rows(turns) == []


def test_purging_says_what_went_in_one_line(engine, add):
    add(turns, row(turns, "old", at=NOW - 31 * DAY))
    said = str(purge(engine, 30, NOW))
    assert said == "Deleted: 0 conversations, 1 turns, 0 inbox, 0 counters, 0 deliveries, 0 labels."


def test_erasing_takes_everything_of_the_person_and_nothing_of_others(engine, add, rows):
    for table in (conversations, turns, inbox, stopped):
        add(table, row(table, "mine", "c"), row(table, "theirs", "other"))
    erase(engine, "c", "SM asked")
    for table in (conversations, turns, inbox, stopped):
        assert [r["conversation"] for r in rows(table)] == ["other"], table


def test_every_table_with_a_person_in_it_is_erased_from():
    assert {table for table in metadata.tables.values() if "conversation" in table.c} == set(keeping.BY_PERSON)


def test_the_message_that_asked_stays_known_without_its_sender(engine, rows):
    mine = Inbox(engine, "one", None)
    mine.claim("SM1", "token", "c")
    erase(engine, "c", "SM1")
    assert mine.finish("SM1", "all is erased") == "all is erased"
    assert "c" not in {row["conversation"] for row in rows(inbox)}
    again = mine.claim("SM1", "token", "c")
    assert (again.state, again.reply) == ("answered", "all is erased")
    assert "c" not in {row["conversation"] for row in rows(inbox)}


def test_erasing_does_not_lift_the_limits_but_takes_counters_that_ended(engine, rows):
    limits = Limits(per_minute=2, per_day=9, replies_per_day=9)
    now = time.time()
    for at in (now - 2 * DAY, now, now):
        with engine.begin() as connection:
            admit(connection, "c", at, limits)
    erase(engine, "c", "SM1")
    assert all(row["ends_at"] > now for row in rows(counters))
    with engine.begin() as connection:
        assert admit(connection, "c", now, limits) == "notice"
    purge(engine, 30, now + DAY)
    assert rows(counters) == []


@pytest.mark.parametrize("gone", [lambda engine: erase(engine, "c", "SM9"), lambda engine: purge(engine, 30, NOW)])
def test_no_byte_of_a_deleted_text_is_left_in_the_files(tmp_path, gone):
    engine = engine_for(f"sqlite:///{tmp_path}/bytes.db")
    migrate(engine)
    with engine.begin() as connection:
        for table in (conversations, turns, inbox):
            old = row(table, "SM1", "c", NOW - 40 * DAY, "secret-word")
            connection.execute(table.insert().values(**old))
            connection.execute(table.insert().values(**row(table, "SM2", "other", NOW, "other-word")))
    assert b"secret-word" in files(engine)
    gone(engine)
    assert b"secret-word" not in files(engine)
    assert b"other-word" in files(engine)


def test_after_a_purge_not_even_page_splits_leave_traces(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/splits.db")
    migrate(engine)
    dice = random.Random(2)
    people = [f"{dice.getrandbits(128):032x}" for _ in range(600)]
    with engine.begin() as connection:
        for person in 3 * dice.sample(people, len(people)):
            at = NOW if person < "8" else NOW - 40 * DAY
            put(
                connection,
                conversations,
                row(conversations, "", person, at, f"{person} " * dice.choice([1, 7, 35, 150])),
            )
    purge(engine, 30, NOW)
    left = {person for person in people if person.encode() in files(engine)}
    assert left == {person for person in people if person < "8"}


def test_a_file_in_use_is_purged_all_the_same_and_that_is_said(tmp_path, caplog):
    engine = engine_for(f"sqlite:///{tmp_path}/busy.db")
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(turns.insert().values(**row(turns, "old", at=NOW - 40 * DAY)))
    reader = engine_for(f"sqlite:////{tmp_path}/busy.db").raw_connection()
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM turns").fetchall()
    try:
        assert purge(engine, 30, NOW).turns == 1
        assert "next purge" in caplog.text
    finally:
        reader.close()
    caplog.clear()
    overwrite(engine)
    assert caplog.text == ""


def test_the_database_file_is_for_its_owner_only(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/own/own.db")
    migrate(engine)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "own").iterdir()} == {0o600}
