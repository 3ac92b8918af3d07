"""The training messages, found by their words in any spelling."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from threading import RLock
from typing import Any

from bot.ops.add import NLU, TESTS, tests_in
from bot.ops.training_file import Key, Sentence, TrainingFile, stamp_of, texts_in
from bot.text import words

Label = tuple[str, tuple[str, ...]]
MOST_NEAR = 12
"""Neighbours whose labels are worth a look."""
EVERYWHERE = 0.05
"""Share of messages from which a word says nothing about likeness."""


@functools.lru_cache(maxsize=1 << 17)
def keys_of(text: str) -> tuple[str, ...]:
    """The phonetic keys of the words of a text."""
    return tuple(word.key for word in words(text))


class Index:
    """Knows the messages as they stand: before each look it takes in what changed in the files.

    Raises:
        CannotStart: at any look when a file cannot be read, with its line.

    """

    def __init__(self, root: Path) -> None:
        self._root, self._lock = root, RLock()
        self._stamp: tuple[object, ...] = ()
        self._labels: dict[str, Key] = {}
        self._blocks: dict[Key, list[str]] = {}
        self._by_word: dict[str, set[str]] = {}

    def search(self, query: str) -> list[Sentence]:
        """The messages that hold every word of a query, short ones first; the last word may be its beginning."""
        asked = keys_of(query)
        with self._lock:
            self._refresh()
            if not asked:
                return []
            *whole, last = asked
            found = set().union(*(texts for word, texts in self._by_word.items() if word.startswith(last)))
            for word in whole:
                found &= self._by_word.get(word, set())
            return [Sentence(text, self._labels[text]) for text in sorted(found, key=lambda text: (len(text), text))]

    def find(self, text: str) -> Sentence | None:
        """The message with exactly this text."""
        with self._lock:
            self._refresh()
            return Sentence(text, self._labels[text]) if text in self._labels else None

    def near(self, text: str) -> list[Sentence]:
        """The messages that share the most rare words with a text, nearest first."""
        ours = set(keys_of(text))
        with self._lock:
            self._refresh()
            common = len(self._labels) * EVERYWHERE
            found = (self._by_word.get(word, set()) for word in ours)
            shared = Counter(other for texts in found if len(texts) < common for other in texts)
            ranked = sorted(shared, key=lambda other: -shared[other] / (len(ours) + len(keys_of(other))) ** 0.5)
            return [Sentence(other, self._labels[other]) for other in ranked[:MOST_NEAR]]

    def labelled_otherwise(self, text: str, label: Label, but: str = "") -> Label | None:
        """Another label of the same words in any spelling, ``but`` one message; the checker would refuse both."""
        keys = keys_of(text)
        tested = self._tests().get(keys, label) if keys else label
        if tested != label:
            return tested
        same = (sentence for sentence in self.search(text) if keys_of(sentence.text) == keys and sentence.text != but)
        return next((label_of(sentence) for sentence in same if label_of(sentence) != label), None)

    def _tests(self) -> dict[tuple[str, ...], Label]:
        entries = (entry for path in (self._root / TESTS).glob("fixed_*.yml") for entry in tests_in(path))
        return {keys_of(entry["message"]): _label(entry) for entry in entries}

    def _refresh(self) -> None:
        path = self._root / NLU
        stamp = stamp_of(path)
        if stamp == self._stamp:
            return
        now = {key: lines.copy() for key, lines in TrainingFile(path).blocks()}
        for key in self._blocks.keys() | now.keys():
            old, new = self._blocks.get(key, []), now.get(key, [])
            if old != new:
                self._change(key, set(texts_in(old)), set(texts_in(new)))
        self._blocks, self._stamp = now, stamp

    def _change(self, key: Key, old: set[str], new: set[str]) -> None:
        for text in old - new:
            if self._labels.get(text) == key:
                del self._labels[text]
                for word in keys_of(text):
                    self._by_word[word].discard(text)
        for text in new - old:
            self._labels[text] = key
            for word in keys_of(text):
                self._by_word.setdefault(word, set()).add(text)


def label_of(sentence: Sentence) -> Label:
    """What two messages of the same words must agree on: intent and danger signs."""
    return sentence.key[0], sentence.key[2]


def _label(entry: Mapping[str, Any]) -> Label:
    return entry["intent"], tuple(sorted(entry.get("signs", ())))
