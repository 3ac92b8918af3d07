"""Reads data/directory/ into frozen facts, or says everything that is wrong with it, each with file and line."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from bot.directory.facts import Concept, DangerSign, District, Fact, Place, Service, Symptom
from bot.spelling import DIRECTORY, read_yaml

__all__ = ["Directory", "DirectoryError", "Problem", "default_directory", "line_of", "load", "not_yaml"]

UNREADABLE = object()
FactType = TypeVar("FactType", bound=Fact)
FILES: Mapping[str, tuple[tuple[str, type[Fact]], ...]] = {
    "services.yml": (("services", Service),),
    "districts.yml": (("districts", District), ("outside", Place)),
    "lexicon.yml": (("concepts", Concept),),
    "symptoms.yml": (("symptoms", Symptom),),
    "danger_signs.yml": (("danger_signs", DangerSign),),
}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a data file: where, what, and what to do."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class DirectoryError(ValueError):
    """The data files cannot be used; ``problems`` says why, all at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Directory:
    """All facts, by id."""

    services: Mapping[str, Service]
    districts: Mapping[str, District]
    outside: Mapping[str, Place]
    concepts: Mapping[str, Concept]
    symptoms: Mapping[str, Symptom]
    danger_signs: Mapping[str, DangerSign]

    def active(self) -> dict[str, Service]:
        """The services that may stand in replies."""
        return {name: service for name, service in self.services.items() if service.active}


@functools.cache
def default_directory() -> Directory:
    """The project's own facts, read once."""
    return load(DIRECTORY)


def load(folder: Path) -> Directory:
    """Read every file of ``folder``.

    Raises:
        DirectoryError: with all problems of all files, when any file cannot be used as it is.

    """
    problems: list[Problem] = []
    parts: dict[str, dict[str, Fact]] = {}
    for name, sections in FILES.items():
        raw = _read(folder / name, problems)
        for section, kind in sections if raw is not UNREADABLE else ():
            parts[section] = _section(folder / name, raw, section, kind, problems)
    if problems:
        raise DirectoryError(problems)
    return Directory(**parts)  # type: ignore[arg-type]


def _read(path: Path, problems: list[Problem]) -> Any:
    try:
        return read_yaml(path)
    except FileNotFoundError:
        problems.append(Problem(str(path), 1, "the file is missing; restore it from git"))
    except UnicodeDecodeError as error:
        problems.append(Problem(str(path), 1, f"not UTF-8 at byte {error.start}; save it as UTF-8"))
    except YAMLError as error:
        problems.append(not_yaml(path, error))
    return UNREADABLE


def not_yaml(path: Path, error: YAMLError) -> Problem:
    """What is wrong with a file that is no YAML, and at which line."""
    if isinstance(error, MarkedYAMLError) and error.problem_mark:
        line, what = error.problem_mark.line + 1, error.problem
    else:
        line = path.read_text(encoding="utf-8").count("\n", 0, getattr(error, "position", 0)) + 1
        what = getattr(error, "reason", str(error))
    return Problem(str(path), line, f"not YAML ({what}); mend this line or the one before")


def _section(path: Path, raw: Any, section: str, kind: type[FactType], problems: list[Problem]) -> dict[str, FactType]:
    entries = raw.get(section) if isinstance(raw, dict) else None
    if not isinstance(entries, list):
        problems.append(Problem(str(path), 1, f'no list "{section}:" found; restore it'))
        return {}
    facts: dict[str, FactType] = {}
    for index, entry in enumerate(entries):
        try:
            fact = kind.parse_obj(entry)
        except ValidationError as error:
            problems.extend(_explain(path, section, index, error))
            continue
        name = str(getattr(fact, "id", "") or getattr(fact, "en", ""))
        if name in facts:
            line = line_of(path, (section, index))
            problems.append(Problem(str(path), line, f'"{name}" stands twice; give it another id or delete one'))
        facts[name] = fact
    return facts


def _explain(path: Path, section: str, index: int, error: ValidationError) -> Iterator[Problem]:
    for item in error.errors():
        where = ".".join(str(step) for step in item["loc"])
        line = line_of(path, (section, index, *item["loc"]))
        hint = "put it in quotes" if "str type" in item["msg"] else "see the manual at the head of the file"
        yield Problem(str(path), line, f"{where}: {item['msg']}; {hint}")


@functools.lru_cache(maxsize=8)
def _with_lines(path: Path, _stamp: int) -> Any:
    return YAML(typ="rt").load(path.read_text(encoding="utf-8"))


def line_of(path: Path, steps: tuple[str | int, ...]) -> int:
    """Line (from 1) of the deepest node that ``steps`` reach in the file; 1 when the file cannot be read."""
    try:
        node = _with_lines(path, path.stat().st_mtime_ns)
    except (OSError, YAMLError):
        return 1
    line = 1
    for step in steps:
        if isinstance(node, str) or not hasattr(node, "lc") or (isinstance(node, dict) and step not in node):
            break
        place: Any = node.lc
        position = place.item(step) if isinstance(node, list) else place.key(step)
        line, node = position[0] + 1, node[step]
    return line
