"""Linear support vector judges over the views of a message: learn, decide, and keep as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from bot.views import Views

CHARACTERS: dict[str, Any] = {"analyzer": "char_wb", "ngram_range": (2, 5)}
TOKENS: dict[str, Any] = {"token_pattern": r"\S+", "lowercase": False}
ANALYSERS = (CHARACTERS, CHARACTERS, TOKENS, TOKENS, TOKENS)
"""How each view is cut into features, in the order of `bot.views.Views`."""
Floats = NDArray[np.float32]
Weights = NDArray[np.float64]
Labels = Sequence[str] | Sequence[bool] | NDArray[Any]


class Features:
    """Weighted counts (tf-idf) of what stands in each view; rows are messages."""

    def __init__(self, vectorizers: Sequence[TfidfVectorizer]) -> None:
        self.vectorizers = list(vectorizers)

    @classmethod
    def learn(cls, messages: Sequence[Views]) -> tuple[Features, csr_matrix]:
        """The features of training messages, seen at least twice; gives their matrix too."""
        vectorizers = [TfidfVectorizer(min_df=2, sublinear_tf=True, dtype=np.float32, **how) for how in ANALYSERS]
        columns = zip(*(message.as_tuple() for message in messages), strict=True)
        matrices = [v.fit_transform(texts) for v, texts in zip(vectorizers, columns, strict=True)]
        return cls(vectorizers), hstack(matrices).tocsr()

    @property
    def word_columns(self) -> slice:
        """The columns of all views but those cut into characters."""
        return slice(sum(len(v.vocabulary_) for v in self.vectorizers if v.analyzer == "char_wb"), None)

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """The features as plain arrays: the terms of each view and their weights."""
        arrays: dict[str, NDArray[Any]] = {}
        for number, vectorizer in enumerate(self.vectorizers):
            arrays[f"terms{number}"] = np.array(vectorizer.get_feature_names_out(), dtype=str)
            arrays[f"weights{number}"] = vectorizer.idf_
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Features:
        """The features kept by `as_arrays`."""
        vectorizers = []
        for number, how in enumerate(ANALYSERS):
            terms = arrays[f"terms{number}"].tolist()
            vectorizer = TfidfVectorizer(vocabulary=terms, sublinear_tf=True, dtype=np.float32, **how)
            vectorizer.idf_ = arrays[f"weights{number}"]
            vectorizers.append(vectorizer)
        return cls(vectorizers)

    def of(self, message: Views) -> csr_matrix:
        """One row."""
        pairs = zip(self.vectorizers, message.as_tuple(), strict=True)
        return hstack([vectorizer.transform([text]) for vectorizer, text in pairs]).tocsr()


@dataclass(frozen=True)
class Judge:
    """A linear classifier: a column of weights and an offset for each class (one column alone for yes or no)."""

    classes: tuple[str, ...]
    weights: Floats
    offsets: Floats

    @classmethod
    def learn(cls, features: csr_matrix, labels: Labels, weights: Weights, c: float, **options: Any) -> Judge:
        """Learns to tell the labels apart; ``c`` is the inverse strength of regularisation."""
        machine = LinearSVC(C=c, **options).fit(features, labels, sample_weight=weights)
        columns = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        return cls(tuple(machine.classes_), columns, machine.intercept_.astype(np.float32))

    def as_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The judge as plain arrays under ``name``."""
        classes = np.array([str(c) for c in self.classes])
        return {f"{name}_classes": classes, f"{name}_weights": self.weights, f"{name}_offsets": self.offsets}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]]) -> Judge:
        """The judge kept by `as_arrays`."""
        classes = tuple(arrays[f"{name}_classes"].tolist())
        return cls(classes, arrays[f"{name}_weights"], arrays[f"{name}_offsets"])

    def decide(self, row: csr_matrix) -> Floats:
        """The margin of each class (for yes or no: of the second class)."""
        margins: Floats = row.data @ self.weights[row.indices] + self.offsets
        return margins


@dataclass(frozen=True)
class Scale:
    """Turns a margin into a probability: 1 / (1 + exp(-(slope * margin + offset))) (Platt 1999)."""

    slope: float
    offset: float

    @classmethod
    def learn(cls, features: csr_matrix, is_so: NDArray[np.bool_], weights: Weights, c: float, **options: Any) -> Scale:
        """Fits the scale on the margins of whole messages (weight 1) that were held out in turn (five folds)."""
        whole = np.flatnonzero(weights == 1.0)
        margins = np.zeros(len(whole))
        for _, held_out in KFold(5, shuffle=True, random_state=0).split(whole):
            seen = np.ones(len(weights), dtype=bool)
            seen[whole[held_out]] = False
            machine = LinearSVC(C=c, **options).fit(features[seen], is_so[seen], sample_weight=weights[seen])
            margins[held_out] = machine.decision_function(features[whole[held_out]])
        line = LogisticRegression(C=1e6).fit(margins.reshape(-1, 1), is_so[whole])
        return cls(float(line.coef_[0, 0]), float(line.intercept_[0]))

    def probability(self, margin: float) -> float:
        """The probability that belongs to a margin."""
        return float(1.0 / (1.0 + np.exp(-(self.slope * margin + self.offset))))


def shares(margins: Floats, sharpness: float = 4.0) -> Floats:
    """Margins as positive shares that add up to one (softmax)."""
    scaled = sharpness * (margins - margins.max())
    weights: Floats = np.exp(scaled)
    return weights / weights.sum()
