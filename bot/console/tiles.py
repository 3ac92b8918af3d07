"""A map of tiles: each district a square, placed as near as may be to where its headquarters lies."""

from __future__ import annotations

import functools

import numpy as np
from scipy.optimize import linear_sum_assignment

from bot.directory import default_directory

COLUMNS, ROWS = 11, 8
Tile = tuple[int, int]


@functools.cache
def tiles() -> dict[str, Tile]:
    """Column and row of each district, from the north-west; no two on one tile, the squares of the ways least."""
    districts = default_directory().districts
    seats = np.array([(d.headquarters.lon, -d.headquarters.lat) for d in districts.values()])
    low, high = seats.min(axis=0), seats.max(axis=0)
    wanted = (seats - low) / (high - low) * (COLUMNS - 1, ROWS - 1)
    grid = np.array([(column, row) for row in range(ROWS) for column in range(COLUMNS)], dtype=float)
    ways = ((wanted[:, None, :] - grid[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(ways)
    return {name: (int(at % COLUMNS), int(at // COLUMNS)) for name, at in zip(districts, chosen, strict=True)}
