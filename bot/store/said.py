"""What was already said to a message: read from the conversation that Rasa kept, without Rasa."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.store.tables import conversations


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences that answered a message, and the names of their responses."""

    sentences: list[str]
    responses: list[str]


def said_after(engine: Engine, conversation: str, message: str) -> Said | None:
    """What was said in a turn that was kept; None when there was no such turn."""
    asked = select(conversations.c.tracker).where(conversations.c.conversation == conversation)
    with engine.connect() as connection:
        kept = connection.execute(asked).scalar()
    events = _turn_of(message, json.loads(kept)["events"] if kept else [])
    if events is None:
        return None
    spoken = [event for event in events if event["event"] == "bot" and event.get("text")]
    responses = [(event.get("metadata") or {}).get("utter_action", "") for event in spoken]
    return Said([str(event["text"]) for event in spoken], responses)


def _turn_of(message: str, events: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The events from a message of a person to the next one; None when the message is not there."""
    users = [place for place, event in enumerate(events) if event["event"] == "user"]
    starts = [place for place in users if events[place].get("message_id") == message]
    if not starts:
        return None
    ends = [place for place in users if place > starts[-1]]
    return events[starts[-1] + 1 : ends[0] if ends else None]
