"""Trains a model, and knows when none is needed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

from bot.ops.check import problems
from bot.ops.environment import ROOT, CannotStart, prepare

MODELS = ROOT / "models"
STAMP = MODELS / "trained_from.sha256"
TRAINED_FROM = ("config.yml", "domain.yml", "data/*.yml", "data/directory/*.yml", "bot/*.py", "bot/nlu/*.py",
                "bot/matching/*.py", "requirements.lock")  # fmt: skip


def train(*, if_needed: bool = False) -> None:
    """Checks the data, trains, and notes what the model was trained from.

    Raises:
        CannotStart: when the data has mistakes or the training fails; the former model stays.

    """
    prepare()
    found = problems()
    if found:
        raise CannotStart("\n".join([*map(str, found), f"Not trained: {len(found)} problems above; mend them first."]))
    print_now = fingerprint()
    if if_needed and is_trained(print_now):
        return
    print("Training the model (about two minutes, no network needed) ...", flush=True)  # noqa: T201
    started = time.monotonic()
    command = [sys.executable, "-m", "rasa", "train", "--quiet", "--force", "--out", "models", "--data", *sources()]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise CannotStart("The training failed; the lines above say why. The former model was left as it is.")
    STAMP.write_text(print_now + "\n", encoding="utf-8")
    print(f"Trained in {time.monotonic() - started:.0f} s.", flush=True)  # noqa: T201


def sources() -> list[str]:
    """The files Rasa trains from."""
    return ["data/nlu.yml", "data/rules.yml", "data/stories.yml"]


def fingerprint() -> str:
    """A hash over everything that goes into a model."""
    digest = hashlib.sha256()
    for pattern in TRAINED_FROM:
        for path in sorted(Path(ROOT).glob(pattern)):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_trained(print_now: str) -> bool:
    """Whether the newest model was trained from what is there now."""
    has_model = any(MODELS.glob("*.tar.gz"))
    return has_model and STAMP.exists() and STAMP.read_text(encoding="utf-8").strip() == print_now
