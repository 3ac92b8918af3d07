"""Conversations as Rasa keeps them through our store, with a database that goes away."""

import asyncio
import sqlite3

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered

from bot.store import trackers
from bot.store.engine import engine_for
from bot.store.schema import migrate

DOMAIN = Domain.from_yaml("slots: {district: {type: text, mappings: [{type: custom}]}}")


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'sehat.db'}")
    monkeypatch.setattr("bot.store.engine.PATIENCE", 0.2)
    migrate(engine_for(f"sqlite:///{tmp_path / 'sehat.db'}"))
    return tmp_path / "sehat.db"


@pytest.fixture
def store(file):
    """As Rasa uses it: behind the wrapper that swallows every error."""
    return FailSafeTrackerStore(trackers.Trackers(DOMAIN))


async def turn(store, text, district=None):
    tracker = await store.get_or_create_tracker("somebody", append_action_listen=False)
    tracker.update(UserUttered(text, message_id=text))
    if district:
        tracker.update(SlotSet("district", district))
    await store.save(tracker)


async def district(store):
    return (await store.get_or_create_tracker("somebody", append_action_listen=False)).get_slot("district")


def locked(file):
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def test_a_conversation_that_could_not_be_read_is_not_lost(file, store):
    async def play():
        await turn(store, "pet dard", district="sehore")
        lock = locked(file)
        tracker = await store.get_or_create_tracker("somebody", append_action_listen=False)
        lock.rollback()
        tracker.update(UserUttered("khujli"))
        await store.save(tracker)
        return await district(store)

    assert asyncio.run(play()) == "sehore"


def test_after_the_database_is_back_turns_are_kept_again(file, store):
    async def play():
        lock = locked(file)
        await turn(store, "pet dard", district="sehore")
        lock.rollback()
        await turn(store, "khujli", district="guna")
        return await district(store)

    assert asyncio.run(play()) == "guna"


def test_what_could_not_be_kept_stays_in_no_second_place(file, store):
    async def play():
        tracker = await store.get_or_create_tracker("somebody", append_action_listen=False)
        tracker.update(UserUttered("pet dard"))
        lock = locked(file)
        await store.save(tracker)
        lock.rollback()

    asyncio.run(play())
    assert isinstance(store.fallback_tracker_store, InMemoryTrackerStore)
    assert not store.fallback_tracker_store.store
