"""Linear support vector judges over the views of a message: learn, decide, and keep as plain arrays."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from bot.nlu.halves import in_two
from bot.views import Views

CHARACTERS: dict[str, Any] = {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2}
TOKENS: dict[str, Any] = {"token_pattern": r"\S+", "lowercase": False, "min_df": 2}
CUTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("folded", {"analyzer": "char", "ngram_range": (3, 7), "min_df": 3}),
    ("raw", CHARACTERS),
    ("folded", CHARACTERS),
    ("folded", {**TOKENS, "ngram_range": (1, 4)}),
    ("pairs", TOKENS),
    ("meaning", TOKENS),
    ("read", TOKENS),
)
"""Which view (`bot.views.Views`) is cut into features, and how."""
EVENLY = (0, 3, 4, 1, 2, 5, 6)
"""The numbers of the cuts; both halves of the list take about the same time to learn."""
FOR_DANGER, FOR_INTENTS, FOR_SYMPTOMS = slice(0, -1), slice(1, None), slice(3, None)
"""The cuts that each judge looks at; what the word lists found is no matter for the judge of danger."""
WORDS = 20_000
"""Words whose pieces are remembered, about 20 MB."""
Floats = NDArray[np.float32]
Weights = NDArray[np.float64]
Labels = Sequence[bool] | NDArray[np.bool_]
NEAR_ZERO = 0.01
"""Size under which a weight is left out; keeps models small and changes no decision that was measured."""
CLOSE_ENOUGH = 0.05
"""How exactly a machine is solved; a finer value took three times as long and decided nothing differently."""


@dataclass(frozen=True, slots=True)
class Row:
    """The features of one message that are not zero: columns and values."""

    columns: NDArray[np.int64]
    values: NDArray[np.float64]


class Features:
    """Weighted counts (tf-idf) of what stands in each cut; rows are messages."""

    def __init__(self, vectorizers: Sequence[TfidfVectorizer]) -> None:
        self._vectorizers = list(vectorizers)
        self._cutters = [_cutter(vectorizer) for vectorizer in self._vectorizers]
        self._idf = [vectorizer.idf_ for vectorizer in self._vectorizers]  # a property, computed at each call
        ends = np.cumsum([0, *(len(vectorizer.vocabulary_) for vectorizer in self._vectorizers)])
        self._ends = [int(end) for end in ends]

    @classmethod
    def learn(cls, messages: Sequence[Views]) -> tuple[Features, csr_matrix]:
        """The features of training messages that are seen often enough; gives their matrix too."""

        def learn(numbers: Sequence[int]) -> list[tuple[TfidfVectorizer, csr_matrix]]:
            return [_learned(*CUTS[number], messages) for number in numbers]

        learned = dict(zip(EVENLY, in_two(learn, EVENLY, few=2), strict=True))
        in_order = [learned[number] for number in range(len(CUTS))]
        return cls([vectorizer for vectorizer, _ in in_order]), hstack([matrix for _, matrix in in_order]).tocsr()

    def columns(self, cuts: slice) -> slice:
        """The columns of neighbouring cuts."""
        places = range(len(CUTS))[cuts]
        return slice(self._ends[places[0]], self._ends[places[-1] + 1])

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """The features as plain arrays: the terms of each cut and their weights."""
        arrays: dict[str, NDArray[Any]] = {}
        for number, vectorizer in enumerate(self._vectorizers):
            terms = "\n".join(vectorizer.get_feature_names_out())
            arrays[f"terms{number}"] = np.frombuffer(terms.encode(), dtype=np.uint8)
            arrays[f"weights{number}"] = vectorizer.idf_
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Features:
        """The features kept by `as_arrays`."""
        vectorizers = []
        for number, (_, how) in enumerate(CUTS):
            terms = arrays[f"terms{number}"].tobytes().decode().split("\n")
            options = {name: value for name, value in how.items() if name != "min_df"}
            vectorizer = TfidfVectorizer(vocabulary=terms, sublinear_tf=True, dtype=np.float32, **options)
            vectorizer.idf_ = arrays[f"weights{number}"]
            vectorizers.append(vectorizer)
        return cls(vectorizers)

    def of(self, message: Views) -> Row:
        """One row: the same figures as the vectorizers give, without their cost for a single message."""
        parts = [self._cut(number, getattr(message, view)) for number, (view, _) in enumerate(CUTS)]
        return Row(np.concatenate([part.columns for part in parts]), np.concatenate([part.values for part in parts]))

    def _cut(self, number: int, text: str) -> Row:
        """The terms of a text in one cut, and their weights: (1 + log count) * idf, of length one together."""
        counts = Counter(self._cutters[number](text))
        found = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        weights = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))) * self._idf[number][
            found
        ]
        length = np.sqrt(weights @ weights) or 1.0
        return Row(found + self._ends[number], weights / length)


def _cutter(vectorizer: TfidfVectorizer) -> Callable[[str], Iterator[int]]:
    """Gives the numbers of the known terms of a text; where words are cut one by one, each word is remembered."""
    cut, numbers = vectorizer.build_analyzer(), vectorizer.vocabulary_.get

    def known(text: str) -> tuple[int, ...]:
        return tuple(number for number in map(numbers, cut(text)) if number is not None)

    if vectorizer.analyzer != "char_wb":
        return lambda text: iter(known(text))
    of_word = functools.lru_cache(WORDS)(known)
    return lambda text: chain.from_iterable(map(of_word, text.split()))


def _learned(view: str, how: Mapping[str, Any], messages: Sequence[Views]) -> tuple[TfidfVectorizer, csr_matrix]:
    vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **how)
    return vectorizer, vectorizer.fit_transform([getattr(message, view) for message in messages])


@dataclass(frozen=True)
class Judge:
    """Linear classifiers, one for each class, over neighbouring columns; weights near zero are left out."""

    classes: tuple[str, ...]
    first: int
    weights: csr_matrix
    offsets: Floats

    @classmethod
    def of(cls, columns: slice, machines: Mapping[str, LinearSVC]) -> Judge:
        """The judge that the machines make which learned from ``columns``."""
        weights = np.vstack([machine.coef_[0] for machine in machines.values()]).astype(np.float32)
        weights[np.abs(weights) < NEAR_ZERO] = 0.0
        offsets = np.array([machine.intercept_[0] for machine in machines.values()], dtype=np.float32)
        return cls(tuple(machines), columns.start, csr_matrix(weights.T), offsets)

    def as_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """The judge as plain arrays under ``name``."""
        parts = {
            "classes": np.array(self.classes),
            "first": np.array(self.first),
            "data": self.weights.data,
            "indices": self.weights.indices,
            "indptr": self.weights.indptr,
            "offsets": self.offsets,
        }
        return {f"{name}_{part}": array for part, array in parts.items()}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]]) -> Judge:
        """The judge kept by `as_arrays`."""
        part = {key: arrays[f"{name}_{key}"] for key in ("classes", "first", "data", "indices", "indptr", "offsets")}
        shape = (len(part["indptr"]) - 1, len(part["classes"]))
        weights = csr_matrix((part["data"], part["indices"], part["indptr"]), shape=shape)
        return cls(tuple(part["classes"].tolist()), int(part["first"]), weights, part["offsets"])

    def decide(self, row: Row) -> Floats:
        """The margin of each class for one row of all features."""
        columns = row.columns - self.first
        mine = (columns >= 0) & (columns < self.weights.shape[0])
        starts = self.weights.indptr[columns[mine]]
        lengths = self.weights.indptr[columns[mine] + 1] - starts
        skipped = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        at = np.arange(len(skipped)) + skipped
        parts = self.weights.data[at] * np.repeat(row.values[mine], lengths)
        margins = np.bincount(self.weights.indices[at], parts, len(self.classes)) + self.offsets
        return margins.astype(np.float32)


def machine(features: csr_matrix, labels: Labels, weights: Weights, *, balanced: bool = False) -> LinearSVC:
    """A linear support vector machine that learned to tell yes from no."""
    weighting = "balanced" if balanced else None
    return LinearSVC(C=1.0, tol=CLOSE_ENOUGH, class_weight=weighting, random_state=0).fit(
        features, labels, sample_weight=weights
    )


@dataclass(frozen=True)
class Scale:
    """Turns a margin into a probability: 1 / (1 + exp(-(slope * margin + offset))) (Platt 1999)."""

    slope: float
    offset: float

    @classmethod
    def learn(cls, views: Sequence[csr_matrix], is_so: NDArray[np.bool_], weights: Weights) -> Scale:
        """Fits the scale on margins of whole messages (weight 1) that were held out in turn (three folds).

        A margin is the mean over the machines that learn from each of ``views``.
        """
        whole = np.flatnonzero(weights == 1.0)
        margins = np.zeros(len(whole))
        for _, held_out in KFold(3, shuffle=True, random_state=0).split(whole):
            seen = np.ones(len(weights), dtype=bool)
            seen[whole[held_out]] = False
            for features in views:
                learned = machine(features[seen], is_so[seen], weights[seen])
                margins[held_out] += learned.decision_function(features[whole[held_out]]) / len(views)
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
