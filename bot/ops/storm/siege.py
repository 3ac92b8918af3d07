"""Sends hostile requests to the real servers and says whether they held: no 5xx, nothing unsigned, no growth."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.channel.incoming import conversation_id
from bot.ops.storm.hostile import Hostile, Workshop
from bot.ops.storm.machines import PEPPER
from bot.ops.storm.stage import Plan, stage
from bot.store.tables import conversations, inbox, turns

IN_FLIGHT = 16
PATIENCE = 0.5
"""Seconds without a byte after which a request that is not finished is given up."""
ANSWER = 15.0
"""Seconds in which a whole request is answered at the latest."""
WARM_UP = 0.2
"""Share of the requests after which the server's memory is taken as its normal size."""
GROWTH = 48
"""MiB that it may be bigger at the end."""
CHECK_EVERY = 500
"""Requests between two honest messages, each of which must be answered."""
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


@dataclass(slots=True)
class Siege:
    """What came of a siege: statuses by kind, requests that broke a promise, memory of the server in MiB."""

    statuses: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: list[str] = field(default_factory=list)
    warm: float = 0.0
    end: float = 0.0

    @property
    def broken(self) -> list[str]:
        """The promises that were broken, in a sentence each."""
        grown = self.end - self.warm
        return [*self.failures, *([f"memory grew by {grown:.0f} MiB"] if grown > GROWTH else [])]


def siege(requests: int, seed: int = 607) -> Siege:
    """Starts the servers and sends ``requests`` hostile requests."""
    with tempfile.TemporaryDirectory(prefix="siege-") as folder:
        return asyncio.run(_siege(requests, seed, Path(folder)))


async def _siege(requests: int, seed: int, folder: Path) -> Siege:
    workshop, found = Workshop(seed), Siege()
    async with stage(Plan(), folder) as servers:
        port, pid = int(servers.door.rsplit(":", 1)[1]), servers.rasa[0].pid
        for done in range(0, requests, CHECK_EVERY):
            await _wave(workshop, port, min(CHECK_EVERY, requests - done), found)
            if done <= requests * WARM_UP:
                found.warm = megabytes(pid)
        found.end = megabytes(pid)
        found.failures += _unsigned_traces(servers.engine, workshop)
    return found


async def _wave(workshop: Workshop, port: int, requests: int, found: Siege) -> None:
    """Some hostile requests at a time, then an honest message."""
    room = asyncio.Semaphore(IN_FLIGHT)

    async def one(hostile: Hostile) -> None:
        async with room:
            note(hostile, await send(port, hostile.wire), found)

    await asyncio.gather(*(one(workshop.make()) for _ in range(requests)))
    honest = await send(port, workshop.signed(workshop.form()))
    if honest != ["200"]:
        found.failures.append(f"an honest message among the hostile requests got {honest}")


def note(hostile: Hostile, statuses: list[str], found: Siege) -> None:
    """Counts the statuses of a request; a 5xx breaks a promise."""
    found.statuses[hostile.kind].update(statuses or ["closed"])
    if any(status.startswith("5") for status in statuses):
        found.failures.append(f"{hostile.kind}: {statuses} for {hostile.wire[:300]!r}")


async def send(port: int, wire: bytes) -> list[str]:
    """Sends bytes; the statuses of all answers until the server closes, or waits for the rest of a request."""
    said = bytearray()
    try:
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), ANSWER)
    except (OSError, asyncio.TimeoutError):
        return []
    try:
        writer.write(wire)
        while piece := await asyncio.wait_for(reader.read(65536), ANSWER if _is_whole(wire) and not said else PATIENCE):
            said += piece
    except (OSError, asyncio.TimeoutError):
        pass  # what was said until then counts
    finally:
        writer.transport.abort()
    return [status.decode() for status in _STATUS.findall(bytes(said))]


def _is_whole(wire: bytes) -> bool:
    """Whether a server has no reason to wait for more: a head, and a body as long as the head says."""
    head, found, body = wire.partition(b"\r\n\r\n")
    lengths = re.findall(rb"(?im)^Content-Length: (\d+)\r?$", head)
    return bool(found) and lengths == [b"%d" % len(body)] and b"Transfer-Encoding" not in head


def _unsigned_traces(engine: Engine, workshop: Workshop) -> list[str]:
    """What is in the database and came from no signed request."""
    with engine.connect() as connection:
        names = {row[0] for table in (inbox, turns) for row in connection.execute(select(table.c.message))}
        people = {row[0] for row in connection.execute(select(conversations.c.conversation))}
    known = {conversation_id(number.removeprefix("whatsapp:"), PEPPER) for number in workshop.senders}
    strange = [f"unsigned, and in the database: {name}" for name in names - workshop.names]
    return strange + [f"a conversation of nobody: {person}" for person in people - known]


def megabytes(pid: int) -> float:
    """The resident memory of a process in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


def lines(requests: int, found: Siege) -> list[tuple[str, str]]:
    """The lines of the report."""
    by_kind = [(kind, _shares(counts)) for kind, counts in sorted(found.statuses.items())]
    memory = f"{found.warm:.0f} MiB after the warm-up, {found.end:.0f} MiB at the end"
    return [
        ("requests", f"{requests:,}"),
        *by_kind,
        ("memory of the Rasa server", memory),
        ("promises broken", "; ".join(found.broken[:5]) or "none"),
    ]


def _shares(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{status} {count:,}x" for status, count in sorted(counts.items()))
