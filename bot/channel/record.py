"""What is noted of a turn: one log line without a word of the person, figures, and a row for the ops team."""

from __future__ import annotations

import hashlib
import json
import logging
import random
import time
from collections.abc import Mapping
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from bot.channel.incoming import Incoming
from bot.channel.turn import Turn
from bot.sms import measure
from bot.text import words

log = logging.getLogger("bot.turns")
SAMPLE = 0.01
"""Share of ordinary turns that are put before the ops team all the same."""
UNSURE_BELOW, CLOSE_BELOW = 0.25, 0.05
"""Sureness, and lead over the next intent, under which a turn is put before the ops team."""
KNOWN_BELOW = 0.5
"""Share of known words under which a turn is put before the ops team."""
UNCLEAR = frozenset(("nlu_fallback",))

MESSAGES = Counter("sehat_messages", "Messages by channel and what came of them.", ["channel", "outcome"])
SERVICES = Counter("sehat_services", "Services pointed to first.", ["service"])
SECONDS = Histogram(
    "sehat_answer_seconds",
    "Time from a message to its answer.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15),
)

IN_FLIGHT = Gauge("sehat_in_flight", "Messages that are being worked on.")
DATABASE_UP = Gauge("sehat_database_up", "Whether the database answered when it was last asked.")
FAILURES = Counter("sehat_database_failures", "Times that the database failed, by error.", ["error"])


def record(message: Incoming, turn: Turn, started: float) -> None:
    """Writes the log line and counts."""
    took = time.monotonic() - started
    MESSAGES.labels(message.channel, turn.outcome).inc()
    SECONDS.observe(took)
    service = turn.told.route.get("service")
    if service:
        SERVICES.labels(service).inc()
    heard = turn.told.heard
    line = {
        "message": message.sid,
        "conversation": message.conversation,
        "channel": message.channel,
        "kind": message.kind,
        "form": heard.get("form"),
        "intent": heard.get("intent"),
        "by": heard.get("by"),
        "service": service,
        "reason": turn.told.route.get("reason"),
        "source": turn.told.route.get("source"),
        "outcome": turn.outcome,
        "ms": round(took * 1000),
        "segments": measure(turn.text).segments if message.channel == "sms" and turn.text else None,
    }
    log.info(json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False))


def turn_row(message: Incoming, turn: Turn, started: float) -> dict[str, Any] | None:
    """The row of the table `turns`; None for what holds no words or asked for erasure."""
    if turn.erase or message.kind != "text":
        return None
    heard, route = turn.told.heard, turn.told.route
    return {
        "message": message.sid,
        "conversation": message.conversation,
        "at": time.time(),
        "channel": message.channel,
        "form": heard.get("form"),
        "text": message.text,
        "key": key_of(message.text),
        "intent": heard.get("intent"),
        "sureness": heard.get("sureness"),
        "by": heard.get("by"),
        "symptoms": ",".join(heard.get("symptoms", ())),
        "danger_signs": ",".join(heard.get("danger_signs", ())),
        "district": heard.get("district"),
        "service": route.get("service"),
        "reason": route.get("reason"),
        "outcome": turn.outcome,
        "milliseconds": round((time.monotonic() - started) * 1000),
        "segments": measure(turn.text).segments if message.channel == "sms" and turn.text else 0,
        "review": why_review(turn),
        "labelled": False,
    }


def why_review(turn: Turn) -> str | None:
    """Why the ops team should look at a turn; None when nothing calls for it.

    unclear: not understood; unknown_words: most of its words are unknown; unsure: a close call; sample: by chance.
    What only later turns tell (disagreed, rephrased) is found by bot/store/hindsight.py.
    """
    heard = turn.told.heard
    if not heard:
        return None
    if heard.get("intent") in UNCLEAR:
        return "unclear"
    if _below(heard, "known", KNOWN_BELOW) and heard.get("by") == "learned":
        return "unknown_words"
    if _below(heard, "sureness", UNSURE_BELOW) or _below(heard, "margin", CLOSE_BELOW):
        return "unsure"
    return "sample" if random.random() < SAMPLE else None


def _below(heard: Mapping[str, Any], figure: str, bound: float) -> bool:
    value = heard.get(figure)
    return value is not None and value < bound


def key_of(text: str) -> str:
    """A short code that is the same for the same words in any spelling."""
    keys = " ".join(word.key for word in words(text))
    return hashlib.blake2b(keys.encode(), digest_size=16).hexdigest()
