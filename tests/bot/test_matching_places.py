"""Districts by name, town, PIN and the words beside them; ordinary words are no places."""

import pytest

from bot.directory import default_directory
from bot.matching import default_matcher

DISTRICTS = list(default_directory().districts.values())
BY_NAME = [(d.id, name) for d in DISTRICTS for name in (d.names.en, d.names.hi, d.names.hi_latn)]
ALIASES = [(d.id, name) for d in DISTRICTS for name in d.aliases]


def place(message):
    found = default_matcher().read(message).place
    return found.districts if found else None


@pytest.mark.parametrize(("district", "name"), BY_NAME + ALIASES, ids=lambda word: word)
def test_every_district_is_found_by_each_of_its_names(district, name):
    assert place(name) == (district,)
    assert place(f"jila {name}") == (district,)


@pytest.mark.parametrize(("district", "name"), BY_NAME, ids=lambda word: word)
def test_every_district_is_found_in_a_sentence(district, name):
    sentences = (f"main {name} se hu", f"{name} se", f"mujhe bukhar hai, {name}", f"i am in {name}", f"मैं {name} में हूं")
    assert [sentence for sentence in sentences if place(sentence) != (district,)] == []


@pytest.mark.parametrize(("typed", "district"), [("bhopaal", "bhopal"), ("bpl", "bhopal"), ("ujain", "ujjain"),
                                                 ("gwaliar", "gwalior"),
                                                 ("hosangabad", "narmadapuram"), ("jablpur", "jabalpur"),
                                                 ("indor", "indore"),
                                                 ("chindwara", "chhindwara"), ("INDORE", "indore")])  # fmt: skip
def test_a_district_is_found_in_usual_misspellings(typed, district):
    assert place(f"{typed} se hu") == (district,)


@pytest.mark.parametrize(("message", "districts"), [
    ("shahpur se", ("betul", "burhanpur", "dindori")), ("tendukheda", ("damoh", "narsinghpur")),
    ("huzur tehsil", ("bhopal", "rewa")),
    ("हुजूर तहसील", ("bhopal", "rewa")),
])  # fmt: skip
def test_a_name_of_two_districts_gives_all_of_them(message, districts):
    assert place(message) == districts


@pytest.mark.parametrize(("message", "district"), [("452001", "indore"), ("PIN 474001", "gwalior"),
                                                   ("456001 me rehta hu", "ujjain"),
                                                   ("pin code ४५२००१", "indore")])  # fmt: skip
def test_a_pin_code_gives_its_district(message, district):
    assert place(message) == (district,)


def test_the_pin_code_of_bhopal_gives_bhopal():
    assert "bhopal" in place("462001")


@pytest.mark.parametrize("message", ["110001", "45200", "4520011", "452", "9425012345", "sugar 452"])
def test_other_numbers_are_no_pin_code_of_the_state(message):
    assert place(message) is None


@pytest.mark.parametrize("name", ["Delhi", "mumbai", "Lucknow", "दिल्ली", "nagpur"])
def test_a_place_outside_the_state_is_known_as_outside(name):
    assert place(f"main {name} me hu") == ()


@pytest.mark.parametrize("message", [
    "agar bukhar hai to", "agar mujhe dard ho", "sidhi se gir gaya", "सीढ़ी से गिर गया",
    "sidhi chadhte waqt saans phoolti hai",
    "10 guna dard", "do guna zyada", "kitab ka panna", "khoon ki dhar beh rahi", "seedhi baat karo",
])  # fmt: skip
def test_an_everyday_word_is_no_place(message):
    assert place(message) is None


@pytest.mark.parametrize(("message", "district"), [
    ("agar malwa se hu", "agar_malwa"), ("agar se hu", "agar_malwa"), ("jila sidhi", "sidhi"),
    ("sidhi se hu", "sidhi"), ("सीधी जिला", "sidhi"),
    ("guna me hu", "guna"), ("गुना से", "guna"), ("guna", "guna"), ("dhar jila", "dhar"), ("धार से", "dhar"),
    ("dhar me rehta hu", "dhar"),
    ("panna se", "panna"), ("पन्ना जिला", "panna"), ("sagar", "sagar"), ("सागर में हूं", "sagar"),
    ("bukhar hai, sagar", "sagar"),
])  # fmt: skip
def test_an_everyday_word_where_a_place_stands_is_the_district(message, district):
    assert place(message) == (district,)


@pytest.mark.parametrize("message", ["dhar me rehta hu", "sagar se hu", "guna me hu", "panna se", "rewa me"])
def test_naming_a_place_is_no_complaint(message):
    assert default_matcher().read(message).present_symptoms == ()


@pytest.mark.parametrize(("message", "district"), [
    ("not for me, for my mother in indore", "indore"), ("meri maa indore me hai, main bhopal me", "indore"),
    ("main bhopal me hu, papa sehore me hai", "sehore"), ("मैं भोपाल में हूं, मां इंदौर में है", "indore"),
    ("maa indore me hai aur main bhopal me hu", "indore"), ("mother is in indore and i am in bhopal", "indore"),
])  # fmt: skip
def test_the_patients_place_counts_not_the_writers(message, district):
    assert place(message) == (district,)


def test_a_place_in_the_state_counts_before_one_outside():
    assert place("delhi se aaya, ab bhopal me hu") == ("bhopal",)


def test_a_sure_place_counts_before_an_unsure_one():
    assert place("bhopal, huzur tehsil") == ("bhopal",)


@pytest.mark.parametrize("message", ["mujhe bukhar hai", "pet dard", "namaste", "सिर में दर्द", "doctor chahiye",
                                     "help me", "thank you"])  # fmt: skip
def test_a_message_without_a_place_has_none(message):
    assert place(message) is None


def test_places_point_at_their_words():
    reading = default_matcher().read("main agar malwa se hu")
    assert [word.text for word in reading.words[reading.place.first : reading.place.last + 1]] == ["agar", "malwa"]


@pytest.mark.parametrize(("message", "district"), [
    ("गुना में जांच होगी कि भोपाल जाना पड़ेगा", "guna"), ("apollo wala betul me chalega ki bas indore", "betul"),
    ("i am in sehore, going to indore tomorrow", "sehore"), ("bhopal me hu par ghar rewa me hai", "rewa"),
    ("indore se bhopal aaya hu, bukhar hai", "bhopal"),
])  # fmt: skip
def test_the_place_in_which_something_is_comes_before_one_merely_named(message, district):
    assert default_matcher().read(message).place.districts == (district,)
