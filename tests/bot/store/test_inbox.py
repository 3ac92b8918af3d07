"""Each message is worked on once, by one server, and keeps the first reply it got."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.store import inbox as inbox_module
from bot.store.counters import Limits
from bot.store.inbox import LEASE, Inbox
from bot.store.tables import inbox, stopped, turns

TURN = {"message": "SM1", "conversation": "c", "at": 1.0, "channel": "sms", "text": "pet dard", "key": "k",
        "symptoms": "", "danger_signs": "", "outcome": "answered", "milliseconds": 1, "segments": 1,
        "labelled": False}  # fmt: skip


@pytest.fixture
def time_is(monkeypatch, clock):
    monkeypatch.setattr(inbox_module, "time", clock)
    return clock


@pytest.fixture
def servers(engine, time_is):
    return Inbox(engine, "one:5005", None), Inbox(engine, "two:5005", None)


def test_a_new_message_is_claimed_once(servers):
    one, two = servers
    assert one.claim("SM1", None, "c").state == "new"
    assert one.claim("SM1", None, "c").state == "working"
    assert two.claim("SM1", None, "c").state == "working"
    assert two.claim("SM2", None, "c").state == "new"


def test_a_repeated_message_gets_the_reply_that_was_kept(servers):
    one, two = servers
    one.claim("SM1", None, "c")
    assert one.finish("SM1", "call 104") == "call 104"
    claim = two.claim("SM1", None, "c")
    assert (claim.state, claim.reply) == ("answered", "call 104")


def test_silence_is_a_reply_too(servers):
    one, _ = servers
    one.claim("SM1", None, "c")
    one.finish("SM1", "")
    claim = one.claim("SM1", None, "c")
    assert (claim.state, claim.reply) == ("answered", "")


def test_the_first_reply_stands(servers, rows):
    one, two = servers
    one.claim("SM1", None, "c")
    one.finish("SM1", "first", TURN)
    assert two.finish("SM1", "second", {**TURN, "text": "other"}) == "first"
    assert [row["reply"] for row in rows(inbox)] == ["first"]
    assert [row["text"] for row in rows(turns)] == ["pet dard"]


def test_what_came_of_a_message_is_kept_with_its_reply(servers, rows):
    one, _ = servers
    one.claim("SM1", None, "c")
    one.finish("SM1", "call 104", TURN)
    (row,) = rows(turns)
    assert (row["message"], row["text"], row["review"]) == ("SM1", "pet dard", None)


def test_nothing_is_kept_of_a_message_that_was_erased_meanwhile(servers, rows, engine):
    one, _ = servers
    one.claim("SM1", None, "c")
    with engine.begin() as connection:
        connection.execute(inbox.delete())
    assert one.finish("SM1", "call 104", TURN) == "call 104"
    assert (rows(turns), rows(inbox)) == ([], [])


def test_a_message_whose_server_went_silent_is_taken_over_once(servers, time_is):
    one, two = servers
    one.claim("SM1", None, "c")
    time_is.now += LEASE - 0.1
    assert two.claim("SM1", None, "c").state == "working"
    time_is.now += 0.2
    assert two.claim("SM1", None, "c").state == "taken_over"
    assert one.claim("SM1", None, "c").state == "working"


def test_who_lost_a_message_does_not_answer_differently(servers, time_is):
    one, two = servers
    one.claim("SM1", None, "c")
    time_is.now += LEASE + 0.1
    two.claim("SM1", None, "c")
    assert one.finish("SM1", "of one") == "of one"
    assert two.finish("SM1", "of two") == "of one"


def test_a_renewed_lease_keeps_the_message(servers, time_is):
    one, two = servers
    one.claim("SM1", None, "c")
    time_is.now += LEASE - 0.1
    one.renew(["SM1"])
    time_is.now += LEASE - 0.1
    assert two.claim("SM1", None, "c").state == "working"
    time_is.now += 0.2
    assert two.claim("SM1", None, "c").state == "taken_over"


def test_only_the_owner_renews(servers, time_is):
    one, two = servers
    one.claim("SM1", None, "c")
    time_is.now += LEASE - 0.1
    two.renew(["SM1"])
    time_is.now += 0.2
    assert two.claim("SM1", None, "c").state == "taken_over"


def test_a_server_that_starts_again_frees_its_own_messages_only(servers, engine):
    one, two = servers
    one.claim("SM1", None, "c")
    two.claim("SM2", None, "c")
    one.claim("SM3", None, "c")
    one.finish("SM3", "done")
    Inbox(engine, "one:5005", None).open()
    assert two.claim("SM1", None, "c").state == "taken_over"
    assert one.claim("SM2", None, "c").state == "working"
    assert one.claim("SM3", None, "c").state == "answered"


def test_the_same_request_under_another_id_is_the_same_message(servers):
    one, two = servers
    one.claim("SM1", "token", "c")
    assert two.claim("SM2", "token", "c").state == "working"
    one.finish("SM1", "call 104")
    again = two.claim("SM2", "token", "c")
    assert (again.state, again.reply) == ("answered", "call 104")
    assert two.claim("SM3", "other token", "c").state == "new"


def test_messages_without_a_token_are_not_taken_for_one_another(servers):
    one, _ = servers
    assert one.claim("SM1", None, "c").state == "new"
    assert one.claim("SM2", None, "c").state == "new"


def test_a_reply_given_while_the_database_was_away_is_kept_afterwards(servers, rows):
    one, two = servers
    one.answered_elsewhere("SM1", "c", "safe text", 5.0)
    claim = two.claim("SM1", None, "c")
    assert (claim.state, claim.reply) == ("answered", "safe text")
    assert [row["received_at"] for row in rows(inbox)] == [5.0]


def test_such_a_reply_does_not_replace_one_that_was_kept(servers):
    one, two = servers
    one.claim("SM1", None, "c")
    one.answered_elsewhere("SM1", "c", "safe text", 5.0)
    assert one.finish("SM1", "late turn") == "safe text"
    two.claim("SM2", None, "c")
    two.finish("SM2", "kept")
    one.answered_elsewhere("SM2", "c", "safe text", 5.0)
    assert two.claim("SM2", None, "c").reply == "kept"


def test_silence_is_noted_and_lifted(servers, rows):
    one, two = servers
    one.silence("c", True)
    one.silence("c", True)
    assert two.claim("SM1", None, "c").stopped
    assert not two.claim("SM2", None, "other").stopped
    two.silence("c", False)
    assert not one.claim("SM3", None, "c").stopped
    assert rows(stopped) == []


def test_only_new_messages_count_against_the_limits(engine, time_is):
    limited = Inbox(engine, "one:5005", Limits(per_minute=1, per_day=9, replies_per_day=9))
    assert limited.claim("SM1", None, "c").allowance == "free"
    assert limited.claim("SM1", None, "c").state == "working"
    assert limited.claim("SM2", None, "c").allowance == "notice"
    assert limited.claim("SM3", None, "c").allowance == "silent"
    assert limited.claim("SM4", None, "other").allowance == "free"


def test_of_many_servers_at_once_one_gets_the_message(engine):
    inboxes = [Inbox(engine, f"server {i}", None) for i in range(8)]
    together = threading.Barrier(len(inboxes))

    def claim(mine):
        together.wait()
        return mine.claim("SM1", "token", "c").state

    with ThreadPoolExecutor(len(inboxes)) as threads:
        states = list(threads.map(claim, inboxes))
    assert sorted(states) == ["new"] + ["working"] * 7


def test_of_many_servers_at_once_one_takes_over(engine, time_is):
    inboxes = [Inbox(engine, f"server {i}", None) for i in range(8)]
    inboxes[0].claim("SM1", None, "c")
    time_is.now += LEASE + 1
    together = threading.Barrier(len(inboxes))

    def claim(mine):
        together.wait()
        return mine.claim("SM1", None, "c").state

    with ThreadPoolExecutor(len(inboxes)) as threads:
        states = list(threads.map(claim, inboxes))
    assert sorted(states) == ["taken_over"] + ["working"] * 7
