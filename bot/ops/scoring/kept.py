"""What a model made of the fixed test set, kept beside it, so that comparing two models needs one scoring only.

models/NAME.scores.json has the figures, models/NAME.outcomes.json what became of each message. Both say from which
messages, facts and code they come; when these changed since, the model is scored anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.ops.editing import write_whole
from bot.ops.environment import ROOT
from bot.ops.scoring.cases import Case
from bot.ops.scoring.outcomes import Outcome
from bot.ops.scoring.tables import figures, per_slice

SCORED_WITH = ("tests/messages/fixed_*.yml", "data/directory/*.yml", "bot/*.py", "bot/matching/*.py", "bot/nlu/*.py",
               "bot/directory/*.py", "bot/ops/scoring/cases.py", "bot/ops/scoring/outcomes.py")  # fmt: skip
SHORT = {"danger seen": "danger_recall", "false alarms": "false_alarms", "first service right": "first_service"}
"""Figures that stand first, under the names that pages know."""


def name_of(model: Path) -> str:
    """The name of a model without the end of its file."""
    return model.name.removesuffix(".tar.gz")


def beside(model: Path) -> tuple[Path, Path]:
    """The files of the figures and of the outcomes."""
    return tuple(model.with_name(f"{name_of(model)}.{kind}.json") for kind in ("scores", "outcomes"))  # type: ignore[return-value]


def fingerprint_of(root: Path, patterns: Iterable[str]) -> str:
    """A hash over files, their names and contents."""
    digest = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def scored_with() -> str:
    """A hash over what outcomes come from, beside the model."""
    return fingerprint_of(ROOT, SCORED_WITH)


def keep(model: Path, found: Sequence[Outcome], source: str) -> None:
    """Keeps outcomes and their figures beside a model.

    Raises:
        CannotStart: when the disk is full.

    """
    scores, each = beside(model)
    write_whole(each, json.dumps({"scored_with": source, "outcomes": list(map(_plain, found))}, ensure_ascii=False))
    write_whole(scores, json.dumps({"scored_with": source, "scores": scores_of(found)}, ensure_ascii=False, indent=1))


def scores_of(found: Sequence[Outcome]) -> dict[str, Any]:
    """The figures for a page: each by form, and the slices by form."""
    scores: dict[str, Any] = {}
    for figure in figures(found):
        scores.setdefault(SHORT.get(figure.name, figure.name), {})[figure.form] = round(figure.share, 4)
    slices: dict[str, Any] = {}
    for name, form, count, share in per_slice(found):
        slices.setdefault(name, {"slice": name})[form] = round(share, 4) if count else None
    return {**scores, "slices": list(slices.values())}


def kept_scores(model: Path) -> Mapping[str, Any]:
    """The figures kept beside a model; none when it was not scored."""
    kept = _read(beside(model)[0])
    return kept["scores"] if kept else {}


def kept_outcomes(model: Path) -> tuple[str, list[Outcome]] | None:
    """What the outcomes kept beside a model come from, and the outcomes; None when it was not scored."""
    kept = _read(beside(model)[1])
    return (kept["scored_with"], [_outcome(each) for each in kept["outcomes"]]) if kept else None


def is_scored(model: Path, source: str) -> bool:
    """Whether the kept outcomes come from ``source``."""
    kept = _read(beside(model)[0])
    return bool(kept) and kept["scored_with"] == source and beside(model)[1].exists()


def _read(path: Path) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept


def _plain(outcome: Outcome) -> dict[str, Any]:
    plain = asdict(outcome)
    for part in (plain, plain["case"]):
        part.update({name: sorted(value) for name, value in part.items() if isinstance(value, frozenset)})
    return plain


def _outcome(plain: dict[str, Any]) -> Outcome:
    case = plain["case"]
    sets = {name: frozenset(case[name]) for name in ("signs", "symptoms")}
    whole = Case(**{**case, **sets, "slices": tuple(case["slices"])})
    return Outcome(**{**plain, "case": whole, "symptoms": frozenset(plain["symptoms"])})
