"""References between the data files, contacts, and that every need finds a route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

from bot.directory import Directory, Problem, line_of
from bot.directory.facts import Contact, DangerSign, District, Service, Suggestion
from bot.matching.numbers import LIMITS
from bot.routing import COVID_ALONE, FEVERS, WITH_FEVER, Channel, Need, choose
from bot.text import key

_PHONE = re.compile(r"[0-9]{3,5}|1800-[0-9]{3}-[0-9]{4}|0[0-9]{10}|[6-9][0-9]{9}")
_URL = re.compile(r"https://[a-z0-9.-]+/[A-Za-z0-9/_.-]*")


def problems(directory: Directory, folder: Path) -> Iterator[Problem]:
    """What is wrong between the files."""
    yield from _services(directory, folder / "services.yml")
    yield from _districts(directory, folder / "districts.yml")
    yield from _symptoms(directory, folder / "symptoms.yml")
    yield from _signs(directory, folder / "danger_signs.yml")
    yield from _concepts(directory, folder / "lexicon.yml")
    yield from _routes(directory, folder / "services.yml")


def _services(directory: Directory, path: Path) -> Iterator[Problem]:
    for index, service in enumerate(directory.services.values()):
        at = ("services", index)
        for name in service.districts if service.districts != "all" else ():
            yield from _must_exist(name, directory.districts, "district", path, (*at, "districts"))
        for kind in ("contacts", "suggestions"):
            for number, contact in enumerate(getattr(service, kind)):
                yield from _contact(contact, path, (*at, kind, number))
        yield from _suggested_and_sent(service, path, at)


def _contact(contact: Contact | Suggestion, path: Path, at: tuple[str | int, ...]) -> Iterator[Problem]:
    pattern, example = (_PHONE, "1800-103-7378") if contact.type == "phone" else (_URL, "https://esanjeevaniopd.in/")
    plain = contact.value.replace("-", "") if isinstance(contact, Suggestion) else contact.value
    if not pattern.fullmatch(plain) and not isinstance(contact, Suggestion):
        text = f'{contact.type} "{contact.value}" is not complete; write it as people dial or open it, e.g. "{example}"'
        yield Problem(str(path), line_of(path, at), text)


def _suggested_and_sent(service: Service, path: Path, at: tuple[str | int, ...]) -> Iterator[Problem]:
    sent = {contact.value for contact in service.contacts}
    for suggestion in service.suggestions:
        if suggestion.value in sent:
            text = f'"{suggestion.value}" is both contact and suggestion; delete the suggestion'
            yield Problem(str(path), line_of(path, (*at, "suggestions")), text)


def _districts(directory: Directory, path: Path) -> Iterator[Problem]:
    if len(directory.districts) != 55:
        yield Problem(str(path), 1, f"{len(directory.districts)} districts; Madhya Pradesh has 55, restore the others")
    for index, district in enumerate(directory.districts.values()):
        at = ("districts", index)
        if district.parent:
            yield from _must_exist(district.parent, directory.districts, "district", path, (*at, "from"))
        for number, place in enumerate(district.places):
            for name in place.ambiguous:
                yield from _must_exist(name, directory.districts, "district", path, (*at, "places", number))
        yield from _new_district(district, path, at)


def _new_district(district: District, path: Path, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if district.existed_on_2020_05_05 == bool(district.formed and district.parent):
        text = f'"{district.id}": a district formed after 2020-05-05 needs `formed` and `from`, an older one neither'
        yield Problem(str(path), line_of(path, at), text)


def _symptoms(directory: Directory, path: Path) -> Iterator[Problem]:
    for index, symptom in enumerate(directory.symptoms.values()):
        if symptom.same_as is not None:
            yield from _must_exist(symptom.same_as, directory.symptoms, "symptom", path, ("symptoms", index, "same_as"))
        for name in symptom.more_specific_than:
            yield from _must_exist(name, directory.symptoms, "symptom", path, ("symptoms", index, "more_specific_than"))
    for name in sorted(FEVERS | WITH_FEVER | COVID_ALONE):
        yield from _must_exist(name, directory.symptoms, "symptom", path, ("symptoms",))


def _concepts(directory: Directory, path: Path) -> Iterator[Problem]:
    """Words that a concept never means, though nothing in it sounds like them, or that stand in it."""
    for index, concept in enumerate(directory.concepts.values()):
        alike, listed = {key(word) for word in concept.all()}, set(concept.all())
        for word in concept.never:
            if key(word) not in alike or word in listed:
                text = f'never: "{word}" stands in <{concept.id}>, or sounds like no word of it; take it out'
                yield Problem(str(path), line_of(path, ("concepts", index, "never")), text)


def _signs(directory: Directory, path: Path) -> Iterator[Problem]:
    active = directory.active()
    for index, sign in enumerate(directory.danger_signs.values()):
        at = ("danger_signs", index)
        for line in (sign.line, *sign.also):
            yield from _must_exist(line, active, "active service", path, (*at, "line"))
        for part in (part for parts in sign.together for part in parts if part.startswith("symptom:")):
            name = part.removeprefix("symptom:")
            yield from _must_exist(name, directory.symptoms, "symptom", path, (*at, "together"))
        yield from _parts(sign, path, (*at, "together"))


def _parts(sign: DangerSign, path: Path, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """Parts with a colon that mean nothing: of an unknown kind, or a reading without a number."""
    for part in (part for parts in sign.together for part in parts if ":" in part):
        kind, _, value = part.partition(":")
        if kind not in ("symptom", "patient", *LIMITS) or (kind in LIMITS and not value.isdigit()):
            known = '"symptom:...", "patient:..." or a reading with its least value, such as "systolic:160"'
            yield Problem(str(path), line_of(path, at), f'"{part}" means nothing; write {known}')


def _must_exist(name: str, known: object, kind: str, path: Path, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if name not in known:  # type: ignore[operator]
        yield Problem(str(path), line_of(path, at), f'no {kind} "{name}"; correct the name or add the {kind}')


def _routes(directory: Directory, path: Path) -> Iterator[Problem]:
    """Every district, channel, symptom and danger sign must reach an active service."""
    symptoms: list[tuple[str, ...]] = [(name,) for name in directory.symptoms]
    signs: list[tuple[str, ...]] = [(), *((name,) for name in directory.danger_signs)]
    for district, channel in product((*directory.districts, None), get_args(Channel)):
        for need in (
            *(Need(symptoms=s, district=district, channel=channel) for s in [*symptoms, ("fever", "cough")]),
            *(Need(dangers=d, district=district, channel=channel) for d in signs),
        ):
            try:
                choose(need, directory)
            except LookupError as error:
                yield Problem(str(path), 1, f"{district or 'unknown district'} by {channel}: {error}")
                return
