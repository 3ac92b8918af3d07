"""Messages that are answered without the assistant: wishes for silence or erasure, too many messages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channel.incoming import Incoming
from bot.channel.keywords import wish_of
from bot.channel.safe import has_danger, sentence
from bot.channel.turn import ERASED, ERASES
from bot.store.inbox import Claim


@dataclass(frozen=True, slots=True)
class Gate:
    """What is said instead ("" is silence), the outcome, and whether silence is to be noted (True) or lifted.

    A gate that ``listens`` lets the assistant read the message and opens when it sees danger or the wish for erasure.
    """

    text: str
    outcome: str
    silence: bool | None = None
    listens: bool = False


def gate_of(message: Incoming, claim: Claim) -> Gate | None:
    """The gate that a message stops at; None lets it through.

    A danger sign passes every gate, and nobody is kept from erasing by silence or limits.
    """
    if message.opt_out:
        return Gate("", "twilio_answered", silence={"STOP": True, "START": False}.get(message.opt_out))
    wish = wish_of(message.text)
    if wish == "stop":
        return Gate(sentence("utter_stopped", message), "stopped", silence=True)
    if wish == "start":
        return Gate(sentence("utter_started", message), "started", silence=False)
    if wish == "erase":
        return Gate(sentence(ERASES, message), ERASED)
    if claim.allowance == "free" and not claim.stopped:
        return None
    if has_danger(message.text):
        return None
    if claim.allowance == "silent":
        return Gate("", "limited")
    if claim.stopped:
        return Gate("", "silent", listens=True)
    return Gate(sentence("utter_too_many", message), "limited")
