"""Map of need: where people ask for what, and where more of them do than usual."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from bot.console.state import LONGEST
from bot.console.surge import CHANCE, LEAST, NEEDED, Surge
from bot.console.tiles import COLUMNS, ROWS, Tile, tiles
from bot.console.visit import Visit
from bot.console.words import all_words, phrase
from bot.store.figures import EPOCH, day_of
from bot.store.needs import Needs

PEOPLE, UNCLEAR = "people", "unclear"
SPANS = {"day": 1, "week": 7}
SHADES = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """A district on the map: its name, its figure (None: too few people), its shade, whether it surges."""

    name: str
    tile: Tile
    figure: int | None
    shade: int
    surges: bool


def show(visit: Visit) -> Response:
    """The map of one day, or of the seven days that end with it."""
    console, language = visit.console, visit.user.language
    kind = visit.asked("show") if visit.asked("show") in (UNCLEAR, *all_words()["groups"]) else PEOPLE
    span = visit.asked("span") if visit.asked("span") in SPANS else "day"
    day, problem = _day(visit)
    days = range(day - SPANS[span] + 1, day + 1)
    found = [console.needs_of(each) for each in days]
    surges = console.surges_of(day)
    names = console.names("districts", language)
    sums = _figures(found, kind)
    return visit.page(
        "map.html",
        kinds=[(PEOPLE, visit.say("map_people")), (UNCLEAR, visit.say("map_unclear")), *_groups(language)],
        kind=kind,
        span=span,
        spans=SPANS,
        day=EPOCH + timedelta(days=day),
        days=[EPOCH + timedelta(days=each) for each in range(_today(), _today() - LONGEST, -1)],
        problem=visit.say("map_bad_day", day=visit.asked("day")) if problem else "",
        shown=_shown(sums, names, {surge.district for surge in surges or []}),
        surges=None if surges is None else [_named(surge, names, language) for surge in surges],
        unknown=_figures(found, PEOPLE, placed=False).get("", 0),
        grid=(COLUMNS, ROWS),
        least=LEAST,
        needed=NEEDED,
        chance=round(CHANCE * 10_000),
    )


def _groups(language: str) -> list[tuple[str, str]]:
    return [(name, phrase("groups", name, language)) for name in all_words()["groups"]]


def _today() -> int:
    return day_of(time.time())


def _day(visit: Visit) -> tuple[int, bool]:
    """The day asked for, or the last that is over; and whether what was asked is no day that can be shown."""
    asked, newest = visit.asked("day"), _today() - 1
    try:
        day = (date.fromisoformat(asked) - EPOCH).days if asked else newest
    except ValueError:
        return newest, True
    return (day, False) if 0 <= _today() - day < LONGEST else (newest, True)


def _figures(found: list[Needs], kind: str, *, placed: bool = True) -> dict[str, int]:
    """The figure of each district; without those of too few people on each day: one person may write on several."""
    people: Counter[str] = Counter()
    most: dict[str, int] = {}
    messages: Counter[str] = Counter()
    unclear: Counter[str] = Counter()
    for needs in found:
        of_kind = {d: n for (d, group), n in needs.groups.items() if group == kind}
        on_day = needs.people if kind in (PEOPLE, UNCLEAR) else of_kind
        people.update(on_day)
        most.update({district: max(n, most.get(district, 0)) for district, n in on_day.items()})
        messages.update(needs.messages)
        unclear.update(needs.unclear)
    enough = {district: n for district, n in people.items() if bool(district) == placed and most[district] >= LEAST}
    if kind == UNCLEAR:
        return {district: round(100 * unclear[district] / messages[district]) for district in enough}
    return enough


def _shown(figures: dict[str, int], names: dict[str, str], surging: set[str]) -> list[Shown]:
    most = max([*figures.values(), 1])
    return [
        Shown(names[d], tile, figures.get(d), min(SHADES - 1, SHADES * figures.get(d, 0) // (most + 1)), d in surging)
        for d, tile in sorted(tiles().items(), key=lambda each: names[each[0]])
    ]


def _named(surge: Surge, names: dict[str, str], language: str) -> dict[str, object]:
    """A surge in words."""
    return {
        "district": names.get(surge.district, surge.district),
        "group": phrase("groups", surge.group, language),
        "people": surge.people,
        "days": surge.days,
        "expected": f"{surge.expected:.1f}",
    }
