"""One turn as the actions see it: what was heard, what is remembered, how to speak."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.directory import Directory, default_directory
from bot.language import FIRST_FORM
from bot.memory import Heard, Memory, recall
from bot.reply import Sentence
from bot.routing import Channel


@dataclass(frozen=True)
class Turn:
    """Everything an action needs to know of the message in hand."""

    intent: str
    heard: Heard
    memory: Memory
    district: str | None
    form: str
    channel: Channel
    now: float
    directory: Directory

    def say(
        self, dispatcher: CollectingDispatcher, sentences: Iterable[Sentence], route: Mapping[str, str] | None = None
    ) -> None:
        """Hands the sentences of a reply to Rasa; ``route`` goes along for the log."""
        for sentence in sentences:
            buttons = [{"title": choice, "payload": choice} for choice in sentence.choices]
            dispatcher.utter_message(response=sentence.response, buttons=buttons, **sentence.values, route=route)

    def keep(self, memory: Memory, district: str | None) -> list[EventType]:
        """The slots after the turn."""
        return [SlotSet("memory", memory.as_slot()), SlotSet("district", district)]


def turn_of(tracker: Tracker) -> Turn:
    """The turn in a tracker."""
    now = time.time()
    channel: Channel = "sms" if tracker.get_latest_input_channel() == "sms" else "whatsapp"
    heard = heard_in(tracker.latest_message.get("entities", []))
    return Turn(
        intent=str(tracker.latest_message.get("intent", {}).get("name", "")),
        heard=heard,
        memory=recall(tracker.get_slot("memory"), now),
        district=heard.districts[-1] if heard.districts else tracker.get_slot("district"),
        form=tracker.get_slot("language_asked") or tracker.get_slot("language") or FIRST_FORM,
        channel=channel,
        now=now,
        directory=default_directory(),
    )


def heard_in(entities: Iterable[Mapping[str, Any]]) -> Heard:
    """What the entities of a message say."""
    values: dict[str, list[Any]] = {}
    for entity in entities:
        value = entity["value"]
        values.setdefault(entity["entity"], []).extend(value if isinstance(value, list) else [value])
    return Heard(
        symptoms=tuple(values.get("symptom", ())),
        dangers=tuple(values.get("danger_sign", ())),
        unclear_danger="danger_unclear" in values,
        districts=tuple(values.get("district", ())),
        candidates=tuple(values.get("district_candidate", ())),
        outside=next(iter(values.get("outside", ())), None),
        patient=next(iter(values.get("patient", ())), None),
        services=tuple(values.get("service", ())),
        option=next(iter(values.get("option", ())), None),
        adds="addition" in values,
    )
