"""The messages that a person should look at: which come first, and what becomes of them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.engine import Engine

from bot.store.dialect import put
from bot.store.tables import OPEN, labels, turns

WEIGHTS = {"disagreed": 6, "rephrased": 5, "unclear": 4, "unknown_words": 3, "unsure": 2, "sample": 1}
"""How much there is to learn from a message, by why it is to be looked at; no two alike."""
MOST_COUNTED = 20
"""Times a message came beyond which it is no more useful."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of the same words that wait for a label: the key they share, how many, why."""

    key: str
    message: str
    form: str
    times: int
    reason: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label that was given: to which turns, by whom, what (see bot/console/labelling.py)."""

    key: str
    message: str
    who: str
    at: float
    label: Mapping[str, Any]


def waiting(engine: Engine, form: str, most: int) -> list[Waiting]:
    """What waits in a form ("" is a form nobody could tell), most useful first."""
    weight = case(WEIGHTS, value=turns.c.review, else_=1)
    times = func.count()
    counted = case((times > MOST_COUNTED, MOST_COUNTED), else_=times)
    told = turns.c.form.is_(None) if form == "" else turns.c.form == form
    asked = (
        select(turns.c.key, func.max(turns.c.message), times, func.max(weight))
        .where(OPEN, told, turns.c.key.not_in(select(labels.c.key)))
        .group_by(turns.c.key)
        .order_by((func.max(weight) * counted).desc(), func.max(turns.c.at).desc())
        .limit(most)
    )
    reasons = {weight: reason for reason, weight in WEIGHTS.items()}
    with engine.connect() as connection:
        return [Waiting(key, sid, form, n, reasons[w]) for key, sid, n, w in connection.execute(asked)]


def counts(engine: Engine) -> dict[str, int]:
    """How many different messages wait in each form."""
    asked = (
        select(func.coalesce(turns.c.form, ""), func.count(turns.c.key.distinct()))
        .where(OPEN, turns.c.key.not_in(select(labels.c.key)))
        .group_by(turns.c.form)
    )
    with engine.connect() as connection:
        return {form: n for form, n in connection.execute(asked)}


def turn(engine: Engine, message: str) -> Mapping[str, Any] | None:
    """What is kept of a message."""
    with engine.connect() as connection:
        row = connection.execute(select(turns).where(turns.c.message == message)).mappings().first()
    return dict(row) if row else None


def label_of(engine: Engine, key: str) -> Label | None:
    """The label that the messages of a key have."""
    with engine.connect() as connection:
        row = connection.execute(select(labels).where(labels.c.key == key)).mappings().first()
    return _label(row) if row else None


def last_label(engine: Engine, who: str) -> Label | None:
    """The latest label that somebody gave."""
    asked = select(labels).where(labels.c.who == who).order_by(labels.c.at.desc()).limit(1)
    with engine.connect() as connection:
        row = connection.execute(asked).mappings().first()
    return _label(row) if row else None


def _label(row: Mapping[str, Any]) -> Label:
    return Label(row["key"], row["message"], row["who"], row["at"], json.loads(row["label"]))


def labels_of_today(engine: Engine, who: str, since: float) -> int:
    """How many labels somebody gave since a moment."""
    asked = select(func.count()).select_from(labels).where(labels.c.who == who, labels.c.at >= since)
    with engine.connect() as connection:
        return int(connection.execute(asked).scalar() or 0)


def keep_label(engine: Engine, key: str, message: str, who: str, label: Mapping[str, Any]) -> None:
    """Keeps a label; the messages of its key no longer wait."""
    row = {"key": key, "message": message, "who": who, "at": time.time(), "label": json.dumps(label)}
    with engine.begin() as connection:
        put(connection, labels, row)
        connection.execute(update(turns).where(turns.c.key == key).values(labelled=True))


def drop_label(engine: Engine, key: str) -> None:
    """Forgets a label; the messages of its key wait again."""
    with engine.begin() as connection:
        connection.execute(delete(labels).where(labels.c.key == key))
        connection.execute(update(turns).where(turns.c.key == key).values(labelled=False))
