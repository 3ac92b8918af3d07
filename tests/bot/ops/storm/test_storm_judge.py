"""The judge of a storm: it finds each broken promise in what was seen, and only that one."""

from dataclasses import replace

import pytest

from bot.ops.storm.judge import Evidence, Noted, judge
from bot.ops.storm.twilio import Delivery


def delivery(tries=("2xx",), replies=("call 104",), began=10.0, seconds=0.1):
    return Delivery({"MessageSid": "SM1", "Body": "pet dard"}, tries, replies, began, seconds)


def noted(*outcomes, intent="report_danger"):
    return {"SM1": [Noted(outcome, intent, "c") for outcome in outcomes]}


SOUND = Evidence(
    servers=1,
    faults=(),
    deliveries=(delivery(),),
    dangers=frozenset(),
    log={"SM1": [Noted("answered", "report_danger", "c")]},
    kept={"SM1": 1},
    inbox={"SM1": "call 104"},
    turns=frozenset({"SM1"}),
    dark=((100.0, 110.0),),
)
FAILED = delivery(("ct", "ct", "ct"), None)


@pytest.mark.parametrize(
    ("seen", "promise"),
    [
        ({"deliveries": (delivery(("5xx", "5xx", "5xx"), None),)}, "no answer"),
        ({"deliveries": (FAILED,)}, "no answer"),
        ({"deliveries": (delivery(replies=("call 104", "call 104")),)}, "more than one answer"),
        ({"deliveries": (delivery(replies=()),)}, "no answer"),
        ({"deliveries": (delivery(), delivery(replies=("call 108",)))}, "a repeat got another answer"),
        ({"deliveries": (delivery(seconds=15.5),)}, "later than 15 s"),
        ({"dangers": frozenset({"SM1"})}, "a danger without an emergency number"),
        (
            {"dangers": frozenset({"SM1"}), "log": noted("late", intent="")},
            "a danger without an emergency number",
        ),
        ({"log": noted("answered", "answered")}, "worked on twice"),
        ({"kept": {"SM1": 2}}, "in the conversation twice"),
        ({"inbox": {"SM1": None}}, "answered and not in the inbox"),
        ({"turns": frozenset({"SM2"})}, "in `turns` and not in the inbox"),
    ],
)
def test_a_broken_promise_is_found(seen, promise):
    broken = judge(replace(SOUND, **seen)).broken
    assert broken
    assert broken[0].startswith(promise)
    assert "SM" in broken[0]


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"deliveries": (delivery(), delivery())},
        {"deliveries": (delivery(("ct", "2xx")),)},
        {"dangers": frozenset({"SM1"}), "deliveries": (delivery(replies=("108",)),), "inbox": {"SM1": "108"}},
        {"log": noted("store_down", "answered")},
        {"log": noted("late", "late")},
        {"log": noted("answered", intent="out_of_scope"), "dangers": frozenset({"SM1"})},
        {"log": {**noted("answered"), "SM2": [Noted("erased", "delete_data", "c")]}, "inbox": {}, "turns": frozenset()},
    ],
)
def test_what_is_sound_passes(seen):
    assert judge(replace(SOUND, **seen)).broken == ()


def test_a_message_for_which_no_server_was_up_is_lost_and_breaks_nothing():
    dark = replace(FAILED, began=104.0)
    verdict = judge(replace(SOUND, deliveries=(dark,), log={}, kept={}, inbox={}, turns=frozenset()))
    assert (verdict.broken, verdict.lost) == ((), {"SM1"})


@pytest.mark.parametrize(
    ("servers", "outcome", "sound"), [(2, "store_down", True), (1, "store_down", False), (2, "late", False)]
)
def test_two_servers_without_a_database_may_answer_differently(servers, outcome, sound):
    seen = replace(
        SOUND,
        servers=servers,
        deliveries=(delivery(), delivery(replies=("call 108",))),
        log=noted("answered", outcome),
    )
    verdict = judge(seen)
    assert (not verdict.broken, bool(verdict.parted)) == (sound, sound)
