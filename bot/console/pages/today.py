"""Today: how many wrote, how, to whom they were sent, how many were not understood, how long they waited."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.state import LONGEST
from bot.console.visit import Visit
from bot.console.words import phrase
from bot.store.figures import BUCKETS

SPANS = (7, LONGEST)
MOST_USED = 10


def show(visit: Visit) -> Response:
    """The figures of the last seven or thirty days."""
    days = LONGEST if visit.asked("days") == str(LONGEST) else SPANS[0]
    figures = visit.console.figures_of(days)
    services = visit.console.directory.services
    named = [
        (services[name].names.in_form(visit.user.language) if name in services else visit.say("no_service"), n)
        for name, n in figures.services.most_common(MOST_USED)
    ]
    return visit.page(
        "today.html",
        days=days,
        spans=SPANS,
        figures=figures,
        services=named,
        channels=[(phrase("channels", name, visit.user.language), n) for name, n in figures.channels.most_common()],
        written=[(phrase("forms", name, visit.user.language), n) for name, n in figures.forms.most_common()],
        waits=[(f"≤ {bound / 1000:g} s", figures.waits[bound]) for bound in BUCKETS]
        + [(visit.say("longer"), figures.waits[0])],
        waiting=sum(visit.console.queue.left().values()),
    )
