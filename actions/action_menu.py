"""Answers a single digit: a choice from the menu, or from the districts that were asked about."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.action_route import route_and_keep
from actions.turn import Turn, turn_of
from bot.language import Form
from bot.reply import Sentence, menu

OTHER_FORM: dict[str, Form] = {"en": "hi", "hi": "en", "hi-Latn": "en"}


class ActionMenu(Action):
    """menu_choice -> what the number stands for; an unknown number shows the menu again."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_menu"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Says what was chosen."""
        turn = turn_of(tracker)
        chosen = (turn.heard.option or 0) - 1
        if 0 <= chosen < len(turn.memory.candidates):
            return self._district(dispatcher, turn, turn.memory.candidates[chosen])
        if turn.heard.option == 5:
            return self._language(dispatcher, turn)
        turn.say(dispatcher, menu(turn.heard.option))
        return turn.keep(turn.memory, turn.district)

    @staticmethod
    def _district(dispatcher: CollectingDispatcher, turn: Turn, district: str) -> list[EventType]:
        there = replace(turn, district=district)
        return route_and_keep(dispatcher, there, replace(turn.memory, candidates=(), at=turn.now))

    @staticmethod
    def _language(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        form = OTHER_FORM[turn.form]
        turn.say(dispatcher, [Sentence("utter_language_set", {"form": form})])
        return [SlotSet("language_asked", form), *turn.keep(turn.memory, turn.district)]
