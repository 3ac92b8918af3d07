"""The report of a storm: a table, and the page docs/storm.md with one section for each stage it was played on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.ops.environment import ROOT
from bot.ops.storm.judge import Evidence, Verdict, counts, percentile, sid
from bot.ops.storm.stage import Plan

PAGE = ROOT / "docs" / "storm.md"
SIEGE = "Hostile requests"
SAFE = {
    "failed": "Rasa or the action server failed",
    "late": "the turn took longer than the deadline",
    "store_down": "the database did not answer",
    "shed": "too many messages at once",
}
"""Outcomes that give the safe text, and why."""


def title(plan: Plan) -> str:
    """What a storm was played on."""
    servers = "one Rasa server" if plan.servers == 1 else f"{plan.servers} Rasa servers"
    return f"Storm: {servers}, {'SQLite' if plan.database == 'sqlite' else 'PostgreSQL'}"


def rows(plan: Plan, seen: Evidence, verdict: Verdict) -> list[tuple[str, str]]:
    """The lines of the table."""
    messages = {sid(d) for d in seen.deliveries}
    answered = [d for d in seen.deliveries if d.replies]
    outcomes, struck = counts(seen), Counter(seen.faults)
    seconds, dark = [d.seconds for d in answered], sum(end - begin for begin, end in seen.dark)
    return [
        ("messages", f"{len(messages):,} at {plan.rate:g} a second, at most {plan.in_flight} in flight"),
        ("deliveries", f"{len(seen.deliveries):,}, of which {len(seen.deliveries) - len(messages):,} second ones"),
        ("faults", ", ".join(f"{name} {times}x" for name, times in struck.items())),
        ("tries after a failed one", f"{sum(len(d.tries) - 1 for d in seen.deliveries):,}"),
        ("messages with exactly one answer", f"{len({sid(d) for d in answered}):,}"),
        ("answered by the assistant", f"{outcomes['answered'] + outcomes['recovered']:,}"),
        *((f"safe text: {why}", f"{outcomes[name]:,}") for name, why in SAFE.items()),
        ("turn found done after a crash", f"{outcomes['recovered']:,}"),
        ("lost beyond retry: no server up, fallback text", f"{len(verdict.lost):,}, in {dark:.0f} s without a server"),
        ("two answers: servers could not ask the database", f"{len(verdict.parted):,}"),
        ("processed twice", f"{sum(times > 1 for times in seen.kept.values()):,}"),
        ("slowest answer", f"{max(seconds, default=0):.2f} s"),
        ("p50, p95, p99", ", ".join(f"{percentile(seconds, share):.2f} s" for share in (0.5, 0.95, 0.99))),
        ("promises broken", "; ".join(verdict.broken) or "none"),
    ]


def table(lines: list[tuple[str, str]]) -> str:
    """The lines as a table that reads well in a terminal too."""
    width = max(len(name) for name, _ in lines)
    return "\n".join(["| | |", "|---|---|", *(f"| {name:<{width}} | {value} |" for name, value in lines)])


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Puts a table under its title on the page, in place of the one from before."""
    head, *sections = page.read_text(encoding="utf-8").split("\n## ")
    kept = {section.split("\n")[0]: section.rstrip() for section in sections}
    kept[name] = f"{name}\n\n{text}"
    page.write_text("\n\n## ".join([head.rstrip(), *(kept[each] for each in sorted(kept))]) + "\n", encoding="utf-8")
