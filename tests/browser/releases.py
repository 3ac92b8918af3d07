"""A stand-in for bot/ops/releases.py: the same five functions, models that are only names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.ops.environment import CannotStart

COMPARISON = {
    "danger_recall": {"live": 0.952, "new": 0.958},
    "changed": [
        {"message": "jee ghabra raha hai", "form": "hi-Latn", "before": "out_of_scope", "now": "report_symptoms"},
        {"message": "my gums are swollen", "form": "en", "before": "thank", "now": "report_symptoms"},
    ],
}


@dataclass
class Release:
    model: str
    trained_at: str
    scores: dict
    live: bool = False
    live_since: str | None = None


class StandIn:
    def __init__(self):
        scores = {"danger_recall": 0.952, "false_alarms": 0.071, "first_service": 0.904}
        self.models = [
            Release("20261125-new.tar.gz", "2026-11-25 21:40", {**scores, "danger_recall": 0.958}),
            Release("20261120-live.tar.gz", "2026-11-20 18:02", scores, True, "2026-11-20 18:30"),
            Release("20261110-bad.tar.gz", "2026-11-10 09:12", {**scores, "danger_recall": 0.91}),
        ]
        self.asked = 0
        self.phase = "idle"
        self.promoted = []

    def start_training(self):
        if self.phase == "training":
            raise CannotStart("A training goes on already; wait until it is done.")
        self.phase, self.asked = "training", 0

    def training_state(self):
        self.asked += 1
        if self.phase == "training" and self.asked > 2:
            self.phase = "done"
        done = self.phase == "done"
        log = "" if self.phase == "idle" else "epoch 1\nepoch 2"
        return {"phase": self.phase, "seconds": 42, "log": log, "comparison": COMPARISON if done else None}

    def releases(self):
        return self.models

    def promote(self, name, who, reason=None):
        if name == "20261110-bad.tar.gz":
            raise CannotStart("Danger recall would fall from 95.2 to 91.0 %; this model cannot go live.")
        self.promoted.append((name, who, reason))
        self.models = [
            replace(m, live=m.model == name, live_since="now" if m.model == name else None) for m in self.models
        ]

    def roll_back(self, who):
        self.promote("20261120-live.tar.gz", who)
