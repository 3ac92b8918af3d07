"""Leaves out, for the learned judges, what was masked and the words that announced it.

They take "mera number ***" for a matter of data, and a danger told beside it for none.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from bot.masking.names import MARKS, MASK, cue_before
from bot.spelling import small_words
from bot.text import key, words


def unannounced(text: str) -> str:
    """``text`` without ``***`` and the words around that belong to it; as it is when nothing was masked."""
    if MASK not in text:
        return text
    first, *others = text.split(MASK)
    *between, last = [first, *map(_without_link, others)]
    return " ".join([*(_without_announcement(part) for part in between), last])


def _without_link(part: str) -> str:
    """``part`` without the "hai" or "है" with which the masked words before it end."""
    spoken = words(part)
    if spoken and not part[: spoken[0].start].strip() and spoken[0].key in _keys("number_links"):
        return part[spoken[0].end :]
    return part


def _without_announcement(part: str) -> str:
    """``part`` without what announces a name or a number at its end: "mera number hai", "patient ka naam:"."""
    spoken = words(part)
    if not spoken or part[spoken[-1].end :].strip() not in ("", ".", *MARKS):
        return part
    keys = [word.key for word in spoken]
    linked = _before(keys, len(keys), _keys("number_links"))
    first = _before(keys, linked, _keys("number_cues"))
    if first == linked:
        first = linked - cue_before(keys[:linked])
    if first == linked:
        return part
    owned = first - 1 if first and keys[first - 1] in _keys("number_owners") else first
    return part[: spoken[owned].start]


def _before(keys: Sequence[str], end: int, known: frozenset[str]) -> int:
    """Where the run of known words begins that ends at ``end``."""
    while end and keys[end - 1] in known:
        end -= 1
    return end


@functools.cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(key(word) for word in getattr(small_words(), name))
