"""What is kept between messages: needs end, districts stay, danger never lingers."""

import json

import pytest

from bot.memory import NEED_LASTS, Heard, Memory, need_of, recall, remember

NOW = 1_000_000.0
OLD = Memory(symptoms=("fever",), candidates=("bhopal", "rewa"), smartphone=False, service="104", tried=("104",),
             menu=True, at=NOW)  # fmt: skip


def after(*messages, memory=OLD):
    for heard in messages:
        memory = remember(memory, heard, NOW + 60)
    return memory


def test_a_new_complaint_starts_a_new_need():
    assert after(Heard(symptoms=("rash",))).symptoms == ("rash",)
    assert after(Heard(symptoms=("rash",))).tried == ()


def test_an_addition_word_goes_on_with_the_need_in_hand():
    memory = after(Heard(symptoms=("cough", "fever"), adds=True))
    assert memory.symptoms == ("fever", "cough")
    assert memory.tried == ()


def test_an_addition_word_without_a_complaint_changes_nothing():
    assert after(Heard(adds=True)).symptoms == ("fever",)


@pytest.mark.parametrize("heard", [Heard(), Heard(districts=("rewa",)), Heard(services=("104",)), Heard(option=2),
                                   Heard(adds=True)])  # fmt: skip
def test_a_message_without_a_complaint_keeps_the_need_and_what_was_tried(heard):
    assert (after(heard).symptoms, after(heard).tried, after(heard).service) == (("fever",), ("104",), "104")


@pytest.mark.parametrize("heard", [Heard(), Heard(symptoms=("rash",)), Heard(symptoms=("cough",), adds=True),
                                   Heard(districts=("rewa",))])  # fmt: skip
def test_danger_of_an_earlier_message_never_lingers(heard):
    memory = after(Heard(dangers=("snake_bite",)), heard)
    assert (memory.dangers, memory.unclear_danger) == ((), False)
    assert (after(Heard(unclear_danger=True), heard)).unclear_danger is False


def test_a_complaint_that_turns_dangerous_is_dangerous_at_once():
    memory = after(Heard(symptoms=("fever",)), Heard(dangers=("breathless",), adds=True))
    assert (memory.symptoms, memory.dangers) == (("fever",), ("breathless",))
    assert after(Heard(unclear_danger=True)).unclear_danger


def test_yesterdays_symptoms_do_not_stand_beside_a_new_danger():
    assert after(Heard(dangers=("snake_bite",))).symptoms == ()


def test_a_place_named_replaces_the_place_in_doubt():
    assert after(Heard(districts=("sehore",))).candidates == ()
    assert after(Heard(candidates=("damoh", "narsinghpur"))).candidates == ("damoh", "narsinghpur")
    assert (after(Heard(outside="Delhi")).outside, after(Heard(outside="Delhi")).candidates) == ("Delhi", ())
    assert after(Heard(outside="Delhi"), Heard(districts=("sehore",))).outside is None


def test_a_message_without_a_place_keeps_the_place():
    assert after(Heard(symptoms=("rash",))).candidates == ("bhopal", "rewa")


def test_the_menu_is_open_for_one_message_only():
    assert after(Heard()).menu is False


def test_no_smartphone_stays_known():
    assert after(Heard(symptoms=("rash",))).smartphone is False


def test_a_message_renews_the_time_of_the_need():
    assert after(Heard()).at == NOW + 60


def test_a_slot_gives_back_what_was_kept_even_through_json():
    assert recall(json.loads(json.dumps(OLD.as_slot())), NOW + 1) == OLD


@pytest.mark.parametrize("slot", [None, {}])
def test_an_empty_slot_is_an_empty_memory(slot):
    assert recall(slot, NOW) == Memory(at=NOW)


def test_unknown_keys_of_an_older_version_are_left_out():
    assert recall({**OLD.as_slot(), "gone": 1}, NOW) == OLD


def test_a_need_lasts_until_its_time_is_over():
    slot = OLD.as_slot()
    assert recall(slot, NOW + NEED_LASTS - 1) == OLD
    assert recall(slot, NOW + NEED_LASTS) == Memory(smartphone=False, at=NOW + NEED_LASTS)


def test_an_addition_to_an_expired_need_stands_alone():
    memory = recall(OLD.as_slot(), NOW + NEED_LASTS)
    assert remember(memory, Heard(symptoms=("cough",), adds=True), NOW + NEED_LASTS).symptoms == ("cough",)


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_the_district_known_from_before_belongs_to_every_new_need(channel):
    need = need_of(Memory(symptoms=("rash",), smartphone=False), "sehore", channel)
    assert (need.symptoms, need.district, need.channel, need.smartphone) == (("rash",), "sehore", channel, False)


@pytest.mark.parametrize("memory", [Memory(candidates=("damoh", "narsinghpur")), Memory(outside="Delhi")])
def test_a_place_in_doubt_or_outside_suspends_the_known_district(memory):
    need = need_of(memory, "bhopal", "sms")
    assert need.district is None
    assert (need.candidates, need.outside) == (memory.candidates, memory.outside)


def test_dangers_reach_the_need():
    need = need_of(Memory(dangers=("snake_bite",), unclear_danger=True), None, "sms")
    assert (need.dangers, need.unclear_danger) == (("snake_bite",), True)
