"""One training at a time; what it says of itself, also when it died."""

import os
import shutil
import time
from collections import namedtuple

import pytest

from bot.ops import progress, releases
from bot.ops.environment import CannotStart
from bot.ops.lock import take

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def var(tmp_path, monkeypatch):
    for name in ("STATE", "LOCK", "LOG"):
        monkeypatch.setattr(progress, name, tmp_path / name.lower())
    monkeypatch.setattr(progress, "MODELS", tmp_path / "models")
    return tmp_path


@pytest.fixture
def training():
    """The lock, as a training holds it."""
    lock = take(progress.LOCK)
    yield
    os.close(lock)


def test_nothing_goes_on_at_first():
    state = releases.training_state()
    assert (state["phase"], state["seconds"], state["comparison"]) == ("idle", 0, None)


def test_a_second_training_is_refused(training):
    progress.say(phase="training", started=1.0, ended=None)
    with pytest.raises(CannotStart, match="goes on already"):
        releases.start_training()


def test_a_training_that_ended_is_waited_for_until_its_process_is_gone(monkeypatch):
    lock = take(progress.LOCK)
    progress.say(phase="failed", started=1.0, ended=2.0)
    monkeypatch.setattr(time, "sleep", lambda _: os.close(lock))
    monkeypatch.setattr(progress.subprocess, "Popen", lambda command, **_: command)
    assert "bot.ops.training" in progress.begin()
    assert releases.training_state()["problem"] == progress.DIED, "the lock went to the process that was started"


def test_a_training_that_lives_tells_its_phase_and_the_end_of_its_log(training):
    progress.say(phase="scoring", started=1.0, ended=None)
    progress.LOG.write_text("\n".join(f"line {n}" for n in range(40)), encoding="utf-8")
    state = releases.training_state()
    assert state["phase"] == "scoring"
    assert state["log"].splitlines()[-1] == "line 39"
    assert len(state["log"].splitlines()) == progress.TAIL


def test_a_training_without_a_process_is_said_to_be_dead():
    progress.say(phase="training", started=1.0, ended=None, problem=None)
    state = releases.training_state()
    assert state["phase"] == "failed"
    assert "ended in the middle" in state["problem"]
    assert "live model is untouched" in state["log"]


def test_a_training_that_ended_well_is_no_dead_one():
    progress.say(phase="done", started=10.0, ended=70.0, model="new.tar.gz", comparison={"may_go_live": True})
    state = releases.training_state()
    assert (state["phase"], state["seconds"], state["model"]) == ("done", 60, "new.tar.gz")
    assert state["comparison"] == {"may_go_live": True}


def test_a_state_that_was_cut_off_is_none():
    progress.STATE.write_text('{"phase": "trai', encoding="utf-8")
    assert releases.training_state()["phase"] == "idle"


def test_no_training_starts_on_a_disk_that_is_nearly_full(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 5_000_000))
    with pytest.raises(CannotStart, match=r"has 5\.0 MB left and a training needs 400 MB"):
        releases.start_training()
    assert releases.training_state()["phase"] == "idle"
    lock = take(progress.LOCK)
    assert lock is not None, "the refused training must not hold the lock"
    os.close(lock)
