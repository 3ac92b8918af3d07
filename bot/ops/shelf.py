"""The models that are kept: which is live, which came before it, and which are old enough to go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.live_model import former_model, live_model, make_live, named_model, stays
from bot.ops.scoring.kept import beside, kept_scores

KEPT = 5
"""Models kept beside the live one and the one before it."""


@dataclass(frozen=True, slots=True)
class Release:
    """A trained model with its scores; ``live_since`` and ``who`` tell of the live one."""

    model: str
    trained_at: str
    scores: Mapping[str, Any]
    live: bool
    live_since: str | None
    who: str | None


def releases_in(folder: Path) -> list[Release]:
    """All models, newest first."""
    live, named = live_model(folder), named_model(folder)
    stay = stays(folder)[0] if named else None
    return [
        Release(
            model=model.name,
            trained_at=datetime.fromtimestamp(model.stat().st_mtime).strftime("%Y-%m-%d %H:%M"),
            scores=kept_scores(model),
            live=model == live,
            live_since=stay.since if stay and model == live else None,
            who=stay.who if stay and model == live else None,
        )
        for model in _newest_first(folder)
    ]


def pin(folder: Path) -> None:
    """Names the live model in models/live when it was so far the newest only; a newer one would take its place."""
    live = live_model(folder)
    if live and not named_model(folder):
        make_live(live, "the newest until then")


def tidy(folder: Path) -> None:
    """Deletes old models: the newest five stay, the live one, and the one before it."""
    models = _newest_first(folder)
    staying = {*models[:KEPT], live_model(folder), former_model(folder)}
    for model in models:
        if model not in staying:
            for path in (model, *beside(model)):
                path.unlink(missing_ok=True)


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
