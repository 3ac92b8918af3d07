"""The commands: play a storm or a siege, print the report, keep it when asked to."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import typer

from bot.ops.storm.conduct import storm
from bot.ops.storm.judge import judge
from bot.ops.storm.report import SIEGE, rows, table, title
from bot.ops.storm.report import write as keep
from bot.ops.storm.siege import lines, siege
from bot.ops.storm.stage import Plan
from bot.ops.train import train


def run_storm(messages: int, rate: float, servers: int, database: str, *, write: bool) -> int:
    """Plays a storm; the exit code: 1 when a promise is broken."""
    plan = Plan(messages=messages, rate=rate, servers=servers, database=database)
    train(if_needed=True)
    typer.echo(f"{title(plan)}: {messages:,} messages, about {messages / rate / 60 + 2:.0f} minutes.")
    folder = Path(tempfile.mkdtemp(prefix="storm-"))
    seen = storm(plan, folder)
    verdict = judge(seen)
    _show(title(plan), table(rows(plan, seen, verdict)), write)
    if verdict.broken:
        typer.echo(f"Logs and database: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


def run_siege(requests: int, *, write: bool) -> int:
    """Sends hostile requests; the exit code: 1 when a promise is broken."""
    train(if_needed=True)
    typer.echo(f"Siege: {requests:,} hostile requests.")
    found = siege(requests)
    _show(SIEGE, table(lines(requests, found)), write)
    return 1 if found.broken else 0


def _show(name: str, report: str, write: bool) -> None:
    typer.echo(report)
    if write:
        keep(name, report)
