"""Answers a question about a service: number, how to use it, cost, hours, prescription, who may use it."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import turn_of
from bot.memory import need_of
from bot.reply import about
from bot.routing import choose


class ActionServiceInfo(Action):
    """ask_service, ask_how_to_use, ask_cost, ask_hours, ask_prescription, ask_eligibility."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_service_info"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Says what the facts hold on the service named, or on the one last pointed to."""
        turn = turn_of(tracker)
        named = turn.heard.services[0] if turn.heard.services else None
        usual = choose(need_of(turn.memory, turn.district, turn.channel), turn.directory).first
        service = named or turn.memory.service or usual
        turn.say(dispatcher, about(turn.intent, service, named is not None, turn.directory, turn.form))
        return turn.keep(replace(turn.memory, service=service), turn.district)
