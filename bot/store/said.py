"""What was already said to a message: read from the conversation that Rasa kept, without Rasa."""

from __future__ import annotations

import json

from sqlalchemy import select
from sqlalchemy.engine import Engine

from bot.store.tables import conversations


def said_after(engine: Engine, conversation: str, message: str) -> list[str] | None:
    """The sentences that answered a message in a turn that was kept; None when there was no such turn."""
    asked = select(conversations.c.tracker).where(conversations.c.conversation == conversation)
    with engine.connect() as connection:
        kept = connection.execute(asked).scalar()
    events = json.loads(kept)["events"] if kept else []
    places = [i for i, event in enumerate(events) if event["event"] == "user" and event.get("message_id") == message]
    if not places:
        return None
    sentences = []
    for event in events[places[-1] + 1 :]:
        if event["event"] == "user":
            break
        if event["event"] == "bot" and event.get("text"):
            sentences.append(str(event["text"]))
    return sentences
