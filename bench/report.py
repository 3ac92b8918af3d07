"""The ratios of a run against their targets, as lines and as a chart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

Found = Mapping[str, Mapping[str, float]]
RATIOS: tuple[tuple[str, str, float, bool], ...] = (
    ("messages a second, one at a time", "per_second_1", 4.0, True),
    ("messages a second, 16 in flight", "per_second_16", 4.0, True),
    ("median answer, one at a time", "p50_ms_1", 1 / 3, False),
    ("median answer, 16 in flight", "p50_ms_16", 1 / 3, False),
    ("start to first answer", "first_answer_seconds", 0.5, False),
    ("training", "training_seconds", 0.5, False),
    ("memory of the Rasa server", "memory_mb", 0.75, False),
)
"""What, its figure, its target as ours to stock, and whether more is better."""
SIDES = ("stock", "ours")
FLAT, SILENCE = 1.3, 0.2
"""Most that the last turn may cost of the tenth; longest answer in seconds while a model changes."""


def table(found: Found, margin: float = 1.0) -> tuple[list[str], int]:
    """Lines with both sides, ratio and target, and how many targets were missed by more than ``margin``."""
    lines, missed = [f"{'':36}{'stock':>10}{'ours':>10}{'ratio':>8}  target"], 0
    for title, name, target, more in RATIOS:
        stock, ours = found["stock"][name], found["ours"][name]
        ratio = ours / stock
        reached = ratio >= target / margin if more else ratio <= target * margin
        missed += not reached
        bound = "at least" if more else "at most"
        lines.append(f"{title:36}{stock:10.1f}{ours:10.1f}{ratio:8.2f}  {bound} {target:.2f} {_mark(reached)}")
    growth = {side: found[side]["turn_last_ms"] / found[side]["turn_10_ms"] for side in SIDES}
    flat, quiet = growth["ours"] <= FLAT * margin, found["ours"]["swap_silence_seconds"] <= SILENCE * margin
    lines.append(
        f"{'last turn to the tenth':36}{growth['stock']:10.2f}{growth['ours']:10.2f}{'':8}"
        f"  at most {FLAT} {_mark(flat)}"
    )
    silence = {side: found[side]["swap_silence_seconds"] for side in SIDES}
    lines.append(
        f"{'longest answer in a model change, s':36}{silence['stock']:10.2f}{silence['ours']:10.2f}{'':8}"
        f"  at most {SILENCE} {_mark(quiet)}"
    )
    lines += _beside(found)
    return lines, missed + (not flat) + (not quiet)


def _beside(found: Found) -> list[str]:
    """What has no target: the spread of the speeds, counts a turn, and the bare handler."""
    spread = [
        f"{title:36}"
        + "".join(f"{found[side][f'{name}_least']:6.1f} to {found[side][f'{name}_most']:.1f}" for side in SIDES)
        for title, name, *_ in RATIOS[:2]
    ]
    counts = [
        f"{title:36}" + "".join(f"{found[side][name]:10.2f}" for side in SIDES)
        for title, name in (
            ("SQL statements a turn", "statements_a_turn"),
            ("calls of actions a turn", "requests_a_turn"),
        )
    ]
    bare = found["bare"]["per_second_1"], found["bare"]["per_second_16"]
    ours = found["ours"]["per_second_1"], found["ours"]["per_second_16"]
    last = f"a bare signed handler with our classifier: {bare[0]:.0f} and {bare[1]:.0f} messages a second, "
    return [*spread, *counts, last + f"{bare[0] / ours[0]:.1f} and {bare[1] / ours[1]:.1f} times ours"]


def _mark(reached: bool) -> str:
    return "reached" if reached else "MISSED"


def draw(found: Found, file: Path) -> None:
    """A chart of the ratios; bars to the right of 1 are where ours does better."""
    file.parent.mkdir(parents=True, exist_ok=True)
    titles = [title for title, *_ in RATIOS]
    better = [
        found["ours"][name] / found["stock"][name] if more else found["stock"][name] / found["ours"][name]
        for _, name, _, more in RATIOS
    ]
    figure, axis = pyplot.subplots(figsize=(9, 4), constrained_layout=True)
    axis.barh(titles[::-1], better[::-1], color="#2b7a5b")
    axis.axvline(1, color="black", linewidth=0.8)
    axis.set_xlabel("times better than a stock Rasa assistant on the same machine, messages and actions")
    figure.savefig(file, dpi=90)
    pyplot.close(figure)
