"""What the pages share: the files, the database, who is signed in, what is held."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.console.index import Index
from bot.console.labelling import NEVER_LABELLED
from bot.console.queue import Queue
from bot.console.releases import Releases, find
from bot.console.sessions import Attempts, Sessions
from bot.console.surge import NEEDED, Surge, surges
from bot.console.users import Users
from bot.directory import Directory, default_directory
from bot.matching import Matcher, default_matcher
from bot.ops.add import is_known
from bot.ops.environment import ROOT, CannotStart
from bot.sentences import DOMAIN
from bot.spelling import read_yaml
from bot.store.engine import engine_for, reader_for
from bot.store.figures import Counted, Figures, count, day_of, figures
from bot.store.hindsight import Hindsight
from bot.store.needs import Needs, needs
from bot.store.schema import migrate

logger = logging.getLogger(__name__)
LOOK_EVERY = 60.0
"""Seconds between two looks for turns that later turns call in question."""
LONGEST = 30
"""Days that Today looks back at most."""
FIGURES_HOLD = 30
"""Seconds for which the messages of today are not counted anew."""


@dataclass(frozen=True)
class Places:
    """Where things are: the project whose messages are edited, the folder of what is kept, the database.

    ``demo`` says that all of it is made up.
    """

    root: Path = ROOT
    var: Path = ROOT / "var"
    database_url: str = f"sqlite:///{ROOT / 'var' / 'sehat.db'}"
    demo: bool = False

    @property
    def audit(self) -> Path:
        """The audit log."""
        return self.var / "audit.jsonl"


class Console:
    """The state of the console."""

    def __init__(self, places: Places, releases: Callable[[], Releases | None] = find) -> None:
        self.places, self.releases = places, releases
        self.writer: Engine = engine_for(places.database_url)
        self.reader: Engine = reader_for(places.database_url)
        self.users = Users(places.var / "users.yml")
        self.sessions, self.attempts = Sessions(), Attempts()
        self.index, self.queue = Index(places.root), Queue(self.reader)
        self.hindsight = Hindsight(self.reader, self.writer)
        self.one_label_at_a_time = threading.Lock()
        self.count = functools.lru_cache(maxsize=64)(self._count)
        self.needs_on = functools.lru_cache(maxsize=128)(self._needs_on)
        self.surges_on = functools.lru_cache(maxsize=64)(self._surges_on)
        self._looked, self._looking = 0.0, threading.Lock()
        migrate(self.writer)

    @property
    def directory(self) -> Directory:
        """The facts."""
        return default_directory()

    def names(self, kind: str, language: str) -> dict[str, str]:
        """The facts of a kind (services, districts, symptoms, danger_signs) by id, named in a language."""
        return {name: fact.names.in_form(language) for name, fact in getattr(self.directory, kind).items()}

    def facts(self, language: str) -> dict[str, str]:
        """Symptoms and danger signs by id, named in a language."""
        return {**self.names("symptoms", language), **self.names("danger_signs", language)}

    @property
    def matcher(self) -> Matcher:
        """Reads messages by the data files."""
        return default_matcher()

    @functools.cached_property
    def intents(self) -> list[str]:
        """The intents that a message can be labelled with."""
        return [name for name in read_yaml(DOMAIN)["intents"] if name not in NEVER_LABELLED]

    def figures_of(self, days: int) -> Figures:
        """The figures of the last days; today is counted at most twice a minute, a day that is over once."""
        return figures(days, day_of(time.time()), lambda day: self.count(day, _window(day)))

    def _count(self, day: int, _window: int) -> Counted:
        return count(self.reader, day)

    def needs_of(self, day: int) -> Needs:
        """What people needed on a day; today is counted at most twice a minute."""
        return self.needs_on(day, _window(day))

    def surges_of(self, day: int) -> list[Surge] | None:
        """What was more than chance on a day; None when too few days before it have messages."""
        return self.surges_on(day, _window(day))

    def _needs_on(self, day: int, _window: int) -> Needs:
        return needs(self.reader, day, {name: fact.group for name, fact in self.directory.symptoms.items()})

    def _surges_on(self, day: int, _window: int) -> list[Surge] | None:
        days = [self.needs_of(each).groups for each in range(day - NEEDED, day + 1)]
        if not all(days[:-1]):
            return None
        keys = {key for groups in days for key in groups if key[0]}
        return surges({key: [groups.get(key, 0) for groups in days] for key in keys})

    def warm_up(self) -> None:
        """Reads what the first page would otherwise wait for."""
        try:
            self.matcher.read("bukhar")
            self.index.labelled_otherwise("bukhar", ("", ()))
            is_known("bukhar", self.places.root)
            self.figures_of(LONGEST)
            self.surges_of(day_of(time.time()))
        except (CannotStart, SQLAlchemyError) as error:
            logger.warning("Not everything could be read yet: %s", error)
        self.look_back()

    def look_back(self) -> None:
        """Marks turns that later turns call in question; at most once a minute, in the background."""
        with self._looking:
            if time.monotonic() - self._looked < LOOK_EVERY and self._looked:
                return
            self._looked = time.monotonic()
        threading.Thread(target=self._look_back, daemon=True).start()

    def _look_back(self) -> None:
        try:
            self.hindsight.look()
        except SQLAlchemyError as error:
            logger.warning("The database could not be looked through (%s); the next look will.", type(error).__name__)


def _window(day: int) -> int:
    """Changes twice a minute for today, never for a day that is over."""
    return int(time.time()) // FIGURES_HOLD if day >= day_of(time.time()) else 0
