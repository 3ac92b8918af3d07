"""Adds labelled messages: to the training messages, and one in ten to the fixed test set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.directory import Problem, default_directory
from bot.ops import sheets
from bot.ops.environment import ROOT, CannotStart
from bot.ops.sheets import Labelled
from bot.ops.training_file import TrainingFile
from bot.sentences import DOMAIN
from bot.spelling import read_yaml
from bot.text import words

NLU, TESTS = Path("data") / "nlu.yml", Path("tests") / "messages"


@dataclass(frozen=True, slots=True)
class Added:
    """How many messages went where, and how many were there already."""

    training: int
    tests: int
    known: int


def add_sheet(path: Path, root: Path = ROOT) -> Added:
    """Adds the messages of a sheet; nothing is added when anything in it is wrong.

    Raises:
        CannotStart: with every mistake of the sheet, file and line.

    """
    found = list(sheets.read_sheet(path))
    messages = [item for item in found if isinstance(item, Labelled)]
    wrong = [item for item in found if isinstance(item, Problem)]
    intents = read_yaml(DOMAIN)["intents"]
    for message in messages:
        wrong += [
            Problem(str(path), message.at, text) for text in sheets.problems(message, default_directory(), intents)
        ]
    if wrong:
        raise CannotStart("\n".join([*map(str, wrong), "Nothing was added; mend these lines first."]))
    return add(messages, root)


def add(messages: Sequence[Labelled], root: Path = ROOT) -> Added:
    """Adds messages that are not there yet in the same words."""
    known = _known(root)
    fresh = []
    for message in messages:
        key = key_of(message.message)
        if key not in known:
            known.add(key)
            fresh.append(message)
    aside = [message for message in fresh if message.set_aside]
    training = [message for message in fresh if not message.set_aside]
    if training:
        file = TrainingFile(root / NLU)
        file.add(training)
        file.save()
    _add_tests(aside, root)
    return Added(len(training), len(aside), len(messages) - len(fresh))


def key_of(message: str) -> tuple[str, ...]:
    """The same for two messages that differ in capitals and marks only."""
    return tuple(word.text.lower() for word in words(message)) or (message,)


def _known(root: Path) -> set[tuple[str, ...]]:
    blocks = read_yaml(root / NLU)["nlu"]
    training = [line.removeprefix("- ") for block in blocks for line in block["examples"].splitlines()]
    tests = [entry["message"] for path in (root / TESTS).glob("*.yml") for entry in read_yaml(path)["messages"]]
    return {key_of(message) for message in (*training, *tests)}


def _add_tests(messages: Iterable[Labelled], root: Path) -> None:
    lines: dict[str, list[str]] = {}
    for message in messages:
        lines.setdefault(message.form, []).append(sheets.as_test(message))
    for form, entries in lines.items():
        with (root / TESTS / f"fixed_{form}.yml").open("a", encoding="utf-8") as file:
            file.write("\n".join(entries) + "\n")
