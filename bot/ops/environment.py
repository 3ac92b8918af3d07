"""The environment of the servers: .env under the real environment, written on the first run."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from honcho.environ import parse

from bot.settings import Settings, SettingsError, read

ROOT = Path(__file__).resolve().parent.parent.parent
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "PYTHONPATH": str(ROOT),
    "PYTHONUNBUFFERED": "1",
}
"""What every Rasa process gets: no telemetry, no third-party warnings, the project importable."""


class CannotStart(RuntimeError):
    """A command cannot do its work; the message says why and what to do."""


def prepare() -> Settings:
    """Puts .env (made from .env.example on the first run) under the real environment; gives the checked settings.

    Raises:
        CannotStart: when a variable cannot be used.

    """
    env_file = ROOT / ".env"
    if not env_file.exists():
        _write_first(env_file)
    for name, value in {**parse(env_file.read_text(encoding="utf-8")), **QUIET}.items():
        os.environ.setdefault(name, value)
    try:
        settings = read()
    except SettingsError as error:
        raise CannotStart(str(error)) from error
    os.environ.update(settings_for_servers(settings))
    (ROOT / "var").mkdir(exist_ok=True)
    return settings


def settings_for_servers(settings: Settings) -> dict[str, str]:
    """The variables that Procfile and endpoints.yml name; WEB_PORT because honcho gives each process its own PORT."""
    return {
        "WEB_PORT": str(settings.port),
        "ACTION_PORT": str(settings.action_port),
        "HOST": settings.host,
        "CONSOLE_HOST": settings.console_host,
        "CONSOLE_PORT": str(settings.console_port),
        "DATABASE_URL": _absolute(settings.database_url),
    }


def _absolute(database_url: str) -> str:
    """A SQLite file as seen from the project's folder, whatever folder a server runs in."""
    name = database_url.removeprefix("sqlite:///")
    return database_url if name == database_url else f"sqlite:///{ROOT / name}"


def _write_first(env_file: Path) -> None:
    lines = []
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        empty_secret = line in ("TWILIO_AUTH_TOKEN=", "PEPPER=")
        lines.append(line + secrets.token_hex(16) if empty_secret else line)
    env_file.touch(mode=0o600)
    env_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
