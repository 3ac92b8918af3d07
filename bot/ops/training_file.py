"""data/nlu.yml as blocks of lines, so that a message goes into its block and every comment stays where it is."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, NoReturn

from bot.directory import Problem
from bot.ops.editing import write_whole
from bot.ops.environment import CannotStart
from bot.ops.sheets import Labelled

EXAMPLE = "    - "
_EXAMPLES = "  examples: |"
_INTENT = re.compile(r"- intent: (\S+)\s*")
_METADATA = re.compile(r"  metadata: \{(.*)\}\s*")
_OTHER = re.compile(r"\s*(#.*)?|version: \"[\d.]+\"|nlu:|  examples: \|\s*|    - .*")
_LIST = re.compile(r"(\w+): \[([^\]]*)\]")
_FORM = re.compile(r"form: ([\w-]+)")
Key = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def texts_in(lines: Iterable[str]) -> list[str]:
    """The messages among the lines of a block."""
    skip = len(EXAMPLE)
    return [line[skip:] for line in lines if line[:skip] == EXAMPLE]


@dataclass
class Block:
    """The lines of one block: header and examples."""

    key: Key | None
    lines: list[str] = field(default_factory=list)


class Sentence(NamedTuple):
    """A training message with the labels of its block."""

    text: str
    key: Key


class TrainingFile:
    """The file; ``add`` and ``change`` work in memory, ``save`` writes it whole or not at all.

    Raises:
        CannotStart: when a line is no line of such a file, with its number.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._blocks = _blocks(path)
        self._by_key = {block.key: block for block in self._blocks if block.key}

    def blocks(self) -> Iterator[tuple[Key, list[str]]]:
        """The labels and the lines of each block that has labels."""
        return ((block.key, block.lines) for block in self._blocks if block.key)

    def texts(self) -> Iterator[str]:
        """Every message, in order."""
        return (text for _, lines in self.blocks() for text in texts_in(lines))

    def line_of(self, text: str) -> int:
        """The line of a message, from 1; 0 when it does not stand in the file."""
        lines = (line for block in self._blocks for line in block.lines)
        return next((number for number, line in enumerate(lines, 1) if line == EXAMPLE + text), 0)

    def add(self, messages: Iterable[Labelled]) -> None:
        """Puts each message at the end of the block with its labels; a new block stands behind those of its intent."""
        self._is_changed()
        for message in messages:
            key = key_of(message)
            block = self._by_key.get(key) or self._new_block(key)
            block.lines.append(EXAMPLE + message.message)

    def change(self, text: str, key: Key, message: Labelled) -> bool:
        """Makes another message of the one in the block of ``key``; its place stays when its labels do.

        Whether it still stood there; nothing is changed otherwise.
        """
        block = self._by_key.get(key)
        if block is None or EXAMPLE + text not in block.lines:
            return False
        self._is_changed()
        if key_of(message) == key:
            block.lines[block.lines.index(EXAMPLE + text)] = EXAMPLE + message.message
            return True
        self.remove(text, key)
        self.add([message])
        return True

    def remove(self, text: str, key: Key) -> bool:
        """Takes a message out, and its block's header with the last one; whether it stood there."""
        block = self._by_key.get(key)
        if block is None or EXAMPLE + text not in block.lines:
            return False
        self._is_changed()
        block.lines.remove(EXAMPLE + text)
        if not any(line.startswith(EXAMPLE) for line in block.lines):
            block.lines = [line for line in block.lines if line.lstrip().startswith("#")]
            block.key = None
            del self._by_key[key]
        return True

    def save(self) -> None:
        """Writes the file.

        Raises:
            CannotStart: when it cannot be written; the old one stays.

        """
        write_whole(self._path, "\n".join(line for block in self._blocks for line in block.lines) + "\n")
        _parsed[self._path] = (stamp_of(self._path), self._blocks)

    def _is_changed(self) -> None:
        """What is changed here is no longer what stands in the file, until it is saved."""
        _parsed.pop(self._path, None)

    def _new_block(self, key: Key) -> Block:
        block = Block(key, _header(key))
        same = [place for place, other in enumerate(self._blocks) if other.key and other.key[0] == key[0]]
        self._blocks.insert(same[-1] + 1 if same else len(self._blocks), block)
        self._by_key[key] = block
        return block


def key_of(message: Labelled) -> Key:
    """What decides the block of a message: intent, form, danger signs, symptoms."""
    signs, symptoms = message.labels.get("signs", ()), message.labels.get("symptoms", ())
    return message.intent, message.form, tuple(sorted(signs)), tuple(sorted(symptoms))


_parsed: dict[Path, tuple[tuple[int, int], list[Block]]] = {}


def stamp_of(path: Path) -> tuple[int, int]:
    """Another one whenever a file was changed."""
    return path.stat().st_mtime_ns, path.stat().st_size


def _blocks(path: Path) -> list[Block]:
    """The blocks of the file; parsed once for each state of it."""
    stamp, known = stamp_of(path), _parsed.get(path)
    blocks = known[1] if known and known[0] == stamp else _parse(path)
    _parsed[path] = (stamp, blocks)
    return blocks


def _parse(path: Path) -> list[Block]:
    blocks = [Block(None)]
    for number, line in enumerate(path.read_text(encoding="utf-8").rstrip("\n").split("\n"), 1):
        if not line.startswith(EXAMPLE) and not _read_other(line, blocks):
            _refuse(path, number, line)
        blocks[-1].lines.append(line)
    return blocks


def _read_other(line: str, blocks: list[Block]) -> bool:
    """Reads a line that holds no message; whether it belongs into such a file."""
    if line == _EXAMPLES:
        return True
    if intent := _INTENT.fullmatch(line):
        blocks.append(Block((intent[1], "", (), ())))
        return True
    key = blocks[-1].key
    if key and (metadata := _METADATA.fullmatch(line)):
        blocks[-1].key = (key[0], *_labels(metadata[1]))
        return True
    return _OTHER.fullmatch(line) is not None


def _refuse(path: Path, number: int, line: str) -> NoReturn:
    what = f'"{line}" is no line of this file; write it like its neighbours. Nothing was changed.'
    raise CannotStart(str(Problem(f"data/{path.name}", number, what)))


@functools.lru_cache(maxsize=4096)
def _labels(metadata: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    form = _FORM.search(metadata)
    lists = {
        name: tuple(sorted(part.strip() for part in values.split(","))) for name, values in _LIST.findall(metadata)
    }
    return (form[1] if form else ""), lists.get("signs", ()), lists.get("symptoms", ())


def _header(key: Key) -> list[str]:
    intent, form, signs, symptoms = key
    labels = [f"form: {form}"]
    labels += [
        f"{name}: [{', '.join(values)}]" for name, values in (("signs", signs), ("symptoms", symptoms)) if values
    ]
    return [f"- intent: {intent}", f"  metadata: {{{', '.join(labels)}}}", _EXAMPLES]
