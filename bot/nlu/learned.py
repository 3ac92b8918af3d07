"""The learned judges as a Rasa component: intent, danger and symptoms of a message.

Why linear support vectors over five views: docs/decisions/0006-learned-judges.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.directory import default_directory
from bot.judging import DANGER
from bot.masking.announced import unannounced
from bot.matching import default_matcher
from bot.nlu.examples import of_messages, of_wordings
from bot.nlu.linear import Features, Judge, Scale, shares
from bot.views import views_of

FILE = "judges.npz"
DANGER_PROBABILITY = "danger_probability"
"""Message key: how probable it is that the message tells of a danger now."""
LEARNED_SYMPTOMS = "learned_symptoms"
"""Message key: symptoms that the learned judge finds, with their margins."""
RANKING = 10
LISTED_FROM = -1.0
"""Margin from which a symptom is passed on to bot/judging.py, which decides."""
C_INTENT, C_DANGER, C_SYMPTOMS = 1.0, 1.0, 1.0
BALANCED = {"class_weight": "balanced"}


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
        self._intents = Judge.learn(matrix, intents, weights, C_INTENT)
        self._danger = Judge.learn(matrix, intents == DANGER, weights, C_DANGER, **BALANCED)
        self._scale = Scale.learn(matrix, intents == DANGER, weights, C_DANGER, **BALANCED)
        words = matrix[:, self._features.word_columns]
        self._symptoms = _learn_symptoms(words, [example.symptoms for example in examples], weights)
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
        parts = shares(self._intents.decide(row))
        best = np.argsort(-parts)[:RANKING]
        ranking = [{"name": self._intents.classes[i], "confidence": float(parts[i])} for i in best]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        probability = self._scale.probability(float(self._danger.decide(row)[0]))
        message.set(DANGER_PROBABILITY, probability, add_to_output=True)
        margins = self._symptoms.decide(row[:, self._features.word_columns])
        found = {name: float(m) for name, m in zip(self._symptoms.classes, margins, strict=True) if m > LISTED_FROM}
        message.set(LEARNED_SYMPTOMS, found, add_to_output=True)

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / FILE,
                scale=np.array([self._scale.slope, self._scale.offset]),
                **self._features.as_arrays(),
                **self._intents.as_arrays("intents"),
                **self._danger.as_arrays("danger"),
                **self._symptoms.as_arrays("symptoms"),
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
        return component


def _learn_symptoms(words: csr_matrix, labels: Sequence[frozenset[str]], weights: NDArray[np.float64]) -> Judge:
    """One yes-or-no judge for each symptom."""
    names = sorted({name for label in labels for name in label})
    judges = [Judge.learn(words, [n in label for label in labels], weights, C_SYMPTOMS, **BALANCED) for n in names]
    columns = np.hstack([judge.weights for judge in judges])
    return Judge(tuple(names), columns, np.concatenate([judge.offsets for judge in judges]))
