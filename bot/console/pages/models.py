"""Models: which is live and since when, their scores; promote one, go back to the former one."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.labelling import first
from bot.console.releases import Releases
from bot.console.visit import Visit
from bot.ops.environment import CannotStart


def show(visit: Visit) -> Response:
    """All models, newest first."""
    releases = visit.console.releases()
    return visit.page("models.html", there=releases is not None, releases=releases.releases() if releases else ())


def promote(visit: Visit) -> Response:
    """Puts a model live, if the bars let it or a reason is given."""
    name, reason = first(visit.form, "model"), first(visit.form, "reason").strip()
    _releases(visit).promote(name, visit.user.name, reason or None)
    return visit.go("/models", visit.say("promoted", model=name))


def roll_back(visit: Visit) -> Response:
    """Puts the former model live again."""
    _releases(visit).roll_back(visit.user.name)
    return visit.go("/models", visit.say("rolled_back"))


def _releases(visit: Visit) -> Releases:
    releases = visit.console.releases()
    if releases is None:
        raise CannotStart(visit.say("no_releases"))
    return releases
