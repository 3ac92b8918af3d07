"""Finds wordings in a message: all words of a wording, in any order, close together, in one clause."""

from __future__ import annotations

import functools
import re
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

    def __init__(self, wordings: Iterable[tuple[str, str]], concepts: Mapping[str, Iterable[str]]) -> None:
        self._concepts_of: dict[str, set[str]] = defaultdict(set)
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
        return keys | {concept for key in keys for concept in self._concepts_of.get(key, ())}

    def find(self, words: Sequence[text.Word], elements: Sequence[frozenset[str]]) -> list[Found]:
        """Every wording found, at each place where it stands; ``elements`` as of `elements`, a word each."""
        hits: dict[tuple[str, str, int], Found] = {}
        for position, present in enumerate(elements):
            for element in present & self._by_anchor.keys():
                for wording in self._by_anchor[element]:
                    found = _around(wording, element, position, words, elements)
                    if found:
                        hits.setdefault((found.owner, found.written, found.first), found)
        return list(hits.values())


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
    wording: Wording, anchor: str, position: int, words: Sequence[text.Word], elements: Sequence[frozenset[str]]
) -> Found | None:
    taken = {position}
    for part in _without(wording.parts, anchor):
        place = _nearest(part, position, len(wording.parts), taken, words, elements)
        if place is None:
            return None
        taken.add(place)
    span = range(min(taken), max(taken) + 1)
    between = sum(1 for i in span if i not in taken and words[i].key not in filler_keys())
    return Found(wording.owner, wording.written, tuple(sorted(taken))) if between <= MAX_GAP else None


def _without(parts: tuple[str, ...], anchor: str) -> tuple[str, ...]:
    at = parts.index(anchor)
    return parts[:at] + parts[at + 1 :]


def _nearest(
    part: str, position: int, size: int, taken: set[int], words: Sequence[text.Word], elements: Sequence[frozenset[str]]
) -> int | None:
    """The free place of ``part`` nearest to ``position`` in the same clause; the following word wins a tie."""
    clause = words[position].clause
    for distance in range(1, 2 * (size + MAX_GAP) + 1):
        for place in (position + distance, position - distance):
            if not 0 <= place < len(words) or place in taken or words[place].clause != clause:
                continue
            if part in elements[place]:
                return place
    return None
