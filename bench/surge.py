"""How well surges are found: PYTHONPATH=. python bench/surge.py. Seeded, made-up counts; no database.

Counts of 55 districts and 10 groups over 16 weeks: means between 1 and 40 people a day (a state in which some 6,000
people write each day), spread as the sizes of districts are (log-uniform), negative binomial with a coefficient of
variation of 0.25 beyond Poisson, fewer on Sundays, more on Mondays, 1 % growth a week. An outbreak is three times the
usual for seven days; 200 of them begin on random days in random series. The bar holds where at least two people a day
are usual: three times one is three, and fewer than five are never shown. A false flag is a run of flagged days without
outbreak.
"""

from __future__ import annotations

import sys

import numpy as np

from bot.console.surge import NEEDED, surges

SEED, DISTRICTS, GROUPS, QUARTER, OUTBREAKS = 607, 55, 10, 91, 200
LASTS, TIMES, BY_DAY = 7, 3.0, 3
WEEK = np.array([1.15, 1.05, 1.0, 1.0, 1.0, 1.0, 0.8])
FOUND_BAR, FALSE_BAR, REALISTIC = 0.9, 1.0, 2


def main() -> int:
    """Prints both figures; 1 when one misses its bar."""
    chance = np.random.default_rng(SEED)
    days = NEEDED + QUARTER
    means = np.exp(chance.uniform(np.log(1), np.log(40), (DISTRICTS, GROUPS)))
    usual = means[..., None] * np.resize(WEEK, days) * 1.01 ** (np.arange(days) / 7)
    false = _flags(_drawn(chance, usual), usual.shape[:2])
    found = _outbreaks(chance, usual)
    shares = {bound: np.mean([day < BY_DAY for mean, day in found if mean >= bound]) for bound in (0, REALISTIC, 5, 10)}
    a_quarter = false / DISTRICTS
    for bound, share in shares.items():
        print(f"outbreaks found by day {BY_DAY} where at least {bound:2} people a day are usual: {share:.1%}")
    print(f"false flags a district and quarter: {a_quarter:.2f}")
    return int(shares[REALISTIC] < FOUND_BAR or a_quarter > FALSE_BAR)


def _drawn(chance: np.random.Generator, usual: np.ndarray) -> np.ndarray:
    """Counts with the given means: Poisson whose mean scatters by a gamma law."""
    size = 1 / 0.25**2
    return chance.poisson(usual * chance.gamma(size, 1 / size, usual.shape))


def _flagged(counts: np.ndarray, day: int) -> set[tuple[int, int]]:
    series = {
        (str(d), str(g)): counts[d, g, day - NEEDED : day + 1].tolist()
        for d in range(counts.shape[0])
        for g in range(counts.shape[1])
    }
    return {(int(surge.district), int(surge.group)) for surge in surges(series)}


def _flags(counts: np.ndarray, shape: tuple[int, int]) -> int:
    """Runs of flagged days."""
    before: set[tuple[int, int]] = set()
    runs = 0
    for day in range(NEEDED, counts.shape[2]):
        now = _flagged(counts, day)
        runs += len(now - before)
        before = now
    return runs


def _outbreaks(chance: np.random.Generator, usual: np.ndarray) -> list[tuple[float, int]]:
    """For each outbreak the usual of its series, and the day on which it was flagged first."""
    found = []
    for _ in range(OUTBREAKS):
        d, g = int(chance.integers(DISTRICTS)), int(chance.integers(GROUPS))
        start = int(chance.integers(NEEDED, usual.shape[2] - LASTS))
        raised = usual.copy()
        raised[d, g, start : start + LASTS] *= TIMES
        counts = _drawn(chance, raised)
        days = (n for n in range(LASTS) if (d, g) in _flagged(counts, start + n))
        found.append((float(usual[d, g].mean()), next(days, LASTS)))
    return found


if __name__ == "__main__":
    sys.exit(main())
