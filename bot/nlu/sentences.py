"""Rasa's door to the sentences of domain.yml: form by what the person writes or asked for, contacts from the facts."""

from __future__ import annotations

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.directory import default_directory
from bot.language import FIRST_FORM
from bot.reply import contacts
from bot.sentences import buttons, render

CHANNELS = ("whatsapp", "sms")


class Sentences(TemplatedNaturalLanguageGenerator):
    """Named in endpoints.yml. Its parent would send unfilled gaps as they are; Rasa gives it the model's sentences."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._contacts = contacts(default_directory())

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """The message for a response; ``kwargs`` fill its gaps, ``form`` among them changes the form at once.

        Beside the text stand its buttons, and what was heard, for the channel to note; ``route`` and more ``buttons``
        among ``kwargs`` are passed on by Rasa.
        """
        form = kwargs.get("form") or tracker.get_slot("language_asked") or tracker.get_slot("language") or FIRST_FORM
        channel = output_channel if output_channel in CHANNELS else CHANNELS[0]
        values = {**self._contacts, **kwargs}
        return {
            "text": render(self.responses, utter_action, form, channel, values),
            "buttons": buttons(self.responses, utter_action, form, channel, values),
            "heard": {**heard(tracker), "form": form},
        }


def heard(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What was understood of the latest message, without a word of it."""
    latest = tracker.latest_message
    parsed = latest.parse_data if latest else {}
    intent = parsed.get("intent") or {}
    entities = parsed.get("entities") or []
    return {
        "intent": intent.get("name"),
        "sureness": intent.get("confidence"),
        "by": intent.get("by"),
        "margin": intent.get("margin"),
        "known": intent.get("known"),
        "symptoms": [e["value"] for e in entities if e["entity"] == "symptom"],
        "danger_signs": [e["value"] for e in entities if e["entity"] == "danger_sign"],
        "district": tracker.get_slot("district"),
    }
