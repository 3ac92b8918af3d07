"""Who asks for it is erased, told so once, and never told so falsely."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from bot.channel.turn import ERASES, Turns
from bot.store.inbox import Inbox
from bot.store.tables import conversations, inbox, stopped, turns
from tests.desk_server import Server, message, play


@pytest.mark.parametrize(("asks", "word"), [
    ("delete my data", "erased"), ("मेरा डेटा हटाओ", "मिटा"), ("mera data hatao", "mita"),
])  # fmt: skip
def test_who_asks_for_it_is_erased_and_told_so_once(engine, rows, asks, word):
    async def story():
        await server.gets(message("pet dard", sid="SM1"))
        await server.gets(message("khansi", sid="SN1", person="other"))
        await server.gets(message("band karo", sid="SM2"))
        (answer,) = await server.gets(message(asks, sid="SM3", token="t"))
        kept = {table: rows(table) for table in (conversations, inbox, turns, stopped)}
        (again,) = await server.gets(message(asks, sid="SM3", token="t"))
        (same_request,) = await server.gets(message(asks, sid="SM4", token="t"))
        return answer, kept, {again.text, same_request.text}

    server = Server(engine)
    answer, kept, again = play(story)
    assert answer.outcome == "erased"
    assert word in answer.text
    assert again == {answer.text}
    assert {table: rows(table) for table in kept} == kept, "a repeated message recreates nothing"
    assert {row["conversation"] for table in kept for row in kept[table]} == {"other", ""}


def test_the_assistants_own_confirmation_erases_too(engine, rows):
    server = Server(engine, reply="all is erased", response=ERASES)
    (answer,) = play(lambda: server.gets(message("jo jo bataya sab hata do")))
    assert (answer.text, answer.outcome) == ("all is erased", "erased")
    assert (rows(conversations), rows(turns)) == ([], [])
    assert {row["conversation"] for row in rows(inbox)} == {""}


def test_of_a_server_that_died_between_confirming_and_erasing_another_erases(engine, rows):
    dead = Server(engine, "dead", reply="all is erased", response=ERASES)
    two = Server(engine, "two")
    dead.inbox.claim("SM1", None, "c")
    dead.assistant.keep("c", "SM1", "sab hata do")
    Inbox(engine, "dead", None).open()
    (answer,) = play(lambda: two.gets(message("jo jo bataya sab hata do")))
    assert (answer.text, answer.outcome) == ("all is erased", "erased")
    assert rows(conversations) == []


def test_erasure_waits_for_the_turns_of_earlier_messages(engine, rows):
    async def story():
        earlier = asyncio.ensure_future(server.desk.answer(message("pet dard", sid="SM1")))
        await asyncio.sleep(0.1)
        (answer,) = await server.gets(message("mera data hatao", sid="SM2"))
        await earlier
        return answer

    server = Server(engine, seconds=0.5)
    assert play(story).outcome == "erased"
    assert (rows(conversations), rows(turns)) == ([], [])
    assert {row["conversation"] for row in rows(inbox)} == {""}


@pytest.mark.usefixtures("impatient")
def test_nobody_is_told_that_something_is_erased_when_it_is_not(engine, rows, monkeypatch):
    async def story():
        await server.gets(message("pet dard", sid="SM1"))
        monkeypatch.setattr(Turns, "erase", fail)
        return await server.gets(message("mera data hatao", sid="SM2"))

    def fail(*_):
        raise OperationalError("x", {}, Exception("away"))

    server = Server(engine)
    (answer,) = play(story)
    assert answer.outcome == "failed"
    assert "nahi mit" in answer.text
    assert len(rows(conversations)) == 1
