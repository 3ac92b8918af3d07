"""The one checker behind `make check`, `make test` and the start of the servers."""

from __future__ import annotations

import os
from pathlib import Path

from bot.directory import DirectoryError, Problem, load
from bot.ops.checks import buttons, clashes, facts, replies, small_words, training, wordings
from bot.sentences import DOMAIN
from bot.spelling import DIRECTORY, read_yaml

ROOT = DOMAIN.parent


def problems(folder: Path = DIRECTORY, domain: Path = DOMAIN) -> list[Problem]:
    """Everything that is wrong with the data files in ``folder``, the sentences and the messages, sorted by place.

    References and replies are looked at only when every data file can be read, clashes only among sound messages.
    """
    broken = list(small_words.problems(folder / "words.yml"))
    try:
        directory = load(folder)
    except DirectoryError as error:
        broken += error.problems
    if broken:
        return sorted(_short(problem) for problem in broken)
    messages = [*training.problems(directory, read_yaml(domain)["intents"], ROOT)]
    found = [
        *facts.problems(directory, folder),
        *wordings.problems(directory, folder),
        *replies.problems(directory, domain),
        *buttons.problems(directory, domain, folder),
        *(messages or clashes.problems(ROOT)),
    ]
    return sorted(_short(problem) for problem in found)


def _short(problem: Problem) -> Problem:
    """The same problem with its path as seen from the project's folder."""
    path = Path(problem.file)
    name = os.path.relpath(path, ROOT) if path.is_relative_to(ROOT) else str(path)
    return Problem(name, problem.line, problem.text)
