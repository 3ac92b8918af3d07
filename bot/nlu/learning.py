"""Trains the judges of intents, symptoms and signs: each looks at the messages that can teach it something."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.nlu.halves import in_two
from bot.nlu.linear import Weights, machine

LARGE = 4000
"""Messages from which an intent counts as large."""
SAMPLE = 8000
"""Messages of large intents, or without symptoms, that stand for all of them."""


def learn_intents(features: csr_matrix, intents: NDArray[np.str_], weights: Weights) -> dict[str, LinearSVC]:
    """A machine for each intent; small intents learn from all small ones and a sample of the large ones."""
    names, counts = np.unique(intents, return_counts=True)
    large = np.isin(intents, names[counts >= LARGE])
    rows, stand_for = _with_sample(~large)
    few, few_weights = features[rows], weights[rows] * np.where(large[rows], stand_for, 1.0)
    learned = {}
    for name, count in zip(names, counts, strict=True):
        if count >= LARGE:
            learned[str(name)] = machine(features, intents == name, weights)
        else:
            learned[str(name)] = machine(few, intents[rows] == name, few_weights)
    return learned


def learn_symptoms(features: csr_matrix, symptoms: Sequence[frozenset[str]], weights: Weights) -> dict[str, LinearSVC]:
    """A yes-or-no machine for each symptom, from all messages with symptoms and a sample of those without."""
    rows, _ = _with_sample(np.array([bool(each) for each in symptoms]))
    few, few_weights = features[rows], weights[rows]
    names = sorted({name for each in symptoms for name in each})

    def learn(part: Sequence[str]) -> list[LinearSVC]:
        told = (np.array([name in symptoms[row] for row in rows]) for name in part)
        return [machine(few, labels, few_weights, balanced=True) for labels in told]

    return dict(zip(names, in_two(learn, names, few=8), strict=True))


def learn_signs(
    features: csr_matrix, signs: Sequence[frozenset[str]], weights: Weights, wanted: Sequence[str]
) -> dict[str, LinearSVC]:
    """A yes-or-no machine for each wanted danger sign that a message shows, from the dangers alone."""
    rows = np.flatnonzero(np.array([bool(each) for each in signs]))
    few, few_weights = features[rows], weights[rows]
    told = {name: np.array([name in signs[row] for row in rows]) for name in wanted}
    return {name: machine(few, labels, few_weights, balanced=True) for name, labels in told.items() if labels.any()}


def _with_sample(wanted: NDArray[np.bool_]) -> tuple[NDArray[np.int_], float]:
    """The wanted rows and a fixed sample of the others; how many of those each of the sample stands for."""
    others = np.flatnonzero(~wanted)
    sample = np.random.default_rng(0).permutation(others)[:SAMPLE]
    stand_for = len(others) / len(sample) if len(sample) else 1.0
    return np.sort(np.concatenate([np.flatnonzero(wanted), sample])), stand_for
