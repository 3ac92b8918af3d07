"""Adds labelled messages: to the training messages, and one in ten to the fixed test set."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.directory import Problem, default_directory, not_yaml
from bot.ops import sheets
from bot.ops.editing import editing, write_whole
from bot.ops.environment import ROOT, CannotStart
from bot.ops.sheets import Labelled
from bot.ops.training_file import Key, TrainingFile, stamp_of
from bot.ops.training_file import key_of as block_of
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
    """Adds messages that are not there yet in the same words.

    Raises:
        CannotStart: when a file cannot be read or written.

    """
    with editing(root):
        file = TrainingFile(root / NLU)
        known, tested, fresh = _training_keys(file, root / NLU), _test_keys(root), []
        for message in messages:
            key = key_of(message.message)
            if key not in known and key not in tested:
                tested.add(key)
                fresh.append(message)
        aside = [message for message in fresh if message.set_aside]
        training = [message for message in fresh if not message.set_aside]
        if training:
            file.add(training)
            file.save()
            _remember(root / NLU, known.union(key_of(message.message) for message in training))
        _add_tests(aside, root)
    return Added(len(training), len(aside), len(messages) - len(fresh))


def take_back(message: Labelled, root: Path = ROOT) -> bool:
    """Takes out a message that was added with these labels; whether it still stood there."""
    with editing(root):
        if message.set_aside:
            return _take_test(message, root)
        file = TrainingFile(root / NLU)
        found = file.remove(message.message, block_of(message))
        if found:
            file.save()
        return found


def replace(text: str, block: Key, message: Labelled, root: Path = ROOT) -> str | None:
    """Makes another message of a training message; what is in the way, or None when it is done.

    A changed message keeps training even where its new text would test: it has been seen in training.
    """
    with editing(root):
        file = TrainingFile(root / NLU)
        if key_of(message.message) != key_of(text) and is_known(message.message, root):
            return "known"
        if not file.change(text, block, message):
            return "gone"
        file.save()
    return None


def delete(text: str, block: Key, root: Path = ROOT) -> bool:
    """Takes a training message out; whether it still stood there."""
    with editing(root):
        file = TrainingFile(root / NLU)
        found = file.remove(text, block)
        if found:
            file.save()
        return found


def is_known(text: str, root: Path = ROOT) -> bool:
    """Whether a message of the same words trains or tests already."""
    file = TrainingFile(root / NLU)
    return key_of(text) in _training_keys(file, root / NLU) or key_of(text) in _test_keys(root)


@functools.lru_cache(maxsize=1 << 17)
def key_of(message: str) -> tuple[str, ...]:
    """The same for two messages that differ in capitals and marks only."""
    return tuple(word.text.lower() for word in words(message)) or (message,)


_keys: dict[Path, tuple[tuple[int, int], set[tuple[str, ...]]]] = {}
_tests: dict[Path, tuple[tuple[int, int], Sequence[Mapping[str, Any]]]] = {}


def _training_keys(file: TrainingFile, path: Path) -> set[tuple[str, ...]]:
    if path not in _keys or _keys[path][0] != stamp_of(path):
        _remember(path, set(map(key_of, file.texts())))
    return _keys[path][1]


def _remember(path: Path, keys: set[tuple[str, ...]]) -> None:
    _keys[path] = (stamp_of(path), keys)


def _test_keys(root: Path) -> set[tuple[str, ...]]:
    return {key_of(entry["message"]) for path in (root / TESTS).glob("*.yml") for entry in tests_in(path)}


def tests_in(path: Path) -> Sequence[Mapping[str, Any]]:
    """The test messages of a file, with their labels; read anew when it changed.

    Raises:
        CannotStart: when the file cannot be read, with its line.

    """
    if path not in _tests or _tests[path][0] != stamp_of(path):
        try:
            _tests[path] = (stamp_of(path), read_yaml(path)["messages"])
        except YAMLError as error:
            raise CannotStart(f"{not_yaml(path, error)}. Nothing was changed.") from error
    return _tests[path][1]


def _test_file(form: str, root: Path) -> Path:
    return root / TESTS / f"fixed_{form}.yml"


def _add_tests(messages: Iterable[Labelled], root: Path) -> None:
    lines: dict[str, list[str]] = {}
    for message in messages:
        lines.setdefault(message.form, []).append(sheets.as_test(message))
    for form, entries in lines.items():
        path, added = _test_file(form, root), "\n".join(entries) + "\n"
        known = [*tests_in(path), *YAML(typ="safe").load(added)]
        write_whole(path, path.read_text(encoding="utf-8") + added)
        _tests[path] = (stamp_of(path), known)


def _take_test(message: Labelled, root: Path) -> bool:
    path = _test_file(message.form, root)
    before, found, after = path.read_text(encoding="utf-8").rpartition(sheets.as_test(message) + "\n")
    if found:
        write_whole(path, before + after)
    return bool(found)
