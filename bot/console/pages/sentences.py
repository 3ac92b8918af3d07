"""Sentences: search the training messages in any spelling; change, move or delete one."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from bot.console.labelling import Refused, first, labelled, refuse_clash
from bot.console.visit import Visit
from bot.console.words import intents
from bot.language import FORMS
from bot.ops.add import NLU, replace
from bot.ops.add import delete as take_out
from bot.ops.audit import noted
from bot.ops.training_file import Key, Sentence, TrainingFile

MOST_SHOWN = 60


def show(visit: Visit) -> Response:
    """What a search finds."""
    query = visit.asked("q").strip()
    found = visit.console.index.search(query)
    facts = visit.console.facts(visit.user.language)
    return visit.page("sentences.html", query=query, found=found[:MOST_SHOWN], total=len(found), facts=facts)


def edit(visit: Visit) -> Response:
    """The form for one message."""
    sentence = visit.console.index.find(visit.asked("text"))
    if sentence is None:
        return visit.go("/sentences", visit.say("sentence_gone"), "problem")
    return _form(visit, sentence)


def save(visit: Visit) -> Response:
    """Changes a message, or says why not and shows the form again."""
    text, block = first(visit.form, "text"), _block(visit)
    try:
        message = labelled(visit.form, visit.console.directory, visit.console.intents)
        refuse_clash(message, visit.console.index, but=text)
        change = {"was": text, "now": message.message, "intent": message.intent, "labels": dict(message.labels)}
        with noted(visit.user.name, "change_sentence", visit.console.places.audit, **change):
            trouble = replace(text, block, message, visit.console.places.root)
            if trouble:
                raise Refused(f"sentence_{trouble}")
    except Refused as refused:
        sentence = visit.console.index.find(text)
        said = visit.refusal(refused)
        return _form(visit, sentence, said) if sentence else visit.go("/sentences", said, "problem")
    return visit.go(f"/sentences?q={first(visit.form, 'q')}", visit.say("sentence_changed"))


def delete(visit: Visit) -> Response:
    """Deletes a message."""
    text = first(visit.form, "text")
    with noted(visit.user.name, "delete_sentence", visit.console.places.audit, was=text):
        if not take_out(text, _block(visit), visit.console.places.root):
            raise Refused("sentence_gone")
    return visit.go("/sentences", visit.say("sentence_deleted"))


def _block(visit: Visit) -> Key:
    """The labels that the message had when its form was made: another editor may have changed them since."""
    signs, symptoms = (
        tuple(part for part in first(visit.form, f"was_{n}").split(",") if part) for n in ("signs", "symptoms")
    )
    return first(visit.form, "was_intent"), first(visit.form, "was_form"), signs, symptoms


def _form(visit: Visit, sentence: Sentence, problem: str = "") -> Response:
    console, language = visit.console, visit.user.language
    values: dict[str, Any] = {
        "signs": console.names("danger_signs", language),
        "symptoms": console.names("symptoms", language),
        "intents": intents(language),
        "line": TrainingFile(console.places.root / NLU).line_of(sentence.text),
        "q": visit.asked("q") or first(visit.form, "q"),
    }
    status = 409 if problem else 200
    return visit.page("sentence.html", status, sentence=sentence, problem=problem, forms=FORMS, **values)
