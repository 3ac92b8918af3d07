"""Reads one message: symptoms, danger signs, place, patient, services named. Knows nothing of Rasa."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from bot import text
from bot.directory import Directory, default_directory
from bot.directory.facts import DangerSign, Sayable
from bot.language import guess
from bot.matching import numbers
from bot.matching.context import Status, status
from bot.matching.patient import Patient, patient_of
from bot.matching.places import PlaceFound, PlaceIndex
from bot.matching.whose import patients_place
from bot.matching.wordings import Found, WordingIndex
from bot.spelling import small_words

PATTERN = "pattern"
UNLESS = "unless"
SERVICE = "service"
LAST = 16
"""Readings that are remembered: the steps of a turn read the same message."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A symptom or danger sign in a message, with its place in the text and how it stands there."""

    id: str
    status: Status
    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What bot/matching understood of one message.

    ``concepts`` has the concepts of each word, ``values`` what was measured (oxygen, sugar ...); ``measured`` says that
    one of them is dangerous.
    """

    words: tuple[text.Word, ...]
    concepts: tuple[tuple[str, ...], ...]
    language: str | None
    symptoms: tuple[Hit, ...]
    dangers: tuple[Hit, ...]
    values: tuple[numbers.Reading, ...]
    measured: bool
    places: tuple[PlaceFound, ...]
    place: PlaceFound | None
    patient: Patient | None
    services: tuple[Hit, ...]
    adds: bool
    asked_form: str | None
    known_share: float

    @property
    def present_symptoms(self) -> tuple[str, ...]:
        """Ids of the symptoms that are there now; a question about corona counts (rule 2 of bot/routing.py)."""
        return tuple(dict.fromkeys(h.id for h in self.symptoms if h.status == "present" or _is_asked(h)))

    @property
    def present_dangers(self) -> tuple[str, ...]:
        """Ids of the danger signs that are there now."""
        return tuple(dict.fromkeys(hit.id for hit in self.dangers if hit.status == "present"))


def _is_asked(hit: Hit) -> bool:
    return hit.id == "covid_contact" and hit.status == "supposed"


def suits(fact: Sayable, patient: Patient | None) -> bool:
    """Whether a symptom or sign may belong to the patient; a newborn is a child too."""
    return fact.patient in (None, patient) or (fact.patient == "child" and patient == "newborn")


def _may(fact: Sayable | None, patient: Patient | None) -> bool:
    return fact is not None and suits(fact, patient)


class Matcher:
    """The data files, prepared for reading messages."""

    def __init__(self, directory: Directory) -> None:
        self._symptoms = directory.symptoms
        self._dangers = directory.danger_signs
        concepts = {concept.id: concept.all() for concept in directory.concepts.values()}
        never = {concept.id: concept.never for concept in directory.concepts.values()}
        self.index = WordingIndex(_wordings(directory), concepts, never)
        self._places = PlaceIndex(directory, self.index.vocabulary.known)
        self.read = functools.lru_cache(LAST)(self._read)

    def _read(self, message: str) -> Reading:
        """Everything that the data files know about ``message`` (any length, any script)."""
        words = text.words(message)
        elements = [self.index.elements(word) for word in words]
        found = self.index.find(words, elements)
        patient = patient_of(words, elements)
        places = self._places.find(words)
        hits = self._hits(found, words, frozenset(i for p in places for i in range(p.first, p.last + 1)))
        values = tuple(numbers.readings(words))
        measured = tuple(self._measured(values, words))
        together = tuple(self._together(hits, found, words, patient, values))
        return Reading(
            words=tuple(words),
            concepts=tuple(tuple(sorted(e.strip("<>") for e in found if e[0] == "<")) for found in elements),
            language=guess(words),
            symptoms=tuple(self._symptoms_of(hits, patient)),
            dangers=tuple(self._dangers_of([*measured, *together, *hits], patient)),
            values=values,
            measured=bool(measured) or any(_has_reading(hit.written) for hit in together),
            places=tuple(places),
            place=patients_place(places, words, elements),
            patient=patient,
            services=tuple(_services_of(hits, {words[value.position].start for value in values})),
            adds=any(word.key in _addition_keys() for word in words),
            asked_form=next((_form_keys()[word.key] for word in words if word.key in _form_keys()), None),
            known_share=self._known_share(words),
        )

    @staticmethod
    def _hits(found: list[Found], words: Sequence[text.Word], names: frozenset[int]) -> list[Hit]:
        cancelled = _cancelled(found, words)
        marked = (f"{UNLESS}/", f"{PATTERN}/")
        kept = [
            f for f in found if not f.owner.startswith(marked) and (f.owner, words[f.first].clause) not in cancelled
        ]
        others = frozenset(i for f in kept for i in f.positions)
        return [_hit(f, words, status(f, words, others, names)) for f in kept]

    def _symptoms_of(self, hits: Iterable[Hit], patient: Patient | None) -> Iterator[Hit]:
        mine = [hit for hit in hits if _may(self._symptoms.get(hit.id), patient)]
        present = {hit.id for hit in mine if hit.status == "present"}
        covered = {general for name in present for general in self._symptoms[name].more_specific_than}
        best: dict[str, Hit] = {}
        for hit in mine:
            if hit.id not in covered and (hit.id not in best or hit.status == "present"):
                best[hit.id] = hit
        yield from best.values()

    def _dangers_of(self, hits: Iterable[Hit], patient: Patient | None) -> Iterator[Hit]:
        best: dict[str, Hit] = {}
        for hit in hits:
            if _may(self._dangers.get(hit.id), patient) and (hit.id not in best or hit.status == "present"):
                best[hit.id] = hit
        yield from best.values()

    def _measured(self, values: Sequence[numbers.Reading], words: Sequence[text.Word]) -> Iterator[Hit]:
        for sign in self._dangers.values():
            for reading in values:
                if sign.measure and sign.measure.of == reading.of and _beyond(sign, reading.value):
                    word = words[reading.position]
                    yield Hit(sign.id, "present", f"{reading.of} {reading.value:g}", word.start, word.end)

    def _together(
        self,
        hits: Sequence[Hit],
        found: Sequence[Found],
        words: Sequence[text.Word],
        patient: Patient | None,
        values: Sequence[numbers.Reading],
    ) -> Iterator[Hit]:
        present = {f"symptom:{hit.id}" for hit in hits if hit.status == "present" and hit.id in self._symptoms}
        present |= {f"patient:{patient}"} | ({"patient:child"} if patient == "newborn" else set())
        everywhere = frozenset(i for f in found for i in f.positions)
        patterns = {f.written for f in found if f.owner.startswith(f"{PATTERN}/")
                    and status(f, words, everywhere) == "present"}  # fmt: skip
        for sign in self._dangers.values():
            for parts in sign.together:
                if all(part in present or part in patterns or _reaches(part, values) for part in parts):
                    yield Hit(sign.id, "present", " + ".join(parts), words[0].start, words[-1].end)

    def _known_share(self, words: Sequence[text.Word]) -> float:
        letters = [word for word in words if word.key.isalpha()]
        known = sum(1 for word in letters if word.key in self.index.vocabulary)
        return known / len(letters) if letters else 0.0


def _wordings(directory: Directory) -> Iterator[tuple[str, str]]:
    sayable: list[Sayable] = [*directory.symptoms.values(), *directory.danger_signs.values()]
    for fact in sayable:
        for written in (*fact.patterns, *fact.wordings.all()):
            yield fact.id, written
        for written in fact.unless:
            yield f"{UNLESS}/{fact.id}", written
    for sign in directory.danger_signs.values():
        for part in {part for parts in sign.together for part in parts if ":" not in part}:
            yield f"{PATTERN}/{sign.id}", part
    for service in directory.services.values():
        for written in service.called:
            yield f"{SERVICE}/{service.id}", written


def _cancelled(found: Iterable[Found], words: Sequence[text.Word]) -> set[tuple[str, int]]:
    return {(f.owner.split("/")[1], words[f.first].clause) for f in found if f.owner.startswith(f"{UNLESS}/")}


def _services_of(hits: Iterable[Hit], measured_at: Set[int]) -> Iterator[Hit]:
    """The services named; 104 as a temperature is none."""
    for hit in hits:
        if hit.id.startswith(f"{SERVICE}/") and hit.start not in measured_at:
            yield Hit(hit.id.split("/")[1], hit.status, hit.written, hit.start, hit.end)


def _reaches(part: str, values: Sequence[numbers.Reading]) -> bool:
    """Whether something was measured at or above what a part says, such as "systolic:160"."""
    of, _, least = part.partition(":")
    return any(value.of == of and value.value >= float(least) for value in values)


def _has_reading(parts: str) -> bool:
    return any(part.partition(":")[0] in numbers.LIMITS for part in parts.split(" + "))


@functools.cache
def _addition_keys() -> frozenset[str]:
    return frozenset(text.key(word) for word in small_words().additions)


@functools.cache
def _form_keys() -> dict[str, str]:
    return {text.key(name): form for form, names in small_words().language_names.items() for name in names}


def _hit(found: Found, words: Sequence[text.Word], stands: Status) -> Hit:
    return Hit(found.owner, stands, found.written, words[found.first].start, words[found.last].end)


def _beyond(sign: DangerSign, value: float) -> bool:
    measure = sign.measure
    if measure is None:
        return False
    low = measure.below is not None and value < measure.below
    return low or (measure.above is not None and value > measure.above)


@functools.cache
def default_matcher() -> Matcher:
    """The matcher over the project's own data files, prepared once."""
    return Matcher(default_directory())
