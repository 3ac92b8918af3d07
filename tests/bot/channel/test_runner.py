"""A model run step by step gives what Rasa's own runner gives, for understanding and for predicting."""

import asyncio

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain

from bot.channel.runner import InTurn, run_in_turn


@pytest.fixture(scope="module")
def processor(model):
    from rasa.core.lock_store import InMemoryLockStore
    from rasa.core.nlg import TemplatedNaturalLanguageGenerator

    store = InMemoryTrackerStore(Domain.empty())
    return MessageProcessor(str(model), store, InMemoryLockStore(), TemplatedNaturalLanguageGenerator({}))


def understood(processor, text):
    return asyncio.run(processor.parse_message(UserMessage(text, message_id="1")))


def test_both_runners_understand_the_same(processor):
    texts = ("papa ko seene me tez dard aur pasina", "मुझे बुखार है, सीधी", "hello", "")
    usual = [understood(processor, text) for text in texts]
    run_in_turn(processor)
    assert isinstance(processor.graph_runner, InTurn)
    assert [understood(processor, text) for text in texts] == usual


def test_it_is_changed_once(processor):
    run_in_turn(processor)
    before = processor.graph_runner
    run_in_turn(processor)
    assert processor.graph_runner is before
