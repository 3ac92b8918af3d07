"""Answers from the data files alone: no model, no action server and no database needed."""

from __future__ import annotations

from bot.channel.incoming import Incoming
from bot.directory import default_directory
from bot.language import FIRST_FORM
from bot.matching import default_matcher
from bot.reply import JOIN, contacts, for_route
from bot.routing import Channel, Need, choose
from bot.sentences import default_responses, render


def has_danger(message: str) -> bool:
    """Whether a danger sign is named in ``message`` as being there now."""
    return bool(default_matcher().read(message).present_dangers)


def safe_text(message: str, channel: Channel) -> str:
    """A usable reply to ``message``: the emergency line when a danger sign is in it, the helpline otherwise."""
    directory = default_directory()
    reading = default_matcher().read(message)
    form = reading.language or FIRST_FORM
    names = ["utter_unclear"]
    if reading.present_dangers:
        need = Need(dangers=reading.present_dangers, channel=channel)
        names = [part.response for part in for_route(choose(need, directory), need, directory, form)]
    values = contacts(directory)
    return JOIN[channel].join(render(default_responses(), name, form, channel, values) for name in names)


def sentence(name: str, message: Incoming) -> str:
    """A sentence of domain.yml in the form of the message."""
    form = default_matcher().read(message.text).language or FIRST_FORM
    return render(default_responses(), name, form, message.channel, contacts(default_directory()))
