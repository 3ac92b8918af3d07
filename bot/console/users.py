"""Who may use the console: var/users.yml, with argon2 hashes instead of passwords."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from ruamel.yaml.error import YAMLError

from bot.ops.editing import write_whole
from bot.ops.environment import CannotStart
from bot.spelling import read_yaml

Role = Literal["labeller", "releaser"]
ROLES: tuple[Role, ...] = get_args(Role)
LANGUAGES = ("en", "hi")
LEAST_PASSWORD = 10
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_HEAD = "# Users of the console. Made by `python -m bot.ops user add`; see docs/howto/add-a-user.md.\nusers:\n"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a name; a releaser may also put models live. ``password`` is an argon2 hash."""

    name: str
    role: Role
    language: str
    password: str


class Users:
    """The file of users, read anew at each look, so that a removed user is out at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> dict[str, User]:
        """Every user by name.

        Raises:
            CannotStart: when the file cannot be read.

        """
        if not self._path.exists():
            return {}
        try:
            return {entry["name"]: User(**entry) for entry in read_yaml(self._path)["users"] or ()}
        except (YAMLError, KeyError, TypeError, OSError) as error:
            raise CannotStart(f"{self._path} cannot be read; restore it or make the users anew.") from error

    def add(self, name: str, role: str, password: str) -> None:
        """Adds a user.

        Raises:
            CannotStart: when name, role or password will not do.

        """
        users = self.all()
        for wrong in _wrong(name, role, password, users):
            raise CannotStart(wrong)
        self._write([*users.values(), User(name, role, "en", _hasher().hash(password))])  # type: ignore[arg-type]

    def remove(self, name: str) -> None:
        """Removes a user, whose sessions end at once.

        Raises:
            CannotStart: when there is no such user.

        """
        users = self.all()
        if name not in users:
            raise CannotStart(f'"{name}" is no user; there are: {", ".join(users) or "none"}.')
        self._write(user for user in users.values() if user.name != name)

    def speak(self, name: str, language: str) -> None:
        """Keeps the language in which a user reads the console."""
        users = self.all()
        users[name] = replace(users[name], language=language)
        self._write(users.values())

    def check(self, name: str, password: str) -> User | None:
        """The user of this name when the password is right; takes as long for an unknown name."""
        user = self.all().get(name)
        right = _is_right(user.password if user else _nobodys_hash(), password)
        return user if right else None

    def _write(self, users: Iterable[User]) -> None:
        lines = [
            "  - {"
            + ", ".join(f"{name}: {json.dumps(getattr(user, name))}" for name in User.__dataclass_fields__)
            + "}\n"
            for user in users
        ]
        self._path.parent.mkdir(exist_ok=True)
        write_whole(self._path, _HEAD + "".join(lines) if lines else _HEAD.replace("users:", "users: []"))
        self._path.chmod(0o600)


def _wrong(name: str, role: str, password: str, users: dict[str, User]) -> Iterable[str]:
    if not _NAME.fullmatch(name):
        yield f'"{name}" is no name; write 2 to 32 small letters, digits, dots or dashes, e.g. asha.k'
    if name in users:
        yield f'"{name}" is there already; for a new password remove the user and add it again.'
    if role not in ROLES:
        yield f'role "{role}" is unknown; write {" or ".join(ROLES)}.'
    if len(password) < LEAST_PASSWORD:
        yield f"The password has {len(password)} characters; write {LEAST_PASSWORD} or more."


def _is_right(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@functools.cache
def _nobodys_hash() -> str:
    return _hasher().hash("nobody has this password")
