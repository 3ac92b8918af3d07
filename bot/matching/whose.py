"""Which of the places in a message is the patient's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.places import PlaceFound
from bot.text import Word, key

PERSONS = frozenset(
    f"<{name}>"
    for name in ("mother", "father", "wife", "husband", "son", "daughter", "child", "baby", "newborn", "grandparent",
                 "elderly", "pregnant")
)  # fmt: skip

WRITER = frozenset(("i", "main", "mai", "mei", "hum", "ham", "मैं", "मै", "हम"))
"""Words by which writers name themselves."""

IN_ENGLISH = frozenset(map(key, ("in", "at")))
IN_HINDI = frozenset(map(key, ("me", "mein", "में")))


def patients_place(
    places: Sequence[PlaceFound], words: Sequence[Word], elements: Sequence[frozenset[str]]
) -> PlaceFound | None:
    """The place that counts: where the patient is; in MP before outside, sure before unsure, later before earlier.

    A place in which something is ("guna me jaanch hogi ya bhopal jana padega") comes before one without "in".
    """
    if not places:
        return None
    theirs = [place for place in places if _is_theirs(place, words, elements)]
    return max(theirs or places, key=lambda place: (not place.outside, len(place.districts) == 1,
                                                    _is_in(place, words), place.first))  # fmt: skip


def _is_in(place: PlaceFound, words: Sequence[Word]) -> bool:
    """Whether "in" stands at the place: before it in English, after it in Hindi."""
    before, after = words[max(0, place.first - 1) : place.first], words[place.last + 1 : place.last + 2]
    return any(word.key in IN_ENGLISH for word in before) or any(word.key in IN_HINDI for word in after)


def _is_theirs(place: PlaceFound, words: Sequence[Word], elements: Sequence[frozenset[str]]) -> bool:
    """Whether the person named last before the place (or else after it, in its clause) is not the writer."""
    clause = words[place.first].clause
    before = [i for i in range(place.first - 1, -1, -1) if words[i].clause == clause]
    after = [i for i in range(place.last + 1, len(words)) if words[i].clause == clause]
    for i in (*before, *after):
        if words[i].text.lower() in WRITER:
            return False
        if elements[i] & PERSONS:
            return True
    return False
