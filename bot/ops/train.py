"""Trains in a terminal: starts the training, shows how it goes and what came of it; and knows when none is needed."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Any

import typer
from rich.console import Console

from bot.live_model import MODELS
from bot.ops.check import problems
from bot.ops.environment import ROOT, CannotStart, prepare
from bot.ops.progress import begin, training_state
from bot.ops.releases import promote
from bot.ops.scoring.kept import fingerprint_of
from bot.ops.showing import show

STAMP = MODELS / "trained_from.sha256"
TRAINED_FROM = ("config.yml", "domain.yml", "data/*.yml", "data/directory/*.yml", "bot/*.py", "bot/nlu/*.py",
                "bot/matching/*.py", "requirements.lock")  # fmt: skip
NOTE = "Training a model and comparing it (two to three minutes)"


def train(*, if_needed: bool = False) -> None:
    """Checks the data, trains beside the live model, compares; the live model stays. The first model becomes live.

    With ``if_needed`` nothing is done when the newest model was made from what is there; a new one that may go live
    then does, for otherwise a change in the data would not be seen at the next start.

    Raises:
        CannotStart: when the data has mistakes or the training fails; the live model stays.

    """
    prepare()
    found = problems()
    if found:
        raise CannotStart("\n".join([*map(str, found), f"Not trained: {len(found)} problems above; mend them first."]))
    if if_needed and is_trained(fingerprint()):
        return
    state = _trained()
    show(state["model"], state["comparison"], Console(width=110, highlight=False))
    if if_needed and not state["comparison"].get("first"):
        _go_live(state["model"], state["comparison"])


def _trained() -> dict[str, Any]:
    """Trains and waits; what the training says of itself in the end."""
    training = begin(checked=True)
    try:
        _show_progress(training)
    except BaseException:
        training.kill()
        raise
    state = training_state()
    if state["phase"] != "done":
        raise CannotStart(state["problem"] or "The training did not end well; see var/train.log.")
    return state


def _show_progress(training: subprocess.Popen[bytes]) -> None:
    """One line that counts seconds in a terminal; elsewhere one line at the start and one at the end."""
    live, started = sys.stdout.isatty(), time.monotonic()
    typer.echo(f"{NOTE} ...", nl=not live)
    while training.poll() is None:
        time.sleep(0.5)
        if live:
            typer.echo(f"\r{NOTE} ... {time.monotonic() - started:.0f} s ", nl=False)
    typer.echo(f"\nTook {time.monotonic() - started:.0f} s." if training.returncode == 0 else "")


def _go_live(model: str, comparison: dict[str, Any]) -> None:
    """Puts a new model live where it may; one that the present code cannot load answers nobody and must make room."""
    unloadable = comparison.get("unloadable")
    if comparison["may_go_live"] or unloadable:
        promote(model, "train --if-needed", comparison["refused"][0] if unloadable else None)
        typer.echo(f"{model} is live.")


def sources() -> list[str]:
    """The files Rasa trains from."""
    return ["data/nlu.yml", "data/rules.yml", "data/stories.yml"]


def fingerprint() -> str:
    """A hash over everything that goes into a model."""
    return fingerprint_of(ROOT, TRAINED_FROM)


def is_trained(print_now: str) -> bool:
    """Whether the newest model was trained from what is there now."""
    has_model = any(MODELS.glob("*.tar.gz"))
    return has_model and STAMP.exists() and STAMP.read_text(encoding="utf-8").strip() == print_now
