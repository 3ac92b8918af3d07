"""Finds wordings in a message: all words of a wording, in any order, close together, in one clause."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot import text
from bot.matching.vocabulary import Vocabulary
from bot.spelling import small_words

MAX_GAP = 3
"""How many other counting words may stand inside a found wording."""
_PARTS = re.compile(r"<[a-z0-9_]+>|[^<>\s]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say something: ``owner`` is what it means, ``parts`` are element names."""

    owner: str
    parts: tuple[str, ...]
    written: str


@dataclass(frozen=True, slots=True)
class Found:
    """A wording in a message: positions are indexes into the message's words."""

    owner: str
    written: str
    positions: tuple[int, ...]

    @property
    def first(self) -> int:
        """Index of its first word."""
        return self.positions[0]

    @property
    def last(self) -> int:
        """Index of its last word."""
        return self.positions[-1]


@functools.cache
def filler_keys() -> frozenset[str]:
    """Keys of the words that do not count."""
    return frozenset(text.key(word) for word in small_words().fillers)


class WordingIndex:
    """Many wordings, prepared for finding. Time grows with the message, not with the number of wordings."""

    def __init__(
        self,
        wordings: Iterable[tuple[str, str]],
        concepts: Mapping[str, Iterable[str]],
        never: Mapping[str, Iterable[str]],
    ) -> None:
        self._concepts_of: dict[str, set[str]] = defaultdict(set)
        self._never: dict[str, set[str]] = defaultdict(set)
        for name, written in never.items():
            for word in written:
                self._never[word].add(f"<{name}>")
        for name, members in concepts.items():
            for member in members:
                self._concepts_of[text.key(member)].add(f"<{name}>")
        self.wordings = [_compile(owner, written) for owner, written in wordings]
        self._by_anchor = _by_rarest_part(self.wordings)
        plain = {part for wording in self.wordings for part in wording.parts if part[0] != "<"}
        ordinary = {text.key(word) for word in small_words().ordinary}
        self.vocabulary = Vocabulary(plain | set(self._concepts_of), filler_keys() | ordinary)

    def elements(self, word: text.Word) -> frozenset[str]:
        """What one word may stand for: known keys and ``<concepts>``."""
        keys = self.vocabulary.near(word.key)
        meant = {concept for key in keys for concept in self._concepts_of.get(key, ())}
        return keys | (meant - self._never.get(word.text.lower(), set()))

    def find(self, words: Sequence[text.Word], elements: Sequence[frozenset[str]]) -> list[Found]:
        """Every wording found, at each place where it stands; ``elements`` as of `elements`, a word each."""
        where = _places(elements)
        hits: dict[tuple[str, str, int], Found] = {}
        for position, present in enumerate(elements):
            for element in present & self._by_anchor.keys():
                for wording in self._by_anchor[element]:
                    found = None
                    if all(part in where for part in wording.parts):
                        found = _around(wording, element, position, words, where)
                    if found:
                        hits.setdefault((found.owner, found.written, found.first), found)
        return list(hits.values())


def _places(elements: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    """The positions of each element, ascending."""
    where: dict[str, list[int]] = defaultdict(list)
    for position, present in enumerate(elements):
        for element in present:
            where[element].append(position)
    return dict(where)


def _compile(owner: str, written: str) -> Wording:
    parts = []
    for part in _PARTS.findall(written):
        parts += [part] if part[0] == "<" else [word.key for word in text.words(part)]
    counting = [part for part in parts if part not in filler_keys()]
    return Wording(owner, tuple(counting if len(counting) > 1 else parts), written)


def _by_rarest_part(wordings: Iterable[Wording]) -> dict[str, list[Wording]]:
    counts = Counter(part for wording in wordings for part in wording.parts)
    by_anchor: dict[str, list[Wording]] = defaultdict(list)
    for wording in wordings:
        if wording.parts:
            by_anchor[min(wording.parts, key=lambda part: counts[part])].append(wording)
    return dict(by_anchor)


def _around(
    wording: Wording, anchor: str, position: int, words: Sequence[text.Word], where: Mapping[str, list[int]]
) -> Found | None:
    taken = {position}
    for part in _without(wording.parts, anchor):
        place = _nearest(where[part], position, 2 * (len(wording.parts) + MAX_GAP), taken, words)
        if place is None:
            return None
        taken.add(place)
    span = range(min(taken), max(taken) + 1)
    between = sum(1 for i in span if i not in taken and words[i].key not in filler_keys())
    return Found(wording.owner, wording.written, tuple(sorted(taken))) if between <= MAX_GAP else None


def _without(parts: tuple[str, ...], anchor: str) -> tuple[str, ...]:
    at = parts.index(anchor)
    return parts[:at] + parts[at + 1 :]


def _nearest(places: list[int], position: int, reach: int, taken: set[int], words: Sequence[text.Word]) -> int | None:
    """The free one of ``places`` nearest to ``position`` in its clause; the following one wins a tie."""
    clause = words[position].clause
    first, last = bisect_left(places, position - reach), bisect_right(places, position + reach)
    free = [i for i in places[first:last] if i not in taken and words[i].clause == clause]
    return min(free, key=lambda i: (abs(i - position), -i), default=None)
