"""Conversations for Rasa: one row for each person, with what the next turn needs; the cost of a turn stays the same.

Rasa's SQL store keeps every event and replays all of them at each turn. Here a row holds the slots and the events of
the last turns. Statements run in threads, so that a slow database does not hold up other people's messages.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from bot import settings
from bot.store.dialect import put
from bot.store.engine import engine_for
from bot.store.tables import conversations

logger = logging.getLogger(__name__)
TURNS = 2
"""Turns whose events are kept; the rules look at one, and a repeated message is looked for in the last."""


class Trackers(TrackerStore):
    """Named in endpoints.yml; the database comes from DATABASE_URL."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._engine = engine_for(settings.read().database_url)
        self._unread: set[str] = set()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps a conversation in place of what was kept before; one that could not be read is left as it was."""
        if not tracker.events:
            return
        if tracker.sender_id in self._unread:
            self._unread.discard(tracker.sender_id)
            logger.error("A conversation that could not be read was left as it was; this turn is not in it.")
            return
        await self.stream_events(tracker)
        row = {"conversation": tracker.sender_id, "tracker": _packed(tracker), "seen_at": time.time()}
        try:
            await asyncio.to_thread(self._write, row)
        except SQLAlchemyError as error:  # raised further, Rasa would keep it in memory for good
            logger.error("A conversation could not be kept (%s); this turn is not in it.", type(error).__name__)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as it was kept.

        When it cannot be read, Rasa catches the error and goes on with an empty one, which must not replace it.
        """
        self._unread.add(sender_id)
        packed = await asyncio.to_thread(self._read, sender_id)
        self._unread.discard(sender_id)
        if packed is None:
            return None
        events = _unpacked(json.loads(packed))
        return DialogueStateTracker.from_events(sender_id, evts=events, slots=self.domain.slots)

    async def delete(self, sender_id: str) -> None:
        """Forgets a conversation."""
        await asyncio.to_thread(self._delete, sender_id)

    async def keys(self) -> Iterable[str]:
        """The codes of all conversations."""
        return await asyncio.to_thread(self._keys)

    def _write(self, row: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            put(connection, conversations, row)

    def _read(self, sender_id: str) -> str | None:
        asked = select(conversations.c.tracker).where(conversations.c.conversation == sender_id)
        with self._engine.connect() as connection:
            found = connection.execute(asked).scalar()
        return None if found is None else str(found)

    def _delete(self, sender_id: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(conversations).where(conversations.c.conversation == sender_id))

    def _keys(self) -> list[str]:
        with self._engine.connect() as connection:
            return [str(row[0]) for row in connection.execute(select(conversations.c.conversation))]


def _packed(tracker: DialogueStateTracker) -> str:
    """The slots as they were before the kept turns, and the events of those turns, as JSON."""
    events = list(tracker.events)
    first = _start_of_turns(events)
    slots = {event.key: event.value for event in events[:first] if isinstance(event, SlotSet)}
    kept = [event.as_dict() for event in events[first:]]
    return json.dumps({"slots": slots, "events": kept}, ensure_ascii=False, separators=(",", ":"))


def _start_of_turns(events: Sequence[Event]) -> int:
    """The place of the first event of the last turns; 0 when there are not that many."""
    places = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    return places[-TURNS] if len(places) > TURNS else 0


def _unpacked(kept: dict[str, Any]) -> list[Event]:
    """The events from which Rasa rebuilds the conversation: a session with the slots set, then the last turns."""
    events: list[Event] = deserialise_events(kept["events"])
    if not kept["slots"]:
        return events
    at = events[0].timestamp if events else time.time()
    start: list[Event] = [ActionExecuted("action_session_start", timestamp=at), SessionStarted(timestamp=at)]
    start += [SlotSet(name, value, timestamp=at) for name, value in kept["slots"].items()]
    return [*start, ActionExecuted("action_listen", timestamp=at), *events]
