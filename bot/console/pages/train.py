"""Train: a button, the progress of a training, and the comparison with the live model."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.console.visit import Visit
from bot.ops.audit import noted

ENDED = ("idle", "done", "failed")
"""Phases in which nothing goes on."""


def show(visit: Visit) -> Response:
    """The page."""
    return visit.page("train.html", **_state(visit))


def progress(visit: Visit) -> Response:
    """The part of the page that is fetched again while a training goes on."""
    return visit.page("train_progress.html", **_state(visit))


def start(visit: Visit) -> Response:
    """Starts a training."""
    releases = visit.console.releases()
    if releases is None:
        return visit.go("/train", visit.say("no_releases"), "problem")
    with noted(visit.user.name, "train", visit.console.places.audit):
        releases.start_training()
    return visit.go("/train", visit.say("training_started"))


def _state(visit: Visit) -> dict[str, Any]:
    releases = visit.console.releases()
    state = releases.training_state() if releases else {}
    phase = str(state.get("phase") or "idle")
    return {
        "there": releases is not None,
        "phase": phase,
        "going_on": phase not in ENDED,
        "seconds": int(state.get("seconds") or 0),
        "log": str(state.get("log") or state.get("log_tail") or ""),
        "comparison": state.get("comparison"),
    }
