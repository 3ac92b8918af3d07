"""A reply that we send ourselves goes out once, and again only when the first sending failed or died."""

import pytest

from bot.store import outbox
from bot.store.engine import engine_for
from bot.store.outbox import LEASE, Outbox
from bot.store.schema import migrate


@pytest.fixture
def two_servers(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/outbox.db")
    migrate(engine)
    return Outbox(engine), Outbox(engine)


def test_the_first_sends_and_the_second_waits(two_servers):
    first, second = two_servers
    assert (first.claim("a"), second.claim("a"), second.claim("b")) == ("mine", "elsewhere", "mine")


def test_what_was_sent_is_not_sent_again(two_servers):
    first, second = two_servers
    first.claim("a")
    first.note("a", "sent", "")
    assert second.claim("a") == "sent"


def test_what_failed_is_tried_again_by_one(two_servers):
    first, second = two_servers
    first.claim("a")
    first.note("a", "failed", "503")
    assert (second.claim("a"), first.claim("a")) == ("mine", "elsewhere")


def test_what_a_dead_server_held_is_taken_over(two_servers, monkeypatch):
    first, second = two_servers
    first.claim("a")
    later = outbox.time.time() + LEASE + 1
    monkeypatch.setattr(outbox.time, "time", lambda: later)
    assert (second.claim("a"), first.claim("a")) == ("mine", "elsewhere")
