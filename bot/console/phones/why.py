"""Why a reply came about: what was read in the message, what the running assistant decided, on whose word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.directory import Directory
from bot.matching import default_matcher
from bot.routing import Channel, Need, choose
from bot.store.tables import turns
from bot.text import clean

Row = tuple[str, str]
"""The name of a word of the console (words.yml) and what stands beside it."""


def why(engine: Engine, sid: str, text: str, directory: Directory) -> list[Row]:
    """What is known of a turn; only what was read when the assistant kept nothing of it."""
    reading = default_matcher().read(clean(text))
    words = " ".join(f"{word.text}={word.key}" for word in reading.words)
    turn = _turn(engine, sid)
    rows = [("why_words", words), *(_decided(turn, directory) if turn else [("why_nothing", "")])]
    return [(name, value) for name, value in rows if value or name == "why_nothing"]


def _turn(engine: Engine, sid: str) -> Mapping[str, Any] | None:
    try:
        with engine.connect() as connection:
            row = connection.execute(select(turns).where(turns.c.message == sid)).mappings().first()
            return dict(row) if row else None
    except SQLAlchemyError:
        return None


def _decided(turn: Mapping[str, Any], directory: Directory) -> Iterator[Row]:
    sureness = f" {turn['sureness']:.2f}" if turn["sureness"] is not None else ""
    yield "form", turn["form"] or ""
    yield "why_intent", f"{turn['intent'] or '–'}{sureness} ({turn['by'] or '–'})"
    yield "symptoms", turn["symptoms"].replace(",", ", ")
    yield "signs", turn["danger_signs"].replace(",", ", ")
    yield "why_district", turn["district"] or ""
    yield "why_rule", turn["reason"] or ""
    yield "source", _source(turn, directory)
    yield "why_outcome", f"{turn['outcome']}, {turn['milliseconds']} ms"


def _source(turn: Mapping[str, Any], directory: Directory) -> str:
    """The clause that the choice of the service rests on."""
    if turn["service"] not in directory.services:
        return ""
    need = Need(
        symptoms=tuple(filter(None, turn["symptoms"].split(","))),
        dangers=tuple(filter(None, turn["danger_signs"].split(","))),
        district=turn["district"] if turn["district"] in directory.districts else None,
        channel=cast(Channel, turn["channel"]),
    )
    route = choose(need, directory)
    source = route.source if route.first == turn["service"] else directory.services[turn["service"]].source
    return f"{source.document}, {source.date}, {source.paragraph}"
