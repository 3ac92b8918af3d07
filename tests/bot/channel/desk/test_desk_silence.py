"""STOP and the limits silence a person; danger and erasure get through."""

from bot.channel.turn import ERASES
from bot.store.counters import Limits
from bot.store.tables import stopped
from tests.desk_server import Server, message, play


def test_silence_is_kept_until_it_is_lifted_and_danger_breaks_it(engine, rows):
    async def story():
        said = []
        for i, text in enumerate(["band karo", "pet dard", "saanp ne kaata", "START", "pet dard"]):
            (answer,) = await server.gets(message(text, sid=f"SM{i}"))
            said.append((answer.outcome, bool(answer.text)))
        return said

    server = Server(engine)
    assert play(story) == [("stopped", True), ("silent", False), ("answered", True), ("started", True),
                           ("answered", True)]  # fmt: skip
    assert rows(stopped) == []


def test_silence_is_broken_by_a_danger_that_only_the_assistant_sees(engine):
    async def story():
        await server.gets(message("band karo", sid="SM0"))
        server.assistant.intent, server.assistant.reply = "report_danger", "call 108"
        return await server.gets(message("chhati par pahad rakha hai", sid="SM1"))

    server = Server(engine)
    (answer,) = play(story)
    assert (answer.outcome, answer.text) == ("answered", "call 108")


def test_silence_is_broken_by_a_wish_for_erasure_that_only_the_assistant_understands(engine, rows):
    async def story():
        await server.gets(message("band karo", sid="SM0"))
        server.assistant.response, server.assistant.reply = ERASES, "all is erased"
        return await server.gets(message("jo jo bataya sab hata do", sid="SM1"))

    server = Server(engine)
    (answer,) = play(story)
    assert (answer.outcome, answer.text) == ("erased", "all is erased")
    assert rows(stopped) == []


def test_a_turn_that_fails_does_not_break_silence(engine):
    async def story():
        await server.gets(message("band karo", sid="SM0"))
        server.assistant.fails = RuntimeError("broken")
        return await server.gets(message("pet dard", sid="SM1"))

    server = Server(engine)
    assert play(story)[0].text == ""


def test_past_the_limit_one_notice_then_silence_but_danger_is_answered(engine):
    async def story():
        said = []
        for i, text in enumerate(["dard", "dard", "dard", "saanp ne kaata", "he is unconscious"]):
            (answer,) = await server.gets(message(text, sid=f"SM{i}"))
            said.append((answer.outcome, bool(answer.text)))
        return said

    server = Server(engine, limits=Limits(1, 99, 99))
    assert play(story) == [("answered", True), ("limited", True), ("limited", False), ("answered", True),
                           ("answered", True)]  # fmt: skip


def test_everybodys_limit_does_not_silence_danger(engine):
    server = Server(engine, limits=Limits(99, 99, 1))
    calls = [message("dard", "SM1", "a"), message("dard", "SM2", "b"), message("saanp ne kaata", "SM3", "c")]

    async def story():
        return [(await server.gets(call))[0].outcome for call in calls]

    assert play(story) == ["answered", "limited", "answered"]
