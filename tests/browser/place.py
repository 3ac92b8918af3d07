"""A console of its own for a test: a copy of the messages, a few people who wrote, a served address."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import insert

from bot.channel.record import key_of
from bot.console.state import Places
from bot.store.engine import engine_for
from bot.store.schema import migrate
from bot.store.tables import turns

WAITING = (
    ("hi-Latn", "jee ghabra raha hai aur thook me kharash", "unclear", "nlu_fallback"),
    ("hi", "कल शाम से पेट में मरोड़ उठ रही है टीकमगढ़ में", "disagreed", "ask_cost"),
    ("en", "my gums are swollen since the wedding in mandla", "unknown_words", "out_of_scope"),
    ("hi-Latn", "gaay ne doodh dena kam kar diya bhaiya", "unclear", "nlu_fallback"),
    ("hi", "कमबख्त बिजली फिर चली गई मोहल्ले की", "rephrased", "report_symptoms"),
    ("en", "knees cracking when i climb the temple steps", "unsure", "thank"),
)


def keep(places: Places, *rows: dict[str, Any]) -> None:
    """Keeps turns, each with what is usual where a row says nothing."""
    engine = engine_for(places.database_url)
    migrate(engine)
    usual = {
        "conversation": "c", "at": time.time() - 300, "channel": "whatsapp", "form": "hi-Latn", "intent": "thank",
        "sureness": 0.4, "by": "learned", "symptoms": "", "danger_signs": "", "district": None, "service": "104",
        "reason": None, "outcome": "answered", "milliseconds": 60, "segments": 0, "review": None, "labelled": False,
    }  # fmt: skip
    full = [{**usual, "message": f"SM{key_of(row['text'])}", "key": key_of(row["text"]), **row} for row in rows]
    with engine.begin() as connection:
        connection.execute(insert(turns), full)


def waiting_rows() -> list[dict[str, Any]]:
    """Messages that wait for a label, two in each form."""
    return [
        {"form": form, "text": text, "review": review, "intent": intent, "conversation": f"w{n}"}
        for n, (form, text, review, intent) in enumerate(WAITING)
    ]
