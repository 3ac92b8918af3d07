"""Numbers that say how to reach a person or who it is: telephone, Aadhaar, account, card and health ids."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from bot.spelling import small_words
from bot.text import key, words

READINGS = (40, 600)
"""Between these a number of two or three figures may be oxygen, pulse, blood pressure, sugar or a temperature."""
NEAR = 2
"""Words before a number among which "number" or "mobile" says that it is to be called."""

_GAP = r"[\s().,/_\-\u2010-\u2015]{1,3}"
_MAYBE = _GAP.replace("{1,3}", "{0,3}")
_YEAR, _DAY, _MONTH = "(?:19|20)[0-9]{2}", "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_KINDS = {
    "toll_free": rf"18[06]0(?:{_MAYBE}[0-9]){{7}}|18[06]0[0-9]{{6}}",
    "date": rf"{_DAY}[-./ ]{_MONTH}[-./ ]{_YEAR}|{_YEAR}[-./]{_MONTH}[-./]{_DAY}"
    rf"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2]){_YEAR}",
    "landline": rf"0[0-9]{{2,4}}{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{3,4}}",
    "fours": rf"(?:[0-9]{{2}}-)?[0-9]{{4}}(?:{_GAP}[0-9]{{4}}){{2,3}}",
    "mobile": rf"(?:\+91{_MAYBE}[0-9]|(?:(?:0091|91|0)[-.]?)?[6-9])(?:{_MAYBE}[0-9]){{9}}"
    rf"|[6-9][0-9]{{4}}{_GAP}[0-9]{{4,6}}",
    "foreign": rf"\+[0-9](?:{_MAYBE}[0-9]){{7,14}}",
    "unbroken": r"\+?[0-9]{7,}",
}
"""How numbers are written, the first that fits; whole groups of figures only, so that "86 98765 43210" keeps its 86."""
_NUMBER = re.compile("(?<![0-9])(?:" + "|".join(f"(?P<{kind}>{form})" for kind, form in _KINDS.items()) + ")(?![0-9])")
_YEARS = re.compile(rf"{_YEAR}(?:{_GAP}{_YEAR})*")
_FIGURES = re.compile(r"[+0-9]+")
_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]{1,2}")


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where the numbers stand that are to be masked, in figures of any script."""
    figures = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    at = 0
    while match := _NUMBER.search(figures, at):
        stays = _stays(match, text)
        at = match.end()
        if not stays:
            yield match.span()
        elif match.lastgroup == "mobile":  # readings: a telephone may begin among them
            at = match.start() + len(_FIGURES.match(match[0])[0])  # type: ignore[index]


def _stays(number: re.Match[str], text: str) -> bool:
    """Whether a number tells nothing of a person: a helpline, a date, years, readings one after another."""
    if number.lastgroup in ("toll_free", "date") or _YEARS.fullmatch(number[0]):
        return True
    return number.lastgroup == "mobile" and _are_readings(number[0]) and not _is_announced(text[: number.start()])


def _are_readings(number: str) -> bool:
    parts = re.split(r"[^0-9.]+", number)
    return len(parts) > 1 and all(_DECIMAL.fullmatch(part) or _is_reading(part) for part in parts)


def _is_reading(part: str) -> bool:
    """Whether a group of figures may be a reading; blood platelets come in thousands."""
    if not part.isdigit() or part[0] == "0":
        return False
    low, high = READINGS
    return low <= int(part) <= high or int(part) % 1000 == 0


def _is_announced(before: str) -> bool:
    return any(word.key in _cues() for word in words(before[-60:])[-NEAR:])


@functools.cache
def _cues() -> frozenset[str]:
    return frozenset(key(word) for word in small_words().number_cues)
