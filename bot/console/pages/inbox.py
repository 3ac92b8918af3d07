"""Inbox: one message after the other, labelled with at most three keys."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bot.console.labelling import Refused, first, labelled, propose, refuse_clash
from bot.console.visit import Visit
from bot.console.words import intents
from bot.language import FORMS
from bot.ops.add import add, take_back
from bot.ops.audit import noted
from bot.ops.sheets import Labelled
from bot.store import review
from bot.store.review import Waiting

DAY = 86400.0


def show(visit: Visit, problem: str = "") -> Response:
    """The next message."""
    visit.console.look_back()
    only = visit.asked("form") or first(visit.form, "only")
    waiting = visit.console.queue.next(visit.user.name, only if only in FORMS else "")
    turn = review.turn(visit.console.reader, waiting.message) if waiting else None
    left = visit.console.queue.left()
    done = review.labels_of_today(visit.console.reader, visit.user.name, time.time() - DAY)
    common: dict[str, Any] = {"left": left, "only": only, "forms": FORMS, "done": done, "problem": problem}
    if waiting is None or turn is None:
        return visit.page("inbox_empty.html", **common)
    return visit.page("inbox.html", 422 if problem else 200, **common, **_card(visit, waiting, turn))


def _card(visit: Visit, waiting: Waiting, turn: Mapping[str, Any]) -> dict[str, Any]:
    console, language = visit.console, visit.user.language
    return {
        "waiting": waiting,
        "turn": turn,
        "intents": intents(language),
        "proposal": propose(str(turn["text"]), turn, console.index, console.matcher),
        "signs": console.names("danger_signs", language),
        "symptoms": console.names("symptoms", language),
        "districts": console.names("districts", language),
        "services": console.names("services", language),
    }


def label(visit: Visit) -> Response:
    """Adds the message with its label to the files; the messages of the same words no longer wait."""
    try:
        with visit.console.one_label_at_a_time:
            turn = _unlabelled(visit)
            message = labelled(visit.form, visit.console.directory, visit.console.intents)
            refuse_clash(message, visit.console.index)
            _add(visit, turn, message)
    except Refused as refused:
        return show(visit, visit.refusal(refused))
    return visit.go(_back(visit))


def _add(visit: Visit, turn: Mapping[str, Any], message: Labelled) -> None:
    """The sentence goes into its file first: a crash in between shows the message once more and loses nothing."""
    kept = {"sentence": message.message, "intent": message.intent, "form": message.form, "labels": dict(message.labels)}
    with noted(visit.user.name, "label", visit.console.places.audit, **kept):
        added = add([message], visit.console.places.root)
        _keep(visit, turn, {**kept, "added": not added.known})


def leave_out(visit: Visit) -> Response:
    """Takes a message from the inbox without teaching anything from it."""
    try:
        with visit.console.one_label_at_a_time:
            turn = _unlabelled(visit)
            with noted(visit.user.name, "leave_out", visit.console.places.audit, message=turn["message"]):
                _keep(visit, turn, {"added": False})
    except Refused as refused:
        return show(visit, visit.refusal(refused))
    return visit.go(_back(visit))


def skip(visit: Visit) -> Response:
    """Shows another message; this one waits for somebody else."""
    visit.console.queue.skip(first(visit.form, "key"), visit.user.name)
    return visit.go(_back(visit))


def undo(visit: Visit) -> Response:
    """Takes back the visitor's last label, sentence and all, and shows the message again."""
    last = review.last_label(visit.console.reader, visit.user.name)
    if last is None:
        return visit.go(_back(visit), visit.say("nothing_to_undo"), "problem")
    what = last.label
    with noted(visit.user.name, "undo", visit.console.places.audit, sentence=what.get("sentence", "")):
        if what["added"] and not take_back(_labelled(what), visit.console.places.root):
            raise Refused("undo_too_late", sentence=what["sentence"])
        review.drop_label(visit.console.writer, last.key)
    turn = review.turn(visit.console.reader, last.message)
    if turn:
        waiting = Waiting(last.key, last.message, turn["form"] or "", 1, turn["review"] or "sample")
        visit.console.queue.hold(waiting, visit.user.name)
    return visit.go(_back(visit), visit.say("undone"))


def _unlabelled(visit: Visit) -> Mapping[str, Any]:
    """What is kept of the message in the form; refused when it is gone or somebody was faster."""
    turn = review.turn(visit.console.reader, first(visit.form, "message"))
    other = review.label_of(visit.console.reader, turn["key"]) if turn else None
    if turn and not other:
        return turn
    visit.console.queue.release(visit.user.name)
    raise Refused("labelled_already", who=other.who) if other else Refused("message_gone")


def _keep(visit: Visit, turn: Mapping[str, Any], what: Mapping[str, Any]) -> None:
    review.keep_label(visit.console.writer, turn["key"], turn["message"], visit.user.name, what)
    visit.console.queue.release(visit.user.name)


def _labelled(what: Mapping[str, Any]) -> Labelled:
    labels = {name: tuple(values) for name, values in what["labels"].items()}
    return Labelled(what["sentence"], what["intent"], what["form"], labels)


def _back(visit: Visit) -> str:
    only = first(visit.form, "only")
    return f"/inbox?form={only}" if only in FORMS else "/inbox"
