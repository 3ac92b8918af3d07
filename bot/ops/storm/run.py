"""The command: plays a storm, prints the report, keeps it when asked to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import typer

from bot.ops.storm.conduct import storm
from bot.ops.storm.judge import judge
from bot.ops.storm.report import rows, table, title
from bot.ops.storm.report import write as keep
from bot.ops.storm.stage import Plan
from bot.ops.train import train


def run(messages: int, rate: float, servers: int, database: str, *, write: bool) -> int:
    """Plays a storm; the exit code: 1 when a promise is broken."""
    plan = Plan(messages=messages, rate=rate, servers=servers, database=database)
    train(if_needed=True)
    typer.echo(f"Storm on {title(plan)}: {messages:,} messages, about {messages / rate / 60 + 2:.0f} minutes.")
    folder = Path(tempfile.mkdtemp(prefix="storm-"))
    seen = storm(plan, folder)
    verdict = judge(seen)
    report = table(rows(plan, seen, verdict))
    typer.echo(report)
    if write:
        keep(plan, report)
    if verdict.broken:
        typer.echo(f"Logs and database: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0
