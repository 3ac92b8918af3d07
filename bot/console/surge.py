"""Which counts of the last days are more than chance: a negative-binomial limit over the weeks before. Pure.

People ask more on Mondays, and counts scatter more than a Poisson law says. So the mean of a series is taken over
BASELINE days that end LAG days before the day in question, each weekday has a factor from all series together, and the
scatter beyond Poisson is estimated from all series together. The last one, two and three days are compared with what
the negative binomial law expects of them, the uncertainty of the mean included. How well it finds: `bench/surge.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

BASELINE = 21
"""Days over which the usual is measured; whole weeks."""
LAG = 3
"""Days before the day in question that are no part of the usual: a surge may have begun in them."""
NEEDED = BASELINE + LAG
"""Days of history before the day in question."""
SPANS = (1, 2, 3)
"""Days that are looked at together."""
CHANCE = 4e-4
"""Probability under which a count is no chance; together with SPANS: about one false flag a district and quarter."""
LEAST = 5
"""Fewer people on each of the days are never a surge, and never shown: one person may write on several days."""
LEAST_SCATTER = 0.02
"""Scatter beyond Poisson, as the square of a coefficient of variation, that is assumed in any case."""
LEAST_USUAL = 0.1
"""People a day that are assumed in any case."""
Key = tuple[str, str]
Days = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Surge:
    """More people than usual: over the last ``days`` days, how many, how many were expected, how improbable it is."""

    district: str
    group: str
    days: int
    people: int
    expected: float
    chance: float


def surges(series: Mapping[Key, Sequence[int]]) -> list[Surge]:
    """The surges on the last day of the series (by district and group), the least probable first.

    Each series has the people of NEEDED days and of the day in question, oldest first.

    Raises:
        ValueError: when a series has another length.

    """
    counts = {key: np.asarray(days, dtype=float) for key, days in series.items()}
    for key, days in counts.items():
        if len(days) != NEEDED + 1:
            raise ValueError(f"the series of {key} has {len(days)} days; give {NEEDED + 1}")
    if not counts:
        return []
    together = np.stack(list(counts.values()))
    factors = _weekdays(together.sum(axis=0))
    scatter = _scatter(together[:, :BASELINE], factors[:BASELINE])
    found = (_look(key, days, factors, scatter) for key, days in counts.items())
    return sorted((surge for surge in found if surge), key=lambda surge: surge.chance)


def _weekdays(total: Days) -> Days:
    """For each day its weekday's share of the usual, times seven; drawn towards one where there are few people."""
    weeks = total[:BASELINE].reshape(-1, 7).sum(axis=0) + 7.0
    return np.resize(weeks / weeks.mean(), len(total))


def _scatter(counts: Days, factors: Days) -> float:
    """The scatter beyond Poisson of all series (rows): variance = mean + scatter * mean ** 2."""
    usual = counts.mean(axis=1, keepdims=True) * factors
    beyond = ((counts - usual) ** 2).sum() * BASELINE / (BASELINE - 1) - usual.sum()
    return max(float(beyond / max((usual**2).sum(), 1e-9)), LEAST_SCATTER)


def _look(key: Key, days: Days, factors: Days, scatter: float) -> Surge | None:
    usual = max(float(days[:BASELINE].mean()), LEAST_USUAL)
    spans = [span for span in SPANS if days[-span:].max() >= LEAST]
    seen = [_span(key, days[-span:], usual * factors[-span:], usual, scatter) for span in spans]
    least = min(seen, key=lambda surge: surge.chance, default=None)
    return least if least and least.chance < CHANCE else None


def _span(key: Key, days: Days, expected: Days, usual: float, scatter: float) -> Surge:
    people, mean = int(days.sum()), float(expected.sum())
    unsure = (1 / usual + scatter) / BASELINE * mean**2
    variance = mean + scatter * float((expected**2).sum()) + unsure
    return Surge(*key, len(days), people, mean, _at_least(people, mean, variance))


def _at_least(people: int, mean: float, variance: float) -> float:
    """The probability of so many people or more under a negative binomial law."""
    if people == 0:
        return 1.0
    size = mean**2 / (variance - mean)
    return float(betainc(people, size, mean / (mean + size)))
