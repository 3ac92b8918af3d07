"""Puts what bot/matching reads in a message onto it as entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.judging import option_of
from bot.matching import Hit, Matcher, Reading, default_matcher


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DirectoryReader(GraphComponent):
    """Entities danger_sign, district, district_candidate, outside, patient, service, language, option."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DirectoryReader:
        """Builds the component; the data files are read once for all."""
        return cls(default_matcher())

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities to each message."""
        for message in messages:
            written = message.get(TEXT) or ""
            found = list(entities(self._matcher.read(written), written))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def entities(reading: Reading, written: str) -> Iterator[dict[str, Any]]:
    """The entities of a reading; those without a place of their own span the whole message."""
    whole = Hit("", "present", "", 0, len(written))
    for kind, hits in (("danger_sign", reading.dangers), ("service", reading.services)):
        yield from (_entity(kind, hit.id, hit) for hit in hits if hit.status == "present")
    yield from _place(reading)
    option = option_of(reading.words)
    for kind, value in (
        ("patient", reading.patient),
        ("language", reading.language),
        ("addition", "yes" if reading.adds else None),
        ("option", option),
    ):
        if value is not None:
            yield _entity(kind, value, whole)


def _place(reading: Reading) -> Iterator[dict[str, Any]]:
    place = reading.place
    if place is None:
        return
    at = Hit("", "present", "", reading.words[place.first].start, reading.words[place.last].end)
    if place.outside:
        yield _entity("outside", place.name, at)
    kind = "district" if len(place.districts) == 1 else "district_candidate"
    yield from (_entity(kind, district, at) for district in place.districts)


def _entity(kind: str, value: Any, at: Hit) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": at.start, "end": at.end, "extractor": "DirectoryReader"}
