"""Whose body the message is about: self, child, newborn, pregnant, elderly or another person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from bot.matching.age import OLD, SINCE, YEAR, Elements, age_in_days
from bot.matching.numbers import number
from bot.text import Word, key

Patient = Literal["newborn", "pregnant", "child", "elderly", "other", "self"]
"""Most fragile first."""
NEWBORN_DAYS = 61
CHILD_DAYS = 14 * YEAR
ELDERLY_DAYS = 60 * YEAR
LABELS: tuple[tuple[Patient, tuple[str, ...]], ...] = (
    ("newborn", ("<newborn>",)),
    ("pregnant", ("<pregnant>",)),
    ("child", ("<child>", "<baby>")),
    ("elderly", ("<elderly>", "<grandparent>")),
    ("other", ("<mother>", "<father>", "<wife>", "<husband>", "<man>", "<woman>", "<son>", "<daughter>")),
    ("self", ("<self>",)),
)
IN_THE_WOMB = frozenset(("<womb>", "<move>"))
ORDINALS = frozenset(
    key(word)
    for word in ("teesra", "तीसरा", "chautha", "चौथा", "paanchva", "पांचवा", "पाँचवाँ", "chhatha", "छठा", "छठवां",
                 "saatva", "सातवां", "aathva", "आठवां", "nauva", "नौवां", "third", "fourth", "fifth", "sixth", "seventh",
                 "eighth", "ninth", "paanchve", "सातवें", "आठवें", "नौवें", "छठे", "पांचवें", "चौथे", "saatve", "aathve",
                 "nauve", "सातमो", "आठमो", "नौमो", "नवमो")
)  # fmt: skip
ENDINGS = frozenset(key(word) for word in ("va", "वां", "ve", "वें", "th", "rd"))
"""What makes a figure an ordinal: "9va", "7वां", "8th"."""
GOES_ON = frozenset(key(word) for word in ("chal", "चल", "lag", "laga", "lago", "लगा", "लग", "hu", "hun", "हूं"))
"""What follows the months of a pregnancy: "8 mahine chal rahe", "5 mahine ki hu"."""
LATEST_MONTH = 9.5
NO_PREGNANCY = SINCE | {OLD}
"""What follows a length of time that counts no pregnancy."""
WEEKS = range(12, 43)
"""Weeks that count a pregnancy: "33 weeks" since when nothing else is said."""
BORN = frozenset(key(word) for word in ("born", "paida", "पैदा", "janma", "जन्मा"))
OF_LATE = frozenset(("<day>", "<now>", "<night>"))
BELLY_FROM = tuple(key(word) for word in ("pet", "se"))
CARRIES = frozenset(key(word) for word in ("hu", "hun", "hoon", "हूं", "hai", "है", "h", "thi", "थी", "wali", "वाली"))


def patient_of(words: Sequence[Word], elements: Elements) -> Patient | None:
    """The most fragile person that the message names, or None."""
    named = {label for label, concepts in LABELS if any(c in e for c in concepts for e in elements)}
    if _just_born(words, elements):
        named.add("newborn")
    aged = _by_age(age_in_days(words, elements))
    if "<delivery>" in set().union(*elements) and aged not in ("newborn", "child") and not named & {"child", "newborn"}:
        named.add("pregnant")
    if aged not in ("newborn", "child") and (_counts_months(words, elements) or _carries(words, elements)):
        named = (named - {"child"}) | {"pregnant"}
    if aged in ("other", "elderly"):
        named.discard("child")
    found = [label for label in get_args(Patient) if label == aged or label in named]
    return found[0] if found else None


def _by_age(days: float | None) -> Patient | None:
    if days is None:
        return None
    if days < NEWBORN_DAYS:
        return "newborn"
    if days < CHILD_DAYS:
        return "child"
    return "elderly" if days >= ELDERLY_DAYS else "other"


def _just_born(words: Sequence[Word], elements: Elements) -> bool:
    """Whether somebody was born today or yesterday: "kal hi paida hua"."""
    return any(
        word.key in BORN and any(not e.isdisjoint(OF_LATE) for e in elements[max(0, i - 3) : i + 3])
        for i, word in enumerate(words)
    )


def _counts_months(words: Sequence[Word], elements: Elements) -> bool:
    """Whether a month or week of a pregnancy is said: "nauva mahina", "8th month", "5 mahine ki hu", "33 weeks"."""
    followed = [word.key for word in words[1:]] + [""]
    return any(
        ("<week>" in elements[i] and _is_week(i, words)) or ("<month>" in elements[i] and _is_month(i, words))
        for i in range(1, len(words))
        if followed[i] not in NO_PREGNANCY
    )


def _is_week(i: int, words: Sequence[Word]) -> bool:
    return number(words[i - 1]) in WEEKS and (i < 2 or words[i - 2].key not in SINCE)


def _is_month(i: int, words: Sequence[Word]) -> bool:
    before, months = words[i - 1].key, number(words[i - 1])
    if before in ORDINALS or (before in ENDINGS and i > 1 and number(words[i - 2]) is not None):
        return True
    going_on = any(word.key in GOES_ON for word in words[i + 1 : i + 3])
    return months is not None and months <= LATEST_MONTH and going_on


def _carries(words: Sequence[Word], elements: Elements) -> bool:
    """Whether a baby is spoken of as still in the womb: "bachcha pet me hil nahi raha", "pet se hu"."""
    keys = tuple(word.key for word in words)
    if any(keys[i : i + 2] == BELLY_FROM and keys[i + 2] in CARRIES for i in range(len(keys) - 2)):
        return True
    return any(
        "<baby>" in elements[i] and any(not e.isdisjoint(IN_THE_WOMB) for e in elements[i + 1 : i + 4])
        for i in range(len(words))
    ) and not any("<pain>" in e or "<loose>" in e for e in elements)
