"""Answers while the database is away, slow or read-only; kept when it is back."""

import asyncio

import pytest

from bot.channel import desk as desk_module
from bot.store.tables import inbox
from tests.desk_server import Server, message, play


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("ails", [{"away": True}, {"seconds": 0.6}], ids=["away", "slow"])
def test_without_the_database_the_safe_text_goes_out_and_is_kept_when_it_is_back(engine, rows, ails):
    async def story():
        for name, value in ails.items():
            setattr(server.inbox, name, value)
        (first,) = await server.gets(message("saanp ne kaata"))
        (again,) = await server.gets(message("saanp ne kaata"))
        await asyncio.sleep(0.8)
        server.inbox.away, server.inbox.seconds = False, 0.0
        (healed,) = await server.gets(message(sid="SM2"))
        await asyncio.sleep(0.2)
        (elsewhere,) = await two.gets(message("saanp ne kaata"))
        return first, again, healed, elsewhere

    server, two = Server(engine), Server(engine, "two")
    first, again, healed, elsewhere = play(story)
    assert (first.outcome, again.outcome, healed.outcome, elsewhere.outcome) == (
        "store_down", "repeated", "answered", "repeated")  # fmt: skip
    assert "108" in first.text
    assert first.text == again.text == elsewhere.text
    assert "saanp ne kaata" not in server.assistant.heard + two.assistant.heard
    assert {row["message"]: row["reply"] for row in rows(inbox)} == {"SM1": first.text, "SM2": "call 104"}


@pytest.mark.usefixtures("impatient")
def test_a_reply_that_cannot_be_kept_goes_out_and_is_kept_later(engine, rows):
    async def story():
        working = asyncio.ensure_future(server.desk.answer(message()))
        await asyncio.sleep(0.2)
        server.inbox.away = True
        answer = await working
        (again,) = await server.gets(message())
        server.inbox.away = False
        await server.gets(message(sid="SM2"))
        await asyncio.sleep(0.2)
        return answer, again

    server = Server(engine, seconds=0.4)
    answer, again = play(story)
    assert (answer.text, again.text, again.outcome) == ("call 104", "call 104", "repeated")
    assert {row["message"]: row["reply"] for row in rows(inbox)}["SM1"] == "call 104"


@pytest.mark.usefixtures("impatient")
def test_silence_that_cannot_be_noted_is_not_promised(engine):
    async def story():
        claimed = server.inbox.claim

        def claim(*values):
            result = claimed(*values)
            server.inbox.away = True
            return result

        server.inbox.claim = claim
        return await server.gets(message("band karo"))

    server = Server(engine)
    (answer,) = play(story)
    assert answer.outcome == "failed"
    assert "104" in answer.text


def test_replies_given_without_the_database_are_remembered_up_to_a_bound(engine, monkeypatch):
    monkeypatch.setattr(desk_module, "REMEMBERED", 3)
    server = Server(engine)
    server.inbox.away = True
    play(lambda: server.gets(*(message(sid=f"SM{i}") for i in range(9))))
    assert len(server.desk._unsaved) == 3
