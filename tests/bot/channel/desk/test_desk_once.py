"""Each message is worked on once, whoever repeats it and whichever server dies."""

import asyncio

from bot.channel import desk as desk_module
from bot.store import inbox as inbox_module
from bot.store.inbox import Inbox
from bot.store.tables import inbox, turns
from tests.desk_server import Server, message, play


def test_a_message_is_answered_and_what_came_of_it_is_kept(engine, rows):
    server = Server(engine)
    (answer,) = play(lambda: server.gets(message()))
    assert (answer.text, answer.outcome) == ("call 104", "answered")
    assert [row["reply"] for row in rows(inbox)] == ["call 104"]
    assert [(row["text"], row["intent"], row["outcome"]) for row in rows(turns)] == [
        ("pet dard hai mujhe", "report_symptoms", "answered")
    ]
    assert server.desk.in_flight == 0


def test_a_repeated_message_gets_the_same_reply_and_is_not_worked_on_again(engine, rows):
    async def story():
        first = await server.gets(message())
        server.assistant.reply = "something else"
        return first + await server.gets(message(), message()) + await other.gets(message())

    server, other = Server(engine), Server(engine, "two", reply="something else")
    answers = play(story)
    assert {answer.text for answer in answers} == {"call 104"}
    assert [answer.outcome for answer in answers] == ["answered"] + ["repeated"] * 3
    assert (server.assistant.heard, other.assistant.heard) == (["pet dard hai mujhe"], [])
    assert len(rows(turns)) == 1


def test_repeated_messages_at_the_same_time_wait_for_the_first(engine):
    server = Server(engine, seconds=0.3)
    answers = play(lambda: server.gets(*[message()] * 5))
    assert {answer.text for answer in answers} == {"call 104"}
    assert len(server.assistant.heard) == 1


def test_a_repeated_message_on_another_server_waits_for_the_first(engine):
    async def story():
        return await asyncio.gather(one.desk.answer(message()), two.desk.answer(message()))

    one, two = Server(engine, "one", seconds=0.5), Server(engine, "two", seconds=0.5)
    answers = play(story)
    assert {answer.text for answer in answers} == {"call 104"}
    assert len(one.assistant.heard + two.assistant.heard) == 1


def test_the_same_request_under_another_id_is_worked_on_once(engine):
    async def story():
        return await server.gets(message(sid="SM1", token="t")) + await server.gets(message(sid="SM2", token="t"))

    server = Server(engine)
    assert {answer.text for answer in play(story)} == {"call 104"}
    assert len(server.assistant.heard) == 1


def test_the_work_goes_on_when_twilio_hangs_up(engine, rows):
    async def story():
        first = asyncio.ensure_future(server.desk.answer(message()))
        await asyncio.sleep(0.1)
        again = asyncio.ensure_future(server.desk.answer(message()))
        await asyncio.sleep(0)
        first.cancel()
        return await again

    server = Server(engine, seconds=0.4)
    assert play(story).text == "call 104"
    assert len(server.assistant.heard) == 1
    assert [row["reply"] for row in rows(inbox)] == ["call 104"]


def test_a_long_turn_is_not_taken_over(engine, monkeypatch):
    async def story():
        first = asyncio.ensure_future(one.desk.answer(message()))
        await asyncio.sleep(0.1)
        return await asyncio.gather(first, two.desk.answer(message()))

    for module in (desk_module, inbox_module):
        monkeypatch.setattr(module, "LEASE", 0.3)
    one, two = Server(engine, "one", deadline=5, seconds=1.5), Server(engine, "two", deadline=5)
    assert {answer.text for answer in play(story)} == {"call 104"}
    assert two.assistant.heard == []


def test_of_a_server_that_died_before_the_turn_another_takes_over(engine):
    dead, two = Server(engine, "dead"), Server(engine, "two")
    dead.inbox.claim("SM1", None, "c")
    Inbox(engine, "dead", None).open()
    (answer,) = play(lambda: two.gets(message()))
    assert (answer.text, answer.outcome) == ("call 104", "answered")


def test_of_a_server_that_died_after_the_turn_the_reply_is_found_again(engine):
    dead, two = Server(engine, "dead", reply="said before"), Server(engine, "two")
    dead.inbox.claim("SM1", None, "c")
    dead.assistant.keep("c", "SM1", "pet dard")
    Inbox(engine, "dead", None).open()
    (answer,) = play(lambda: two.gets(message()))
    assert (answer.text, answer.outcome) == ("said before", "recovered")
    assert two.assistant.heard == []
