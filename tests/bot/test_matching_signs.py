"""Danger signs and symptoms that must be found in all three forms, and look-alikes that must not."""

import pytest

from bot.directory import default_directory
from bot.matching import default_matcher

FACTS = default_directory()
FOR_ANYBODY = [fact for fact in (*FACTS.symptoms.values(), *FACTS.danger_signs.values()) if fact.patient is None]


def read(message):
    return default_matcher().read(message)


@pytest.mark.parametrize(("sign", "messages"), [
    ("chest_pain", ["papa ko seene me tez dard aur pasina", "सीने में दर्द हो रहा है", "chest pain and sweating"]),
    ("breathless", ["saans nahi aa rahi", "सांस नहीं आ रही जल्दी करो", "she cannot breathe", "severe breathlessness"]),
    ("unconscious", ["papa behosh ho gaye", "माँ बेहोश हो गई", "she is unconscious and not waking up"]),
    ("snake_bite", ["saanp ne kaat liya", "सांप ने काट लिया", "snake bite on my foot"]),
    ("face_droop", ["muh tedha ho gaya", "मुंह टेढ़ा हो गया", "face drooping on one side"]),
    ("suicidal_thoughts", ["main marna chahta hu", "मैं मरना चाहता हूं", "i want to die"]),
    ("abuse", ["mera pati mujhe marta hai", "मेरा पति मुझे मारता है", "my husband beats me"]),
])  # fmt: skip
def test_a_danger_sign_is_found_in_all_three_forms(sign, messages):
    assert [message for message in messages if sign not in read(message).present_dangers] == []


@pytest.mark.parametrize(("symptom", "messages"), [
    ("fever", ["mujhe bukhar hai", "बुखार है", "i have fever"]),
    ("cough", ["khansi aa rahi hai", "खांसी है", "dry cough"]),
    ("headache", ["sir dard", "सिर में दर्द", "headache"]),
    ("knee_pain", ["ghutne me dard", "घुटने में दर्द", "knee pain"]),
    ("stomach_pain", ["pet dard", "पेट में दर्द", "stomach pain"]),
    ("itching", ["khujli ho rahi", "खुजली", "itching"]),
    ("loss_smell", ["sungh nahi pa raha", "सूंघ नहीं पा रहा", "cannot smell anything"]),
])  # fmt: skip
def test_an_ordinary_symptom_is_found_in_all_three_forms_and_is_no_danger(symptom, messages):
    for message in messages:
        assert symptom in read(message).present_symptoms, message
        assert read(message).present_dangers == (), message


@pytest.mark.parametrize("fact", FOR_ANYBODY, ids=lambda fact: fact.id)
def test_nearly_every_wording_of_the_data_is_found_as_it_stands(fact):
    lost = []
    for wording in fact.wordings.all():
        reading = read(wording)
        hits = {hit.id for hit in (*reading.symptoms, *reading.dangers)}
        covering = {
            general for name in hits & FACTS.symptoms.keys() for general in FACTS.symptoms[name].more_specific_than
        }
        if fact.id not in hits | covering:
            lost.append(wording)
    assert len(lost) <= len(fact.wordings.all()) // 20, f"{fact.id}: not found in their own words: {lost}"


@pytest.mark.parametrize("message", ["mere dost ki shaadi hai", "aaj mausam accha hai", "bijli ka bill kaise bhare",
                                     "what is the time", "मेरा फोन खराब है", "namaste", "thank you"])  # fmt: skip
def test_small_talk_holds_no_sign(message):
    assert read(message).present_symptoms == read(message).present_dangers == ()


@pytest.mark.parametrize(("message", "service"), [
    ("104 ka number kya hai", "104"), ("apollo ka number", "apollo"), ("ambulance kaise bulaye", "108"),
    ("ई संजीवनी कैसे चलाएं", "esanjeevani"), ("sanjivani kholna", "esanjeevani"), ("१०८", "108"),
])  # fmt: skip
def test_a_service_named_is_found(message, service):
    assert service in [hit.id for hit in read(message).services]


def test_hits_point_at_the_words_they_were_found_in():
    message = "namaste, मुझे 3 दिन से बुखार है"
    (fever,) = [hit for hit in read(message).symptoms if hit.id == "fever"]
    assert message[fever.start : fever.end] == "बुखार"


def test_a_more_specific_symptom_takes_the_place_of_the_general_one():
    assert "child_fever" in read("mere bachche ko bukhar hai").present_symptoms
    assert "fever" not in read("mere bachche ko bukhar hai").present_symptoms


def test_a_sign_for_children_needs_a_child():
    assert "child_not_drinking" in read("bachcha doodh nahi pi raha").present_dangers
    assert "child_not_drinking" not in read("main doodh nahi pita").present_dangers
    assert "newborn_temperature" in read("15 din ke bachche ko bukhar hai").present_dangers
    assert "newborn_temperature" not in read("5 saal ke bachche ko bukhar hai").present_dangers


@pytest.mark.parametrize("typo", ["headahce", "diarhoea", "vomitting", "unconcious"])
def test_a_long_word_with_a_slip_of_the_finger_is_still_found(typo):
    assert read(f"{typo} ho raha hai").symptoms or read(f"{typo} ho raha hai").dangers, typo


@pytest.mark.parametrize(("message", "patient"), [
    ("bhabhi ko bukhar", None), ("भाभी को बुखार", None), ("baithe baithe thakan", None), ("bhai ko khansi", None),
    ("baby ko bukhar", "child"), ("bete ko bukhar", "child"), ("bai ko khansi", "other"),
])  # fmt: skip
def test_a_word_that_only_sounds_like_a_person_is_none(message, patient):
    assert read(message).patient == patient
