"""Shows every step for one message, on the pure functions (no server, no model)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from bot.directory import default_directory
from bot.language import FIRST_FORM
from bot.matching import Hit, Reading, default_matcher
from bot.ops.environment import CannotStart
from bot.reply import JOIN, contacts, for_route
from bot.routing import Channel, Need, choose
from bot.sentences import default_responses, render
from bot.sms import measure
from bot.text import clean


def explain(message: str, channel: str) -> Iterator[str]:
    """Line by line: words and keys, form, symptoms, danger signs, place, route with its source, reply, segments."""
    if channel not in JOIN:
        raise CannotStart(f'channel "{channel}" is unknown; write whatsapp or sms.')
    reading = default_matcher().read(clean(message))
    yield "words:    " + " ".join(f"{word.text}={word.key}" for word in reading.words)
    yield f"form:     {reading.language or f'not clear, {FIRST_FORM} is used'}"
    yield f"symptoms: {_hits(reading.symptoms)}"
    yield f"danger:   {_hits(reading.dangers)}"
    yield f"patient:  {reading.patient or 'not said'}"
    yield f"place:    {_place(reading)}"
    yield from _route(reading, cast(Channel, channel))


def _hits(hits: tuple[Hit, ...]) -> str:
    return ", ".join(f'{hit.id} ({hit.status}, by "{hit.written}")' for hit in hits) or "none"


def _place(reading: Reading) -> str:
    if reading.place is None:
        return "not said"
    return ", ".join(reading.place.districts) or f"{reading.place.name}, outside Madhya Pradesh"


def _route(reading: Reading, channel: Channel) -> Iterator[str]:
    directory = default_directory()
    form = reading.language or FIRST_FORM
    need = need_in(reading, channel)
    route = choose(need, directory)
    source = route.source
    yield f"route:    {route.first}, then {', '.join(route.alternates) or 'nothing'}"
    yield f"because:  rule {route.rule}, {route.reason}"
    yield f"source:   {source.document}, {source.date}, {source.paragraph}"
    values = contacts(directory)
    parts = [
        render(default_responses(), part.response, form, channel, {**values, **part.values})
        for part in for_route(route, need, directory, form)
    ]
    reply = JOIN[channel].join(parts)
    yield f"reply:    {reply}"
    if channel == "sms":
        length = measure(reply)
        yield f"segments: {length.segments} ({length.places} places, {length.encoding})"


def need_in(reading: Reading, channel: Channel) -> Need:
    """The need that one message makes by itself."""
    place = reading.place
    districts = place.districts if place else ()
    return Need(
        symptoms=reading.present_symptoms,
        dangers=reading.present_dangers,
        district=districts[0] if len(districts) == 1 else None,
        candidates=districts if len(districts) > 1 else (),
        outside=place.name if place and place.outside else None,
        channel=channel,
    )
