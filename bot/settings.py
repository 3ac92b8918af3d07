"""Every environment variable, read and checked in one place. Names and defaults: .env.example."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


class SettingsError(ValueError):
    """A variable cannot be used; the message says which, its value and what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The checked settings.

    ``tokens`` are Twilio auth tokens that may sign (two during a rotation); empty refuses everything.
    ``pepper`` keys the conversation ids. ``db_file`` is where conversations are kept, as
    seen from the project's folder. ``public_url`` is the address Twilio signs, without a path.
    """

    public_url: str
    host: str
    port: int
    action_port: int
    tokens: tuple[str, ...]
    pepper: str
    db_file: str


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in ``environ`` (the process's by default).

    Raises:
        SettingsError: at the first variable that cannot be used.

    """
    env = os.environ if environ is None else environ
    port = _port(env, "PORT", "5005")
    tokens = tuple(token.strip() for token in env.get("TWILIO_AUTH_TOKEN", "").split(",") if token.strip())
    return Settings(
        public_url=_address(env, "PUBLIC_URL", f"http://127.0.0.1:{port}"),
        host=env.get("HOST", "") or "127.0.0.1",
        port=port,
        action_port=_port(env, "ACTION_PORT", "5055"),
        tokens=tokens,
        db_file=env.get("DB_FILE", "") or "var/conversations.db",
        pepper=env.get("PEPPER", "") or (tokens[0] if tokens else ""),
    )


def _port(env: Mapping[str, str], name: str, default: str) -> int:
    value = env.get(name, "") or default
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value) <= 65535:
        raise SettingsError(f'{name}="{value}" is no port; write a whole number from 1 to 65535, e.g. {name}={default}')
    return int(value)


def _address(env: Mapping[str, str], name: str, default: str) -> str:
    value = env.get(name, "") or default
    if not _is_address(value):
        raise SettingsError(
            f'{name}="{value}" is no address; write scheme and host, e.g. {name}=https://bot.example.in'
        )
    return value.rstrip("/")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
