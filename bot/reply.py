"""Which sentences of domain.yml make a reply, in order, and what fills their gaps. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.directory import Directory
from bot.routing import CITY_LINE, EMERGENCY, HELPLINE, VIDEO, Need, Route

LIMITS = {"whatsapp": 700, "sms_latin": 2, "sms_devanagari": 3, "sms_devanagari_danger": 2}
"""Characters of a WhatsApp message; segments of an SMS."""
MAX_BUTTONS, MAX_TITLE, MAX_PAYLOAD = 3, 20, 200
"""Quick replies under a WhatsApp message, characters on one, and characters of the text that it sends."""
JOIN = {"whatsapp": "\n\n", "sms": " "}
"""What stands between two sentences of a reply."""

DETAILS = {"ask_how_to_use": "how", "ask_prescription": "prescription", "ask_eligibility": "eligible"}
MENU = {1: "utter_ask_trouble", 2: "utter_first_104_covid", 3: "utter_first_108", 4: "utter_how_esanjeevani"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A response of domain.yml and the values for its placeholders; contacts are filled in by themselves.

    ``choices`` are texts that a person may answer with, on WhatsApp by a button.
    """

    response: str
    values: dict[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


def contacts(directory: Directory) -> dict[str, str]:
    """The values of the placeholders {c_104}, {c_apollo} ...: the contact of each service."""
    return {f"c_{service.id}": service.contact for service in directory.services.values()}


def for_route(route: Route, need: Need, directory: Directory, form: str, *, medicine: bool = False) -> list[Sentence]:
    """The reply to a need: the service first, then what else, the emergency line last."""
    if route.rule == 1:
        return [Sentence(_danger(route)), *_routine_beside(route)]
    if route.rule == 6:
        return [Sentence("utter_first_outside")]
    parts = [Sentence(_first(route))]
    if medicine:
        parts.append(Sentence("utter_no_medicine"))
    parts += _second(route.alternates)
    parts += _place(route, need, directory, form)
    return [*parts, Sentence("utter_danger_last")]


def instead(service: str) -> list[Sentence]:
    """The reply when a service did not work: the one to use instead."""
    if service in ("112", EMERGENCY):
        return [Sentence(f"utter_first_{service}")]
    if service in (HELPLINE, VIDEO, CITY_LINE):
        return [Sentence(f"utter_first_{service}"), Sentence("utter_danger_last")]
    return [Sentence(f"utter_service_{service}")]


def about(intent: str, service: str, named: bool, directory: Directory, form: str) -> list[Sentence]:
    """The reply to a question about a service: what the intent asks, for the service in question."""
    fact = directory.services[service]
    values = {"name": fact.names.in_form(form), "contact": fact.contact}
    if intent in ("ask_cost", "ask_hours"):
        return [Sentence(f"utter_{intent.removeprefix('ask_')}", values)]
    detail = DETAILS.get(intent)
    if detail and fact.role == "consultation":
        return [Sentence(f"utter_{detail}_{service}")]
    return [Sentence(f"utter_service_{service}" if named or detail else "utter_services")]


def menu(option: int | None) -> list[Sentence]:
    """The reply to a number of the menu."""
    return [Sentence(MENU.get(option or 0, "utter_menu"))]


def district_name(district: str, directory: Directory, form: str) -> str:
    """The name of a district in a written form."""
    return directory.districts[district].names.in_form(form)


def _danger(route: Route) -> str:
    if route.act == "today":
        return "utter_first_danger_today"
    if route.first == EMERGENCY:
        return "utter_first_danger"
    special = {"suicidal_thoughts": "utter_first_suicide", "abuse": "utter_first_violence"}
    special["violence_threat"] = special["abuse"]
    return special.get(route.sign or "", "utter_first_112")


def _routine_beside(route: Route) -> list[Sentence]:
    """A danger that only the learned judge saw also gets a doctor's line."""
    return [Sentence("utter_second_104")] if route.sign is None else []


def _first(route: Route) -> str:
    return "utter_first_104_covid" if route.rule == 2 and route.first == HELPLINE else f"utter_first_{route.first}"


def _second(alternates: Iterable[str]) -> list[Sentence]:
    other = next((name for name in alternates if name in (HELPLINE, VIDEO)), None)
    return [Sentence(f"utter_second_{other}")] if other else []


def _place(route: Route, need: Need, directory: Directory, form: str) -> list[Sentence]:
    if need.candidates and route.rule != 2:
        names = [district_name(name, directory, form) for name in need.candidates]
        numbered = " ".join(f"{number} {name}" for number, name in enumerate(names, 1))
        choices = tuple(names) if len(names) <= MAX_BUTTONS else ()
        return [Sentence("utter_which_district", {"options": numbered}, choices)]
    if route.ask_district:
        return [Sentence("utter_ask_district")]
    if need.district and route.rule in (3, 4):
        return [Sentence("utter_district_is", {"district_name": district_name(need.district, directory, form)})]
    return []
