"""Messages with labels: read from a sheet, put into data/nlu.yml or into the fixed test set.

A sheet is a text file. A line that begins with @ says what is true of the messages below it, one a line:

    @ report_danger hi-Latn signs=chest_pain,heart_attack patient=elderly
    babuji ko chhati me dard aur pasina
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.directory import Directory, Problem
from bot.language import FORMS

LABELS = ("signs", "symptoms", "denied", "lookalike", "patient", "places", "services")
SET_ASIDE = 10
"""One message in this many goes to the fixed test set, by a rule that nobody can bend."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with what is true of it; ``at`` is the line where it stood."""

    message: str
    intent: str
    form: str
    labels: Mapping[str, tuple[str, ...]]
    at: int = 0

    @property
    def set_aside(self) -> bool:
        """Whether it tests and never trains: its CRC-32 divides by ten."""
        return zlib.crc32(self.message.encode()) % SET_ASIDE == 0


def read_sheet(path: Path) -> Iterator[Labelled | Problem]:
    """The messages of a sheet, and a problem for each line that cannot be read."""
    head: Labelled | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        written = " ".join(line.split())
        if written.startswith("@"):
            head = _head(written, number)
            if head is None:
                yield Problem(
                    str(path), number, f'"{written}" is no header; write e.g. @ report_symptoms en symptoms=cough'
                )
        elif written and not written.startswith("#"):
            if head is None:
                yield Problem(str(path), number, "a message without a readable header above it")
            else:
                yield Labelled(written, head.intent, head.form, head.labels, number)


def _head(line: str, number: int) -> Labelled | None:
    intent, form, *rest = line[1:].split() if len(line[1:].split()) > 1 else ("", "")
    pairs = [part.partition("=") for part in rest]
    if form not in FORMS or any(name not in LABELS or not value for name, _, value in pairs):
        return None
    return Labelled("", intent, form, {name: tuple(value.split(",")) for name, _, value in pairs}, number)


def problems(message: Labelled, directory: Directory, intents: Iterable[str]) -> Iterator[str]:
    """What is wrong with the labels of a message."""
    if message.intent not in set(intents):
        yield f'intent "{message.intent}" is not in domain.yml'
    known = {"signs": directory.danger_signs, "symptoms": directory.symptoms}
    for label, facts in known.items():
        yield from (f'{label}: "{name}" is unknown' for name in message.labels.get(label, ()) if name not in facts)
    if bool(message.labels.get("signs")) != (message.intent == "report_danger"):
        yield "report_danger needs signs=..., and signs need report_danger"


def as_test(message: Labelled) -> str:
    """The message as a line of the fixed test set."""
    parts = [f"message: {json.dumps(message.message, ensure_ascii=False)}", f"intent: {message.intent}"]
    for name in LABELS:
        values = message.labels.get(name)
        if values and name == "patient":
            parts.append(f"patient: {values[0]}")
        elif values:
            parts.append(f"{name}: [{', '.join(json.dumps(value, ensure_ascii=False) for value in values)}]")
    return f"  - {{{', '.join(parts)}}}"
