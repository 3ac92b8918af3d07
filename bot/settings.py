"""Every environment variable, read and checked in one place. Names and defaults: .env.example."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

LEAST_SECRET = 16
"""Characters of a secret that signs; fewer can be guessed."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")


class SettingsError(ValueError):
    """A variable cannot be used; the message says which, its value and what to write instead."""


@dataclass(frozen=True, slots=True)
class SmsSending:
    """How a reply is handed to the aggregator: ``more`` are fixed fields beside recipient and text."""

    url: str
    token: str
    body: Literal["json", "form"]
    to_field: str
    text_field: str
    more: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SmsDoor:
    """The webhook for an aggregator's number.

    ``secrets`` may sign (two during a rotation); empty keeps the door closed. Without a ``timestamp_header`` the age
    of a request is not looked at. A ``reply_field`` makes the response JSON; ``send`` sends the reply instead.
    """

    secrets: tuple[str, ...]
    signature_header: str
    timestamp_header: str
    timestamp_window: int
    sender_field: str
    text_field: str
    id_field: str
    reply_field: str
    send: SmsSending | None


@dataclass(frozen=True, slots=True)
class Settings:
    """The checked settings.

    ``tokens`` are Twilio auth tokens that may sign (two during a rotation); empty refuses everything. ``account_sid``
    names the account for calls to Twilio; empty when none are made.
    ``pepper`` keys the conversation ids. ``database_url`` is a SQLAlchemy address. ``public_url`` is the address
    Twilio signs, without a path. ``deadline`` is in seconds, ``per_minute`` and ``per_day`` count one person's
    messages, ``replies_per_day`` counts everybody's replies; ``rate_limit`` switches all three.
    ``redis_url`` is where servers agree on whose turn it is; empty for one server. ``metrics_port`` 0 means no
    metrics. ``console_host`` and ``console_port`` are where the console listens. ``whatsapp_buttons`` sends choices as
    quick replies. ``sms`` is the second door for SMS.
    """

    public_url: str
    host: str
    port: int
    action_port: int
    account_sid: str
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
    redis_url: str
    metrics_host: str
    metrics_port: int
    console_host: str
    console_port: int
    whatsapp_buttons: bool
    sms: SmsDoor

    @property
    def on_this_machine(self) -> bool:
        """Whether nobody but this machine reaches assistant and console: somebody tries it out or develops it."""
        return urlsplit(self.public_url).hostname in LOOPBACK and self.console_host in LOOPBACK

    @property
    def webhook_url(self) -> str:
        """Where Twilio sends messages."""
        return f"{self.public_url}/webhooks/twilio/webhook"

    @property
    def status_url(self) -> str:
        """Where Twilio sends delivery reports."""
        return f"{self.public_url}/webhooks/twilio/status"


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in ``environ`` (the process's by default).

    Raises:
        SettingsError: at the first variable that cannot be used.

    """
    env = os.environ if environ is None else environ
    port = _port(env, "PORT", "5005")
    tokens, sms = _list(env, "TWILIO_AUTH_TOKEN"), _sms_door(env)
    return Settings(
        public_url=_address(env, "PUBLIC_URL", f"http://127.0.0.1:{port}"),
        host=env.get("HOST", "") or "127.0.0.1",
        port=port,
        action_port=_port(env, "ACTION_PORT", "5055"),
        account_sid=_account_sid(env),
        tokens=tokens,
        pepper=env.get("PEPPER", "") or next(iter(tokens + sms.secrets), ""),
        database_url=_database(env),
        deadline=_number(env, "DEADLINE", "8", 1, 12),
        in_flight=_number(env, "MAX_IN_FLIGHT", "64", 1, 10_000),
        rate_limit=_switch(env, "RATE_LIMIT", "on"),
        per_minute=_number(env, "PER_MINUTE", "12", 1, 10_000),
        per_day=_number(env, "PER_DAY", "120", 1, 1_000_000),
        replies_per_day=_number(env, "REPLIES_PER_DAY", "100000", 1, 1_000_000_000),
        retention_days=_number(env, "RETENTION_DAYS", "30", 1, 3650),
        redis_url=_redis(env),
        metrics_host=env.get("METRICS_HOST", "") or "127.0.0.1",
        metrics_port=_number(env, "METRICS_PORT", "0", 0, 65535),
        console_host=env.get("CONSOLE_HOST", "") or "127.0.0.1",
        console_port=_port(env, "CONSOLE_PORT", "8010"),
        whatsapp_buttons=_buttons(env),
        sms=sms,
    )


def _account_sid(env: Mapping[str, str]) -> str:
    value = env.get("TWILIO_ACCOUNT_SID", "")
    if value and not _ACCOUNT_SID.fullmatch(value):
        raise SettingsError(
            f'TWILIO_ACCOUNT_SID="{value}" is no Account SID; copy the 34 characters that begin with AC '
            "from console.twilio.com, Account Info"
        )
    return value


def _buttons(env: Mapping[str, str]) -> bool:
    wanted = _switch(env, "WHATSAPP_BUTTONS", "off")
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        if wanted and not env.get(name, ""):
            raise SettingsError(f"WHATSAPP_BUTTONS=on needs {name}; set it, or write WHATSAPP_BUTTONS=off")
    return wanted


def _sms_door(env: Mapping[str, str]) -> SmsDoor:
    secrets = _list(env, "SMS_SECRET")
    for secret in secrets:
        if len(secret) < LEAST_SECRET:
            raise SettingsError(
                f"SMS_SECRET holds a secret of {len(secret)} characters; write at least {LEAST_SECRET}, "
                "e.g. what openssl rand -hex 32 prints"
            )
    return SmsDoor(
        secrets=secrets,
        signature_header=_header(env, "SMS_SIGNATURE_HEADER", "X-Signature"),
        timestamp_header=_header(env, "SMS_TIMESTAMP_HEADER", ""),
        timestamp_window=_number(env, "SMS_TIMESTAMP_WINDOW", "300", 10, 86_400),
        sender_field=env.get("SMS_SENDER_FIELD", "") or "sender",
        text_field=env.get("SMS_TEXT_FIELD", "") or "text",
        id_field=env.get("SMS_ID_FIELD", "") or "id",
        reply_field=env.get("SMS_REPLY_FIELD", ""),
        send=_sms_sending(env) if env.get("SMS_SEND_URL", "") else None,
    )


def _sms_sending(env: Mapping[str, str]) -> SmsSending:
    return SmsSending(
        url=_safe_address(env, "SMS_SEND_URL"),
        token=env.get("SMS_SEND_TOKEN", ""),
        body=_body(env, "SMS_SEND_BODY"),
        to_field=env.get("SMS_SEND_TO_FIELD", "") or "to",
        text_field=env.get("SMS_SEND_TEXT_FIELD", "") or "text",
        more=_pairs(env, "SMS_SEND_MORE"),
    )


def _list(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get(name, "").split(",") if part.strip())


def _header(env: Mapping[str, str], name: str, default: str) -> str:
    value = env.get(name, "") or default
    if value and not _HEADER.fullmatch(value):
        raise SettingsError(f'{name}="{value}" is no name of a header; write letters and hyphens, e.g. X-Signature')
    return value


def _body(env: Mapping[str, str], name: str) -> Literal["json", "form"]:
    value = env.get(name, "") or "json"
    if value not in ("json", "form"):
        raise SettingsError(f'{name}="{value}" is unknown; write {name}=json or {name}=form')
    return "json" if value == "json" else "form"


def _pairs(env: Mapping[str, str], name: str) -> tuple[tuple[str, str], ...]:
    value = env.get(name, "")
    try:
        return tuple(parse_qsl(value, keep_blank_values=True, strict_parsing=True)) if value else ()
    except ValueError:
        raise SettingsError(f'{name}="{value}" cannot be read; write {name}=from=ABCDEF&template_id=1007') from None


def _safe_address(env: Mapping[str, str], name: str) -> str:
    """An address for numbers and tokens: https, or http on this machine."""
    value = env[name]
    shown = value.split("?")[0]
    if not _is_address(shown) or "#" in value:
        raise SettingsError(f'{name}="{shown}" is no address; write it whole, e.g. {name}=https://sms.example.in/send')
    parts = urlsplit(value)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingsError(f'{name}="{shown}" would send numbers in the clear; write an address with https')
    return value


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


def _redis(env: Mapping[str, str]) -> str:
    value = env.get("REDIS_URL", "")
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        kind = value.split("://")[0]
        raise SettingsError(f'REDIS_URL of kind "{kind}" cannot be used; write redis://:password@host:6379/0')
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
