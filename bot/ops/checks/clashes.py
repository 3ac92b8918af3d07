"""Messages that are the same words in another spelling, yet say different things by their labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.directory import Problem
from bot.spelling import read_yaml
from bot.text import words

Label = tuple[str, tuple[str, ...]]


def problems(root: Path) -> Iterator[Problem]:
    """Training and test messages with the same phonetic keys but another intent or another danger sign."""
    seen: dict[tuple[str, ...], tuple[Label, str]] = {}
    for path, line, message, label in _messages(root):
        keys = tuple(word.key for word in words(message))
        first = seen.setdefault(keys, (label, message)) if keys else (label, message)
        if first[0] != label:
            text = f'"{message}" ({_said(label)}) clashes with "{first[1]}" ({_said(first[0])}); agree on one label'
            yield Problem(str(path), line, text)


def _messages(root: Path) -> Iterator[tuple[Path, int, str, Label]]:
    path = root / "data" / "nlu.yml"
    blocks = read_yaml(path)["nlu"]
    lines = _lines_of_blocks(path)
    for block, first in zip(blocks, lines, strict=True):
        label = _label(block["intent"], (block.get("metadata") or {}).get("signs", ()))
        for number, example in enumerate(block["examples"].splitlines()):
            yield path, first + number, example.removeprefix("- "), label
    for path in sorted((root / "tests" / "messages").glob("fixed_*.yml")):
        for number, entry in enumerate(read_yaml(path)["messages"], 1):
            yield path, number, entry["message"], _label(entry["intent"], entry.get("signs", ()))


def _lines_of_blocks(path: Path) -> list[int]:
    """The line of the first message of each block."""
    text = path.read_text(encoding="utf-8").splitlines()
    return [number + 1 for number, line in enumerate(text, 1) if line.startswith("  examples: |")]


def _label(intent: str, signs: object) -> Label:
    return intent, tuple(sorted(str(sign) for sign in signs)) if isinstance(signs, (list, tuple)) else ()


def _said(label: Label) -> str:
    return ", ".join((label[0], *label[1]))
