"""Trains a model, and knows when none is needed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path

import typer

from bot.live_model import MODELS
from bot.ops.check import problems
from bot.ops.environment import ROOT, CannotStart, prepare

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
    started = time.monotonic()
    _rasa_train(started)
    STAMP.write_text(print_now + "\n", encoding="utf-8")


def _rasa_train(started: float) -> None:
    """Runs Rasa's training with its chatter in a file, a line of progress in the terminal."""
    log = ROOT / "var" / "train.log"
    command = [sys.executable, "-m", "rasa", "train", "--quiet", "--force", "--out", "models", "--data", *sources()]
    with log.open("w", encoding="utf-8") as chatter:
        training = subprocess.Popen(command, cwd=ROOT, stdout=chatter, stderr=chatter)
        _show_progress(training, started)
    if training.returncode != 0:
        last = "\n".join(log.read_text(encoding="utf-8").splitlines()[-15:])
        raise CannotStart(f"{last}\nThe training failed; the lines above say why. The former model stays.")


def _show_progress(training: subprocess.Popen[bytes], started: float) -> None:
    """One line that counts seconds in a terminal; elsewhere one line at the start and one at the end."""
    live = sys.stdout.isatty()
    typer.echo("Training the model (about two minutes) ...", nl=not live)
    while training.poll() is None:
        time.sleep(1)
        if live:
            typer.echo(f"\rTraining the model (about two minutes) ... {time.monotonic() - started:.0f} s", nl=False)
    typer.echo(f"\nTrained in {time.monotonic() - started:.0f} s." if training.returncode == 0 else "")


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
