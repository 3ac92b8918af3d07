"""Scores the newest model on the fixed test set and prints tables; the exit code says whether the bars hold."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.language import FORMS
from bot.live_model import newest_model
from bot.ops.environment import CannotStart, prepare
from bot.ops.scoring.outcomes import Outcome
from bot.ops.scoring.run import outcomes_of
from bot.ops.scoring.tables import Figure, figures, per_slice


def score(pictures: Path | None = None) -> int:
    """Prints figures, slices and every danger missed, draws into ``pictures``; 1 when a bar is not held."""
    prepare()
    found = outcomes_of(_model())
    reached = list(figures(found))
    console = Console(width=110)
    console.print(_figures(reached), _slices(found))
    for outcome in missed(found):
        console.print(f"danger missed ({outcome.case.form}, {', '.join(outcome.case.signs)}): {outcome.case.message}")
    console.print(_gaps(reached))
    if pictures:
        from bot.ops.scoring.pictures import draw

        console.print(*draw(found, pictures))
    return 0 if all(figure.reached for figure in reached) else 1


def _model() -> Path:
    model = newest_model()
    if model is None:
        raise CannotStart("There is no model; run `make train` first.")
    return model


def missed(found: list[Outcome]) -> list[Outcome]:
    """The danger messages that were not seen as such."""
    return [outcome for outcome in found if outcome.case.danger and not outcome.alarmed]


def _figures(reached: list[Figure]) -> Table:
    table = Table("", "bar", *FORMS, title="Fixed test set")
    for name in dict.fromkeys(figure.name for figure in reached):
        row = {figure.form: figure for figure in reached if figure.name == name}
        one = row[FORMS[0]]
        table.add_row(
            name, f"{'at most' if one.at_most else 'at least'} {one.bar:.0%}", *(_cell(row[f]) for f in FORMS)
        )
    return table


def _gaps(reached: list[Figure]) -> str:
    """How far the forms lie apart in the first service, in points; 2 is the most that is wanted."""
    shares = [100 * figure.share for figure in reached if figure.name == "first service right"]
    return f"Between the forms lie {max(shares) - min(shares):.1f} points in the first service (at most 2 wanted)."


def _cell(figure: Figure) -> str:
    colour = "green" if figure.reached else "red"
    return f"[{colour}]{figure.share:.1%}[/] {figure.good}/{figure.of}"


def _slices(found: list[Outcome]) -> Table:
    table = Table("slice", *FORMS, title="Right alarm and right first service, by slice")
    rows: dict[str, list[str]] = {}
    for name, _, count, share in per_slice(found):
        rows.setdefault(name, []).append(f"{share:.1%} of {count}")
    for name, cells in rows.items():
        table.add_row(name, *cells)
    return table
