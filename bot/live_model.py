"""Which trained model answers: the first line of models/live names it; without that file, the newest.

The lines below name those that answered before, the latest first. One file, so that a crash between two steps cannot
leave a model live that the record does not name.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "models"
POINTER = "live"
REMEMBERED = 20
"""Lines kept of those that answered."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A model that answers or answered: its file, since when, and who put it there."""

    model: str
    since: str = ""
    who: str = ""


def live_model(folder: Path = MODELS) -> Path | None:
    """The model that is to answer, or None when there is none."""
    return named_model(folder) or newest_model(folder)


def newest_model(folder: Path = MODELS) -> Path | None:
    """The model trained last."""
    return max(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)


def make_live(model: Path, who: str = "") -> None:
    """Names a model as the one that answers, at once or not at all; running servers follow within seconds."""
    _write(model.parent, [_now(model.name, who), *stays(model.parent)])


def go_back(folder: Path, who: str) -> Path | None:
    """Names the former model again; None when there is none to go back to."""
    former = former_model(folder)
    if former is not None:
        older = [stay for stay in stays(folder)[1:]]
        below = next(place for place, stay in enumerate(older) if stay.model == former.name)
        _write(folder, [_now(former.name, who), *older[below + 1 :]])
    return former


def former_model(folder: Path = MODELS) -> Path | None:
    """The model that answered before the live one and is still there."""
    names = [stay.model for stay in stays(folder)]
    return next((folder / name for name in names[1:] if name != names[0] and (folder / name).is_file()), None)


def named_model(folder: Path) -> Path | None:
    """The model that the file names, when both are there."""
    named = stays(folder)
    model = folder / named[0].model if named else None
    return model if model and model.is_file() else None


def stays(folder: Path = MODELS) -> list[Stay]:
    """The live model and those before it, the latest first."""
    pointer = folder / POINTER
    lines = pointer.read_text(encoding="utf-8").splitlines() if pointer.exists() else []
    return [Stay(*line.split("\t")[:3]) for line in lines if line.strip()]


def _now(name: str, who: str) -> Stay:
    return Stay(name, datetime.now().astimezone().isoformat(timespec="seconds"), who.replace("\t", " "))


def _write(folder: Path, lines: Sequence[Stay]) -> None:
    """Writes the file through a neighbour: a crash or a full disk leaves the old one."""
    beside = folder / f"{POINTER}.new"
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write("".join("\t".join(astuple(stay)) + "\n" for stay in lines[:REMEMBERED]))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / POINTER)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
