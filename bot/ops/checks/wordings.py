"""Words of the data files: unknown concepts, the same wording twice, mixed scripts, stray invisible characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.directory import Directory, Problem, line_of
from bot.directory.facts import DangerSign, Sayable
from bot.matching import Matcher
from bot.matching.wordings import filler_keys
from bot.text import is_devanagari, key, words

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
    yield from _everyday_names(directory, folder / "districts.yml")
    yield from _hidden(directory, folder / "danger_signs.yml")
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


def _everyday_names(directory: Directory, path: Path) -> Iterator[Problem]:
    """Towns whose name is also a health word, and which do not say so."""
    everyday = {key(word) for concept in directory.concepts.values() for word in concept.all()}
    for index, district in enumerate(directory.districts.values()):
        for number, place in enumerate(district.places):
            for name in (place.en, place.hi, *place.aliases) if not place.common_word else ():
                if key(name) in everyday and " " not in name:
                    line = line_of(path, ("districts", index, "places", number))
                    yield Problem(str(path), line, f'"{name}" is also an everyday word; add `common_word: true`')


def _hidden(directory: Directory, path: Path) -> Iterator[Problem]:
    """Danger wordings that a negation, a condition or an `unless` takes away from themselves."""
    matcher = Matcher(directory)
    for index, sign in enumerate(directory.danger_signs.values()):
        for written in sign.wordings.all() if sign.patient is None else ():
            stands = {hit.id: hit.status for hit in matcher.read(written).dangers} if "<" not in written else {}
            if "<" not in written and stands.get(sign.id) != "present":
                why = stands.get(sign.id, "not found: an `unless` or a missing word hides it")
                line = line_of(path, ("danger_signs", index))
                yield Problem(str(path), line, f'wording "{written}" of "{sign.id}" does not count ({why}); reword it')


def _twice(path: Path, section: str, entries: Iterable[Sayable]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], tuple[str, str | None]] = {}
    for index, entry in enumerate(entries):
        for written in (*entry.patterns, *entry.wordings.all()):
            parts = _counting(written)
            other, patient = seen.setdefault(parts, (entry.id, entry.patient))
            if other != entry.id and patient == entry.patient:
                text = f'wording "{written}" of "{entry.id}" also stands under "{other}"; keep it in one'
                yield Problem(str(path), line_of(path, (section, index)), text)


def _counting(written: str) -> tuple[str, ...]:
    """What counts of a wording, so that spellings of one wording meet."""
    concepts = [f"<{name}>" for name in _CONCEPT.findall(written)]
    plain = [word.key for word in words(_CONCEPT.sub(" ", written))]
    counting = [part for part in plain if part not in filler_keys()]
    return tuple(sorted(concepts + (counting if len(counting) + len(concepts) > 1 else plain)))
