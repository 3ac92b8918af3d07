"""Asks Rasa's rules once for each intent and each action that followed it, instead of three times a turn.

A rule of ours says what follows on an intent, whatever was said before. Rasa builds the states of the whole
conversation for each look at the rules all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

Found = tuple[str | None, str | None, bool]
"""The action, the rule that says so, and whether a loop goes on; as Rasa's own method gives them."""
Turn = tuple[str | None, tuple[str, ...]]
"""The intent of the last message and the actions since."""
CHANGES_NO_TURN = (BotUttered, SlotSet, DefinePrevUserUtteredFeaturization)
"""Events after a message that no rule of ours looks at."""
MOST = 1000
LONGEST_RULE = 2
"""States of a rule about one turn: the message, and the action after it."""


class RememberedRules:
    """What the rules of a loaded policy say, remembered by intent and actions."""

    def __init__(self, policy: RulePolicy) -> None:
        self._find, self._found = policy._find_action_from_rules, dict[Turn, Found]()

    def __call__(self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool) -> Found:
        """The next action; no rule of ours is about a text, so none is found by it."""
        if use_text_for_last_user_input:
            return None, None, False
        turn = turn_of(reversed(tracker.events))
        if turn is None or tracker.active_loop_name:
            return self._find(tracker, domain, False)
        if turn not in self._found and len(self._found) < MOST:
            self._found[turn] = self._find(tracker, domain, False)
        return self._found.get(turn) or self._find(tracker, domain, False)


def remember_rules(policy: RulePolicy) -> None:
    """Lets a policy remember what its rules say, when each is about one turn and nothing but its intent."""
    if not isinstance(policy._find_action_from_rules, RememberedRules) and all(map(_of_one_turn, policy.lookup[RULES])):
        policy._find_action_from_rules = RememberedRules(policy)


def turn_of(backwards: Iterable[Event]) -> Turn | None:
    """The last turn of a conversation whose events come last first; None when it is not a plain one."""
    actions: list[str] = []
    for event in backwards:
        if isinstance(event, UserUttered):
            return event.intent_name, tuple(reversed(actions))
        if isinstance(event, ActionExecuted) and event.action_name:
            actions.append(event.action_name)
        elif not isinstance(event, CHANGES_NO_TURN):
            return None
    return None


def _of_one_turn(rule: str) -> bool:
    states = json.loads(rule)
    plain = all(set(state) <= {"prev_action", "user"} and set(state.get("user", ())) <= {"intent"} for state in states)
    return plain and len(states) <= LONGEST_RULE
