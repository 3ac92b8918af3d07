"""The shape of words.yml: every list in every form, every word in quotes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from bot.directory import Problem, line_of, not_yaml
from bot.language import FORMS
from bot.spelling import SmallWords, read_yaml

LANGUAGE = {"language": ("en", "hi-Latn")}
"""Lists that need not have all three forms."""


def problems(path: Path) -> Iterator[Problem]:
    """What is wrong with the file."""
    try:
        raw = read_yaml(path)
    except FileNotFoundError:
        yield Problem(str(path), 1, "the file is missing; restore it from git")
    except YAMLError as error:
        yield not_yaml(path, error)
    else:
        yield from _shorthand(path, raw)
        for name in (set(SmallWords.__dataclass_fields__) | {"language"}) - {"shorthand", "english", "romanised"}:
            yield from _list(path, raw, name)


def _shorthand(path: Path, raw: Any) -> Iterator[Problem]:
    table = raw.get("shorthand") if isinstance(raw, dict) else None
    if not isinstance(table, dict) or not all(isinstance(word, str) for pair in table.items() for word in pair):
        yield Problem(str(path), line_of(path, ("shorthand",)), 'shorthand: write lines of the kind "nhi": "nahi"')


def _list(path: Path, raw: Any, name: str) -> Iterator[Problem]:
    groups = raw.get(name) if isinstance(raw, dict) else None
    for form in LANGUAGE.get(name, FORMS):
        words = groups.get(form) if isinstance(groups, dict) else None
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            line = line_of(path, (name, form))
            yield Problem(str(path), line, f'{name}: "{form}" must be a list of words, each in quotes')
