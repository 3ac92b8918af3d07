"""What is sent: messages of tests/messages from thousands of people; some in two parts, twice, or cut off."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.channel.keywords import wish_of
from bot.channel.safe import has_danger
from bot.ops.environment import ROOT
from bot.ops.storm.twilio import Form
from bot.ops.talk import form_of
from bot.spelling import read_yaml

DUPLICATES = 0.03
"""Share of messages that Twilio delivers a second time."""
PARTS = 0.06
"""Share of messages that come in two parts."""
LATEST = 10.0
"""Seconds after which a second delivery comes at the latest."""
CUT = 0.03
"""Share of messages whose line breaks in the middle of the first try."""
MESSAGES_EACH = 3
"""Messages of one person, on average."""
NOT_SENT = frozenset(("delete_data",))
"""Intents left out: they erase what the storm is judged by."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One delivery: what, how many seconds after its step begins, and after how many its line breaks once.

    ``danger``: it tells of a danger in words that `bot/matching` knows.
    """

    form: Form
    danger: bool = False
    after: float = 0.0
    cut: float | None = None


Step = tuple[Sending, ...]
"""Deliveries that begin together: one as a rule; two parts, or a message and its duplicate."""


def script(messages: int, seed: int) -> list[Step]:
    """The steps that send ``messages`` different messages; the same seed gives the same steps but for ids."""
    chance = random.Random(seed)
    people = [_number(place) for place in range(max(1, messages // MESSAGES_EACH))]
    texts = _texts()
    steps: list[Step] = []
    planned = 0
    while planned < messages:
        number, channel = chance.choice(people), chance.choice(("whatsapp", "sms"))
        text, danger = chance.choice(texts)
        parts = _parts(text, chance)[: messages - planned]
        sendings = [Sending(form_of(part, channel, number), danger and has_danger(part)) for part in parts]
        steps.append(tuple(some for sending in sendings for some in _disturbed(sending, chance)))
        planned += len(parts)
    return steps


def _number(place: int) -> str:
    """A number that nobody has."""
    return f"+91{place:010d}"


def _texts() -> list[tuple[str, bool]]:
    """All messages in tests/messages that ask neither for silence nor for erasure; whether each tells of a danger."""
    files = sorted((ROOT / "tests" / "messages").glob("*.yml"))
    entries = [entry for file in files for entry in read_yaml(file)["messages"]]
    sent = (e for e in entries if e.get("intent") not in NOT_SENT and wish_of(e["message"]) is None)
    return [(e["message"], bool(e.get("signs"))) for e in sent]


def _parts(text: str, chance: random.Random) -> list[str]:
    """The text, or sometimes its two halves, of which the second may come first."""
    words = text.split()
    if len(words) < 4 or chance.random() >= PARTS:
        return [text]
    halves = [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    return halves if chance.random() < 0.5 else halves[::-1]


def _disturbed(sending: Sending, chance: random.Random) -> Iterator[Sending]:
    """The delivery, its line cut off sometimes; and sometimes a second one, at once or later."""
    yield replace(sending, cut=chance.uniform(0.0, 0.1)) if chance.random() < CUT else sending
    if chance.random() < DUPLICATES:
        yield replace(sending, after=chance.choice((0.0, chance.uniform(0.5, LATEST))))
