"""Answers "it does not work" with the next service."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import turn_of
from bot.memory import need_of
from bot.reply import instead
from bot.routing import choose, next_service


class ActionNextService(Action):
    """service_not_working -> the next alternate, at the end the helpline or 108."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_next_service"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Says what to use instead and keeps what failed."""
        turn = turn_of(tracker)
        route = choose(need_of(turn.memory, turn.district, turn.channel), turn.directory)
        failed = turn.heard.services or (turn.memory.service or route.first,)
        tried = tuple(dict.fromkeys((*turn.memory.tried, *failed)))
        emergency = "108" in failed or turn.memory.service == "108"
        service = "112" if emergency and "112" not in tried else next_service(route, tried, turn.directory)
        turn.say(dispatcher, instead(service))
        return turn.keep(replace(turn.memory, service=service, tried=tried, at=turn.now), turn.district)
