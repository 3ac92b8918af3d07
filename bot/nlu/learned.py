"""The learned judges as a Rasa component: intent, danger and symptoms of a message.

Why linear support vectors over five views: docs/decisions/0006-learned-judges.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.directory import Directory, default_directory
from bot.judging import DANGER
from bot.masking.announced import unannounced
from bot.matching import default_matcher
from bot.nlu.examples import of_messages, of_wordings
from bot.nlu.halves import both
from bot.nlu.learning import learn_intents, learn_signs, learn_symptoms
from bot.nlu.linear import FOR_DANGER, FOR_INTENTS, FOR_SYMPTOMS, Features, Judge, Scale, machine, shares
from bot.routing import EMERGENCY
from bot.views import views_of

FILE = "judges.npz"
DANGER_PROBABILITY = "danger_probability"
"""Message key: how probable it is that the message tells of a danger now."""
LEARNED_SIGN = "learned_sign"
"""Message key: which sign a danger is, among those that another line than 108 answers; None for 108."""
LEARNED_SYMPTOMS = "learned_symptoms"
"""Message key: symptoms that the learned judge finds, with their margins."""
RANKING = 10
LISTED_FROM = -1.0
"""Margin from which a symptom is passed on to bot/judging.py, which decides."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LearnedJudges(GraphComponent):
    """Sets intent and ranking, the probability of danger, and the symptoms learned from the training messages."""

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        self._storage, self._resource = storage, resource
        self._matcher = default_matcher()
        self._features: Features
        self._intents: Judge
        self._danger: Judge
        self._scale: Scale
        self._symptoms: Judge
        self._signs: Judge

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LearnedJudges:
        """A component that has learned nothing yet."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the messages of data/nlu.yml and from the wordings of the data files."""
        examples = [
            *of_messages(training_data.intent_examples, self._matcher),
            *of_wordings(default_directory(), self._matcher),
        ]
        self._features, matrix = Features.learn([example.views for example in examples])
        weights = np.array([example.weight for example in examples])
        intents = np.array([example.intent for example in examples])
        of_danger, of_intents = self._features.columns(FOR_DANGER), self._features.columns(FOR_INTENTS)
        danger, for_danger, for_intents = intents == DANGER, matrix[:, of_danger], matrix[:, of_intents]
        (warns, self._scale), judges = both(
            lambda: (machine(for_danger, danger, weights), Scale.learn([for_danger, for_intents], danger, weights)),
            lambda: learn_intents(for_intents, intents, weights),
        )
        self._danger = Judge.of(of_danger, {DANGER: warns})
        self._intents = Judge.of(of_intents, judges)
        columns = self._features.columns(FOR_SYMPTOMS)
        symptoms = [example.symptoms for example in examples]
        self._symptoms = Judge.of(columns, learn_symptoms(matrix[:, columns], symptoms, weights))
        signs, special = [example.signs for example in examples], signs_beside_108(default_directory())
        self._signs = Judge.of(columns, learn_signs(matrix[:, columns], signs, weights, special))
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Judges each message."""
        for message in messages:
            self._judge(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves training messages as they are."""
        return training_data

    def _judge(self, message: Message) -> None:
        written = unannounced(message.get(TEXT) or "")
        row = self._features.of(views_of(written, self._matcher.read(written)))
        of_intents = self._intents.decide(row)
        parts = shares(of_intents)
        best = np.argsort(-parts)[:RANKING]
        ranking = [{"name": self._intents.classes[i], "confidence": float(parts[i])} for i in best]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        of_danger = (self._danger.decide(row)[0] + of_intents[self._intents.classes.index(DANGER)]) / 2
        message.set(DANGER_PROBABILITY, self._scale.probability(float(of_danger)), add_to_output=True)
        margins = self._symptoms.decide(row)
        found = {self._symptoms.classes[i]: float(margins[i]) for i in np.flatnonzero(margins > LISTED_FROM)}
        message.set(LEARNED_SYMPTOMS, found, add_to_output=True)
        of_sign = self._signs.decide(row)
        sign = self._signs.classes[int(np.argmax(of_sign))] if of_sign.max() > 0 else None
        message.set(LEARNED_SIGN, sign, add_to_output=True)

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / FILE,
                scale=np.array([self._scale.slope, self._scale.offset]),
                **self._features.as_arrays(),
                **self._intents.as_arrays("intents"),
                **self._danger.as_arrays("danger"),
                **self._symptoms.as_arrays("symptoms"),
                **self._signs.as_arrays("signs"),
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LearnedJudges:
        """The component as it was trained; only plain arrays are read."""
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder, np.load(folder / FILE, allow_pickle=False) as arrays:
            component._features = Features.from_arrays(arrays)
            component._scale = Scale(*map(float, arrays["scale"]))
            component._intents = Judge.from_arrays("intents", arrays)
            component._danger = Judge.from_arrays("danger", arrays)
            component._symptoms = Judge.from_arrays("symptoms", arrays)
            component._signs = Judge.from_arrays("signs", arrays)
        return component


def signs_beside_108(directory: Directory) -> list[str]:
    """The danger signs that are not answered with 108 at once."""
    return sorted(s.id for s in directory.danger_signs.values() if (s.line, s.act) != (EMERGENCY, "now"))
