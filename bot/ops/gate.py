"""Whether a new model may go live: two sets of outcomes over the same messages, side by side. Pure.

The rule for a slice: it may lose one point of its right answers. In a slice of under 200 messages one point is less
than two messages, and a model that learned anew always moves one or two near the border; so two messages more wrong
than before are let through in a slice of any size. Dangers are counted without such room, in each form by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.language import FORMS
from bot.ops.scoring.outcomes import Outcome
from bot.ops.scoring.tables import SLICES, is_right

POINT = 0.01
ROOM = 2
"""Messages more wrong than before that are let through in a slice of any size."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of the messages of a slice in a form are answered rightly, before and now."""

    name: str
    form: str
    of: int
    before: int
    now: int

    @property
    def fell(self) -> bool:
        """Whether it lost more than a slice may lose."""
        return self.before - self.now > max(POINT * self.of, ROOM)


@dataclass(frozen=True, slots=True)
class Changed:
    """A message that changed side: right before and wrong now, or the other way round."""

    before: Outcome
    now: Outcome

    @property
    def worse(self) -> bool:
        """Whether it was right before."""
        return is_right(self.before)

    @property
    def lost_danger(self) -> bool:
        """Whether it is a danger that is no longer seen."""
        return self.now.case.danger and self.before.alarmed and not self.now.alarmed


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same messages; ``dangers`` counts those seen, ``cells`` the right answers of each slice."""

    dangers: tuple[Cell, ...]
    cells: tuple[Cell, ...]
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a model may not go live; a ``final`` one no reason overrides."""

    text: str
    final: bool = False


def compare(before: Sequence[Outcome], now: Sequence[Outcome]) -> Comparison:
    """The comparison of two models.

    Raises:
        ValueError: when the outcomes are not about the same messages.

    """
    if [outcome.case for outcome in before] != [outcome.case for outcome in now]:
        raise ValueError("the two models were scored on different messages")
    pairs = list(zip(before, now, strict=True))
    changed = [Changed(old, new) for old, new in pairs if is_right(old) != is_right(new)]
    danger = [pair for pair in pairs if pair[0].case.danger]
    by_slice = {name: [pair for pair in pairs if name in pair[0].case.slices] for name in SLICES}
    return Comparison(
        tuple(_cell("danger seen", form, danger, alarm=True) for form in FORMS),
        tuple(_cell(name, form, mine) for name, mine in by_slice.items() for form in FORMS),
        tuple(sorted(changed, key=lambda each: (not each.lost_danger, not each.worse, each.now.case.form))),
    )


def _cell(name: str, form: str, pairs: Sequence[tuple[Outcome, Outcome]], *, alarm: bool = False) -> Cell:
    mine = [pair for pair in pairs if pair[0].case.form == form]
    good = (lambda outcome: outcome.alarmed) if alarm else is_right
    return Cell(name, form, len(mine), sum(good(old) for old, _ in mine), sum(good(new) for _, new in mine))


def refusals(comparison: Comparison) -> Iterator[Refusal]:
    """Everything that speaks against the new model."""
    for cell in comparison.dangers:
        if cell.now < cell.before:
            yield Refusal(
                f"Fewer dangers are seen in {cell.form}: {cell.now} of {cell.of}, the live model sees {cell.before}.",
                final=True,
            )
    for cell in comparison.cells:
        if cell.fell:
            yield Refusal(
                f"{cell.name} in {cell.form} fell by {100 * (cell.before - cell.now) / cell.of:.1f} points: "
                f"{cell.now} of {cell.of} right, the live model has {cell.before}."
            )


def as_plain(comparison: Comparison, against: Sequence[Refusal]) -> Mapping[str, object]:
    """The comparison as plain values, for a page or a file."""
    seen, were = sum(cell.now for cell in comparison.dangers), sum(cell.before for cell in comparison.dangers)
    of = sum(cell.of for cell in comparison.dangers) or 1
    return {
        "may_go_live": not against,
        "refused": [refusal.text for refusal in against],
        "danger_recall": {"live": were / of, "new": seen / of},
        "slices": [_row(cell) for cell in (*comparison.dangers, *comparison.cells)],
        "changed": [_line(each) for each in comparison.changed],
    }


def _row(cell: Cell) -> dict[str, object]:
    of = cell.of or 1
    return {"slice": cell.name, "form": cell.form, "messages": cell.of, "live": cell.before / of, "new": cell.now / of}


def _line(each: Changed) -> dict[str, str]:
    case = each.now.case
    side = "danger lost" if each.lost_danger else "worse" if each.worse else "better"
    return {"side": side, "form": case.form, "message": case.message, "before": taken(each.before),
            "now": taken(each.now)}  # fmt: skip


def taken(outcome: Outcome) -> str:
    """What a model took a message for, and the first service of its reply."""
    return f"{outcome.intent}, {outcome.first}" if outcome.first else outcome.intent
