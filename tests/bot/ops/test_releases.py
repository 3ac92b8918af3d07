"""Promote, refuse, roll back: on models that are names only, with the outcomes kept beside them."""

import json
import os
from pathlib import Path

import pytest

from bot.directory import Problem
from bot.live_model import live_model, make_live, stays
from bot.ops import releases, shelf
from bot.ops.environment import CannotStart
from bot.ops.scoring.kept import beside, keep, kept_outcomes, kept_scores
from tests.bot.ops.outcomes import model_of


@pytest.fixture
def sound(monkeypatch):
    monkeypatch.setattr(releases, "problems", list)


class Folder:
    def __init__(self, path):
        self.path, self.audit, self.age = path, path / "audit.jsonl", 0

    def add(self, name, outcomes=None):
        model = self.path / f"{name}.tar.gz"
        model.write_bytes(b"a model")
        self.age += 10
        os.utime(model, (1_000_000 + self.age, 1_000_000 + self.age))
        keep(model, model_of() if outcomes is None else outcomes, "the same messages")
        return model

    def promote(self, name, reason=None):
        releases.promote(name, "asha", reason, folder=self.path, audit=self.audit)

    def roll_back(self):
        releases.roll_back("ravi", folder=self.path, audit=self.audit)

    @property
    def live(self):
        return live_model(self.path).name.removesuffix(".tar.gz")

    def audited(self):
        return [json.loads(line) for line in self.audit.read_text().splitlines()]


@pytest.fixture
def folder(tmp_path, sound):
    folder = Folder(tmp_path)
    make_live(folder.add("first"))
    return folder


def test_a_model_that_is_no_worse_goes_live_and_the_record_says_who(folder):
    folder.add("second", model_of())
    folder.promote("second")
    assert folder.live == "second"
    live, former = releases.releases(folder.path)
    assert (live.model, live.live, live.who) == ("second.tar.gz", True, "asha")
    assert live.live_since
    assert (former.live, former.live_since) == (False, None)
    entry = folder.audited()[0]
    assert (entry["who"], entry["what"], entry["model"]) == ("asha", "promote", "second.tar.gz")


def test_a_newer_model_alone_changes_nothing_once_one_is_named(folder):
    folder.add("second")
    folder.promote("second")
    folder.add("third")
    assert folder.live == "second"


def test_a_lost_danger_is_refused_whatever_the_reason(folder):
    folder.add("blind", model_of(unseen={1}))
    for reason in (None, "we must"):
        with pytest.raises(CannotStart, match="Fewer dangers are seen"):
            folder.promote("blind", reason)
    assert folder.live == "first"
    assert [entry["what"] for entry in folder.audited()] == ["promote", "not_done"] * 2


def test_a_slice_that_fell_needs_a_reason(folder):
    folder.add("worse", model_of(wrong=set(range(9))))
    for reason in (None, "", "  "):
        with pytest.raises(CannotStart, match=r"fell by 9\.0 points"):
            folder.promote("worse", reason)
    assert folder.live == "first"
    folder.promote("worse", "the nine messages were labelled wrongly")
    assert folder.live == "worse"
    assert folder.audited()[-1]["reason"] == "the nine messages were labelled wrongly"


def test_what_the_checker_finds_is_refused_without_a_reason(folder, monkeypatch):
    folder.add("second")
    monkeypatch.setattr(releases, "problems", lambda: [Problem("data/nlu.yml", 7, "an empty message")])
    with pytest.raises(CannotStart, match=r"data/nlu\.yml:7: an empty message"):
        folder.promote("second")
    assert folder.live == "first"


def test_back_and_back_again(folder):
    for name in ("second", "third"):
        folder.add(name)
        folder.promote(name)
    for expected in ("second", "first"):
        folder.roll_back()
        assert folder.live == expected
    with pytest.raises(CannotStart, match="no former model"):
        folder.roll_back()
    assert folder.live == "first"
    assert stays(folder.path)[0].who == "ravi"


def test_back_leaves_out_a_model_that_was_deleted(folder):
    for name in ("second", "third"):
        folder.add(name)
        folder.promote(name)
    (folder.path / "second.tar.gz").unlink()
    folder.roll_back()
    assert folder.live == "first"


@pytest.mark.parametrize("name", ["gone", "../first", "", "first.tar.gz.old"])
def test_an_unknown_model_is_named_with_those_that_are_there(folder, name):
    with pytest.raises(CannotStart, match=r"first\.tar\.gz"):
        folder.promote(name)


def test_the_newest_is_live_until_another_is_named(folder):
    (folder.path / "live").unlink()
    folder.add("second")
    folder.promote("first")
    folder.roll_back()
    assert folder.live == "second"


def test_the_live_model_cannot_go_live_again(folder):
    with pytest.raises(CannotStart, match="is live already"):
        folder.promote("first")


def test_a_full_disk_leaves_the_live_model(folder, monkeypatch):
    folder.add("second")
    folder.promote("second")
    folder.add("third")

    replace = Path.replace

    def full(path, target):
        if target.name == "live":
            raise OSError(28, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(CannotStart, match="No space left on device"):
        folder.promote("third")
    assert folder.live == "second"
    assert not (folder.path / "live.new").exists()


def test_a_crash_while_the_pointer_is_written_leaves_the_live_model(folder):
    folder.add("second")
    folder.promote("second")
    (folder.path / "live.new").write_text("thi")
    assert folder.live == "second"
    folder.add("third")
    folder.promote("third")
    assert folder.live == "third"


def test_old_models_go_with_their_scores_but_not_the_live_and_the_former_one(folder):
    folder.add("live")
    folder.promote("live")
    for number in range(7):
        folder.add(f"new{number}")
    shelf.tidy(folder.path)
    left = {path.name.removesuffix(".tar.gz") for path in folder.path.glob("*.tar.gz")}
    assert left == {"first", "live", *(f"new{n}" for n in range(2, 7))}
    assert not any(path.exists() for path in beside(folder.path / "new1.tar.gz"))


def test_kept_outcomes_come_back_as_they_were(folder):
    found = model_of(wrong={1}, unseen={2})
    model = folder.add("second", found)
    assert kept_outcomes(model) == ("the same messages", found)
    assert kept_scores(model)["danger_recall"]["hi-Latn"] == 0.98
