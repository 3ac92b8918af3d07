"""How much of a core a message costs: the processor time of each kind of process, which other work does not change."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def seconds(pids: Iterable[int]) -> float:
    """Processor seconds that processes and their children have used since they began."""
    wanted = set(pids)
    return sum(_used(fields) for fields in _processes() if wanted & {int(fields[0]), int(fields[3]), int(fields[4])})


def _used(fields: list[str]) -> float:
    return (int(fields[13]) + int(fields[14])) / TICKS


def _processes() -> Iterable[list[str]]:
    """The fields of /proc/PID/stat of each process: its id stands first, parent and group fourth and fifth."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            before, _, after = file.read_text(encoding="utf-8", errors="replace").rpartition(")")
        except OSError:
            continue  # it has ended meanwhile
        yield [before.split(" ", 1)[0], "", *after.split()]


def cost(before: Mapping[str, float], after: Mapping[str, float], messages: int) -> dict[str, float]:
    """Milliseconds of a core for each message, by kind of process."""
    return {name: 1000 * (after[name] - before[name]) / max(1, messages) for name in before}
