"""Each person gets one answer in time, the safe text when nothing better is there."""

import asyncio
import time

import pytest

from bot.store.tables import conversations, inbox, turns
from tests.desk_server import Server, message, play


@pytest.mark.parametrize(("text", "first", "word"), [
    ("pet dard hai mujhe", "104", "samajh"), ("मुझे खुजली है", "104", "समझ"), ("my knee hurts", "104", "understand"),
    ("saanp ne kaata", "108", "Abhi"), ("सांप ने काटा", "108", "अभी"), ("he is unconscious", "108", "Call"),
])  # fmt: skip
def test_past_the_deadline_the_safe_text_goes_out_in_the_own_form_danger_first(engine, text, first, word):
    server = Server(engine, deadline=0.3, seconds=9)
    before = time.monotonic()
    (answer,) = play(lambda: server.gets(message(text)))
    assert time.monotonic() - before < 1.5
    assert answer.outcome == "late"
    assert word in answer.text
    assert answer.text.find(first) == min(i for i in map(answer.text.find, ("104", "108")) if i >= 0)


def test_a_late_turn_does_not_answer_twice(engine, rows):
    async def story():
        (first,) = await server.gets(message())
        await asyncio.sleep(0.6)
        (again,) = await server.gets(message())
        return first, again

    server = Server(engine, deadline=0.3, seconds=0.6)
    first, again = play(story)
    assert first.text == again.text
    assert (first.outcome, again.outcome) == ("late", "repeated")
    assert [row["outcome"] for row in rows(turns)] == ["late"]
    assert [row["reply"] for row in rows(inbox)] == [first.text]
    assert rows(conversations) == [], "the turn that was given up wrote nothing"


def test_who_waits_for_another_server_too_long_gets_the_safe_text_and_so_does_everybody(engine):
    async def story():
        first = asyncio.ensure_future(one.desk.answer(message()))
        await asyncio.sleep(0.1)
        return await two.desk.answer(message()), await first

    one, two = Server(engine, "one", deadline=5, seconds=1.5), Server(engine, "two", deadline=0.5)
    second, first = play(story)
    assert second.outcome == "late"
    assert first.text == second.text


@pytest.mark.parametrize(("fails", "reply"), [(RuntimeError("broken"), "x"), (None, "")], ids=["error", "no sentence"])
def test_a_turn_that_fails_or_says_nothing_gets_the_safe_text(engine, fails, reply, caplog):
    server = Server(engine, reply=reply)
    server.assistant.fails = fails
    (answer,) = play(lambda: server.gets(message("saanp ne kaata")))
    assert (answer.outcome, "108" in answer.text) == ("failed", True)
    assert "saanp" not in caplog.text


def test_past_the_room_the_safe_text_goes_out_at_once(engine):
    async def story():
        held = asyncio.ensure_future(server.desk.answer(message(sid="SM1")))
        while not server.assistant.heard:
            await asyncio.sleep(0.01)
        before = time.monotonic()
        (shed,) = await server.gets(message("saanp ne kaata", sid="SM2", person="d"))
        took = time.monotonic() - before
        (again,) = await server.gets(message("saanp ne kaata", sid="SM2", person="d"))
        return shed, again, took, await held

    server = Server(engine, room=1, seconds=0.5)
    shed, again, took, held = play(story)
    assert (shed.outcome, again.outcome, held.outcome) == ("shed", "repeated", "answered")
    assert "108" in shed.text
    assert shed.text == again.text
    assert took < 0.2
    assert server.assistant.heard == ["pet dard hai mujhe"]


def test_as_many_as_there_is_room_for_are_worked_on(engine):
    server = Server(engine, room=3, seconds=0.2)
    answers = play(lambda: server.gets(*(message(sid=f"SM{i}", person=f"p{i}") for i in range(5))))
    assert sorted(answer.outcome for answer in answers) == ["answered"] * 3 + ["shed"] * 2
