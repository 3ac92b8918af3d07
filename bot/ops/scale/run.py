"""The command: plays it, prints the report."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import typer

from bot.ops.scale.conduct import Scaled, scale
from bot.ops.storm.judge import Verdict, judge
from bot.ops.storm.report import rows, table
from bot.ops.storm.stage import Plan
from bot.ops.train import train


def run(messages: int, rate: float, flood: float) -> int:
    """Plays the storm; the exit code: 1 when a promise is broken."""
    plan = Plan(messages=messages, rate=rate, servers=2, database="postgresql")
    train(if_needed=True)
    typer.echo(f"2 Rasa servers, 2 action servers, nginx, PostgreSQL, Redis: about {messages / rate / 40 + 2:.0f} min.")
    folder = Path(tempfile.mkdtemp(prefix="scale-"))
    seen = scale(plan, flood, folder)
    verdict = judge(seen.evidence)
    typer.echo(table([*rows(plan, seen.evidence, verdict), *_more(seen)]))
    if broken(seen, verdict):
        typer.echo(f"Broken: {'; '.join(broken(seen, verdict))}\nLogs: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def broken(seen: Scaled, verdict: Verdict) -> list[str]:
    """The promises that were broken: the storm's, none lost with two servers, and the order."""
    lost = [f"lost: {len(verdict.lost)}"] if verdict.lost else []
    swapped = [f"not in order: {'; '.join(seen.order.swapped[:3])}"] if seen.order.swapped else []
    return [*verdict.broken, *lost, *swapped]


def _more(seen: Scaled) -> list[tuple[str, str]]:
    found = seen.order
    lines = [
        ("pairs of one person's messages, in order", f"{found.pairs - found.in_faults - len(found.swapped):,}"),
        ("pairs out of order", f"{len(found.swapped):,}"),
        ("pairs while something was broken", f"{found.in_faults:,}, {found.swapped_in_faults:,} out of order"),
    ]
    if seen.speeds:
        two, one, cost = seen.speeds.two, seen.speeds.one, seen.speeds.cost
        lines += [
            ("messages a second with two servers, with one", f"{two:.0f}, {one:.0f}; {two / max(one, 0.1):.2f} times"),
            ("milliseconds of a core a message", ", ".join(f"{name} {spent:.1f}" for name, spent in cost.items())),
        ]
    return lines
