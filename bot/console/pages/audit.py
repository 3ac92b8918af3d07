"""Audit: who changed what and when."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.visit import Visit
from bot.ops.audit import entries

MOST = 200
HEAD = ("at", "who", "what")


def show(visit: Visit) -> Response:
    """The latest changes, newest first."""
    found = entries(visit.console.places.audit)[:MOST]
    rows = [(entry, {name: value for name, value in entry.items() if name not in HEAD and value}) for entry in found]
    return visit.page("audit.html", rows=rows, most=MOST)
