"""Who is signed in: sessions kept in memory, named by a cookie; and how often a sign-in may fail."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.console.users import User

COOKIE = "sehat_session"
SIGN_IN_COOKIE = "sehat_sign_in"
LASTS = 8 * 3600.0
"""Seconds that a session lasts; a working day."""
MOST_SESSIONS = 1000
TRIES, TRIES_WITHIN = 5, 300.0
"""Failed sign-ins of one name, and of one address, within so many seconds."""
MOST_COUNTED = 10_000


@dataclass(slots=True)
class Session:
    """A signed-in user: ``csrf`` goes with every form, ``hashed`` ends the session when the password changes.

    ``said`` is what the next page says first, each with its kind: done or problem.
    """

    name: str
    hashed: str
    csrf: str
    ends_at: float
    said: list[tuple[str, str]] = field(default_factory=list)

    def take_said(self) -> list[tuple[str, str]]:
        """What is to be said, once."""
        said, self.said = self.said, []
        return said


class Sessions:
    """The sessions of this server; a restart ends them all."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def begin(self, user: User) -> str:
        """A new session; gives the secret for the cookie, of which only a hash is kept."""
        cookie = secrets.token_urlsafe(32)
        session = Session(user.name, user.password, secrets.token_urlsafe(24), time.time() + LASTS)
        self._sessions[_name_of(cookie)] = session
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return cookie

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie, unless it has ended."""
        session = self._sessions.get(_name_of(cookie))
        if session and session.ends_at < time.time():
            self.end(cookie)
            return None
        return session

    def end(self, cookie: str) -> None:
        """Ends a session."""
        self._sessions.pop(_name_of(cookie), None)


def _name_of(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


class Attempts:
    """Counts failed sign-ins by name and by address."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, list[float]] = OrderedDict()

    def must_wait(self, *whose: str) -> bool:
        """Whether one of these failed too often of late."""
        return any(len(self._recent(one)) >= TRIES for one in whose)

    def failed(self, *whose: str) -> None:
        """Counts a failure."""
        for one in whose:
            self._failed[one] = [*self._recent(one), time.time()]
            self._failed.move_to_end(one)
        while len(self._failed) > MOST_COUNTED:
            self._failed.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Forgets the failures of a name."""
        self._failed.pop(name, None)

    def _recent(self, one: str) -> list[float]:
        return [at for at in self._failed.get(one, ()) if at > time.time() - TRIES_WITHIN]
