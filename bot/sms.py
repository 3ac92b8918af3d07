"""How long a text is as SMS: GSM-7 or UCS-2, and how many segments it takes (3GPP TS 23.038)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_DOUBLE = frozenset("^{}\\[~]|€\f")
"""Characters of the extension table: two places each."""
SIZES = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
"""Places in a single message, and in each part of a longer one."""


@dataclass(frozen=True, slots=True)
class Length:
    """Encoding, places used and segments of a text."""

    encoding: Literal["GSM-7", "UCS-2"]
    places: int
    segments: int


def measure(text: str) -> Length:
    """How ``text`` travels by SMS; an empty text takes one segment."""
    encoding: Literal["GSM-7", "UCS-2"] = "UCS-2" if costly(text) else "GSM-7"
    units = _gsm7_units(text) if encoding == "GSM-7" else _ucs2_units(text)
    single, part = SIZES[encoding]
    return Length(encoding, sum(units), 1 if sum(units) <= single else _parts(units, part))


def costly(text: str) -> list[str]:
    """The characters that force UCS-2, each once, in order."""
    return [c for c in dict.fromkeys(text) if c not in GSM7_BASIC and c not in GSM7_DOUBLE]


def _gsm7_units(text: str) -> list[int]:
    return [2 if c in GSM7_DOUBLE else 1 for c in text]


def _ucs2_units(text: str) -> list[int]:
    return [2 if ord(c) > 0xFFFF else 1 for c in text]


def _parts(units: list[int], size: int) -> int:
    """Segments needed when no character may be cut in two."""
    parts, room = 1, size
    for unit in units:
        if unit > room:
            parts, room = parts + 1, size
        room -= unit
    return parts
