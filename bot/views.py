"""A message as the learned judges see it: five strings, each another view of the same words. Pure.

raw       as written, for English and for what spelling gives away
folded    phonetic keys, one spelling for both scripts
pairs     keys, and pairs of keys that stand within four words
meaning   the concepts of lexicon.yml, and pairs of concepts: joins English and Hindi
read      what bot/matching found: symptoms, danger signs, how they stand there, whose body
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

from bot.matching import Hit, Reading

PAIR_REACH = 4
MEANING_REACH = 7


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
    concepts = [name for name in dict.fromkeys(c for word in reading.concepts for c in word)]
    return Views(
        raw=message.lower(),
        folded=" ".join(keys),
        pairs=" ".join((*keys, *_pairs(keys, PAIR_REACH))),
        meaning=" ".join((*concepts, *_pairs(concepts, MEANING_REACH))),
        read=" ".join(_read(reading)),
    )


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
