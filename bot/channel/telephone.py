"""One spelling for a telephone number, so that a person is the same person at every door."""

from __future__ import annotations

import re

_PARTING = str.maketrans("", "", " \t\u00a0-.()")
_INDIAN_MOBILE = re.compile(r"(?:(?:\+|0{0,2})91)?0?([6-9][0-9]{9})")
"""Ten digits from 6 to 9 on, alone or after 0, 91, 091, 0091 or +91."""
_INTERNATIONAL = re.compile(r"(?:\+|00)([1-9][0-9]{7,14})")
_WITHOUT_PLUS = re.compile(r"([1-9][0-9]{10,14})")
"""Eleven digits or more can only begin with a country code."""


def e164(written: str) -> str | None:
    """The number as ``+`` and country code (E.164); None for a short code, a name or anything else."""
    number = written.translate(_PARTING)
    if indian := _INDIAN_MOBILE.fullmatch(number):
        return f"+91{indian[1]}"
    other = _INTERNATIONAL.fullmatch(number) or _WITHOUT_PLUS.fullmatch(number)
    return f"+{other[1]}" if other else None
