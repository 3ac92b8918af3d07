"""Train, compare, go live, go back: what the commands and the console call."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.live_model import MODELS, former_model, go_back, live_model, make_live
from bot.ops import progress
from bot.ops.audit import AUDIT, noted
from bot.ops.check import problems
from bot.ops.environment import CannotStart
from bot.ops.gate import Refusal, compare, refusals
from bot.ops.lock import take
from bot.ops.progress import LOG, training_state
from bot.ops.scoring.run import UNLOADABLE, on_the_same
from bot.ops.shelf import Release, pin, releases_in

__all__ = ["Release", "promote", "releases", "roll_back", "start_training", "training_state"]
LISTED = 10
"""Reasons against a model that one sentence lists."""


def start_training() -> None:
    """Starts a training beside the live model in the background; `training_state` tells how it goes.

    Raises:
        CannotStart: when one goes on already, or the disk is nearly full.

    """
    progress.begin()


def releases(folder: Path = MODELS) -> list[Release]:
    """All models, newest first."""
    return releases_in(folder)


def promote(name: str, who: str, reason: str | None = None, *, folder: Path = MODELS, audit: Path = AUDIT) -> None:
    """Puts a model live when nothing got worse; a reason overrides every bar but that of danger.

    Raises:
        CannotStart: with what speaks against it; the live model stays.

    """
    model = _named(name, folder)
    with noted(who, "promote", audit, model=model.name, reason=reason), _alone(folder):
        with _written():
            pin(folder)
        live = live_model(folder)
        if live == model:
            raise CannotStart(f"{model.name} is live already.")
        _must_pass(model, list(_against(model, live)), reason)
        with _written():
            make_live(model, who)


def roll_back(who: str, *, folder: Path = MODELS, audit: Path = AUDIT) -> None:
    """Puts the model live again that was live before; it passed the gate then and is not compared again.

    Raises:
        CannotStart: when there is none; the live model stays.

    """
    former = former_model(folder)
    if former is None:
        raise CannotStart("There is no former model to go back to.")
    with noted(who, "roll_back", audit, model=former.name), _alone(folder), _written():
        go_back(folder, who)


def _named(name: str, folder: Path) -> Path:
    model = folder / (name if name.endswith(".tar.gz") else f"{name}.tar.gz")
    if model.parent != folder or not model.is_file():
        there = ", ".join(release.model for release in releases_in(folder)) or "none"
        raise CannotStart(f'There is no model "{name}" in models/; there are: {there}.')
    return model


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time changes which model is live."""
    turn = take(folder / ".turn")
    if turn is None:
        raise CannotStart("Somebody else puts a model live at this moment; look which one, then try again.")
    try:
        yield
    finally:
        os.close(turn)


@contextmanager
def _written() -> Iterator[None]:
    """A full disk as one sentence."""
    try:
        yield
    except OSError as error:
        raise CannotStart(f"models/live could not be written ({error.strerror}); the live model stays.") from error


def _against(model: Path, live: Path | None) -> Iterator[Refusal]:
    """What speaks against putting a model live."""
    yield from (Refusal(str(problem)) for problem in problems())
    if live is not None:
        found = on_the_same(live, model, LOG)
        if found is None:
            yield Refusal(f"{live.name} {UNLOADABLE} There is nothing to compare with.")
        else:
            yield from refusals(compare(*found))


def _must_pass(model: Path, against: Sequence[Refusal], reason: str | None) -> None:
    """Raises with what speaks against a model and is not overridden."""
    final = [refusal for refusal in against if refusal.final]
    if final:
        raise CannotStart(_refused(model, final, "No reason overrides this: teach it more messages like those lost."))
    if against and not (reason or "").strip():
        raise CannotStart(_refused(model, against, "A releaser may override this with a reason."))


def _refused(model: Path, against: Sequence[Refusal], what_to_do: str) -> str:
    lines = [refusal.text for refusal in against[:LISTED]]
    more = [f"and {len(against) - LISTED} more"] if len(against) > LISTED else []
    return "\n".join([f"{model.name} may not go live:", *lines, *more, what_to_do])
