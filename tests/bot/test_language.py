"""The written form of a message: en, hi, hi-Latn, or not shown by its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import FIRST_FORM, FORMS, guess
from bot.matching import default_matcher
from bot.text import words


@pytest.mark.parametrize(("text", "form"), [
    ("मुझे तीन दिन से बुखार है", "hi"),
    ("भोपाल", "hi"),
    ("doctor को दिखाना है जल्दी", "hi"),
    ("mujhe teen din se bukhar hai", "hi-Latn"),
    ("pet me dard ho raha hai", "hi-Latn"),
    ("Mere bete ko ulti ho rahi hai", "hi-Latn"),
    ("i have fever since three days", "en"),
    ("my son is vomiting and he has a cold", "en"),
    ("I HAVE A HEADACHE", "en"),
    ("what is the number for the doctor?", "en"),
    ("fever hai mujhe teen din se", "hi-Latn"),
])  # fmt: skip
def test_the_form_is_the_one_most_words_are_written_in(text, form):
    assert guess(words(text)) == form


@pytest.mark.parametrize("text", ["", "1", "462001", "🙂", "Ramesh", "Sehore", "ok", "???"])
def test_words_that_show_no_form_leave_it_open(text):
    assert guess(words(text)) is None


def test_the_form_does_not_depend_on_capitals():
    assert guess(words("MUJHE BUKHAR HAI")) == guess(words("mujhe bukhar hai"))


def test_the_first_form_is_one_of_the_three():
    assert set(FORMS) == {"en", "hi", "hi-Latn"}
    assert FIRST_FORM in FORMS


@pytest.mark.parametrize(("text", "form"), [
    ("hindi me batao", "hi"), ("हिंदी में बताओ", "hi"), ("english please", "en"), ("अंग्रेजी में लिखो", "en"),
    ("angrezi me", "en"), ("roman me likho", "hi-Latn"), ("hinglish", "hi-Latn"), ("mujhe bukhar hai", None),
])  # fmt: skip
def test_a_form_is_asked_for_by_its_name(text, form):
    assert default_matcher().read(text).asked_form == form


@given(st.text(max_size=200))
def test_every_text_gets_a_known_form_or_none(text):
    assert guess(words(text)) in (*FORMS, None)
