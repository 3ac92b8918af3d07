"""The quick way to the features of one message gives what the slow way gives; a judge survives being kept."""

import numpy as np
import pytest

from bot.matching import default_matcher
from bot.nlu.linear import CUTS, FOR_INTENTS, Features, Judge, machine
from bot.views import views_of

MESSAGES = [
    "pet dard hai",
    "पेट में दर्द है",
    "seene me tez dard aur pasina",
    "knee pain since two months",
    "khansi hai",
    "सीने में दर्द",
    "my knee hurts",
    "pet me bahut dard",
    "dard dard dard",
    "khansi aur bukhar hai",
] * 3


@pytest.fixture(scope="module")
def views():
    matcher = default_matcher()
    return [views_of(message, matcher.read(message)) for message in MESSAGES]


@pytest.fixture(scope="module")
def learned(views):
    return Features.learn(views)


def dense(row, width):
    return np.bincount(row.columns, row.values, width)


def test_one_message_has_the_features_it_had_in_training(views, learned):
    features, matrix = learned
    for number in (0, 1, 3, 8):
        assert abs(dense(features.of(views[number]), matrix.shape[1]) - matrix[number].toarray()[0]).max() < 1e-6


def test_an_unknown_message_has_no_features(learned):
    matcher = default_matcher()
    row = learned[0].of(views_of("zzqxw", matcher.read("zzqxw")))
    assert not (row.columns < learned[0].columns(slice(0, len(CUTS) - 1)).stop).any()


def test_judges_decide_the_same_after_being_kept(views, learned, tmp_path):
    features, matrix = learned
    columns = features.columns(FOR_INTENTS)
    labels = np.array(["dard" in message for message in MESSAGES])
    judge = Judge.of(columns, {"pain": machine(matrix[:, columns], labels, np.ones(len(MESSAGES)))})
    np.savez(tmp_path / "judge.npz", **features.as_arrays(), **judge.as_arrays("pain"))
    with np.load(tmp_path / "judge.npz") as arrays:
        again, kept = Features.from_arrays(arrays), Judge.from_arrays("pain", arrays)
    assert kept.classes == ("pain",)
    for number, view in enumerate(views[:10]):
        slowly = matrix[number, columns] @ judge.weights + judge.offsets
        assert judge.decide(features.of(view)) == pytest.approx(np.asarray(slowly)[0], abs=1e-5)
        assert kept.decide(again.of(view)) == pytest.approx(judge.decide(features.of(view)), abs=1e-5)
    assert judge.decide(features.of(views[0]))[0] > 0 > judge.decide(features.of(views[4]))[0]
