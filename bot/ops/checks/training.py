"""The messages: unknown intents and labels, messages twice, and none both in training and in the tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml.error import MarkedYAMLError

from bot.directory import Directory, Problem, line_of
from bot.spelling import read_yaml
from bot.text import words

Seen = dict[tuple[str, ...], str]


def problems(directory: Directory, intents: list[str], root: Path) -> Iterator[Problem]:
    """What is wrong with data/nlu.yml and tests/messages/."""
    tested: Seen = {}
    for path in sorted((root / "tests" / "messages").glob("*.yml")):
        yield from _tests(path, directory, intents, tested)
    yield from _training(root / "data" / "nlu.yml", directory, intents, tested)


def _tests(path: Path, directory: Directory, intents: list[str], seen: Seen) -> Iterator[Problem]:
    try:
        entries = read_yaml(path)["messages"]
    except (MarkedYAMLError, KeyError, TypeError) as error:
        yield Problem(str(path), 1, f"cannot be read ({error}); see the manual at its head")
        return
    for index, entry in enumerate(entries):
        line = index + 1
        message = str(entry.get("message", ""))
        wrong = [*_labels(entry, directory, intents), *_twice(message, seen, f"{path.name} message {index + 1}")]
        if wrong:
            line = line_of(path, ("messages", index))
        yield from (Problem(str(path), line, text) for text in wrong)


def _training(path: Path, directory: Directory, intents: list[str], tested: Seen) -> Iterator[Problem]:
    try:
        blocks = list(read_yaml(path)["nlu"])
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        yield Problem(str(path), line, f"not YAML ({error.problem}); mend this line or the one before")
        return
    except (KeyError, TypeError):
        yield Problem(str(path), 1, 'no list of blocks under "nlu:"; see the manual at its head')
        return
    seen: Seen = {}
    for index, block in enumerate(blocks):
        if not isinstance(block, dict) or not all(isinstance(block.get(key), str) for key in ("intent", "examples")):
            yield Problem(str(path), line_of(path, ("nlu", index)), "a block without intent or examples; write both")
            continue
        metadata = {**(block.get("metadata") or {}), "intent": block.get("intent")}
        wrong = [*_labels(metadata, directory, intents)]
        for number, line in enumerate(block.get("examples", "").splitlines()):
            message = line.removeprefix("- ")
            wrong += _twice(message, seen, f"data/nlu.yml line {number + 1} of block {index + 1}")
            if _key(message) in tested:
                wrong.append(f'"{message}" is also in {tested[_key(message)]}; test messages must not train')
        at = line_of(path, ("nlu", index)) if wrong else 1
        yield from (Problem(str(path), at, text) for text in wrong)


def _labels(entry: Mapping[str, Any], directory: Directory, intents: list[str]) -> Iterator[str]:
    if entry.get("intent") is not None and entry["intent"] not in intents:
        yield f'intent "{entry["intent"]}" is not in domain.yml; correct it or add the intent there'
    known = {"signs": directory.danger_signs, "symptoms": directory.symptoms}
    for label, facts in known.items():
        for name in entry.get(label, ()):
            if name not in facts:
                yield f'{label}: "{name}" is unknown; use an id of the data files'


def _twice(message: str, seen: Seen, here: str) -> Iterator[str]:
    if message in ("", "-"):
        yield "an empty message; delete the line"
    elif _key(message) in seen:
        yield f'"{message}" also stands in {seen[_key(message)]}; delete one'
    seen.setdefault(_key(message), here)


def _key(message: str) -> tuple[str, ...]:
    return tuple(word.text.lower() for word in words(message)) or (message,)
