"""A small storm on the real servers: two of them share a database, and each thing that can die does so once."""

from bot.ops.storm.conduct import storm
from bot.ops.storm.judge import counts, judge
from bot.ops.storm.report import SAFE
from bot.ops.storm.stage import Plan


def test_every_message_gets_one_answer_in_time_and_none_is_worked_on_twice(model, tmp_path):
    seen = storm(Plan(messages=600, rate=9, servers=2), tmp_path)
    verdict, outcomes = judge(seen), counts(seen)
    assert not verdict.broken
    assert not verdict.lost
    assert seen.faults == ("action server killed", "database locked", "action server hangs", "Rasa server killed")
    assert all(outcomes[safe] for safe in SAFE.keys() - {"shed"}), f"a fault was not felt: {outcomes}"
    assert outcomes["answered"] > 300
    assert len(seen.dangers) > 20
    assert any(len(delivery.tries) > 1 and delivery.replies for delivery in seen.deliveries)
