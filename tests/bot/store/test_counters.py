"""Limits: free up to the limit, one notice, then silence, until the window ends; each person apart, all together."""

import pytest

from bot.store.counters import DAY, MINUTE, Limits, admit
from bot.store.tables import counters

START = 20_000 * float(DAY)


@pytest.fixture
def writes(engine):
    def at(seconds, person="c", *, per_minute=99, per_day=99, replies_per_day=99):
        limits = Limits(per_minute, per_day, replies_per_day)
        with engine.begin() as connection:
            return admit(connection, person, START + seconds, limits)

    return at


def test_past_the_limit_of_a_minute_one_notice_then_silence(writes):
    said = [writes(second, per_minute=2) for second in range(5)]
    assert said == ["free", "free", "notice", "silent", "silent"]


def test_the_next_minute_is_free_again(writes):
    assert [writes(0, per_minute=1), writes(59, per_minute=1)] == ["free", "notice"]
    assert writes(MINUTE, per_minute=1) == "free"


def test_past_the_limit_of_a_day_one_notice_then_silence_until_the_next(writes):
    said = [writes(hour * 3600, per_day=2) for hour in range(4)]
    assert said == ["free", "free", "notice", "silent"]
    assert writes(DAY, per_day=2) == "free"


def test_within_silence_the_other_limit_gives_no_second_notice(writes):
    said = [writes(second, per_minute=1, per_day=2) for second in range(4)]
    assert said == ["free", "notice", "notice", "silent"]


def test_people_are_counted_apart(writes):
    assert [writes(0, "a", per_minute=1), writes(1, "a", per_minute=1)] == ["free", "notice"]
    assert writes(2, "b", per_minute=1) == "free"


def test_past_everybodys_limit_all_are_silent_and_only_answers_count(writes):
    assert [writes(0, "a", replies_per_day=2), writes(1, "b", replies_per_day=2)] == ["free", "free"]
    assert writes(2, "c", replies_per_day=2) == "silent"
    assert writes(DAY, "c", replies_per_day=2) == "free"


def test_messages_over_a_persons_limit_do_not_use_up_everybodys(writes):
    for second in range(9):
        writes(second, "a", per_minute=1, replies_per_day=2)
    assert writes(10, "b", per_minute=1, replies_per_day=2) == "free"


def test_a_counter_says_when_it_ends(writes, rows):
    writes(61)
    ends = {row["name"].split("/")[1]: row["ends_at"] - START for row in rows(counters) if row["name"].startswith("c/")}
    assert ends == {str(MINUTE): 120.0, str(DAY): float(DAY)}
