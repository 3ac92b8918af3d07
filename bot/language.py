"""In which written form a message stands: en, hi (Devanagari) or hi-Latn (romanised Hindi), BCP 47."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Literal, get_args

from bot.spelling import small_words
from bot.text import Word, is_devanagari

Form = Literal["en", "hi", "hi-Latn"]
FORMS: tuple[Form, ...] = get_args(Form)
FIRST_FORM: Form = "hi-Latn"
"""The form for people of whom nothing is known yet: read by most in MP who write in Latin letters."""


def guess(words: Sequence[Word]) -> Form | None:
    """The form of a message, or None when its words do not show it (a name, a number, one loan word)."""
    devanagari = sum(len(word.text) for word in words if is_devanagari(word.text))
    latin = [word.text.lower() for word in words if word.text.isascii() and word.text[0].isalpha()]
    if devanagari >= sum(map(len, latin)) and devanagari:
        return "hi"
    english, romanised = _counts(latin)
    if english == romanised:
        return None
    return "en" if english > romanised else "hi-Latn"


def _counts(latin: Sequence[str]) -> tuple[int, int]:
    english, romanised = _lists()
    return sum(word in english for word in latin), sum(word in romanised for word in latin)


@functools.cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    lists = small_words()
    both = lists.english & lists.romanised
    return lists.english - both, lists.romanised - both
