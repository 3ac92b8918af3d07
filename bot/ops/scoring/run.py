"""Scores models, here or in a process beside this one, and keeps what was found."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from bot.directory import default_directory
from bot.ops.environment import ROOT, CannotStart
from bot.ops.scoring.cases import fixed_cases
from bot.ops.scoring.kept import is_scored, keep, kept_outcomes, scored_with
from bot.ops.scoring.outcomes import Outcome, outcomes

CANNOT_LOAD = 3
"""The exit code of a process that cannot use the model with the present code."""
UNLOADABLE = "cannot be loaded by the code that is here now; train a new model."


def outcomes_of(model: Path) -> list[Outcome]:
    """What became of each message of the fixed set: as kept, when nothing changed since, else scored and kept."""
    source = scored_with()
    kept = kept_outcomes(model) if is_scored(model, source) else None
    return kept[1] if kept else score_and_keep(model)


def on_the_same(live: Path, model: Path, log: Path) -> tuple[list[Outcome], list[Outcome]] | None:
    """The outcomes of both on the same messages, scored now when needed; None when the live one cannot be loaded.

    Raises:
        CannotStart: when the other one cannot be loaded, or something else went wrong.

    """
    if _common(live, model) is None:
        log.parent.mkdir(exist_ok=True)
        with log.open("a", encoding="utf-8") as chatter:
            unloadable = Scoring([live, model], chatter).wait()
        if model in unloadable:
            raise CannotStart(f"{model.name} {UNLOADABLE}")
        if live in unloadable:
            return None
    return _common(live, model)


def _common(live: Path, model: Path) -> tuple[list[Outcome], list[Outcome]] | None:
    kept = kept_outcomes(live), kept_outcomes(model)
    return (kept[0][1], kept[1][1]) if kept[0] and kept[1] and kept[0][0] == kept[1][0] else None


def score_and_keep(model: Path) -> list[Outcome]:
    """Scores a model and keeps what was found beside it."""
    source, directory = scored_with(), default_directory()
    found = outcomes(model, fixed_cases(directory), directory)
    keep(model, found, source)
    return found


class Scoring:
    """Models that are being scored, each in a process of its own; none where the kept outcomes still hold."""

    def __init__(self, models: Sequence[Path], chatter: IO[str] | int) -> None:
        source = scored_with()
        self._running = {
            model: subprocess.Popen(
                [sys.executable, "-m", "bot.ops.scoring", str(model)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=chatter,
                stderr=chatter,
            )
            for model in models
            if not is_scored(model, source)
        }

    def wait(self) -> set[Path]:
        """Waits until all are scored; gives those that the present code cannot load.

        Raises:
            CannotStart: when something else went wrong.

        """
        codes = {model: process.wait() for model, process in self._running.items()}
        for model, code in codes.items():
            if code not in (0, CANNOT_LOAD):
                raise CannotStart(f"{model.name} could not be scored; the end of var/train.log says why.")
        return {model for model, code in codes.items() if code == CANNOT_LOAD}

    def stop(self) -> None:
        """Ends what still runs."""
        for process in self._running.values():
            process.kill()
            process.wait()
