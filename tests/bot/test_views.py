"""What the learned judges see of a message beside its words: whose body, and what was measured."""

import pytest

from bot.directory import default_directory
from bot.matching import default_matcher
from bot.ops.scoring.cases import plain
from bot.views import views_of


def meaning(message):
    return views_of(message, default_matcher().read(message)).meaning.split()


@pytest.mark.parametrize(("message", "fact"), [
    ("9 din ka hai, bukhar 101", "is=newborn__fever"), ("my mother, 70, fell", "is=elderly__fall"),
    ("bp 190/110 sir dard", "systolic=5__head"), ("oxygen 91 hai", "oxygen=1"), ("fever 38.5", "temperature_f=3"),
])  # fmt: skip
def test_patient_and_readings_stand_beside_every_concept(message, fact):
    assert fact in meaning(message)


def test_readings_of_the_same_step_look_the_same():
    assert meaning("bp 185 hai") == meaning("bp 195 hai") != meaning("bp 150 hai")


def test_a_complaint_of_a_child_and_of_anybody_is_one_to_the_score():
    assert plain(["child_fever", "pregnancy_vomit", "rash"], default_directory()) == {"fever", "vomiting", "rash"}
