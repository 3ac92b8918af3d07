"""Which known words a written word may stand for: itself, or a near spelling when it is long enough."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

ONE_EDIT_FROM = 6
"""Keys of this many letters may differ by one letter."""
LONGEST = 20
"""Longer keys are no words; nothing is looked for near them."""
TWO_EDITS_FROM = 10
"""Keys of this many letters may differ by two."""


class Vocabulary:
    """Known keys, found exactly or by a near spelling with the same first letter.

    Near spellings are looked up by what is left when letters are taken out of a key, so the time does
    not grow with the number of known keys.
    """

    def __init__(self, fuzzy: Iterable[str], exact: Iterable[str] = ()) -> None:
        self._fuzzy = frozenset(fuzzy)
        self._exact = frozenset(exact)
        self._by_rest: dict[str, set[str]] = defaultdict(set)
        for known in self._fuzzy:
            for rest in _rests(known):
                self._by_rest[rest].add(known)
        self.near = functools.lru_cache(maxsize=65536)(self._near)

    @property
    def known(self) -> frozenset[str]:
        """Every known key."""
        return self._fuzzy | self._exact

    def __contains__(self, key: str) -> bool:
        return key in self._fuzzy or key in self._exact

    def _near(self, key: str) -> frozenset[str]:
        if key in self or allowed_edits(key) == 0:
            return frozenset((key,))
        rivals = {known for rest in _rests(key) for known in self._by_rest.get(rest, ())}
        close = {known: OSA.distance(key, known) for known in rivals if _comparable(key, known)}
        best = min(close.values(), default=99)
        return frozenset(known for known, distance in close.items() if distance == best) | {key}


def allowed_edits(key: str) -> int:
    """How many letters of ``key`` may be wrong."""
    if not key.isalpha() or not ONE_EDIT_FROM <= len(key) <= LONGEST:
        return 0
    return 2 if len(key) >= TWO_EDITS_FROM else 1


def _comparable(key: str, known: str) -> bool:
    limit = min(allowed_edits(key), allowed_edits(known))
    return key[0] == known[0] and OSA.distance(key, known, score_cutoff=limit) <= limit


def _rests(key: str) -> Iterator[str]:
    """``key`` and what is left of it when one or two letters (as many as allowed) are taken out."""
    yield key
    if allowed_edits(key) == 0:
        return
    once = {key[:i] + key[i + 1 :] for i in range(1, len(key))}
    yield from once
    if allowed_edits(key) == 2:
        yield from {rest[:i] + rest[i + 1 :] for rest in once for i in range(1, len(rest))}
