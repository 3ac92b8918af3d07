"""What the pages Train and Models ask of bot/ops/releases.py, and what they do while it is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

MODULE = "bot.ops.releases"


class Release(Protocol):
    """One trained model: its file, when it was trained, its scores, and since when it is live if it is."""

    model: str
    trained_at: str
    scores: Mapping[str, Any]
    live: bool
    live_since: str | None


class Releases(Protocol):
    """Trains beside the live model, puts one live, goes back; says in a CannotStart why it does not."""

    def start_training(self) -> None:
        """Starts a training in the background."""

    def training_state(self) -> dict[str, Any]:
        """The phase (idle, training, scoring, done or failed), seconds, log tail, and the comparison when done."""

    def releases(self) -> Sequence[Release]:
        """All models, newest first."""

    def promote(self, name: str, who: str, reason: str | None = None) -> None:
        """Puts a model live; a reason overrides all bars but danger."""

    def roll_back(self, who: str) -> None:
        """Puts the former model live again."""


def find() -> Releases | None:
    """The releases of this installation; None when it has none."""
    return cast(Releases, import_module(MODULE)) if find_spec(MODULE) else None
