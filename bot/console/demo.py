"""A console over made-up data: seeded counts of a month with a fever cluster in Sidhi, in a folder of its own."""

from __future__ import annotations

import math
import random
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Engine

from bot.console.app import Guard, make_app
from bot.console.state import Places
from bot.console.surge import NEEDED
from bot.console.users import Users
from bot.directory import Directory, default_directory
from bot.ops.environment import ROOT
from bot.store.engine import engine_for
from bot.store.figures import DAY, INDIA, day_of
from bot.store.schema import migrate
from bot.store.tables import turns

USER, SEED = "demo", 607
CLUSTER, CLUSTER_DAYS, CLUSTER_TIMES = "sidhi", 2, 3.0
USUAL = {"fever": 6.0, "cough": 4.0, "stomach_pain": 4.0, "itching": 3.0, "joint_pain": 3.0, "headache": 3.0}
"""People a day in a district of middling size, by symptom."""


def demo(folder: Path) -> tuple[Guard, str]:
    """The console over made-up data in ``folder``, which is emptied; and the password of the user "demo"."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "tests" / "messages", folder / "tests" / "messages")
    places = Places(folder, folder / "var", f"sqlite:///{folder / 'var' / 'demo.db'}", demo=True)
    engine = engine_for(places.database_url)
    migrate(engine)
    _fill(engine)
    password = secrets.token_urlsafe(12)
    Users(places.var / "users.yml").add(USER, "releaser", password)
    return make_app(places, lambda: None), password


def _fill(engine: Engine) -> None:
    rows = list(_turns(default_directory(), random.Random(SEED), day_of(time.time())))
    with engine.begin() as connection:
        for start in range(0, len(rows), 5000):
            connection.execute(insert(turns), rows[start : start + 5000])


def _turns(directory: Directory, chance: random.Random, today: int) -> Iterator[dict[str, Any]]:
    """The turns of all people; the last full days have the cluster."""
    sizes = {district: math.exp(chance.gauss(0.0, 0.5)) for district in directory.districts}
    number = 0
    for day in range(today - NEEDED - 1, today):
        for district, size in sizes.items():
            for symptom, usual in USUAL.items():
                raised = (district, symptom) == (CLUSTER, "fever") and today - day <= CLUSTER_DAYS
                mean = usual * (max(size, 1.0) * CLUSTER_TIMES if raised else size)
                for _ in range(round(chance.gammavariate(16, mean / 16))):
                    number += 1
                    yield _turn(number, day, district, symptom, chance)


def _turn(number: int, day: int, district: str, symptom: str, chance: random.Random) -> dict[str, Any]:
    return {
        "message": f"DEMO{number:028d}", "conversation": f"demo{number}",
        "at": day * DAY - INDIA + chance.random() * DAY,
        "channel": chance.choice(("whatsapp", "whatsapp", "sms")), "form": chance.choice(("hi", "hi-Latn", "en")),
        "text": f"demo: {symptom}", "key": f"demo{symptom}",
        "intent": "nlu_fallback" if number % 29 == 0 else "report_symptoms",
        "sureness": 0.9, "by": "both", "symptoms": symptom, "danger_signs": "", "district": district,
        "service": chance.choice(("104", "esanjeevani")), "reason": None, "outcome": "answered",
        "milliseconds": int(chance.lognormvariate(2.6, 0.4)), "segments": 0, "review": None, "labelled": False,
    }  # fmt: skip
