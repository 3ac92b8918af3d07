"""Decides what a message is: the classifier proposes, what was read in the message disposes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.directory import Directory
from bot.matching import Reading, suits
from bot.text import Word

DANGER = "report_danger"
SYMPTOMS = "report_symptoms"
DISTRICT = "tell_district"
LANGUAGE = "change_language"
MENU = "menu_choice"
NO_TEXT = "no_text"
UNSURE = "nlu_fallback"
NOT_WORKING = "service_not_working"
EVERYDAY = "out_of_scope"
ERASE, PRIVACY = "delete_data", "privacy"
ABOUT_SERVICES = frozenset(
    ("ask_service", "ask_how_to_use", "ask_cost", "ask_hours", "ask_prescription", "ask_eligibility",
     NOT_WORKING, "no_smartphone", "ask_human", "ask_medicine", "wrong_answer", PRIVACY, ERASE)
)  # fmt: skip
DANGER_FROM = 0.25
"""Probability from which the learned judge alone is believed."""
FIRST_FROM, DANGER_IF_FIRST = 0.5, 0.1
"""Share from which danger as the first of the intents is itself a voice, and the probability that then is enough."""
VERY_SHORT, DANGER_IF_VERY_SHORT = 3, 0.6
"""Words of a message that says little, and the probability from which the learned judge alone is believed then."""
DANGER_SUPPORTED_FROM, DANGER_SUPPORTED_IN_EVERYDAY = 0.2, 0.5
"""Probabilities under which danger wordings are not believed: they stand in a question, a story. In everyday talk they
are jokes and news below the second one; such a message counts as not understood, and that reply names 104 and 108."""
EVERYDAY_FROM, NOT_WORKING_FROM, DANGER_AGAINST_THEM = 0.6, 0.7, 0.9
"""Shares from which a message counts as everyday talk, or as a line that fails ("108 nahi lag raha": the next one is
told), and the probability of danger that outdoes both."""
SYMPTOM_FROM, SYMPTOM_SUPPORTED_FROM = -0.2, -0.2
"""Margins from which a learned symptom counts: by itself, and when a wording names it too."""
ERASE_FROM = 0.6
"""Share from which erasure is believed; under it the person is told how to ask for it, for it cannot be undone."""
SHORT = 7
"""Words of a short message."""
EVERYDAY_SURE = 0.8
"""Share from which a short message that names a place is everyday talk all the same."""
SURE_FROM = 0.2
"""Share under which an intent is not believed when none of its words is known."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The intent, who decided it (words, learned or both), and whether danger is only suspected."""

    intent: str
    by: str
    unclear_danger: bool = False


def decide(ranking: Sequence[tuple[str, float]], danger: float, reading: Reading) -> Verdict:
    """The intent of a message from the learned ranking (best first), the probability of danger, and the reading.

    Danger by words or by the learned judge stands above all; by the learned judge alone it is possible danger.
    Danger words in everyday talk that the learned judge doubts, and what it suspects in three words or fewer, are not
    understood rather than dangerous: that reply names 104 and 108.
    Erasure cannot be undone, so danger in the words needs no support against it.
    """
    intent, sureness = ranking[0] if ranking else (UNSURE, 0.0)
    if not any(word.key.isalpha() for word in reading.words) and option_of(reading.words) is None:
        return Verdict(DISTRICT if reading.place else NO_TEXT, "words")
    learned = _sounds_dangerous(ranking, danger)
    if intent != NOT_WORKING or learned:
        sure = reading.measured or intent == ERASE
        if reading.present_dangers and (sure or danger >= DANGER_SUPPORTED_FROM):
            doubtful = _is_surely_everyday(intent, sureness) and danger < DANGER_SUPPORTED_IN_EVERYDAY
            return Verdict(UNSURE if doubtful and not sure else DANGER, "both" if learned else "words")
        if learned and (len(reading.words) > VERY_SHORT or danger >= DANGER_IF_VERY_SHORT):
            return Verdict(DANGER, "learned", unclear_danger=True)
        if learned and not reading.present_symptoms:
            return Verdict(UNSURE, "learned")
    return _routine(intent, sureness, reading)


def _is_surely_everyday(intent: str, sureness: float) -> bool:
    return intent == EVERYDAY and sureness >= EVERYDAY_FROM


def _sounds_dangerous(ranking: Sequence[tuple[str, float]], danger: float) -> bool:
    of = dict(ranking)
    if of.get(EVERYDAY, 0.0) >= EVERYDAY_FROM or of.get(NOT_WORKING, 0.0) >= NOT_WORKING_FROM:
        return danger >= DANGER_AGAINST_THEM
    first = ranking[0][0] == DANGER and ranking[0][1] >= FIRST_FROM if ranking else False
    return danger >= (DANGER_IF_FIRST if first else DANGER_FROM)


def symptoms_of(reading: Reading, learned: Mapping[str, float], directory: Directory) -> tuple[str, ...]:
    """The symptoms that count: found by the learned judge, or by a wording that it does not speak against."""
    named = {hit.id: hit.status for hit in reading.symptoms}
    strong = [name for name, margin in learned.items() if margin > SYMPTOM_FROM and named.get(name) != "denied"]
    weak = [name for name in reading.present_symptoms if learned.get(name, -9.0) > SYMPTOM_SUPPORTED_FROM]
    fitting = (_for_patient(name, reading, directory) for name in strong + weak)
    return tuple(dict.fromkeys(name for name in fitting if name)) or reading.present_symptoms


def _for_patient(symptom: str, reading: Reading, directory: Directory) -> str | None:
    """The symptom as it is called for the patient: a child's fever, a fever; None when no such patient is known."""
    fact = directory.symptoms.get(symptom)
    if fact is None or not suits(fact, reading.patient):
        return fact.same_as if fact else None
    mine = (s.id for s in directory.symptoms.values() if s.same_as == symptom and suits(s, reading.patient))
    return next(mine, symptom)


def _routine(intent: str, sureness: float, reading: Reading) -> Verdict:
    if option_of(reading.words) is not None:
        return Verdict(MENU, "words")
    if _only_a_place(reading):
        return Verdict(DISTRICT, "words")
    if intent in (EVERYDAY, UNSURE) and sureness < EVERYDAY_SURE and _is_short_about_a_place(reading):
        return Verdict(DISTRICT, "words")
    if reading.present_symptoms and intent not in ABOUT_SERVICES and not _is_surely_everyday(intent, sureness):
        return Verdict(SYMPTOMS, "both" if intent == SYMPTOMS else "words")
    if intent == DANGER:
        return Verdict(SYMPTOMS, "learned")
    if intent == ERASE and sureness < ERASE_FROM:
        return Verdict(PRIVACY, "learned")
    if intent == LANGUAGE and reading.asked_form is None:
        return Verdict(UNSURE, "words")
    unknown = reading.known_share == 0.0 and not reading.places
    return Verdict(UNSURE, "words") if unknown and sureness < SURE_FROM else Verdict(intent, "learned")


def option_of(words: Sequence[Word]) -> int | None:
    """The menu number when the message is one single digit."""
    if len(words) == 1 and words[0].key.isdigit() and len(words[0].key) == 1:
        return int(words[0].key)
    return None


def _only_a_place(reading: Reading) -> bool:
    """Whether next to nothing but a place is said: "sehore", "bpl se", "jila sidhi", but not "bukhar sehore"."""
    covered = {i for place in reading.places for i in range(place.first, place.last + 1)}
    return bool(covered) and len(reading.words) - len(covered) <= 1 and not reading.present_symptoms


def _is_short_about_a_place(reading: Reading) -> bool:
    place = reading.place
    return place is not None and not reading.present_symptoms and len(reading.words) <= SHORT
