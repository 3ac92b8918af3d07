"""Whole messages that ask for silence or for answers again, as Twilio treats STOP and START."""

from __future__ import annotations

import re
from typing import Literal

from bot.spelling import small_words

Wish = Literal["stop", "start"]
_EDGES = re.compile(r"^[\s.,!\"'|।*-]+|[\s.,!\"'|।*-]+$")


def wish_of(message: str) -> Wish | None:
    """What a message asks for when it is nothing but the keyword; ``stop bleeding`` is none."""
    words = small_words()
    said = " ".join(_EDGES.sub("", message).lower().split())
    if said in words.stop_messages:
        return "stop"
    return "start" if said in words.start_messages else None
