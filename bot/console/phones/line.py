"""The line between the phones on the page and the webhook of this machine, and what can go wrong on it."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from bot.console.phones import breaking
from bot.console.phones.sent import Sent
from bot.ops.environment import CannotStart
from bot.ops.talk import send
from bot.settings import Settings

State = Literal["up", "no_model", "down"]
BREAKS: Mapping[str, Callable[[Settings], None]] = {
    "none": lambda _: None,
    "dies": lambda settings: breaking.kill(settings.action_port),
    "hangs": lambda settings: breaking.hang(settings.action_port),
    "twice": lambda _: None,
}
"""What may be broken before a message goes out."""


@dataclass(frozen=True, slots=True)
class Got:
    """The replies to a message, one for each delivery, and how many milliseconds they took; or why there is none."""

    replies: tuple[str, ...]
    milliseconds: int
    problem: str = ""


def deliver(settings: Settings, sent: Sent, broken: str) -> Got:
    """Sends a message, signed, after something was broken."""
    BREAKS.get(broken, BREAKS["none"])(settings)
    began = time.monotonic()
    with ThreadPoolExecutor(2) as at_once:
        tries = [at_once.submit(send, settings, dict(sent.form)) for _ in range(2 if broken == "twice" else 1)]
    took = round(1000 * (time.monotonic() - began))
    try:
        return Got(tuple(each.result() for each in tries), took)
    except CannotStart as error:
        return Got((), took, str(error))


def state(settings: Settings) -> State:
    """Whether the assistant can answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/webhooks/twilio/", timeout=2):
            return "up"
    except urllib.error.HTTPError as error:
        return "no_model" if error.code == 503 else "down"
    except (urllib.error.URLError, OSError):
        return "down"
