"""The sentences of domain.yml: all forms, known gaps, plain characters, and whole replies within their limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, get_args

from bot.directory import Directory, Problem, line_of
from bot.language import FORMS
from bot.reply import JOIN, LIMITS, Sentence, about, contacts, for_route, instead, menu
from bot.routing import Channel, Need, Route, choose
from bot.sentences import Variations, gaps, pick, render
from bot.sms import costly, measure
from bot.spelling import read_yaml

CHANNELS: tuple[Channel, ...] = get_args(Channel)
GAPS = frozenset(("name", "contact", "options", "district_name"))
"""Placeholders that code fills, besides the contacts."""
QUESTIONS = ("ask_service", "ask_how_to_use", "ask_cost", "ask_hours", "ask_prescription", "ask_eligibility")


def problems(directory: Directory, domain: Path) -> Iterator[Problem]:
    """What is wrong with the sentences."""
    responses: Variations = read_yaml(domain)["responses"]
    unsound = [*_sentences(responses, directory, domain)]
    yield from unsound
    if not unsound:
        yield from _replies(responses, directory, domain)


def _sentences(responses: Variations, directory: Directory, domain: Path) -> Iterator[Problem]:
    known = GAPS | contacts(directory).keys()
    for name in responses:
        line = line_of(domain, ("responses", name))
        for form, channel in product(FORMS, CHANNELS):
            text = pick(responses[name], form, channel)
            if text is None:
                yield Problem(str(domain), line, f"{name}: no sentence in form {form} for {channel}; add one")
                continue
            for gap in set(gaps(text)) - known:
                yield Problem(
                    str(domain), line, f"{name}: nothing fills {{{gap}}}; use one of {', '.join(sorted(known))}"
                )
            if channel == "sms" and form != "hi" and costly(text):
                wrong = " ".join(costly(text))
                yield Problem(
                    str(domain), line, f"{name}, {form} by SMS: {wrong} would double the cost; write plain letters"
                )


def _replies(responses: Variations, directory: Directory, domain: Path) -> Iterator[Problem]:
    values = contacts(directory)
    unfit: dict[str, Problem] = {}
    for what, form, channel, sentences, danger in _every_reply(responses, directory):
        first = sentences[0].response
        try:
            wrong = _over(_text(responses, sentences, form, channel, values), form, channel, danger)
        except LookupError as error:
            wrong = str(error)
        if wrong:
            line = line_of(domain, ("responses", first))
            unfit.setdefault(
                f"{first} {form} {channel}", Problem(str(domain), line, f"{what}, {form} by {channel}: {wrong}")
            )
    yield from unfit.values()


def _text(
    responses: Variations, sentences: list[Sentence], form: str, channel: Channel, values: Mapping[str, Any]
) -> str:
    parts = [render(responses, s.response, form, channel, {**values, **s.values}) for s in sentences]
    return JOIN[channel].join(parts)


def _over(text: str, form: str, channel: Channel, danger: bool) -> str | None:
    if channel == "whatsapp":
        limit = LIMITS["whatsapp"]
        return f"{len(text)} characters, at most {limit}; shorten a sentence" if len(text) > limit else None
    script = "sms_devanagari" if form == "hi" else "sms_latin"
    limit = LIMITS["sms_devanagari_danger"] if danger and form == "hi" else LIMITS[script]
    length = measure(text)
    if length.segments <= limit:
        return None
    return f"{length.segments} segments ({length.places} places), at most {limit}; shorten a sentence"


def _every_reply(
    responses: Variations, directory: Directory
) -> Iterator[tuple[str, str, Channel, list[Sentence], bool]]:
    """Each reply that can be sent: what it answers, form, channel, sentences, and whether it is an emergency."""
    for form, channel in product(FORMS, CHANNELS):
        for need in _needs(directory, channel):
            route = choose(need, directory)
            for medicine in (False, True):
                sentences = for_route(route, need, directory, form, medicine=medicine)
                yield _name(route, need), form, channel, sentences, route.rule == 1
        for intent, service in product(QUESTIONS, directory.services):
            for named in (False, True):
                yield f"{intent} {service}", form, channel, about(intent, service, named, directory, form), False
        for service in (*directory.active(),):
            if f"utter_first_{service}" in responses:
                yield f"{service} instead", form, channel, instead(service), False
        for option in range(10):
            yield f"menu {option}", form, channel, menu(option), False
        for name in responses:
            if not set(gaps(pick(responses[name], form, channel) or "")) & GAPS:
                yield name, form, channel, [Sentence(name)], False


def _needs(directory: Directory, channel: Channel) -> Iterator[Need]:
    places: list[Mapping[str, Any]] = [{"district": name} for name in directory.districts]
    places += [{}, {"outside": "Delhi"}, {"candidates": ("balaghat", "dindori", "mandla")}]
    places += [{"candidates": ("narsinghpur", "jabalpur", "sagar")}, {"candidates": ("narmadapuram", "chhindwara")}]
    for place, symptoms, smartphone in product(places, (("fever", "cough"), ("headache",)), (True, False)):
        yield Need(symptoms=symptoms, channel=channel, smartphone=smartphone, **place)
    yield from (Need(dangers=(sign,), channel=channel) for sign in directory.danger_signs)
    yield Need(unclear_danger=True, channel=channel)


def _name(route: Route, need: Need) -> str:
    place = need.district or need.outside or ", ".join(need.candidates) or "no place"
    return f"rule {route.rule}, {place}, {route.reason}"
