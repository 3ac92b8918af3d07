"""Whose body the message is about: self, child, newborn, pregnant, elderly or another person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from bot.matching.numbers import number, spans
from bot.text import Word, key

Patient = Literal["newborn", "pregnant", "child", "elderly", "other", "self"]
"""Most fragile first."""
NEWBORN_DAYS = 61
CHILD_DAYS = 14 * 365.25
ELDERLY_DAYS = 60 * 365.25
LABELS: tuple[tuple[Patient, tuple[str, ...]], ...] = (
    ("newborn", ("<newborn>",)),
    ("pregnant", ("<pregnant>",)),
    ("child", ("<child>", "<baby>")),
    ("elderly", ("<elderly>", "<grandparent>")),
    ("other", ("<mother>", "<father>", "<wife>", "<husband>", "<man>", "<woman>", "<son>", "<daughter>")),
    ("self", ("<self>",)),
)
SINCE = frozenset(
    key(word) for word in ("se", "से", "since", "for", "pehle", "पहले", "ago", "baad", "बाद", "after", "tak", "mein")
)
OF_AGE = frozenset(
    key(word) for word in ("ka", "ki", "ke", "का", "की", "के", "old", "ko", "को", "umar", "age", "उम्र", "boy", "girl")
)
AGE_NAMED = frozenset(key(word) for word in ("umar", "umr", "age", "aged", "उम्र", "उमर"))


def patient_of(words: Sequence[Word], elements: Sequence[frozenset[str]]) -> Patient | None:
    """The most fragile person that the message names, or None."""
    named = {label for label, concepts in LABELS if any(c in e for c in concepts for e in elements)}
    aged = _by_age(age_in_days(words), named)
    grown = aged in ("other", "elderly")
    found = [
        label for label in get_args(Patient) if label == aged or (label in named and not (label == "child" and grown))
    ]
    return found[0] if found else None


def _by_age(days: float | None, named: set[Patient]) -> Patient | None:
    """The patient by age; a short length of time is an age only where a child is named."""
    if days is None:
        return None
    if days < CHILD_DAYS and not named & {"child", "newborn"}:
        return None
    if days < NEWBORN_DAYS:
        return "newborn"
    if days < CHILD_DAYS:
        return "child"
    return "elderly" if days >= ELDERLY_DAYS else "other"


def age_in_days(words: Sequence[Word]) -> float | None:
    """The age said in the message, in days: a length of time followed by "ka", "old" ..., not by "se", "since"."""
    for span in spans(words):
        following = words[span.last + 1].key if span.last + 1 < len(words) else ""
        if following not in SINCE and (following in OF_AGE or _named_before(span.first, words)):
            return span.days
        if words[span.last].key == key("old") or following in ("old",):
            return span.days
    return _bare_age(words)


def _named_before(first: int, words: Sequence[Word]) -> bool:
    return any(word.key in AGE_NAMED for word in words[max(0, first - 3) : first])


def _bare_age(words: Sequence[Word]) -> float | None:
    for i, word in enumerate(words[:-1]):
        value = number(words[i + 1])
        if word.key in AGE_NAMED and value is not None and 0 < value < 110:
            return value * 365.25
    return None
