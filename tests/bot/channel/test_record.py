"""Which turns are put before the ops team."""

import pytest

from bot.channel import record
from bot.channel.outgoing import Told
from bot.channel.turn import Turn

SURE = {"intent": "ask_cost", "by": "learned", "sureness": 0.9, "margin": 0.6, "known": 1.0}


def why(**heard):
    return record.why_review(Turn("x", "answered", Told(heard={**SURE, **heard})))


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        ({"intent": "nlu_fallback"}, "unclear"),
        ({"known": 0.2}, "unknown_words"),
        ({"known": 0.2, "by": "words"}, None),
        ({"sureness": 0.1}, "unsure"),
        ({"margin": 0.01}, "unsure"),
        ({"margin": None, "sureness": None, "known": None}, None),
        ({}, None),
    ],
)
def test_a_turn_is_reviewed_for_what_made_it_doubtful(monkeypatch, heard, reason):
    monkeypatch.setattr(record.random, "random", lambda: 1.0)
    assert why(**heard) == reason


def test_a_small_sample_of_the_others_is_reviewed(monkeypatch):
    monkeypatch.setattr(record.random, "random", lambda: record.SAMPLE / 2)
    assert why() == "sample"
