"""Answers a complaint or a place with the service to use now."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import Turn, turn_of
from bot.memory import Memory, need_of, remember
from bot.reply import for_route
from bot.routing import choose


class ActionRoute(Action):
    """report_symptoms, report_danger, tell_district, no_smartphone, ask_medicine -> the service to use now."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_route"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Says the route and keeps the need, the district and the service named."""
        turn = turn_of(tracker)
        memory = remember(turn.memory, turn.heard, turn.now)
        if turn.intent == "no_smartphone":
            memory = replace(memory, smartphone=False)
        return route_and_keep(dispatcher, turn, memory)


def route_and_keep(dispatcher: CollectingDispatcher, turn: Turn, memory: Memory) -> list[EventType]:
    """Answers the need in ``memory`` and keeps the service named."""
    need = need_of(memory, turn.district, turn.channel)
    route = choose(need, turn.directory)
    medicine = turn.intent == "ask_medicine"
    sentences = for_route(route, need, turn.directory, turn.form, medicine=medicine)
    turn.say(dispatcher, sentences, route.for_log())
    return turn.keep(replace(memory, service=route.first, tried=()), turn.district)
