"""Whether what was found is present now, or denied, long past, or only supposed."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.matching.wordings import Found
from bot.spelling import small_words
from bot.text import Word, key

Status = Literal["present", "denied", "past", "supposed"]
REACH = 8
"""How many words away a conditional or a time in the past still belongs to a sign."""
ENGLISH_BEFORE = frozenset(("no", "without", "never", "neither", "nor", "na", "bina", "bagair"))
"""Denials that only reach forward: "no fever" but not "fever no cough"."""


@dataclass(frozen=True)
class _Keys:
    negations: frozenset[str]
    before_only: frozenset[str]
    latin_before: frozenset[str]
    near: frozenset[str]
    lingering: frozenset[str]
    joiners: frozenset[str]
    breaks: frozenset[str]
    conditionals: frozenset[str]
    past: frozenset[str]
    long_ago: frozenset[str]
    asks_about: frozenset[str]
    copulas: frozenset[str]
    now: frozenset[str]


def keys(words: Iterable[str]) -> frozenset[str]:
    """The keys of words."""
    return frozenset(key(word) for word in words)


@functools.cache
def _keys() -> _Keys:
    lists = small_words()
    return _Keys(
        negations=keys(lists.negations),
        before_only=keys(ENGLISH_BEFORE),
        latin_before=keys(lists.negations) - keys(("nahi", "mat", "koni", "nako")),
        near=keys(lists.near_negation),
        lingering=keys(lists.lingering),
        joiners=keys(lists.joiners),
        breaks=keys(lists.clause_breaks),
        conditionals=keys(lists.conditionals),
        past=keys(lists.past),
        long_ago=keys(lists.long_ago),
        asks_about=keys(lists.asks_about),
        copulas=keys(("hai", "tha", "thi", "is", "ho")),
        now=keys(("ab", "abhi", "now", "today", "aaj")),
    )


def status(found: Found, words: Sequence[Word], others: frozenset[int], names: frozenset[int] = frozenset()) -> Status:
    """How ``found`` stands in the message.

    ``others`` are the positions of all that was found, ``names`` those of place names ("agar malwa" supposes nothing).
    """
    if _denied(found, words, others):
        return "denied"
    if _supposed(found, words, names):
        return "supposed"
    return "past" if _past(found, words) else "present"


def _denied(found: Found, words: Sequence[Word], others: frozenset[int]) -> bool:
    return _inside(found, words) or _after(found, words, others) or _before(found, words, others)


def _inside(found: Found, words: Sequence[Word]) -> bool:
    own = set(found.positions)
    return any(
        words[i].key in _keys().negations and not _lingers(i, words)
        for i in range(found.first, found.last)
        if i not in own
    )


def _after(found: Found, words: Sequence[Word], others: frozenset[int]) -> bool:
    said_it_is = False
    for i in range(found.last + 1, len(words)):
        word = words[i].key
        if words[i].clause != words[found.last].clause or word in _keys().breaks:
            return False
        if word in _keys().negations - _keys().before_only:
            return not _lingers(i, words)
        if i in others and not said_it_is:
            continue
        if word not in _keys().near | _keys().joiners:
            return False
        said_it_is = said_it_is or word in _keys().copulas
    return False


def _lingers(negation: int, words: Sequence[Word]) -> bool:
    beside = (*words[max(0, negation - 1) : negation], *words[negation + 1 : negation + 3])
    return any(word.key in _keys().lingering for word in beside)


def _before(found: Found, words: Sequence[Word], others: frozenset[int]) -> bool:
    for i in range(found.first - 1, max(-1, found.first - REACH), -1):
        word = words[i].key
        if words[i].clause != words[found.first].clause or word in _keys().breaks:
            return False
        if word in _keys().latin_before:
            return i not in others
        if i not in others and word not in _keys().near | _keys().joiners:
            return False
    return False


def _supposed(found: Found, words: Sequence[Word], names: frozenset[int]) -> bool:
    """Whether the clause begins with "if", or asks about signs and causes."""
    clause = words[found.first].clause
    near = range(max(0, found.first - REACH), min(len(words), found.last + REACH))
    same = [i for i in near if words[i].clause == clause and i not in names and i not in found.positions]
    asked = any(words[i].key in _keys().asks_about for i in same)
    return asked or any(words[i].key in _keys().conditionals for i in same if i < found.first)


def _past(found: Found, words: Sequence[Word]) -> bool:
    """A past word together with months or years, in the same clause and before "now" is said."""
    clause = words[found.first].clause
    first, last = max(0, found.first - REACH), min(len(words), found.last + REACH)
    near = [i for i in range(first, last) if words[i].clause == clause and i not in found.positions]
    before = [i for i in near if i < found.last]
    if any(words[i].key in _keys().now for i in before):
        return False
    after = _until_now([i for i in near if i > found.last], words)
    said = {words[i].key for i in before + after}
    return bool(said & _keys().past and said & _keys().long_ago)


def _until_now(places: list[int], words: Sequence[Word]) -> list[int]:
    for count, i in enumerate(places):
        if words[i].key in _keys().now:
            return places[:count]
    return places
