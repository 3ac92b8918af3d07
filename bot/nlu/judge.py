"""Last word on the intent: what was read in the message against what the classifier thinks."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.directory import default_directory
from bot.judging import DANGER, LANGUAGE, SYMPTOMS, decide, symptoms_of
from bot.matching import Matcher, default_matcher
from bot.nlu.learned import DANGER_PROBABILITY, LEARNED_SIGN, LEARNED_SYMPTOMS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Judge(GraphComponent):
    """Sets the intent that bot/judging.py decides, and takes out danger signs that it does not believe."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Judge:
        """Builds the component; the data files are read once for all."""
        return cls(default_matcher())

    def process(self, messages: list[Message]) -> list[Message]:
        """Decides the intent of each message."""
        for message in messages:
            self._judge(message)
        return messages

    def _judge(self, message: Message) -> None:
        written = message.get(TEXT) or ""
        ranking = message.get(INTENT_RANKING_KEY) or [message.get(INTENT) or {}]
        pairs = [(entry.get(INTENT_NAME_KEY) or "", entry.get(PREDICTED_CONFIDENCE_KEY) or 0.0) for entry in ranking]
        reading = self._matcher.read(written)
        verdict = decide(pairs, message.get(DANGER_PROBABILITY) or 0.0, reading)
        sureness = dict(pairs).get(verdict.intent, 1.0) if verdict.by == "learned" else 1.0
        told = {
            INTENT_NAME_KEY: verdict.intent,
            PREDICTED_CONFIDENCE_KEY: sureness,
            "by": verdict.by,
            "margin": _margin(pairs) if verdict.by == "learned" else 1.0,
            "known": reading.known_share,
        }
        message.set(INTENT, told, add_to_output=True)
        extra = []
        if verdict.intent in (DANGER, SYMPTOMS, "ask_medicine"):
            learned = message.get(LEARNED_SYMPTOMS) or {}
            extra += [_flag("symptom", name, written) for name in symptoms_of(reading, learned, default_directory())]
        sign = message.get(LEARNED_SIGN)
        if verdict.unclear_danger and sign:
            extra.append(_flag("danger_sign", sign, written))
        elif verdict.unclear_danger:
            extra.append(_flag("danger_unclear", "yes", written))
        if verdict.intent == LANGUAGE and reading.asked_form:
            extra.append(_flag("language_asked", reading.asked_form, written))
        found = [e for e in message.get(ENTITIES, []) if e["entity"] != "danger_sign" or verdict.intent == DANGER]
        message.set(ENTITIES, found + extra, add_to_output=True)


def _margin(ranking: list[tuple[str, float]]) -> float:
    """How far the first of a ranking is ahead of the second."""
    return ranking[0][1] - ranking[1][1] if len(ranking) > 1 else 1.0


def _flag(kind: str, value: str, written: str) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": 0, "end": len(written), "extractor": "Judge"}
