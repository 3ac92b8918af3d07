"""Segments of an SMS at their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sms import GSM7_BASIC, GSM7_DOUBLE, costly, measure


@pytest.mark.parametrize(("letters", "segments"), [(0, 1), (1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3),
                                                   (460, 4)])  # fmt: skip
def test_gsm7_takes_160_then_153_a_part(letters, segments):
    length = measure("a" * letters)
    assert (length.encoding, length.places, length.segments) == ("GSM-7", letters, segments)


@pytest.mark.parametrize(("letters", "segments"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_ucs2_takes_70_then_67_a_part(letters, segments):
    length = measure("क" * letters)
    assert (length.encoding, length.places, length.segments) == ("UCS-2", letters, segments)


@pytest.mark.parametrize("character", sorted("^{}\\[~]|€"))
def test_an_extension_character_takes_two_places_and_stays_gsm7(character):
    assert measure(character) == measure("ab")
    assert measure("a" * 158 + character).segments == 1
    assert measure("a" * 159 + character).segments == 2


def test_an_extension_character_is_not_cut_at_the_end_of_a_part():
    assert measure("a" * 152 + "{" + "a" * 152).segments == 3
    assert measure("a" * 151 + "{" + "a" * 153).segments == 2


@pytest.mark.parametrize("text", ["ka₹", "“quotes”", "a–b", "it’s", "…", "a\u00a0b", "नमस्ते", "🙂", "ç", "ê"])
def test_one_foreign_character_turns_the_whole_text_to_ucs2(text):
    assert measure(text).encoding == "UCS-2"
    assert measure(text + "a" * 70).segments == 2


@pytest.mark.parametrize("text", ["Ç @ £ ¥ è é ù ì ò Ø ø Å å Δ Σ ß É Ä Ö Ñ Ü § ä ö ñ ü à", "¿¡¤", "line\r\nbreak",
                                  "price €5 [x]"])  # fmt: skip
def test_what_the_basic_and_extension_tables_hold_is_gsm7(text):
    assert measure(text).encoding == "GSM-7"


def test_the_basic_table_has_its_127_characters_beside_escape():
    assert len(GSM7_BASIC) == 127
    assert not GSM7_BASIC & GSM7_DOUBLE


def test_an_emoji_takes_two_places_and_is_not_cut():
    assert measure("🙂" * 35).segments == 1
    assert measure("🙂" * 36).places == 72
    assert measure("🙂" * 66).segments == 2
    assert measure("🙂" * 67).segments == 3


def test_costly_names_each_offending_character_once_in_order():
    assert costly("a ₹ b – ₹ {x}") == ["₹", "–"]
    assert costly("plain [text] €") == []


@given(st.text(max_size=700))
def test_segments_hold_the_places_and_no_segment_is_empty(text):
    length = measure(text)
    single, part = (160, 153) if length.encoding == "GSM-7" else (70, 67)
    assert (length.encoding == "UCS-2") == bool(costly(text))
    assert (length.segments == 1) == (length.places <= single)
    assert length.places <= max(single, length.segments * part)
    assert length.segments == 1 or length.places > (length.segments - 1) * (part - 1)


@given(st.text(max_size=300), st.text(max_size=20))
def test_a_longer_text_never_takes_fewer_segments(text, more):
    assert measure(text + more).segments >= measure(text).segments
