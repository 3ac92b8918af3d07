"""Buttons under WhatsApp replies: few and short enough for WhatsApp, the same in every form, and district names too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from bot.directory import Directory, Problem, line_of
from bot.language import FORMS
from bot.reply import MAX_BUTTONS, MAX_PAYLOAD, MAX_TITLE, contacts
from bot.sentences import Variations, fill, gaps
from bot.spelling import read_yaml

PARTS = {"title": MAX_TITLE, "payload": MAX_PAYLOAD}


def problems(directory: Directory, domain: Path, folder: Path) -> Iterator[Problem]:
    """What is wrong with the buttons."""
    responses: Variations = read_yaml(domain)["responses"]
    values = contacts(directory)
    for name, variations in responses.items():
        counts = set()
        for index, variation in enumerate(variations):
            found = variation.get("buttons") or []
            line = line_of(domain, ("responses", name, index))
            yield from (Problem(str(domain), line, f"{name}: {wrong}") for wrong in _wrong(variation, found, values))
            if variation.get("channel") == "whatsapp":
                counts.add(len(found))
        if len(counts) > 1:
            text = f"{name}: not as many buttons in every form; give each form the same"
            yield Problem(str(domain), line_of(domain, ("responses", name)), text)
    yield from _districts(directory, folder / "districts.yml")


def _wrong(
    variation: Mapping[str, Any], buttons: Sequence[Mapping[str, Any]], values: Mapping[str, str]
) -> Iterator[str]:
    if buttons and variation.get("channel") != "whatsapp":
        yield "buttons under a sentence that is not for WhatsApp only; take them away"
    if len(buttons) > MAX_BUTTONS:
        yield f"{len(buttons)} buttons, at most {MAX_BUTTONS}; take some away"
    for button, (part, most) in product(buttons, PARTS.items()):
        yield from _wrong_part(part, button.get(part), most, values)
    for part in PARTS:
        written = [button.get(part) for button in buttons]
        if len(set(written)) < len(written):
            yield f"two buttons with the same {part}; write different ones"


def _wrong_part(part: str, written: Any, most: int, values: Mapping[str, str]) -> Iterator[str]:
    if not isinstance(written, str) or not written.strip() or "\n" in written:
        yield f"a button's {part} is {written!r}; write one line of text in quotes"
        return
    unknown = [gap for gap in gaps(written) if gap not in values]
    if unknown:
        yield f"nothing fills {{{unknown[0]}}} on a button; use one of {', '.join(sorted(values))}"
        return
    filled = fill(written, values)
    if len(filled) > most:
        yield f'button {part} "{filled}" has {len(filled)} characters, at most {most}; shorten it'


def _districts(directory: Directory, path: Path) -> Iterator[Problem]:
    """District names stand on buttons when a place lies in several."""
    for (index, district), form in product(enumerate(directory.districts.values()), FORMS):
        name = district.names.in_form(form)
        if len(name) > MAX_TITLE:
            text = f'"{name}" has {len(name)} characters, at most {MAX_TITLE} fit on a button; write a shorter name'
            yield Problem(str(path), line_of(path, ("districts", index)), text)
