"""A label as a person gives it in the Inbox or in Sentences, and what it becomes: a sentence in the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.console.index import Index
from bot.directory import Directory
from bot.language import FORMS
from bot.masking import mask
from bot.matching import Matcher
from bot.ops import sheets
from bot.ops.environment import CannotStart
from bot.ops.sheets import Labelled
from bot.ops.training_file import Key
from bot.text import clean

NOT_FOR_US = "out_of_scope"
NEVER_LABELLED = frozenset(("no_text", "menu_choice"))
"""Intents that no words decide."""
MOST_CHARACTERS = 1000
CHOICES = 9
"""Symptoms or danger signs that get a key."""
_BRACKETS = str.maketrans("[]{}", "()()")
"""Square and curly brackets would mark entities in data/nlu.yml."""


class Refused(CannotStart):
    """A label cannot be taken as it is; ``word`` names the sentence of words.yml that says why."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word, self.values = word, values


def plain(text: str) -> str:
    """A sentence fit for the files: one line, no brackets, nobody's number or name."""
    return mask(" ".join(clean(text).translate(_BRACKETS).split()))


def labelled(form: Mapping[str, Sequence[str]], directory: Directory, intents: Sequence[str]) -> Labelled:
    """The label in a form that was sent.

    Raises:
        Refused: when something of it will not do.

    """
    sentence, intent, written = plain(first(form, "sentence")), first(form, "intent"), first(form, "form")
    if not sentence or len(sentence) > MOST_CHARACTERS:
        raise Refused("refused_sentence", most=MOST_CHARACTERS)
    if written not in FORMS or intent not in intents:
        raise Refused("refused_intent")
    labels = {
        "signs": _chosen(form, "sign") if intent == "report_danger" else (),
        "symptoms": _chosen(form, "symptom") if intent in ("report_danger", "report_symptoms") else (),
        "places": tuple(directory.districts[name].names.en for name in form.get("district", ()) if name),
    }
    message = Labelled(sentence, intent, written, {name: values for name, values in labels.items() if values})
    if intent == "report_danger" and not labels["signs"]:
        raise Refused("refused_no_sign")
    for wrong in sheets.problems(message, directory, intents):
        raise Refused("refused_other", why=wrong)
    return message


def refuse_clash(message: Labelled, index: Index, but: str = "") -> None:
    """Refuses a label that says another thing than the same words already in the files.

    Raises:
        Refused: with the other label.

    """
    label = (message.intent, tuple(sorted(message.labels.get("signs", ()))))
    other = index.labelled_otherwise(message.message, label, but)
    if other:
        raise Refused("refused_clash", intent=other[0], signs=", ".join(other[1]))


def first(form: Mapping[str, Sequence[str]], name: str) -> str:
    """The first value of a field, or nothing."""
    return next(iter(form.get(name, ())), "")


def _chosen(form: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in form.get(name, ()) if value))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to choose from first: symptoms and danger signs, those of ``read`` chosen already; the district."""

    symptoms: tuple[str, ...]
    signs: tuple[str, ...]
    read: frozenset[str]
    district: str


def propose(text: str, turn: Mapping[str, object], index: Index, matcher: Matcher) -> Proposal:
    """A proposal from the wordings, from what the assistant understood, and from the nearest training messages."""
    reading = matcher.read(clean(text))
    near: list[Key] = [sentence.key for sentence in index.near(text)]
    symptoms = [*reading.present_symptoms, *_listed(turn, "symptoms"), *(s for key in near for s in key[3])]
    signs = [*reading.present_dangers, *_listed(turn, "danger_signs"), *(hit.id for hit in reading.dangers)]
    signs += [sign for key in near for sign in key[2]]
    districts = reading.place.districts if reading.place else ()
    return Proposal(
        symptoms=tuple(dict.fromkeys(symptoms))[:CHOICES],
        signs=tuple(dict.fromkeys(signs))[:CHOICES],
        read=frozenset((*reading.present_symptoms, *reading.present_dangers)),
        district=districts[0] if len(districts) == 1 else "",
    )


def _listed(turn: Mapping[str, object], column: str) -> list[str]:
    return [name for name in str(turn.get(column) or "").split(",") if name]
