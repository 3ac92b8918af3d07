"""The audit log: who changed what and when, one JSON object a line, only ever appended to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bot.ops.environment import ROOT, CannotStart

AUDIT = ROOT / "var" / "audit.jsonl"
TAIL = 256 * 1024
"""Bytes at the end of the log that are read for showing."""
NOT_DONE = "not_done"
"""What follows an entry whose change failed."""


def note(who: str, what: str, path: Path = AUDIT, **details: Any) -> None:
    """Appends one entry; ``details`` are plain values.

    Raises:
        CannotStart: when the log cannot be written; the caller then changes nothing.

    """
    entry = {"at": datetime.now(timezone.utc).isoformat(timespec="seconds"), "who": who, "what": what, **details}
    line = json.dumps(entry, ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line.encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        raise CannotStart(f"{path} could not be written ({error.strerror}); nothing was changed.") from error


@contextmanager
def noted(who: str, what: str, path: Path = AUDIT, **details: Any) -> Iterator[None]:
    """Notes a change before it is made, and that it was not made when it fails."""
    note(who, what, path, **details)
    try:
        yield
    except Exception as error:
        note(who, NOT_DONE, path, of=what, because=str(error) or type(error).__name__)
        raise


def entries(path: Path = AUDIT) -> list[dict[str, Any]]:
    """The last entries, newest first; a line that was cut off by a crash is left out."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        start = max(0, path.stat().st_size - TAIL)
        file.seek(start)
        lines = file.read().decode("utf-8", "replace").splitlines()
    return [entry for line in reversed(lines[1 if start else 0 :]) if (entry := _entry(line))]


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and {"at", "who", "what"} <= entry.keys() else None
