"""A message as the learned judges see it: five strings, each another view of the same words. Pure.

raw       as written, for English and for what spelling gives away
folded    phonetic keys, one spelling for both scripts
pairs     keys, and pairs of keys that stand within four words
meaning   the concepts of lexicon.yml, whose body, what was measured, and pairs of these: joins English and Hindi
read      what bot/matching found: symptoms, danger signs, how they stand there, whose body
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

from bot.matching import Hit, Reading

PAIR_REACH = 4
MEANING_REACH = 7
STEPS = {
    "oxygen": (90, 94, 96),
    "temperature_f": (95.9, 99.5, 101, 103, 105),
    "sugar": (60, 80, 200, 300, 400),
    "systolic": (80, 90, 140, 160, 180, 200),
}
"""Values from which a measure means something else: %, degrees Fahrenheit, mg/dl, mmHg."""


@dataclass(frozen=True, slots=True)
class Views:
    """The five strings; tokens are parted by blanks."""

    raw: str
    folded: str
    pairs: str
    meaning: str
    read: str

    def as_tuple(self) -> tuple[str, ...]:
        """The strings in the order of the fields."""
        return astuple(self)


def views_of(message: str, reading: Reading) -> Views:
    """The views of a message that was read."""
    keys = [word.key for word in reading.words]
    concepts = list(dict.fromkeys(c for word in reading.concepts for c in word))
    facts = list(_facts(reading))
    return Views(
        raw=message.lower(),
        folded=" ".join(keys),
        pairs=" ".join((*keys, *_pairs(keys, PAIR_REACH))),
        meaning=" ".join((*concepts, *_pairs(concepts, MEANING_REACH), *facts, *_with_each(facts, concepts))),
        read=" ".join(_read(reading)),
    )


def _facts(reading: Reading) -> Iterator[str]:
    """Whose body, and each measured value with the highest step that it reaches."""
    if reading.patient:
        yield f"is={reading.patient}"
    for value in reading.values:
        yield f"{value.of}={sum(value.value >= step for step in STEPS[value.of])}"


def _with_each(facts: Sequence[str], concepts: Sequence[str]) -> Iterator[str]:
    for i, fact in enumerate(facts):
        yield from (f"{fact}__{other}" for other in (*facts[i + 1 :], *concepts))


def _pairs(tokens: Sequence[str], reach: int) -> Iterator[str]:
    for i, first in enumerate(tokens):
        yield from (f"{first}__{second}" for second in tokens[i + 1 : i + 1 + reach])


def _read(reading: Reading) -> Iterator[str]:
    yield f"patient={reading.patient}"
    yield from _hits("symptom", reading.symptoms)
    yield from _hits("danger", reading.dangers)
    yield from {f"danger={hit.status}" for hit in reading.dangers}
    yield f"symptoms={min(3, len(reading.present_symptoms))}"


def _hits(kind: str, hits: Sequence[Hit]) -> Iterator[str]:
    return (f"{kind}={hit.status}={hit.id}" for hit in hits)
