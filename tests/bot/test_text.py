"""Words of a message: one key for all spellings, places in the original text, nothing lost or invented."""

import subprocess
import sys
import time
import unicodedata
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import default_matcher
from bot.spelling import read_yaml
from bot.text import clean, is_devanagari, key, words

ROOT = Path(__file__).resolve().parents[2]
PAIRS = read_yaml(Path(__file__).with_name("spelling_pairs.yml"))
MEET = [(line[0], other) for line in PAIRS["meet"] for other in line[1:]]
SAID = ("bukhar", "खांसी", "nahi", "seene me dard", "15 din", "104", "भोपाल", "agar", "spo2", "सांस", "bp 220/120", ",")
ANY = st.text(st.characters(), max_size=200)
MIXED = st.lists(st.one_of(st.sampled_from(SAID), st.text(max_size=12)), max_size=40).map(" ".join)


def test_the_table_has_at_least_250_pairs():
    assert len(MEET) >= 250


@pytest.mark.parametrize(("one", "other"), MEET, ids=lambda word: word)
def test_spellings_of_one_word_share_a_key(one, other):
    assert key(one) == key(other) != ""


@pytest.mark.parametrize(("one", "other"), PAIRS["apart"], ids=lambda word: word)
def test_words_of_different_meaning_keep_different_keys(one, other):
    assert key(one) != key(other)


def test_no_two_body_parts_or_signs_of_the_table_fall_together():
    apart = ["दर्द", "दस्त", "दांत", "पेट", "पीठ", "पैर", "सिर", "सांस", "खांसी", "खून", "कान", "नाक", "आंख", "हाथ", "छाती"]
    assert not [(a, b) for a, b in combinations(apart, 2) if key(a) == key(b)]


@pytest.mark.parametrize("text", ["ज़हर", "फ़ोन", "साँस", "हिन्दी", "é", "डॉक्टर"])
def test_the_key_does_not_depend_on_the_unicode_form(text):
    assert len({key(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}) == 1


@pytest.mark.parametrize("joined", ["क\u200dष", "बुखार\u200c", "bukhar\u200b", "\ufeffbukhar"])
def test_invisible_characters_do_not_change_a_word(joined):
    plain = joined.translate(dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF)))
    assert [word.key for word in words(joined)] == [word.key for word in words(plain)]


@pytest.mark.parametrize(("written", "digits"), [("१०४", "104"), ("104", "104"), ("९८.६", "98.6"), ("٣", "3")])
def test_digits_of_every_script_read_as_ascii(written, digits):
    assert [word.key for word in words(written)] == [digits]


def test_numbers_keep_their_point_and_their_slash_but_not_the_full_stop():
    assert [word.key for word in words("98.6, bp 220/120. Bas")] == ["98.6", "bp", "220/120", "bas"]


@pytest.mark.parametrize("mark", [",", ";", "!", "?", "।", "॥", "\n", ". ", "("])
def test_a_mark_between_words_starts_a_new_clause(mark):
    first, second = words(f"bukhar{mark}khansi")
    assert first.clause < second.clause


@pytest.mark.parametrize("mark", [" ", "-", " / ", ":", "'"])
def test_other_marks_keep_the_clause(mark):
    assert len({word.clause for word in words(f"bukhar{mark} khansi")}) == 1


def test_marks_before_the_first_word_start_no_clause():
    assert words("?! bukhar")[0].clause == 0


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "???", "...", "\u200d\u200c", "।"])
def test_a_text_without_letters_or_digits_has_no_words(text):
    assert words(text) == []


def test_devanagari_is_told_from_latin_and_from_its_own_punctuation():
    assert is_devanagari("pet दर्द")
    assert not is_devanagari("pet dard।")


@pytest.mark.parametrize(("raw", "shown"), [("a\x00b\x07", "a b "), ("a\u200bb", "ab"), ("x\ud800y", "x?y"),
                                            ("line\ntwo\t", "line\ntwo\t")])  # fmt: skip
def test_clean_takes_out_what_cannot_be_shown(raw, shown):
    assert clean(raw) == shown


@given(ANY | MIXED)
def test_clean_is_done_once_and_can_be_stored(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")


@settings(max_examples=300, deadline=None)
@given(ANY | MIXED)
def test_offsets_index_the_original_text(text):
    found = words(text)
    assert all(text[word.start : word.end] == word.text for word in found)
    assert all(a.end <= b.start and a.clause <= b.clause for a, b in pairwise(found))


@given(st.text(st.characters(blacklist_categories=()), max_size=80))
def test_words_survive_lone_surrogates_and_control_characters(text):
    assert all(word.key for word in words(text))


@settings(max_examples=200, deadline=None)
@given(ANY | MIXED)
def test_any_text_can_be_read(text):
    reading = default_matcher().read(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in (*reading.symptoms, *reading.dangers))
    assert 0.0 <= reading.known_share <= 1.0


LONG = ("saans nahi aa rahi ", "सीने में दर्द, ", "bukhar nahi khansi ", "agar bhopal se 104 ", "🙂", "15 din ka bachcha ",
        "aadab arz hai ", "?", "pin 462001 ")  # fmt: skip


@pytest.mark.parametrize("length", [1600, 4000])
@pytest.mark.parametrize("piece", LONG)
def test_a_long_message_is_read_within_a_second(piece, length):
    matcher, message = default_matcher(), (piece * 4000)[:length]
    began = time.perf_counter()
    matcher.read(message)
    assert time.perf_counter() - began < 1.0


ONE_LONG_WORD = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from bot.matching import default_matcher
default_matcher().read({piece!r} * {times})
"""


@pytest.mark.parametrize("length", [1600, 4000])
@pytest.mark.parametrize("piece", ["ka", "हा", "qwertyuiop"])
def test_one_word_as_long_as_a_message_needs_neither_much_memory_nor_time(piece, length):
    code = ONE_LONG_WORD.format(piece=piece, times=length // len(piece))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{piece!r} x {length // len(piece)} within 1 GB: {done.stderr[-300:]}"
