"""Which of the places in a message is the patient's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.places import PlaceFound
from bot.text import Word

PERSONS = frozenset(
    f"<{name}>"
    for name in ("mother", "father", "wife", "husband", "son", "daughter", "child", "baby", "newborn", "grandparent",
                 "elderly", "pregnant")
)  # fmt: skip


def patients_place(
    places: Sequence[PlaceFound], words: Sequence[Word], elements: Sequence[frozenset[str]]
) -> PlaceFound | None:
    """The place that counts: where the patient is; in MP before outside, sure before unsure, later before earlier."""
    if not places:
        return None
    theirs = [place for place in places if _beside_a_person(place, words, elements)]
    return max(theirs or places, key=lambda place: (not place.outside, len(place.districts) == 1, place.first))


def _beside_a_person(place: PlaceFound, words: Sequence[Word], elements: Sequence[frozenset[str]]) -> bool:
    clause = words[place.first].clause
    return any(e & PERSONS for word, e in zip(words, elements, strict=True) if word.clause == clause)
