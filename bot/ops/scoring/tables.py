"""Figures over outcomes: per form and slice, against the bars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.language import FORMS
from bot.ops.scoring.outcomes import EMERGENCY, Outcome

SLICES = ("danger", "danger_negated", "covid", "specialist", "general", "district", "info", "no_health",
          "spelling_noise")  # fmt: skip
Pick = Callable[[Outcome], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """A share with its count, and the bar it is held against (at least or at most)."""

    name: str
    form: str
    good: int
    of: int
    bar: float
    at_most: bool = False

    @property
    def share(self) -> float:
        """The share; 0 of 0 counts as reached."""
        return self.good / self.of if self.of else (0.0 if self.at_most else 1.0)

    @property
    def reached(self) -> bool:
        """Whether the bar is held."""
        return self.share <= self.bar if self.at_most else self.share >= self.bar


def figures(found: Sequence[Outcome]) -> Iterator[Figure]:
    """The figures of docs/decisions/0006-learned-judges.md, form by form."""
    for form in FORMS:
        mine = [outcome for outcome in found if outcome.case.form == form]
        yield _share("danger seen", form, mine, lambda o: o.case.danger, lambda o: o.alarmed, 0.99)
        yield _share("false alarms", form, mine, lambda o: not o.case.danger, lambda o: o.alarmed, 0.03, at_most=True)
        yield _share("first service right", form, mine, _has_route, lambda o: o.first == o.case.first, 0.95)
        yield from _symptoms(form, mine)
        yield _share("district right", form, mine, _has_place, lambda o: o.district == o.case.place, 0.95)
        yield _share("everyday: emergency", form, mine, _everyday, lambda o: o.first in EMERGENCY, 0.01, at_most=True)
        yield _share("everyday: symptom", form, mine, _everyday, lambda o: o.intent == "report_symptoms", 0.05,
                     at_most=True)  # fmt: skip
        yield _share("intent right", form, mine, lambda o: True, lambda o: o.intent == o.case.intent, 0.9)


def per_slice(found: Sequence[Outcome]) -> Iterator[tuple[str, str, int, float]]:
    """Slice, form, number of messages and share whose first service and alarm are right."""
    for name in SLICES:
        for form in FORMS:
            mine = [o for o in found if o.case.form == form and name in o.case.slices]
            yield name, form, len(mine), sum(map(is_right, mine)) / len(mine) if mine else 1.0


def is_right(outcome: Outcome) -> bool:
    """Whether the answer serves: alarm as it should be, and the right first service where there is one."""
    alarm = outcome.alarmed == outcome.case.danger
    return alarm and (outcome.case.first is None or outcome.first == outcome.case.first)


def _share(
    name: str, form: str, found: Iterable[Outcome], which: Pick, good: Pick, bar: float, *, at_most: bool = False
) -> Figure:
    counted = [outcome for outcome in found if which(outcome)]
    return Figure(name, form, sum(map(good, counted)), len(counted), bar, at_most)


def _symptoms(form: str, found: Sequence[Outcome]) -> Iterator[Figure]:
    told = [o for o in found if o.case.intent == "report_symptoms"]
    both = sum(len(o.symptoms & o.case.symptoms) for o in told)
    yield Figure("symptoms: precision", form, both, sum(len(o.symptoms) for o in told), 0.95)
    yield Figure("symptoms: recall", form, both, sum(len(o.case.symptoms) for o in told), 0.95)


def _has_route(outcome: Outcome) -> bool:
    return outcome.case.first is not None


def _has_place(outcome: Outcome) -> bool:
    return outcome.case.place not in (None, "outside")


def _everyday(outcome: Outcome) -> bool:
    return outcome.case.intent == "out_of_scope"
