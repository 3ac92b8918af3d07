"""What was already said to a message is read from the conversation as Rasa kept it."""

import json

import pytest

from bot.store.said import Said, said_after
from bot.store.tables import conversations


def user(message):
    return {"event": "user", "text": "x", "message_id": message}


def bot(text, response="utter_x"):
    return {"event": "bot", "text": text, "metadata": {"utter_action": response}}


@pytest.fixture
def keep(engine):
    def kept(*events):
        tracker = json.dumps({"slots": {}, "events": list(events)})
        with engine.begin() as connection:
            connection.execute(conversations.insert().values(conversation="c", tracker=tracker, seen_at=0.0))
        return lambda message: said_after(engine, "c", message)

    return kept


def test_the_sentences_of_the_turn_and_no_other(keep):
    said = keep(bot("old"), user("SM1"), bot("a"), {"event": "action", "name": "action_listen"}, bot("b", "utter_y"),
                user("SM2"), bot("c"))  # fmt: skip
    assert said("SM1") == Said(["a", "b"], ["utter_x", "utter_y"])
    assert said("SM2") == Said(["c"], ["utter_x"])


def test_nothing_of_a_message_that_was_not_kept(keep, engine):
    assert said_after(engine, "nobody", "SM1") is None
    assert keep(user("SM1"), bot("a"))("SM2") is None


@pytest.mark.parametrize("events", [[user("SM1")], [user("SM1"), bot("")], [user("SM1"), user("SM2"), bot("a")]])
def test_a_turn_in_which_nothing_was_said_was_there_all_the_same(keep, events):
    assert keep(*events)("SM1") == Said([], [])


def test_a_sentence_without_a_response_name_counts_too(keep):
    assert keep(user("SM1"), {"event": "bot", "text": "a"})("SM1") == Said(["a"], [""])
