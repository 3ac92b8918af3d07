"""Numbers that mean something: oxygen, temperature, sugar, blood pressure, ages and pregnancy months."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.text import Word, key

NEAR = 4
"""How many words may stand between a number and the word that says what it is."""
LIMITS = {"oxygen": (30, 100), "sugar": (15, 900), "systolic": (40, 300), "temperature_f": (85, 112)}
"""Values that may be meant: %, mg/dl, mmHg, degrees Fahrenheit."""
CELSIUS = (34.0, 43.0)
CELSIUS_NAMED = frozenset(key(word) for word in ("c", "celsius", "degree", "डिग्री", "सेल्सियस"))
NAMED_BY = {
    "oxygen": (
        "oxygen",
        "spo2",
        "o2",
        "saturation",
        "oxymeter",
        "oximeter",
        "spo",
        "sp02",
        "sats",
        "oxgen",
        "oxigen",
        "oxyzen",
        "oxijan",
        "oksijan",
        "oksigen",
        "oxyjan",
        "ऑक्सीजन",
        "आक्सीजन",
        "ऑक्सिजन",
        "सैचुरेशन",
        "ऑक्सीमीटर",
        "एसपीओटू",
        "एसपीओ2",
        "एसपीओ",
    ),
    "sugar": ("sugar", "suger", "shugar", "glucose", "शुगर", "सुगर", "ग्लूकोज", "glucometer"),
    "systolic": ("bp", "pressure", "बीपी", "प्रेशर", "b.p.", "raktchap", "रक्तचाप"),
    "temperature_f": (
        "fever",
        "bukhar",
        "बुखार",
        "temperature",
        "temp",
        "tempreture",
        "taap",
        "ताप",
        "टेंपरेचर",
        "टेम्परेचर",
        "thermometer",
        "थर्मामीटर",
        "degree",
        "डिग्री",
        "f",
        "jwar",
        "ज्वर",
    ),
}
UNITS_IN_DAYS = {
    1 / 24: ("ghanta", "ghante", "hour", "hours", "घंटे", "घंटा", "hrs"),
    1: ("din", "day", "days", "दिन", "roz", "dino", "दिनों"),
    7: ("hafta", "hafte", "week", "weeks", "हफ्ते", "हफ्ता", "wk"),
    30.4: ("mahina", "mahine", "month", "months", "महीने", "महीना", "माह", "mah", "mahiney", "mahene"),
    365.25: ("saal", "sal", "year", "years", "yr", "yrs", "साल", "वर्ष", "baras", "बरस", "बरष", "old"),
}
OXYGEN_IN_TWO = frozenset((("o", "2"), ("sp", "02"), ("sp", "2"), ("spo", "2"), ("sp", "o2")))
HELPLINES = (102.0, 104.0, 108.0)
"""Numbers that may be called as well as measured."""
NUMBER_WORDS = {
    0.5: ("aadha", "half", "आधा"),
    1: ("one", "ek", "एक"),
    1.5: ("dedh", "डेढ़"),
    2: ("two", "do", "दो"),
    2.5: ("dhai", "adhai", "ढाई"),
    3: ("three", "teen", "tin", "तीन"),
    4: ("four", "char", "chaar", "चार"),
    5: ("five", "paanch", "panch", "पांच", "पाँच"),
    6: ("six", "chhe", "che", "छह", "छः", "छे"),
    7: ("seven", "saat", "sat", "सात"),
    8: ("eight", "aath", "आठ"),
    9: ("nine", "nau", "नौ"),
    10: ("ten", "das", "दस"),
    11: ("eleven", "gyarah", "ग्यारह"),
    12: ("twelve", "barah", "बारह"),
    13: ("thirteen", "terah", "तेरह"),
    14: ("fourteen", "chaudah", "चौदह"),
    15: ("fifteen", "pandrah", "pandra", "पंद्रह", "पन्द्रह"),
    16: ("sixteen", "solah", "सोलह"),
    17: ("seventeen", "satrah", "सत्रह"),
    18: ("eighteen", "atharah", "अठारह"),
    19: ("nineteen", "unnis", "उन्नीस"),
    20: ("twenty", "bees", "बीस"),
    21: ("ikkis", "इक्कीस"),
    25: ("pachchis", "pachis", "पच्चीस"),
    30: ("thirty", "tees", "तीस"),
    40: ("forty", "chalis", "चालीस"),
    50: ("fifty", "pachas", "पचास"),
    60: ("sixty",),
    65: ("painsath", "पैंसठ"),
    70: ("seventy", "sattar", "सत्तर"),
    75: ("pachhattar", "पचहत्तर"),
    80: ("eighty", "assi", "अस्सी"),
    90: ("ninety", "nabbe", "नब्बे"),
}

TO_CALL = frozenset(key(word) for word in ("par", "pe", "pr", "पर", "पे", "call", "number", "नंबर", "helpline", "wale"))
"""Words after a number that is to be called."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured value: ``of`` is oxygen (%), temperature_f, sugar (mg/dl) or systolic (mmHg)."""

    of: str
    value: float
    position: int


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in days, and the place of its unit word."""

    days: float
    first: int
    last: int


@functools.cache
def _keys(table_name: str) -> dict[str, float | str]:
    table: dict[float | str, tuple[str, ...]] = {
        "units": UNITS_IN_DAYS, "numbers": NUMBER_WORDS, "names": NAMED_BY
    }[table_name]  # type: ignore[assignment]  # fmt: skip
    return {key(word): meaning for meaning, names in table.items() for word in names}


def number(word: Word) -> float | None:
    """The number a word stands for, in figures or as a number word; of 200/110 and 98.6 the first or the decimal."""
    if word.key[:1].isdigit():
        head = word.key.split("/")[0].split(":")[0].replace(",", "")
        return float(head) if head.replace(".", "", 1).isdigit() else None
    value = _keys("numbers").get(word.key)
    return float(value) if value is not None else None


def readings(words: Sequence[Word]) -> list[Reading]:
    """What was measured: a number beside the word that names the measure."""
    found = []
    for i, word in enumerate(words):
        kind = _keys("names").get(word.key)
        if kind is not None:
            found += [r for r in (_reading(str(kind), i, words),) if r]
        elif _is_oxygen_in_two(i, words):
            found += [r for r in (_reading("oxygen", i + 1, words),) if r]
    return found


def _is_oxygen_in_two(i: int, words: Sequence[Word]) -> bool:
    """Whether a name of oxygen that ends in a figure was read as two words: "O2", "sp02"."""
    following = words[i + 1] if i + 1 < len(words) else None
    return following is not None and (words[i].text.lower(), following.text) in OXYGEN_IN_TWO


def _reading(kind: str, named_at: int, words: Sequence[Word]) -> Reading | None:
    low, high = LIMITS[kind]
    after = range(named_at + 1, min(len(words), named_at + NEAR + 1))
    before = range(named_at - 1, max(-1, named_at - NEAR - 1), -1)
    for i in (*after, *before):
        value = number(words[i]) if words[i].key[:1].isdigit() else None
        if value is not None and kind == "temperature_f" and _is_celsius(i, words):
            value = round(value * 1.8 + 32, 1)
        if value is not None and low <= value <= high and not _means_else(kind, named_at, i, words):
            return Reading(kind, value, i)
    return None


def _is_celsius(i: int, words: Sequence[Word]) -> bool:
    """Whether a number is a body's temperature in degrees Celsius: "38.4", "39 C"."""
    value = number(words[i]) or 0.0
    following = words[i + 1].key if i + 1 < len(words) else ""
    return CELSIUS[0] <= value <= CELSIUS[1] and (value % 1 > 0 or following in CELSIUS_NAMED)


def _means_else(kind: str, named_at: int, i: int, words: Sequence[Word]) -> bool:
    """Whether the number counts time, or is the helpline 104 beside a fever ("bukhar hai, 104 par call karu")."""
    if _counts_time(i, words):
        return True
    following = words[i + 1].key if i + 1 < len(words) else ""
    callable_number = number(words[i]) in HELPLINES
    to_call = words[i].clause != words[named_at].clause or following in TO_CALL
    return kind == "temperature_f" and callable_number and to_call


def _counts_time(i: int, words: Sequence[Word]) -> bool:
    return i + 1 < len(words) and words[i + 1].key in _keys("units") and words[i + 1].key != key("old")


def spans(words: Sequence[Word]) -> Iterator[Span]:
    """Lengths of time: "15 din", "तीन महीने", "2 years"."""
    for i in range(len(words) - 1):
        value, unit = number(words[i]), _keys("units").get(words[i + 1].key)
        if value is not None and unit is not None:
            yield Span(value * float(unit), i, i + 1)
