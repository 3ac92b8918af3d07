"""Who needed what, where: people of one day by district and symptom group. Counts only; no text, no person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import case, distinct, func, select
from sqlalchemy.engine import Engine

from bot.store.figures import DAY, INDIA, UNCLEAR
from bot.store.tables import turns

DANGER = "danger"
"""The group of the danger signs."""


@dataclass
class Needs:
    """Of one day, by district ("" is unknown): people, messages, messages not understood; people by group too."""

    people: dict[str, int] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    unclear: dict[str, int] = field(default_factory=dict)
    groups: dict[tuple[str, str], int] = field(default_factory=dict)


def needs(engine: Engine, day: int, group_of: Mapping[str, str]) -> Needs:
    """What people needed on an Indian day (bot/store/figures.py); ``group_of`` has the group of each symptom."""
    start = day * DAY - INDIA
    on_day = (turns.c.at >= start, turns.c.at < start + DAY)
    unclear = func.sum(case((turns.c.intent == UNCLEAR, 1), else_=0))
    asked = select(turns.c.district, func.count(distinct(turns.c.conversation)), func.count(), unclear)
    told = select(turns.c.conversation, turns.c.district, turns.c.symptoms, turns.c.danger_signs).distinct()
    found, people = Needs(), defaultdict(set)
    with engine.connect() as connection:
        for district, persons, messages, not_understood in connection.execute(
            asked.where(*on_day).group_by(turns.c.district)
        ):
            place = district or ""
            found.people[place], found.messages[place], found.unclear[place] = persons, messages, not_understood
        for person, district, symptoms, dangers in connection.execute(told.where(*on_day)):
            groups = {group_of[name] for name in symptoms.split(",") if name in group_of}
            for group in groups | ({DANGER} if dangers else set()):
                people[district or "", group].add(person)
    found.groups = {key: len(persons) for key, persons in people.items()}
    return found
