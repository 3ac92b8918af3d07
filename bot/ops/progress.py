"""The one training that may go on: its lock, what it says of itself, and starting it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bot.live_model import MODELS, newest_model
from bot.ops.editing import write_whole
from bot.ops.environment import ROOT, CannotStart
from bot.ops.lock import is_taken, take

STATE, LOCK, LOG = (ROOT / "var" / name for name in ("training.json", "training.lock", "train.log"))
GOING_ON = ("training", "scoring")
CHECKED = "checked"
TAIL = 15
"""Lines of the log that are shown."""
FIRST_NEEDS = 400_000_000
"""Bytes that the first training needs on the disk."""
TIMES = 12
"""How many times the size of the newest model a training needs: the parts, the archive and room to breathe."""
WINDS_DOWN = 15.0
"""Seconds that a training which has said how it ended may take until its process is gone."""
DIED = ("The training ended in the middle: it was stopped, or the machine ran out of memory or went down. "
        "The live model is untouched; start the training again.")  # fmt: skip


def begin(*, checked: bool = False) -> subprocess.Popen[bytes]:
    """Starts a training in a process of its own; ``checked`` says that the data was found sound just now.

    Raises:
        CannotStart: when one goes on already, or the disk is nearly full.

    """
    lock = _take_lock()
    try:
        _needs_room()
        now = time.time()
        say(phase="training", started=now, ended=None, model=None, problem=None, comparison=None)
        with LOG.open("w", encoding="utf-8") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot.ops.training", *([CHECKED] if checked else [])],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
                start_new_session=True,
            )
    except OSError as error:
        raise CannotStart(
            f"The training could not be started ({error.strerror}); the live model is untouched."
        ) from error
    finally:
        os.close(lock)


def _take_lock() -> int:
    patience = time.monotonic() + WINDS_DOWN
    while (lock := take(LOCK)) is None:
        if said().get("phase") in GOING_ON or time.monotonic() > patience:
            raise CannotStart("A training goes on already; wait until it is done.")
        time.sleep(0.1)
    return lock


def _needs_room() -> None:
    newest = newest_model(MODELS)
    needed = TIMES * newest.stat().st_size if newest else FIRST_NEEDS
    MODELS.mkdir(exist_ok=True)
    free = shutil.disk_usage(MODELS).free
    if free < needed:
        raise CannotStart(
            f"The disk of models/ has {_megabytes(free)} left and a training needs {_megabytes(needed)}; "
            "free some, then start again. The live model is untouched."
        )


def _megabytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB" if size >= 1e7 else f"{size / 1e6:.1f} MB"


def say(**news: Any) -> None:
    """What the training says of itself from now on; the rest stays."""
    STATE.parent.mkdir(exist_ok=True)
    write_whole(STATE, json.dumps({**said(), **news}, ensure_ascii=False))


def said() -> dict[str, Any]:
    """What the last training said of itself."""
    try:
        state: dict[str, Any] = json.loads(STATE.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return state


def training_state() -> dict[str, Any]:
    """The phase (idle, training, scoring, done or failed), seconds, end of the log, model, problem, comparison."""
    state = said()
    if state.get("phase") in GOING_ON and not is_taken(LOCK):
        state = said()  # it may have ended between the two looks
        if state.get("phase") in GOING_ON:
            state.update(phase="failed", problem=DIED, ended=_last_sign())
    started = state.get("started")
    seconds = int((state.get("ended") or time.time()) - started) if started else 0
    return {
        "phase": state.get("phase", "idle"),
        "seconds": seconds,
        "log": _log(state.get("problem")),
        "model": state.get("model"),
        "problem": state.get("problem"),
        "comparison": state.get("comparison"),
    }


def _last_sign() -> float:
    return max((path.stat().st_mtime for path in (STATE, LOG) if path.exists()), default=time.time())


def _log(problem: str | None) -> str:
    lines = LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL:] if LOG.exists() else []
    return "\n".join([*lines, *([problem] if problem else [])])


def leftovers() -> Path:
    """The folder of a training in the works, empty."""
    folder = MODELS / ".training"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
