"""python -m bot.ops.training, started by bot/ops/progress.py: trains beside the live model, then compares."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.live_model import MODELS, live_model, make_live
from bot.ops.check import problems
from bot.ops.environment import ROOT, CannotStart, prepare
from bot.ops.gate import as_plain, compare, refusals
from bot.ops.progress import CHECKED, leftovers, say
from bot.ops.scoring.kept import beside
from bot.ops.scoring.run import UNLOADABLE, Scoring, outcomes_of, score_and_keep
from bot.ops.shelf import pin, tidy
from bot.ops.train import STAMP, fingerprint, sources


def main() -> None:
    """Trains and compares; says how it ended."""
    say(**_result(_train))


def _result(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        news = {"phase": "done", **work()}
    except CannotStart as error:
        news = {"phase": "failed", "problem": str(error)}
    except Exception as error:  # whatever breaks, the state must say so
        traceback.print_exc()
        leftovers()  # gives back the room on a full disk, so that the state can be written
        news = {"phase": "failed", "problem": _sentence(error)}
    return {**news, "ended": time.time()}


def _sentence(error: BaseException | None) -> str:
    cause = error
    while cause is not None and getattr(cause, "errno", None) not in (errno.ENOSPC, errno.EDQUOT):
        cause = cause.__cause__ or cause.__context__
    if cause is not None:
        return "The disk is full; free some room, then train again. The live model is untouched."
    return f"The training failed ({type(error).__name__}: {error}); the live model is untouched."


def _train() -> dict[str, Any]:
    prepare()
    if CHECKED not in sys.argv:
        _must_be_sound()
    print_now, folder = fingerprint(), leftovers()
    pin(MODELS)
    live = live_model(MODELS)
    scoring = Scoring([live] if live else [], sys.stdout.fileno())
    try:
        trained = _rasa_train(folder)
        say(phase="scoring")
        score_and_keep(trained)
        comparison = _compared(trained, live, scoring)
    finally:
        scoring.stop()
    model = _shelve(trained)
    STAMP.write_text(print_now + "\n", encoding="utf-8")
    if live is None:
        make_live(model, "the first training")
    tidy(MODELS)
    return {"model": model.name, "comparison": comparison}


def _must_be_sound() -> None:
    found = problems()
    if found:
        raise CannotStart("\n".join([*map(str, found), f"Not trained: {len(found)} problems; mend them first."]))


def _rasa_train(folder: Path) -> Path:
    """Trains into a folder of its own; whatever a crash leaves lies there too."""
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    tempfile.tempdir = str(folder)
    from rasa.model_training import train

    done = train(
        domain="domain.yml", config="config.yml", training_files=sources(), output=str(folder), force_training=True
    )
    if done.code != 0 or not done.model:
        raise CannotStart("Rasa did not train; the end of var/train.log says why. The live model is untouched.")
    return Path(done.model)


def _compared(trained: Path, live: Path | None, scoring: Scoring) -> dict[str, Any]:
    if live is None:
        return {"first": True, "may_go_live": True, "refused": []}
    if live in scoring.wait():
        return {"may_go_live": False, "refused": [f"{live.name} {UNLOADABLE}"], "unloadable": True}
    comparison = compare(outcomes_of(live), outcomes_of(trained))
    return {"live": live.name, **as_plain(comparison, list(refusals(comparison)))}


def _shelve(trained: Path) -> Path:
    """Moves the model and its scores to the others: the model last, so that it never stands there without them."""
    for path in (*beside(trained), trained):
        path.replace(MODELS / path.name)
    return MODELS / trained.name


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
