"""The fixed test set as cases: what is true of each message, and which slices it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.directory import Directory
from bot.matching import default_matcher
from bot.ops.environment import ROOT
from bot.routing import Need, choose, is_covid_like
from bot.spelling import read_yaml

SPECIALIST = frozenset(("heart", "brain", "skin", "maternal", "child"))
ROUTED = frozenset(("report_symptoms", "report_danger", "tell_district", "no_smartphone", "ask_medicine"))
"""Intents that are answered with a route."""


@dataclass(frozen=True, slots=True)
class Case:
    """One message of the fixed set with what is true of it."""

    form: str
    message: str
    intent: str
    signs: frozenset[str]
    symptoms: frozenset[str]
    lookalike: bool
    place: str | None
    first: str | None
    slices: tuple[str, ...]

    @property
    def danger(self) -> bool:
        """Whether it tells of a danger now."""
        return bool(self.signs)


def fixed_cases(directory: Directory, folder: Path = ROOT / "tests" / "messages") -> list[Case]:
    """All cases of the fixed test set."""
    return [
        _case(path.stem.removeprefix("fixed_"), entry, directory)
        for path in sorted(folder.glob("fixed_*.yml"))
        for entry in read_yaml(path)["messages"]
    ]


def _case(form: str, entry: dict[str, Any], directory: Directory) -> Case:
    signs, symptoms = frozenset(entry.get("signs", ())), frozenset(entry.get("symptoms", ()))
    place = _place(entry, directory)
    need = Need(
        symptoms=tuple(symptoms),
        dangers=tuple(signs),
        district=place if place in directory.districts else None,
        outside=place if place == "outside" else None,
    )
    return Case(
        form=form,
        message=entry["message"],
        intent=entry["intent"],
        signs=signs,
        symptoms=plain(symptoms, directory),
        lookalike="lookalike" in entry,
        place=place,
        first=choose(need, directory).first if entry["intent"] in ROUTED else None,
        slices=tuple(_slices(entry, signs, symptoms, directory)),
    )


def plain(symptoms: Iterable[str], directory: Directory) -> frozenset[str]:
    """The symptoms with what is called otherwise in a child or in pregnancy under its common name."""
    return frozenset(directory.symptoms[name].same_as or name for name in symptoms)


def _place(entry: dict[str, Any], directory: Directory) -> str | None:
    names = {district.names.en.lower(): name for name, district in directory.districts.items()}
    named = [names.get(str(place).lower(), str(place)) for place in entry.get("places", ())]
    return named[0] if len(named) == 1 else None


def _slices(
    entry: dict[str, Any], signs: frozenset[str], symptoms: frozenset[str], directory: Directory
) -> Iterator[str]:
    intent = entry["intent"]
    if signs:
        yield "danger"
    elif "lookalike" in entry or any(name in directory.danger_signs for name in entry.get("denied", ())):
        yield "danger_negated"
    if intent == "report_symptoms":
        yield _kind_of_complaint(symptoms, directory)
    if "places" in entry:
        yield "district"
    if intent == "out_of_scope":
        yield "no_health"
    elif intent not in ("report_symptoms", "report_danger", "tell_district"):
        yield "info"
    if default_matcher().read(entry["message"]).known_share < 0.6:
        yield "spelling_noise"


def _kind_of_complaint(symptoms: frozenset[str], directory: Directory) -> str:
    if is_covid_like(symptoms):
        return "covid"
    groups = {directory.symptoms[name].group for name in symptoms}
    return "specialist" if groups & SPECIALIST else "general"
