"""Takes telephone numbers, identity numbers, e-mail addresses and names out of a text before it is kept.

What the assistant needs stays: PIN codes, ages, dates, readings, helplines, and every symptom and danger sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.masking.names import MASK, names
from bot.masking.numbers import numbers

_EMAIL = re.compile(
    r"(?<![^\s@<>,;।])[^\s@<>,;।]+"
    r"(?:@[^\s@<>,;।]*[^\s@<>,;।.!?)]|\s?@\s?[\w-]{1,63}\s?\.\s?(?:com|org|net|co|in)\b)+",
    re.IGNORECASE,
)
"""Addresses of mail and of payments (name@bank), also with blanks round the @."""


def mask(text: str) -> str:
    """The text with ``***`` where it names a person or says how to reach one."""
    for found in (_emails, numbers, names):
        text = _without(text, found(text))
    return text


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _EMAIL.finditer(text))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in sorted(spans):
        if at <= start < end:
            kept += [text[at:start], MASK]
            at = end
    return "".join([*kept, text[at:]])
