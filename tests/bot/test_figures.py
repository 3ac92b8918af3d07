"""What Today shows is counted right, by Indian days, and what waits comes in order of use."""

import time
from functools import partial

import pytest

from bot.console.state import Places
from bot.store.engine import engine_for
from bot.store.figures import count, day_of, figures
from bot.store.review import counts, waiting
from tests.browser.place import keep

NOON = 1_764_053_400.0  # 2025-11-25 12:20 in India


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path, tmp_path, f"sqlite:///{tmp_path / 'sehat.db'}")


def test_messages_are_counted_by_indian_day_channel_form_service_and_wait(places):
    keep(
        places,
        {"text": "one", "at": NOON, "milliseconds": 40, "form": "en"},
        {"text": "two", "at": NOON - 12 * 3600, "channel": "sms", "intent": "nlu_fallback", "milliseconds": 900},
        {"text": "three", "at": NOON - 13 * 3600, "service": None, "milliseconds": 9000},
        {"text": "too old", "at": NOON - 8 * 86400},
    )
    found = figures(7, day_of(NOON), partial(count, engine_for(places.database_url)))
    assert [found.messages[day] for day in found.days] == [0, 0, 0, 0, 0, 1, 2]
    assert found.total == 3
    assert (found.channels["sms"], found.forms["en"], found.services["104"], found.services[""]) == (1, 1, 2, 1)
    assert found.unclear_share == pytest.approx(1 / 3)
    assert (found.answered_within(0.5), found.answered_within(0.95)) == (1000, 0)


def test_nothing_kept_gives_no_figures(places):
    keep(places, {"text": "old", "at": NOON - 90 * 86400})
    found = figures(7, day_of(NOON), partial(count, engine_for(places.database_url)))
    assert (found.total, found.unclear_share, found.answered_within(0.5)) == (0, 0.0, None)


def test_the_most_useful_comes_first_and_labelled_ones_do_not_come(places):
    now = time.time()
    keep(
        places,
        {"text": "kabhi kabhi", "review": "sample", "at": now},
        {"text": "galat jawab", "review": "disagreed", "at": now - 100},
        *({"text": "samajh nahi", "message": f"m{n}", "review": "unclear", "at": now - 50} for n in range(3)),
        {"text": "ho gaya", "review": "disagreed", "labelled": True},
        {"text": "sab theek", "review": None},
        {"text": "not in this form", "review": "unclear", "form": "en"},
    )
    engine = engine_for(places.database_url)
    found = waiting(engine, "hi-Latn", 10)
    assert [(each.reason, each.times) for each in found] == [("unclear", 3), ("disagreed", 1), ("sample", 1)]
    assert counts(engine) == {"hi-Latn": 3, "en": 1}
