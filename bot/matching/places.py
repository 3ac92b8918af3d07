"""Which district a message speaks of: by name, town, PIN code or the words beside it."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.directory import Directory
from bot.directory.facts import Place
from bot.matching.numbers import number
from bot.matching.vocabulary import Vocabulary
from bot.spelling import small_words
from bot.text import Word, key, words

LONGEST_NAME = 4
FUZZY_FROM = 5
"""Place names are only found by a near spelling from this many key letters."""


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place in a message: one district when sure, several when the person must be asked, none outside MP."""

    districts: tuple[str, ...]
    name: str
    first: int
    last: int

    @property
    def outside(self) -> bool:
        """Whether the place lies outside Madhya Pradesh."""
        return not self.districts


@dataclass
class _Name:
    districts: set[str]
    written: str
    common_word: bool = False


class PlaceIndex:
    """Names of districts, tehsils, towns and places outside, prepared for finding."""

    def __init__(self, directory: Directory, ordinary: Iterable[str]) -> None:
        self._names: dict[tuple[str, ...], _Name] = {}
        self._pins: dict[str, str] = {}
        self._prefixes: dict[str, set[str]] = defaultdict(set)
        for written, districts, common in _entries(directory):
            self._add(written, districts, common)
        for district in directory.districts.values():
            self._give_to(district.id, district.names.en, district.names.hi, *district.aliases)
        for district in directory.districts.values():
            for prefix in district.pin_prefixes:
                self._prefixes[prefix].add(district.id)
            self._pins.update(dict.fromkeys(district.pins, district.id))
            self._pins.update({pin: district.id for pin in (place.pin for place in district.places) if pin})
        parts = {part for name in self._names for part in name if len(part) >= FUZZY_FROM}
        self._vocabulary = Vocabulary(parts, set(ordinary) - parts)

    def _add(self, written: str, districts: Iterable[str], common: bool) -> None:
        name = tuple(word.key for word in words(written))
        for form in {name, ("".join(name),)}:
            known = self._names.setdefault(form, _Name(set(), written))
            known.districts |= set(districts)
            known.common_word |= common and len(name) == 1

    def _give_to(self, district: str, *names: str) -> None:
        """A district's own name means the district, even where a town elsewhere bears it too."""
        for written in names:
            name = tuple(word.key for word in words(written))
            for form in {name, ("".join(name),)}:
                self._names[form].districts = {district}

    def find(self, message: Sequence[Word]) -> list[PlaceFound]:
        """Every place named, longest name first where names overlap."""
        found: list[PlaceFound] = []
        taken: set[int] = set()
        for size in range(LONGEST_NAME, 0, -1):
            for first in range(len(message) - size + 1):
                place = self._at(first, size, message)
                if place and not taken & set(range(first, first + size)):
                    found.append(place)
                    taken |= set(range(first, first + size))
        return sorted(found, key=lambda place: place.first)

    def _at(self, first: int, size: int, message: Sequence[Word]) -> PlaceFound | None:
        span = message[first : first + size]
        if span[0].clause != span[-1].clause:
            return None
        if size == 1 and span[0].key.isdigit() and len(span[0].key) == 6:
            return self._by_pin(span[0].key, first)
        name = self._known(span)
        if name is None or (name.common_word and not _means_a_place(first, first + size - 1, message)):
            return None
        return PlaceFound(tuple(sorted(name.districts)), name.written, first, first + size - 1)

    def _known(self, span: Sequence[Word]) -> _Name | None:
        exact = tuple(word.key for word in span)
        glued = ("".join(exact),)
        if exact in self._names or (len(span) == 2 and glued in self._names):
            return self._names.get(exact) or self._names[glued]
        near = [self._vocabulary.near(part) - {part} for part in exact]
        options = [sorted(n) or [part] for n, part in zip(near, exact, strict=True)]
        candidates = {tuple(c) for c in _product(options)} & self._names.keys() if any(near) else set()
        return self._names[candidates.pop()] if len(candidates) == 1 else None

    def _by_pin(self, pin: str, at: int) -> PlaceFound | None:
        if pin in self._pins:
            return PlaceFound((self._pins[pin],), pin, at, at)
        owners = self._prefixes.get(pin[:3], set())
        return PlaceFound(tuple(sorted(owners)), pin, at, at) if owners else None


def _entries(directory: Directory) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    for district in directory.districts.values():
        for written in (district.names.en, district.names.hi, district.headquarters.name, *district.aliases):
            yield written, (district.id,), district.common_word
        for place in district.places:
            owners = place.ambiguous or (district.id,)
            for written in (place.en, place.hi, *place.aliases):
                yield written, owners, place.common_word
    for place in directory.outside.values():
        yield from _outside(place)


def _outside(place: Place) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    for written in (place.en, place.hi, *place.aliases):
        yield written, (), place.common_word


def _product(options: list[list[str]]) -> Iterator[list[str]]:
    if not options:
        yield []
        return
    for head in options[0]:
        for tail in _product(options[1:]):
            yield [head, *tail]


@functools.cache
def _context() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lists = small_words()
    before, after, not_after = (
        frozenset(key(word) for word in group)
        for group in (lists.place_before, lists.place_after, lists.not_place_after)
    )
    return before, after, not_after


def _means_a_place(first: int, last: int, message: Sequence[Word]) -> bool:
    """Whether a name that is also an everyday word stands where a place would."""
    before, after, not_after = _context()
    left = message[first - 1] if first else None
    right = message[last + 1] if last + 1 < len(message) else None
    if left is not None and number(left) is not None:
        return False
    if left is not None and left.clause == message[first].clause and left.key in before:
        return True
    if right is not None and right.clause == message[last].clause:
        beyond = message[last + 2].key if last + 2 < len(message) else ""
        return right.key in after and beyond not in not_after
    return left is None or left.clause != message[first].clause
