"""What is kept of a person between messages, and how a new message changes it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.routing import Channel, Need

NEED_LASTS = 12 * 3600
"""Seconds after which an unfinished need is forgotten; the district stays."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as understood. ``option`` is a menu number; ``services`` are those it names;
    ``adds`` says that it goes on with what was told before ("khansi bhi hai").
    """

    symptoms: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    unclear_danger: bool = False
    districts: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    outside: str | None = None
    patient: str | None = None
    services: tuple[str, ...] = ()
    option: int | None = None
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """The need in hand (symptoms, place), the service last named, those that failed, and when (epoch seconds)."""

    symptoms: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    unclear_danger: bool = False
    candidates: tuple[str, ...] = ()
    outside: str | None = None
    smartphone: bool = True
    service: str | None = None
    tried: tuple[str, ...] = ()
    menu: bool = False
    at: float = 0.0

    def as_slot(self) -> dict[str, Any]:
        """Plain data for a slot."""
        return asdict(self)


def recall(slot: Mapping[str, Any] | None, now: float) -> Memory:
    """The memory in a slot; what belongs to an old need is left out."""
    known = Memory.__dataclass_fields__
    kept: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in (slot or {}).items() if n in known}
    memory = Memory(**kept)
    return memory if now - memory.at < NEED_LASTS else Memory(smartphone=memory.smartphone, at=now)


def remember(memory: Memory, heard: Heard, now: float) -> Memory:
    """The memory after a message: a complaint starts a new need, a place belongs to the need in hand.

    Only a message that goes on ("khansi bhi hai") adds to the symptoms told before; danger signs of an
    earlier message never linger.
    """
    if heard.symptoms or heard.dangers or heard.unclear_danger:
        memory = replace(
            memory,
            symptoms=tuple(dict.fromkeys((*(memory.symptoms if heard.adds else ()), *heard.symptoms))),
            dangers=heard.dangers,
            unclear_danger=heard.unclear_danger,
            tried=(),
        )
    else:
        memory = replace(memory, dangers=(), unclear_danger=False)
    if heard.districts or heard.candidates or heard.outside:
        memory = replace(memory, candidates=heard.candidates, outside=heard.outside)
    return replace(memory, menu=False, at=now)


def need_of(memory: Memory, district: str | None, channel: Channel) -> Need:
    """The need that the memory and the known district make."""
    return Need(
        symptoms=memory.symptoms,
        dangers=memory.dangers,
        unclear_danger=memory.unclear_danger,
        district=None if memory.candidates or memory.outside else district,
        candidates=memory.candidates,
        outside=memory.outside,
        channel=channel,
        smartphone=memory.smartphone,
    )
