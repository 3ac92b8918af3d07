"""The small words of data/directory/words.yml, read once."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

DIRECTORY = Path(__file__).resolve().parent.parent / "data" / "directory"


@dataclass(frozen=True)
class SmallWords:
    """Words of words.yml as written, by list name; see the manual at the head of that file."""

    shorthand: Mapping[str, str]
    fillers: frozenset[str]
    negations: frozenset[str]
    lingering: frozenset[str]
    clause_breaks: frozenset[str]
    joiners: frozenset[str]
    near_negation: frozenset[str]
    conditionals: frozenset[str]
    past: frozenset[str]
    long_ago: frozenset[str]
    place_before: frozenset[str]
    place_after: frozenset[str]
    not_place_after: frozenset[str]
    asks_about: frozenset[str]
    additions: frozenset[str]
    ordinary: frozenset[str]
    name_cues: frozenset[str]
    after_names: frozenset[str]
    surnames: frozenset[str]
    number_cues: frozenset[str]
    number_owners: frozenset[str]
    number_links: frozenset[str]
    stop_messages: frozenset[str]
    start_messages: frozenset[str]
    erase_messages: frozenset[str]
    frames: Mapping[str, tuple[str, ...]]
    language_names: Mapping[str, tuple[str, ...]]
    english: frozenset[str]
    romanised: frozenset[str]


def read_yaml(path: Path) -> Any:
    """Plain data of a YAML 1.2 file (``no`` stays text, numbers as written in quotes stay text)."""
    return YAML(typ="safe", pure=False).load(path.read_text(encoding="utf-8"))


@functools.cache
def small_words(path: Path = DIRECTORY / "words.yml") -> SmallWords:
    """The word lists of ``path``; every list holds all three written forms."""
    raw = read_yaml(path)
    lists = {
        name: frozenset(_all(raw[name].values()))
        for name in SmallWords.__dataclass_fields__
        if name not in ("shorthand", "english", "romanised", "language_names", "frames")
    }
    language = raw["language"]
    return SmallWords(
        shorthand=raw["shorthand"],
        frames={form: tuple(sentences) for form, sentences in raw["frames"].items()},
        language_names={form: tuple(names) for form, names in raw["language_names"].items()},
        english=frozenset(language["en"]),
        romanised=frozenset(language["hi-Latn"]),
        **lists,
    )


def _all(groups: Iterable[Iterable[str]]) -> Iterable[str]:
    return (word for group in groups for word in group)
