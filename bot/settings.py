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
    ``pepper`` keys the conversation ids. ``database_url`` is a SQLAlchemy address. ``public_url`` is the address
    Twilio signs, without a path. ``deadline`` is in seconds, ``per_minute`` and ``per_day`` count one person's
    messages, ``replies_per_day`` counts everybody's replies; ``rate_limit`` switches all three.
    ``metrics_port`` 0 means no metrics. ``console_host`` and ``console_port`` are where the console listens.
    """

    public_url: str
    host: str
    port: int
    action_port: int
    tokens: tuple[str, ...]
    pepper: str
    database_url: str
    deadline: float
    in_flight: int
    rate_limit: bool
    per_minute: int
    per_day: int
    replies_per_day: int
    retention_days: int
    metrics_port: int
    console_host: str
    console_port: int


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
        pepper=env.get("PEPPER", "") or (tokens[0] if tokens else ""),
        database_url=_database(env),
        deadline=_number(env, "DEADLINE", "8", 1, 12),
        in_flight=_number(env, "MAX_IN_FLIGHT", "64", 1, 10_000),
        rate_limit=_switch(env, "RATE_LIMIT", "on"),
        per_minute=_number(env, "PER_MINUTE", "12", 1, 10_000),
        per_day=_number(env, "PER_DAY", "120", 1, 1_000_000),
        replies_per_day=_number(env, "REPLIES_PER_DAY", "100000", 1, 1_000_000_000),
        retention_days=_number(env, "RETENTION_DAYS", "30", 1, 3650),
        metrics_port=_number(env, "METRICS_PORT", "0", 0, 65535),
        console_host=env.get("CONSOLE_HOST", "") or "127.0.0.1",
        console_port=_port(env, "CONSOLE_PORT", "8010"),
    )


def _port(env: Mapping[str, str], name: str, default: str) -> int:
    value = env.get(name, "") or default
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value) <= 65535:
        raise SettingsError(f'{name}="{value}" is no port; write a whole number from 1 to 65535, e.g. {name}={default}')
    return int(value)


def _number(env: Mapping[str, str], name: str, default: str, least: int, most: int) -> int:
    value = env.get(name, "") or default
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise SettingsError(
            f'{name}="{value}" cannot be used; write a whole number from {least} to {most}, e.g. {name}={default}'
        )
    return int(value)


def _switch(env: Mapping[str, str], name: str, default: str) -> bool:
    value = (env.get(name, "") or default).lower()
    if value not in ("on", "off"):
        raise SettingsError(f'{name}="{value}" is no switch; write {name}=on or {name}=off')
    return value == "on"


def _database(env: Mapping[str, str]) -> str:
    value = env.get("DATABASE_URL", "") or "sqlite:///var/sehat.db"
    if value.startswith("postgres://"):
        value = value.replace("postgres://", "postgresql://", 1)
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
        kind = value.split("://")[0]
        raise SettingsError(
            f'DATABASE_URL of kind "{kind}" cannot be used; write sqlite:///var/sehat.db or postgresql://user:password@host/name'
        )
    return value


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
