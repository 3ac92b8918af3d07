"""Which trained model answers: the file models/live names it; without that file, the newest."""

from __future__ import annotations

from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "models"
POINTER = "live"


def live_model(folder: Path = MODELS) -> Path | None:
    """The model that is to answer, or None when there is none."""
    return named_model(folder) or newest_model(folder)


def newest_model(folder: Path = MODELS) -> Path | None:
    """The model trained last."""
    return max(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)


def make_live(model: Path) -> None:
    """Names a model as the one that answers, at once or not at all; running servers follow within seconds."""
    beside = model.parent / f"{POINTER}.new"
    beside.write_text(model.name + "\n", encoding="utf-8")
    beside.replace(model.parent / POINTER)


def named_model(folder: Path) -> Path | None:
    """The model that the file names, when both are there."""
    pointer = folder / POINTER
    if not pointer.exists():
        return None
    model = folder / pointer.read_text(encoding="utf-8").strip()
    return model if model.is_file() else None
