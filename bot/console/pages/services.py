"""Services: the facts people are sent to, with their sources and their age. Read only."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from bot.console.visit import Visit

STALE_DAYS = 365
"""Days after which a fact must be confirmed anew."""


def show(visit: Visit) -> Response:
    """Every service, the oldest fact first."""
    today = date.today()
    found = sorted(visit.console.directory.services.values(), key=lambda service: service.verified_on)
    aged = [(service, (today - date.fromisoformat(service.verified_on)).days) for service in found]
    return visit.page("services.html", services=aged, stale_days=STALE_DAYS)
