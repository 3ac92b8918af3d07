"""2 Rasa servers and 2 action servers behind nginx, PostgreSQL and Redis: one of each is killed in a storm."""

import pytest

from bot.ops.scale.conduct import scale
from bot.ops.scale.run import broken
from bot.ops.storm.judge import judge
from bot.ops.storm.stage import Plan

MESSAGES, RATE = 290, 3.0
"""Messages of the script; with the runs of some people about 400."""


@pytest.fixture(scope="module")
def scaled(services, model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("scale")
    folder.parent.chmod(0o711)
    return scale(Plan(messages=MESSAGES, rate=RATE), 0.0, folder)


def test_nothing_is_lost_or_done_twice_and_one_persons_messages_stay_in_order(scaled):
    assert broken(scaled, judge(scaled.evidence)) == []


def test_the_storm_was_one(scaled):
    assert len(scaled.evidence.faults) == 6
    assert len(scaled.evidence.deliveries) > MESSAGES
    assert sum(scaled.evidence.kept.values()) > MESSAGES / 2
    assert scaled.order.pairs - scaled.order.in_faults > 10
