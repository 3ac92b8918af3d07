"""data/nlu.yml as blocks of lines, so that a message goes into its block and every comment stays where it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.ops.sheets import Labelled

_INTENT = re.compile(r"^- intent: (\S+)")
_METADATA = re.compile(r"^  metadata: \{(.*)\}")
_LIST = re.compile(r"(\w+): \[([^\]]*)\]")
_FORM = re.compile(r"form: ([\w-]+)")
Key = tuple[str, str, tuple[str, ...], tuple[str, ...]]


@dataclass
class Block:
    """The lines of one block: header and examples."""

    key: Key | None
    lines: list[str] = field(default_factory=list)


class TrainingFile:
    """The file; ``add`` puts messages in, ``save`` writes it whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._blocks = _blocks(path.read_text(encoding="utf-8").splitlines())
        self._by_key = {block.key: block for block in self._blocks if block.key}

    def add(self, messages: Iterable[Labelled]) -> None:
        """Puts each message at the end of the block with its labels; a new block stands behind those of its intent."""
        for message in messages:
            key = key_of(message)
            block = self._by_key.get(key) or self._new_block(key)
            block.lines.append(f"    - {message.message}")

    def save(self) -> None:
        """Writes the file through a neighbour, so that a crash leaves the old one."""
        text = "\n".join(line for block in self._blocks for line in block.lines) + "\n"
        beside = self._path.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self._path)

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


def _blocks(lines: list[str]) -> list[Block]:
    blocks = [Block(None)]
    for line in lines:
        intent = _INTENT.match(line)
        if intent:
            blocks.append(Block((intent[1], "", (), ())))
        metadata = _METADATA.match(line)
        if metadata and blocks[-1].key:
            blocks[-1].key = (blocks[-1].key[0], *_labels(metadata[1]))
        blocks[-1].lines.append(line)
    return blocks


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
    return [f"- intent: {intent}", f"  metadata: {{{', '.join(labels)}}}", "  examples: |"]
