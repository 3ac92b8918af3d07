"""Shows in a terminal how a new model compares with the live one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.language import FORMS
from bot.ops.releases import releases

LISTED = 10
"""Sentences that became right which are listed; those that became wrong are listed all."""


def show(model: str, comparison: Mapping[str, Any], console: Console) -> None:
    """Prints the comparison, and what to do next."""
    if comparison.get("first"):
        console.print(f"{model} is the first model and is live.")
        return
    if "slices" in comparison:
        console.print(_slices(comparison["slices"]))
        _sentences(comparison["changed"], console)
    if comparison["may_go_live"]:
        console.print(f"{model} may go live: python -m bot.ops promote {model} --who YOUR-NAME", markup=False)
    else:
        console.print(f"{model} may not go live:", *comparison["refused"], sep="\n", markup=False)


def _slices(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("slice", *FORMS, title="Right answers: live model, then the new one")
    for name in dict.fromkeys(row["slice"] for row in rows):
        table.add_row(name, *(_cell(row) for row in rows if row["slice"] == name))
    return table


def _cell(row: Mapping[str, Any]) -> str:
    points = 100 * (row["new"] - row["live"])
    colour = "green" if points > 0 else "red" if points < 0 else "dim"
    return f"{row['live']:.1%} [{colour}]{row['new']:.1%}[/] of {row['messages']}"


def _sentences(changed: Sequence[Mapping[str, str]], console: Console) -> None:
    better = [line for line in changed if line["side"] == "better"]
    worse = [line for line in changed if line["side"] != "better"]
    console.print(f"{len(better)} messages became right, {len(worse)} became wrong.")
    for line in [*worse, *better[:LISTED]]:
        console.print(
            f"{line['side']} ({line['form']}): {line['message']}  [{line['before']} -> {line['now']}]",
            markup=False,
            soft_wrap=True,
        )


def listed() -> Table:
    """The models, newest first, with the figures that matter most, by form."""
    table = Table("model", "trained", "live since, by", *(f"danger seen, {form}" for form in FORMS))
    for release in releases():
        seen = release.scores.get("danger_recall", {})
        since = f"{release.live_since or 'live'} {release.who or ''}" if release.live else ""
        table.add_row(release.model, release.trained_at, since, *(_share(seen.get(form)) for form in FORMS))
    return table


def _share(share: float | None) -> str:
    return "not scored" if share is None else f"{share:.1%}"
