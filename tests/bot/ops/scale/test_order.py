"""What counts as out of order: later received, earlier worked on, and nothing broken meanwhile."""

import subprocess
import sys

import pytest

from bot.ops.scale.order import Kept, Order, order
from bot.ops.scale.processor import cost, seconds
from bot.ops.storm.twilio import Delivery


def sent(name, began, took=0.1, tries=("2xx",), person="+91"):
    return Delivery({"MessageSid": name, "From": person}, tries, ("104",), began, took)


ONE, TWO = sent("SM1", 10.0), sent("SM2", 11.0)


def test_messages_worked_on_as_they_came_are_in_order():
    kept = {"SM1": Kept(100.0, 1), "SM2": Kept(102.0, 2)}
    assert order([ONE, TWO], kept, []) == Order(1, 0, (), 0)


def test_a_later_message_worked_on_earlier_is_found():
    kept = {"SM1": Kept(100.0, 2), "SM2": Kept(102.0, 1)}
    assert order([ONE, TWO], kept, []).swapped == ("SM2 before SM1",)


def test_during_a_fault_and_shortly_after_it_is_counted_apart():
    kept = {"SM1": Kept(100.0, 2), "SM2": Kept(102.0, 1)}
    assert order([ONE, TWO], kept, [(5.0, 6.0)]) == Order(1, 1, (), 1)
    assert order([ONE, TWO], kept, [(20.0, 30.0)]).swapped


@pytest.mark.parametrize(
    ("deliveries", "received"),
    [
        ([ONE, sent("SM2", 11.0, person="+92")], 102.0),
        ([ONE, sent("SM2", 11.0, tries=("ct", "2xx"))], 102.0),
        ([ONE, TWO], 100.1),
    ],
    ids=["another person's", "brought twice", "almost at once"],
)
def test_pairs_without_a_sure_order_do_not_count(deliveries, received):
    kept = {"SM1": Kept(100.0, 2), "SM2": Kept(received, 1)}
    assert order(deliveries, kept, []).pairs == 0


def test_the_processor_time_of_a_process_is_its_own():
    busy = subprocess.Popen([sys.executable, "-c", "print(sum(range(20_000_000)), flush=True); input()"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)  # fmt: skip
    busy.stdout.readline()
    used = seconds([busy.pid])
    busy.communicate(b"\n")
    assert 0.02 < used < 30
    assert seconds([busy.pid]) == 0
    assert cost({"Rasa": 1.0}, {"Rasa": 1.5}, 50) == {"Rasa": 10.0}
