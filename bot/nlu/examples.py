"""What the learned judges learn from: the messages of data/nlu.yml, and the wordings of the data files."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.directory import Directory
from bot.directory.facts import Sayable
from bot.judging import DANGER, SYMPTOMS
from bot.matching import Matcher, Reading
from bot.nlu.halves import in_two
from bot.spelling import small_words
from bot.views import Views, views_of

WORDING_WEIGHT = 0.1
"""How much a bare wording counts beside a message that somebody wrote."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what is true of it, and how much it counts."""

    views: Views
    intent: str
    symptoms: frozenset[str]
    weight: float
    signs: frozenset[str] = frozenset()


def of_messages(messages: Iterable[Message], matcher: Matcher) -> Iterator[Example]:
    """The messages people wrote; `symptoms` and `signs` stand in the metadata of their block."""
    written = [message for message in messages if message.get(TEXT)]
    views = in_two(lambda texts: [views_of(text, matcher.read(text)) for text in texts], [m.get(TEXT) for m in written])
    for message, seen in zip(written, views, strict=True):
        metadata = (message.get(METADATA) or {}).get(INTENT) or {}
        symptoms, signs = frozenset(metadata.get("symptoms", ())), frozenset(metadata.get("signs", ()))
        yield Example(seen, message.get(INTENT), symptoms, 1.0, signs)


def of_wordings(directory: Directory, matcher: Matcher) -> Iterator[Example]:
    """The plain wordings of danger signs and symptoms, bare and in a frame, where they say what they stand for."""
    for sign in directory.danger_signs.values():
        for written in _plain(sign):
            reading = matcher.read(written)
            if sign.id in reading.present_dangers:
                yield Example(_unread(written, reading), DANGER, frozenset(), WORDING_WEIGHT, frozenset((sign.id,)))
    for symptom in directory.symptoms.values():
        for written in _plain(symptom):
            reading = matcher.read(written)
            if symptom.id in reading.present_symptoms and not reading.present_dangers:
                yield Example(_unread(written, reading), SYMPTOMS, frozenset((symptom.id,)), WORDING_WEIGHT)


def _unread(written: str, reading: Reading) -> Views:
    """The views without what the word lists found: a wording always finds itself, which would teach blind trust."""
    return replace(views_of(written, reading), read="")


def _plain(fact: Sayable) -> Iterator[str]:
    """The wordings without concepts, each by itself and once in a frame of its form (chosen by a fixed seed)."""
    frames, chance = small_words().frames, random.Random(fact.id)
    for form, wordings in fact.wordings.by_form().items():
        for written in (w for w in wordings if "<" not in w):
            yield written
            yield chance.choice(frames[form]).replace("{}", written)
    yield from (written for written in fact.wordings.dialect if "<" not in written)
