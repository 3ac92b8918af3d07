"""The desk on a real inbox: one turn for each message and one reply, whatever breaks in between."""

import asyncio
import json
import sqlite3

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import insert, select

from bot.channel.desk import Desk
from bot.channel.incoming import Incoming
from bot.channel.turn import Turn, Turns
from bot.store.engine import engine_for
from bot.store.inbox import Inbox
from bot.store.schema import migrate
from bot.store.tables import conversations, inbox


class Assistant:
    """Stands for Rasa: counts its turns and takes its time."""

    def __init__(self, seconds=0.0):
        self.seconds, self.turns = seconds, 0

    async def run(self, message, repeated):
        self.turns += 1
        await asyncio.sleep(self.seconds)
        return Turn(f"reply {self.turns}", "answered")


@pytest.fixture
def engine(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'desk.db'}")
    migrate(engine)
    return engine


def desk_of(engine, assistant, deadline=5.0, room=64):
    return Desk(Inbox(engine, "here", None), assistant, deadline, room)


def message(sid="SM1", text="pet dard", conversation="somebody"):
    return Incoming(channel="whatsapp", conversation=conversation, text=text, sid=sid, kind="text")


def test_a_repeat_gets_the_reply_although_the_first_caller_hung_up(engine):
    assistant = Assistant(seconds=0.3)
    desk = desk_of(engine, assistant)

    async def play():
        first = asyncio.create_task(desk.answer(message()))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(desk.answer(message()))
        await asyncio.sleep(0.1)
        first.cancel()
        return await second

    assert asyncio.run(play()).text == "reply 1"
    assert assistant.turns == 1


def test_a_turn_whose_caller_hung_up_is_kept_for_the_repeat(engine):
    assistant = Assistant(seconds=0.2)
    desk = desk_of(engine, assistant)

    async def play():
        first = asyncio.create_task(desk.answer(message()))
        await asyncio.sleep(0.1)
        first.cancel()
        await asyncio.sleep(0.3)
        return await desk.answer(message())

    answer = asyncio.run(play())
    assert (answer.text, answer.outcome) == ("reply 1", "repeated")
    assert assistant.turns == 1


def test_a_database_that_was_away_at_the_start_is_used_when_it_comes(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'later' / 'desk.db'}")
    (tmp_path / "later").rmdir()
    desk = desk_of(engine, Assistant())
    away = asyncio.run(desk.answer(message("SM1")))
    (tmp_path / "later").mkdir()
    back = asyncio.run(desk.answer(message("SM2")))
    assert (away.outcome, back.outcome) == ("store_down", "answered")
    assert Inbox(engine, "there", None).claim("SM2", None, "somebody").reply == back.text


def test_a_repeat_gets_the_same_reply_while_the_database_is_away(engine, tmp_path):
    desk = desk_of(engine, Assistant())

    async def play():
        first = await desk.answer(message())
        lock = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        again = await desk.answer(message())
        lock.rollback()
        return first, again

    first, again = asyncio.run(play())
    assert again.text == first.text


def test_a_reply_given_without_the_database_is_kept_when_it_is_back(engine, tmp_path):
    desk = desk_of(engine, Assistant())

    async def play():
        lock = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        given = await desk.answer(message())
        lock.rollback()
        for _ in range(100):
            await asyncio.sleep(0.1)
            with engine.connect() as connection:
                if kept := connection.execute(select(inbox.c.reply)).scalar():
                    return given, kept
        return given, None

    given, kept = asyncio.run(play())
    assert (given.outcome, given.text) == ("store_down", kept)


def test_a_repeat_gets_its_own_reply_when_there_is_no_room(engine):
    assistant = Assistant()
    desk = desk_of(engine, assistant, room=1)

    async def play():
        first = await desk.answer(message("SM1"))
        assistant.seconds = 0.5
        busy = asyncio.create_task(desk.answer(message("SM2", conversation="another")))
        await asyncio.sleep(0.1)
        shed, again = await asyncio.gather(desk.answer(message("SM3")), desk.answer(message("SM1")))
        await busy
        return first, shed, again, await desk.answer(message("SM3"))

    first, shed, again, shed_again = asyncio.run(play())
    assert (shed.outcome, again.text) == ("shed", first.text)
    assert shed_again.text == shed.text


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels)


def test_the_metrics_tell_how_many_messages_are_worked_on(engine):
    desk = desk_of(engine, Assistant(seconds=0.3))

    async def play():
        both = [asyncio.create_task(desk.answer(message(f"SM{n}", conversation=f"person {n}"))) for n in range(2)]
        await asyncio.sleep(0.1)
        during = value("sehat_in_flight")
        await asyncio.gather(*both)
        return during, value("sehat_in_flight")

    assert asyncio.run(play()) == (2.0, 0.0)


def test_the_metrics_tell_whether_the_database_answers(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'gone' / 'desk.db'}")
    (tmp_path / "gone").rmdir()
    desk = desk_of(engine, Assistant())
    before = value("sehat_database_failures_total", error="OperationalError") or 0.0
    asyncio.run(desk.answer(message("SM1")))
    assert value("sehat_database_up") == 0.0
    assert value("sehat_database_failures_total", error="OperationalError") > before
    (tmp_path / "gone").mkdir()
    asyncio.run(desk.answer(message("SM2")))
    assert value("sehat_database_up") == 1.0


def test_a_clock_that_jumps_on_another_server_gives_no_second_answer(engine, monkeypatch):
    """With a clock a day ahead every lease seems to have run out; the first reply kept still is the only one."""
    slow, quick = Assistant(seconds=0.6), Assistant(seconds=0.1)
    here, there = desk_of(engine, slow), desk_of(engine, quick)

    async def play():
        first = asyncio.create_task(here.answer(message()))
        await asyncio.sleep(0.2)
        monkeypatch.setattr("bot.store.inbox.time.time", lambda: 4_000_000_000.0)
        second = await there.answer(message())
        return await first, second

    first, second = asyncio.run(play())
    assert first.text == second.text


def test_a_clock_that_jumps_back_keeps_the_deadline_and_the_reply(engine, monkeypatch):
    desk = desk_of(engine, Assistant(seconds=0.3), deadline=1.0)

    async def play():
        first = asyncio.create_task(desk.answer(message()))
        await asyncio.sleep(0.1)
        monkeypatch.setattr("bot.store.inbox.time.time", lambda: 1.0)
        answers = [await first, await desk.answer(message()), await desk.answer(message("SM2"))]
        return [answer.outcome for answer in answers]

    assert asyncio.run(play()) == ["answered", "repeated", "answered"]


@pytest.mark.parametrize(("said", "reply"), [(["call 104"], "call 104"), ([], "")])
def test_a_turn_that_was_kept_is_not_run_again_even_when_nothing_was_said(engine, said, reply):
    events = [{"event": "user", "message_id": "SM1"}, *({"event": "bot", "text": text} for text in said)]
    row = {"conversation": "somebody", "tracker": json.dumps({"slots": {}, "events": events}), "seen_at": 0.0}
    with engine.begin() as connection:
        connection.execute(insert(conversations).values(row))

    async def rasa(_):
        raise AssertionError("the turn was run again")

    turn = asyncio.run(Turns(rasa, engine).run(message(), repeated=True))
    assert (turn.text, turn.outcome) == (reply, "recovered")
