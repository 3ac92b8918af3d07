"""The words of the console in both languages: bot/console/words.yml, read once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.spelling import read_yaml

Say = Callable[..., str]


@functools.cache
def all_words() -> Mapping[str, Any]:
    """The file; see the manual at its head."""
    return read_yaml(Path(__file__).with_name("words.yml"))


def speaker(language: str) -> Say:
    """Says a sentence of the file in a language, its gaps filled."""
    sentences = all_words()["sentences"]

    def say(name: str, **values: object) -> str:
        return str(sentences[name][language]).format(**values)

    return say


def intents(language: str) -> dict[str, tuple[str, str]]:
    """The intents that can be chosen: name to its key on the keyboard and its words."""
    return {name: (entry["key"], entry[language]) for name, entry in all_words()["intents"].items() if entry["key"]}


def phrase(kind: str, name: str | None, language: str) -> str:
    """The words for a value such as a form, a channel or a reason; the value itself when there are none."""
    entry = all_words()[kind].get(name or "none")
    return entry[language] if entry else name or "–"
