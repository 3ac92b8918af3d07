"""Decides what a message is: the classifier proposes, what was read in the message disposes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.matching import Reading
from bot.text import Word

DANGER = "report_danger"
SYMPTOMS = "report_symptoms"
DISTRICT = "tell_district"
LANGUAGE = "change_language"
MENU = "menu_choice"
NO_TEXT = "no_text"
UNSURE = "nlu_fallback"
ABOUT_SERVICES = frozenset(
    ("ask_service", "ask_how_to_use", "ask_cost", "ask_hours", "ask_prescription", "ask_eligibility",
     "service_not_working", "no_smartphone", "ask_human", "ask_medicine", "wrong_answer", "privacy", "delete_data")
)  # fmt: skip
DANGER_FROM = 0.5
"""Probability of report_danger from which the classifier alone is believed."""
SURE_FROM = 0.35
"""Probability under which an intent without any known word is not believed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The intent, who decided it (words, classifier or both), and whether danger is only suspected."""

    intent: str
    by: str
    unclear_danger: bool = False


def decide(ranking: Sequence[tuple[str, float]], reading: Reading) -> Verdict:
    """The intent of a message from the classifier's ranking (best first) and the reading.

    Danger by words stands above all; danger by the classifier alone is answered as possible danger.
    """
    intent, sureness = ranking[0] if ranking else (UNSURE, 0.0)
    if not reading.words:
        return Verdict(NO_TEXT, "words")
    if reading.present_dangers and intent != "service_not_working":
        return Verdict(DANGER, "both" if intent == DANGER else "words")
    if dict(ranking).get(DANGER, 0.0) >= DANGER_FROM:
        return Verdict(DANGER, "classifier", unclear_danger=True)
    return _routine(intent, sureness, reading)


def _routine(intent: str, sureness: float, reading: Reading) -> Verdict:
    if option_of(reading.words) is not None:
        return Verdict(MENU, "words")
    if _only_a_place(reading):
        return Verdict(DISTRICT, "words")
    if reading.present_symptoms and intent not in ABOUT_SERVICES:
        return Verdict(SYMPTOMS, "both" if intent == SYMPTOMS else "words")
    if (intent == LANGUAGE and reading.asked_form is None) or intent == DANGER:
        return Verdict(UNSURE, "words")
    unknown = reading.known_share == 0.0 and not reading.places
    return Verdict(UNSURE, "words") if unknown and sureness < SURE_FROM else Verdict(intent, "classifier")


def option_of(words: Sequence[Word]) -> int | None:
    """The menu number when the message is one single digit."""
    if len(words) == 1 and words[0].key.isdigit() and len(words[0].key) == 1:
        return int(words[0].key)
    return None


def _only_a_place(reading: Reading) -> bool:
    """Whether next to nothing but a place is said: "sehore", "bpl se", "jila sidhi"."""
    covered = {i for place in reading.places for i in range(place.first, place.last + 1)}
    return bool(covered) and len(reading.words) - len(covered) <= 1
