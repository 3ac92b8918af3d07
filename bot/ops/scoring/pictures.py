"""Pictures for a meeting: what was taken for what, right answers by slice, unclear messages, services by district."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import numpy as np
from matplotlib import pyplot
from matplotlib.dates import DateFormatter
from numpy.typing import NDArray

from bot.directory import default_directory
from bot.language import FORMS
from bot.ops.scoring.outcomes import Outcome
from bot.ops.scoring.tables import SLICES, per_slice
from bot.ops.traffic import Traffic

KINDS = ("danger", "complaint", "place", "question", "not health", "unclear")
_KIND_OF = {"report_danger": "danger", "report_symptoms": "complaint", "tell_district": "place",
            "out_of_scope": "not health", "nlu_fallback": "unclear"}  # fmt: skip
MOST = 20
"""Districts that are drawn, those with the most answers."""
FORM_NAMES = {"en": "English", "hi": "Hindi (Devanagari)", "hi-Latn": "romanised Hindi"}


def draw(found: Sequence[Outcome], folder: Path) -> list[Path]:
    """Draws the confusion of each form and the slices; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_confusion(found, folder / "confusion.png"), _slices(found, folder / "slices.png")]


def draw_traffic(told: Traffic, folder: Path) -> list[Path]:
    """Draws the unclear share by day and the services by district; nothing when nobody wrote."""
    if not told.messages:
        return []
    return [_unclear(told, folder / "unclear.png"), _districts(told, folder / "districts.png")]


def _confusion(found: Sequence[Outcome], file: Path) -> Path:
    figure, axes = pyplot.subplots(1, len(FORMS), figsize=(15, 5.8), constrained_layout=True)
    for axis, form in zip(axes, FORMS, strict=True):
        counts = _counts([outcome for outcome in found if outcome.case.form == form])
        axis.imshow(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1), cmap="Blues", vmin=0, vmax=1)
        axis.set_title(FORM_NAMES[form])
        axis.set_xticks(range(len(KINDS)), KINDS, rotation=40, ha="right")
        axis.set_yticks(range(len(KINDS)), KINDS)
        for (row, column), count in np.ndenumerate(counts):
            if count:
                light = count > counts[row].sum() / 2
                axis.text(column, row, int(count), ha="center", va="center", color="white" if light else "black")
    axes[0].set_ylabel("what it is")
    axes[0].set_xlabel("what it was taken for")
    return _saved(figure, file)


def _counts(found: Sequence[Outcome]) -> NDArray[np.float64]:
    counts = np.zeros((len(KINDS), len(KINDS)))
    for outcome in found:
        counts[KINDS.index(_kind(outcome.case.intent)), KINDS.index(_kind(outcome.intent))] += 1
    return counts


def _kind(intent: str) -> str:
    return _KIND_OF.get(intent, "question")


def _slices(found: Sequence[Outcome], file: Path) -> Path:
    shares = {(name, form): share for name, form, _, share in per_slice(found)}
    figure, axis = pyplot.subplots(figsize=(11, 4.5), constrained_layout=True)
    places = np.arange(len(SLICES))
    for number, form in enumerate(FORMS):
        axis.bar(
            places + 0.27 * (number - 1), [100 * shares[name, form] for name in SLICES], 0.25, label=FORM_NAMES[form]
        )
    axis.set_xticks(places, [name.replace("_", " ") for name in SLICES])
    axis.set_ylim(min(50, 100 * min(shares.values()) - 5), 100)
    axis.set_ylabel("right alarm and right service, %")
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=len(FORMS))
    return _saved(figure, file)


def _unclear(told: Traffic, file: Path) -> Path:
    days = [datetime.fromtimestamp(day) for day in told.days]
    figure, (above, below) = pyplot.subplots(
        2, 1, figsize=(11, 5), sharex=True, gridspec_kw={"height_ratios": (2, 1)}, constrained_layout=True
    )
    above.plot(days, [100 * unclear / count for count, unclear in told.days.values()], marker="o")
    above.set_ylim(bottom=0)
    above.set_ylabel("not understood, %")
    below.bar(days, [count for count, _ in told.days.values()], width=0.8)
    below.set_ylabel("messages")
    below.xaxis.set_major_formatter(DateFormatter("%d %b"))
    return _saved(figure, file)


def _districts(told: Traffic, file: Path) -> Path:
    most = sorted(told.districts, key=lambda name: told.districts[name].total())[-MOST:]
    figure, axis = pyplot.subplots(figsize=(11, 1.5 + 0.3 * len(most)), constrained_layout=True)
    left = np.zeros(len(most))
    names = {service.id: service.names for service in default_directory().services.values()}
    for service, _ in told.services.most_common():
        counts = np.array([told.districts[name][service] for name in most])
        axis.barh([name.capitalize() for name in most], counts, left=left, label=names[service].en)
        left += counts
    axis.set_xlabel("answers, by the service that stood first")
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=4)
    return _saved(figure, file)


def _saved(figure: pyplot.Figure, file: Path) -> Path:
    figure.savefig(file, dpi=90)
    pyplot.close(figure)
    return file
