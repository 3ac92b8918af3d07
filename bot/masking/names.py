"""Names of persons after words that announce one ("mera naam Ramesh Kumar hai")."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from bot.matching import Reading, default_matcher
from bot.matching.numbers import number
from bot.spelling import small_words
from bot.text import Word, key, words

MOST_WORDS = 4
MARKS = (":", "-", "=")
MASK = "***"
SHORT = 4
"""Letters of a word after which a full stop ends no sentence ("Md. Salim")."""


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where the names stand."""
    spoken = words(text)
    starts = [first for first in range(1, len(spoken)) if _follows_cue(first, spoken, text)]
    if starts:
        heard = default_matcher().read(text)
        yield from (_name(spoken[first:], text, heard) for first in starts)


def _follows_cue(start: int, spoken: Sequence[Word], text: str) -> bool:
    """Whether a cue ends right before the word at ``start``; the manual of words.yml says what counts as one."""
    between = _between(spoken[start - 1], spoken[start], text)
    for first in range(max(0, start - _longest_cue()), start):
        cue = spoken[first:start]
        colon = _cues().get(tuple(word.key for word in cue)) if MASK not in text[cue[0].start : cue[-1].end] else None
        opens = first == 0 or spoken[first - 1].clause != spoken[first].clause
        if colon is not None and between in (MARKS if colon else ("", *MARKS)):
            return colon or opens or start - first > 1
    return False


def _name(spoken: Sequence[Word], text: str, heard: Reading) -> tuple[int, int]:
    """Where the name stands that begins with the first of the words; an empty span when none does."""
    last = None
    for word in spoken[:MOST_WORDS]:
        if _ends_name(word, last is None, heard) or (last and _parts(last, word, text)):
            break
        last = word
    return (spoken[0].start, last.end) if last else (0, 0)


def _ends_name(word: Word, first: bool, heard: Reading) -> bool:
    """Whether a word is no part of a name: an everyday word, or one that means something to the assistant.

    The first word may look like a symptom or a place (Sagar), not like a danger sign; a surname may look like a place
    or an everyday word (Khan), not like a sign.
    """
    surname = not first and word.text.lower() in small_words().surnames
    if word.key in _no_names() or word.key[0].isdigit() or number(word) is not None:
        return not surname
    if any(hit.start == word.start for hit in (heard.dangers if first else (*heard.dangers, *heard.symptoms))):
        return True
    known = word.key in default_matcher().index.vocabulary or _begins_place(word, heard)
    return known and not first and not surname


def _begins_place(word: Word, heard: Reading) -> bool:
    return any(heard.words[place.first].start == word.start for place in heard.places)


def _parts(word: Word, following: Word, text: str) -> bool:
    """Whether what stands between two words parts them."""
    between = text[word.end : following.start]
    return "\n" in between or not (
        _between(word, following, text) in ("", "-") or (between.strip() == "." and len(word.text) <= SHORT)
    )


def _between(word: Word, following: Word, text: str) -> str:
    """What stands between two words, without blanks and signs for *bold*, _italic_ and ~struck~."""
    between = text[word.end : following.start]
    return between if MASK in between else between.strip(" \t\n*_~")


@functools.cache
def _cues() -> dict[tuple[str, ...], bool]:
    """The cues, and whether they need a colon."""
    return {tuple(word.key for word in words(cue)): cue.endswith(":") for cue in small_words().name_cues}


def cue_before(keys: Sequence[str]) -> int:
    """How many of the last words are a cue of several words or with a colon; 0 when they are none."""
    sizes = range(_longest_cue(), 0, -1)
    return next(
        (size for size in sizes if (size > 1 or _cues().get(tuple(keys[-1:]))) and tuple(keys[-size:]) in _cues()), 0
    )


@functools.cache
def _longest_cue() -> int:
    return max(map(len, _cues()))


@functools.cache
def _no_names() -> frozenset[str]:
    lists = small_words()
    everyday = (lists.english, lists.romanised, lists.fillers, lists.joiners, lists.clause_breaks, lists.after_names)
    return frozenset(key(word) for each in everyday for word in each)
