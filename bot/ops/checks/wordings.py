"""Words of the data files: unknown concepts, the same wording twice, mixed scripts, stray invisible characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.directory import Directory, Problem, line_of
from bot.directory.facts import DangerSign, Sayable
from bot.matching.wordings import filler_keys
from bot.text import is_devanagari, words

_CONCEPT = re.compile(r"<([a-z0-9_]+)>")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_FOREIGN = re.compile(r"[Ͱ-Ͽ\u0400-\u04FF]")


def problems(directory: Directory, folder: Path) -> Iterator[Problem]:
    """What is wrong with the words."""
    groups = (
        ("symptoms.yml", "symptoms", directory.symptoms),
        ("danger_signs.yml", "danger_signs", directory.danger_signs),
    )
    for file, section, entries in groups:
        yield from _twice(folder / file, section, entries.values())
        for index, entry in enumerate(entries.values()):
            for written in _written(entry):
                yield from _one(written, directory, folder / file, (section, index))
    for index, concept in enumerate(directory.concepts.values()):
        for written in concept.all():
            yield from _script(written, folder / "lexicon.yml", ("concepts", index))


def _written(entry: Sayable) -> tuple[str, ...]:
    combined = tuple(p for parts in entry.together for p in parts) if isinstance(entry, DangerSign) else ()
    return (*entry.patterns, *entry.wordings.all(), *entry.unless, *(p for p in combined if ":" not in p))


def _one(written: str, directory: Directory, path: Path, at: tuple[str | int, ...]) -> Iterator[Problem]:
    for name in _CONCEPT.findall(written):
        if name not in directory.concepts:
            text = f'"{written}": no concept <{name}> in lexicon.yml; correct the name or add the concept'
            yield Problem(str(path), line_of(path, at), text)
    yield from _script(written, path, at)


def _script(written: str, path: Path, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if _INVISIBLE.search(written):
        yield Problem(str(path), line_of(path, at), f'"{written}" holds an invisible character; type it anew')
    for part in _CONCEPT.sub(" ", written).split():
        if (is_devanagari(part) and _LATIN.search(part)) or _FOREIGN.search(part):
            yield Problem(str(path), line_of(path, at), f'"{part}" mixes scripts in one word; type it in one script')


def _twice(path: Path, section: str, entries: Iterable[Sayable]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], tuple[str, str | None]] = {}
    for index, entry in enumerate(entries):
        for written in (*entry.patterns, *entry.wordings.all()):
            key = _key(written)
            other, patient = seen.setdefault(key, (entry.id, entry.patient))
            if other != entry.id and patient == entry.patient:
                text = f'wording "{written}" of "{entry.id}" also stands under "{other}"; keep it in one'
                yield Problem(str(path), line_of(path, (section, index)), text)


def _key(written: str) -> tuple[str, ...]:
    """What counts of a wording, so that spellings of one wording meet."""
    concepts = [f"<{name}>" for name in _CONCEPT.findall(written)]
    plain = [word.key for word in words(_CONCEPT.sub(" ", written))]
    counting = [key for key in plain if key not in filler_keys()]
    return tuple(sorted(concepts + (counting if len(counting) + len(concepts) > 1 else plain)))
