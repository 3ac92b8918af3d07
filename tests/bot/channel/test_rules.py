"""Remembered rules say what Rasa's own say, and are asked once."""

import json

import pytest
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channel.rules import RememberedRules, remember_rules, turn_of


@pytest.fixture(scope="module")
def loaded(model):
    from rasa.core.lock_store import InMemoryLockStore
    from rasa.core.nlg import TemplatedNaturalLanguageGenerator

    store = InMemoryTrackerStore(Domain.empty())
    return MessageProcessor(str(model), store, InMemoryLockStore(), TemplatedNaturalLanguageGenerator({}))


@pytest.fixture
def policy(loaded):
    """The rules of the model, as Rasa loads them."""
    found = next(
        step._component
        for name, step in loaded.graph_runner._instantiated_nodes.items()
        if "RulePolicy" in name and hasattr(step._component, "lookup")
    )
    yield found
    found.__dict__.pop("_find_action_from_rules", None)


def said(domain, *events):
    tracker = DialogueStateTracker.from_events("p", [ActionExecuted("action_listen"), *events], domain.slots)
    return tracker


def turns(intent, action):
    """A message, then the same after its action; earlier turns before both."""
    before = (UserUttered("hi", {"name": "greet"}), ActionExecuted("utter_greet"), ActionExecuted("action_listen"))
    message = (UserUttered("x", {"name": intent}), DefinePrevUserUtteredFeaturization(False))
    return (*before, *message), (*before, *message, ActionExecuted(action), BotUttered("y"), SlotSet("language", "hi"))


def test_they_say_what_rasas_own_rules_say_for_each_intent(loaded, policy):
    domain = loaded.domain
    actions = {json.loads(key)[0]["user"]["intent"]: action for key, action in policy.lookup["rules"].items()
               if len(json.loads(key)) == 1}  # fmt: skip
    assert len(actions) > 25
    conversations = [said(domain, *events) for intent, action in actions.items() for events in turns(intent, action)]
    usual = [policy.predict_action_probabilities(each, domain).probabilities for each in conversations]
    remember_rules(policy)
    for _ in range(2):
        assert [policy.predict_action_probabilities(each, domain).probabilities for each in conversations] == usual


def test_rasa_is_asked_once_for_each_intent(loaded, policy, monkeypatch):
    remember_rules(policy)
    remembered, asked = policy._find_action_from_rules, []
    find = remembered._find
    monkeypatch.setattr(remembered, "_find", lambda *given: asked.append(given) or find(*given))
    for _ in range(3):
        policy.predict_action_probabilities(said(loaded.domain, UserUttered("x", {"name": "thank"})), loaded.domain)
    assert len(asked) == 1


def test_a_turn_that_is_not_plain_is_left_to_rasa(loaded, policy, monkeypatch):
    remember_rules(policy)
    remembered, asked = policy._find_action_from_rules, []
    monkeypatch.setattr(remembered, "_find", lambda *given: asked.append(given) or (None, None, False))
    undone = (UserUttered("x", {"name": "thank"}), ActionExecuted("utter_thank"), ActionReverted())
    looping = (ActiveLoop("form"), UserUttered("x", {"name": "thank"}))
    for events in (undone, looping, ()):
        for _ in range(2):
            remembered(said(loaded.domain, *events), loaded.domain, False)
    assert len(asked) == 6


def test_a_turn_is_the_intent_and_what_followed():
    _, events = turns("thank", "utter_thank")
    assert turn_of(reversed(events)) == ("thank", ("utter_thank",))
    assert turn_of([]) is None


@pytest.mark.parametrize(
    "states",
    [
        [{"user": {"intent": "thank"}}] * 3,
        [{"user": {"intent": "thank", "entities": ["district"]}}],
        [{"user": {"intent": "thank"}, "slots": {"language": [1.0]}}],
        [{"user": {"text": "thanks"}}],
    ],
)
def test_rules_about_more_than_one_turn_and_its_intent_are_not_remembered(policy, monkeypatch, states):
    monkeypatch.setitem(policy.lookup, "rules", {**policy.lookup["rules"], json.dumps(states): "utter_thank"})
    remember_rules(policy)
    assert not isinstance(policy._find_action_from_rules, RememberedRules)
