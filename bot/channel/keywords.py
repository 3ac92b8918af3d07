"""Whole messages that ask for silence, for answers again (as Twilio treats STOP and START) or for erasure."""

from __future__ import annotations

import re
from typing import Literal

from bot.spelling import small_words

Wish = Literal["stop", "start", "erase"]
_EDGES = re.compile(r"^[\s.,!\"'|।*-]+|[\s.,!\"'|।*-]+$")


def wish_of(message: str) -> Wish | None:
    """What a message asks for when it is nothing but the keyword; ``stop bleeding`` is none."""
    words = small_words()
    said = " ".join(_EDGES.sub("", message).lower().split())
    wishes: dict[Wish, frozenset[str]] = {
        "stop": words.stop_messages,
        "start": words.start_messages,
        "erase": words.erase_messages,
    }
    return next((wish for wish, messages in wishes.items() if said in messages), None)
