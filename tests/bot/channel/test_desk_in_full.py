"""The desk: each message is worked on once, each person gets one answer in time, whatever breaks behind it."""

import asyncio
import json
import time

import pytest
from sqlalchemy.exc import OperationalError

from bot.channel import desk as desk_module
from bot.channel.desk import Desk
from bot.channel.incoming import Incoming
from bot.channel.safe import safe_text
from bot.channel.turn import ERASES, Turns
from bot.store import inbox as inbox_module
from bot.store.counters import Limits
from bot.store.engine import engine_for
from bot.store.inbox import Inbox
from bot.store.schema import migrate
from bot.store.tables import conversations, inbox, stopped, turns


def message(text="pet dard hai mujhe", sid="SM1", person="c", channel="whatsapp", token=None):
    return Incoming(channel, person, text, sid, "text", token)


class Assistant:
    """In place of Rasa: says ``reply`` after ``seconds`` and keeps the conversation as Rasa would."""

    def __init__(self, engine, reply="call 104", seconds=0.0, intent="report_symptoms", response="utter_x"):
        self.engine, self.reply, self.seconds, self.intent, self.response = engine, reply, seconds, intent, response
        self.heard, self.at_once, self.most_at_once, self.fails = [], {}, {}, None

    async def __call__(self, user_message):
        person = user_message.sender_id
        self.at_once[person] = self.at_once.get(person, 0) + 1
        self.most_at_once[person] = max(self.most_at_once.get(person, 0), self.at_once[person])
        self.heard.append(user_message.text)
        try:
            await asyncio.sleep(self.seconds)
            if self.fails:
                raise self.fails
            noted = {"utter_action": self.response, "heard": {"intent": self.intent, "form": "hi-Latn"}}
            await user_message.output_channel.send_response(person, {"text": self.reply, **noted})
            self.keep(person, user_message.message_id, user_message.text)
        finally:
            self.at_once[person] -= 1

    def keep(self, person, sid, text):
        events = [{"event": "user", "text": text, "message_id": sid},
                  {"event": "bot", "text": self.reply, "metadata": {"utter_action": self.response}}]  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(conversations.delete().where(conversations.c.conversation == person))
            tracker = json.dumps({"slots": {}, "events": events})
            connection.execute(conversations.insert().values(conversation=person, tracker=tracker, seen_at=time.time()))


class Broken(Inbox):
    """An inbox whose database can be away, or slow."""

    away, seconds = False, 0.0

    def _meet(self):
        time.sleep(self.seconds)
        if self.away:
            raise OperationalError("x", {}, Exception("away"))

    def claim(self, *values):
        self._meet()
        return super().claim(*values)

    def finish(self, *values):
        self._meet()
        return super().finish(*values)

    def answered_elsewhere(self, *values):
        self._meet()
        return super().answered_elsewhere(*values)

    def silence(self, *values):
        self._meet()
        return super().silence(*values)


class Server:
    """One server: desk, inbox, assistant."""

    def __init__(self, engine, name="one", deadline=2.0, room=64, limits=None, **assistant):
        self.inbox = Broken(engine, name, limits)
        self.assistant = Assistant(engine, **assistant)
        self.desk = Desk(self.inbox, Turns(self.assistant, engine), deadline, room)

    async def gets(self, *messages):
        return await asyncio.gather(*(self.desk.answer(each) for each in messages))


@pytest.fixture(scope="module", autouse=True)
def _prepared():
    """The data files are read before the clock runs, as the server does at its start."""
    safe_text("", "sms")


@pytest.fixture
def engine(tmp_path):
    made = engine_for(f"sqlite:///{tmp_path}/desk.db")
    migrate(made)
    return made


@pytest.fixture
def rows(engine):
    def read(table):
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(table.select()).mappings()]

    return read


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(desk_module, "STORE_PATIENCE", 0.2)


def play(story):
    return asyncio.run(asyncio.wait_for(story(), 20))


# ---- once ----------------------------------------------------------------------------------------------------------


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


# ---- in time -------------------------------------------------------------------------------------------------------


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


# ---- in order ------------------------------------------------------------------------------------------------------


def test_one_persons_messages_are_worked_on_in_order_and_peoples_side_by_side(engine):
    server = Server(engine, seconds=0.5, deadline=8)
    mine = [message(f"dard {i}", sid=f"SM{i}") for i in range(3)]
    theirs = [message("khansi", sid=f"SN{i}", person=f"p{i}") for i in range(5)]
    before = time.monotonic()
    play(lambda: server.gets(*mine, *theirs))
    assert [text for text in server.assistant.heard if "dard" in text] == ["dard 0", "dard 1", "dard 2"]
    assert server.assistant.most_at_once["c"] == 1
    assert time.monotonic() - before < 3.5, "eight turns of 0.5 s, three of them one after another"


# ---- without the database ------------------------------------------------------------------------------------------


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


# ---- gates ---------------------------------------------------------------------------------------------------------


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


# ---- erasure -------------------------------------------------------------------------------------------------------


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
