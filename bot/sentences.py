"""The sentences of domain.yml in plain hands: pick the variation, fill the gaps. Knows nothing of Rasa."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.spelling import read_yaml

DOMAIN = Path(__file__).resolve().parent.parent / "domain.yml"
Variations = Mapping[str, Sequence[Mapping[str, Any]]]
_GAP = re.compile(r"\{([a-z0-9_]+)\}")


@functools.cache
def default_responses() -> Variations:
    """The responses of the project's domain.yml."""
    responses: Variations = read_yaml(DOMAIN)["responses"]
    return responses


def gaps(text: str) -> list[str]:
    """The names of the placeholders in a sentence."""
    return _GAP.findall(text)


def pick(variations: Iterable[Mapping[str, Any]], form: str, channel: str) -> str | None:
    """The sentence for a form and channel; one without a channel serves both."""
    chosen = _variation(variations, form, channel)
    return str(chosen["text"]) if chosen else None


def render(responses: Variations, name: str, form: str, channel: str, values: Mapping[str, Any]) -> str:
    """A sentence ready to send.

    Raises:
        LookupError: when there is no such sentence, or a gap has no value; nothing half-filled is sent.

    """
    text = pick(responses.get(name, ()), form, channel)
    if text is None:
        raise LookupError(f'no sentence "{name}" in form {form} for {channel}; add it to domain.yml')
    missing = [gap for gap in gaps(text) if gap not in values]
    if missing:
        raise LookupError(
            f'sentence "{name}" has no value for {{{missing[0]}}}; pass it, or mend the name in domain.yml'
        )
    return fill(text, values)


def buttons(
    responses: Variations, name: str, form: str, channel: str, values: Mapping[str, Any]
) -> list[dict[str, str]]:
    """The buttons of a sentence: what stands on each (title) and the text that a tap sends (payload), gaps filled."""
    chosen = _variation(responses.get(name, ()), form, channel) or {}
    parts = ("title", "payload")
    return [{part: fill(button[part], values) for part in parts} for button in chosen.get("buttons", ())]


def fill(text: str, values: Mapping[str, Any]) -> str:
    """A text with its gaps filled; each must have a value."""
    return _GAP.sub(lambda gap: str(values[gap.group(1)]), text)


def _variation(variations: Iterable[Mapping[str, Any]], form: str, channel: str) -> Mapping[str, Any] | None:
    of_form = [v for v in variations if _form_of(v) in (form, None)]
    exact = [v for v in of_form if v.get("channel") == channel]
    chosen = exact or [v for v in of_form if "channel" not in v]
    return chosen[0] if chosen else None


def _form_of(variation: Mapping[str, Any]) -> str | None:
    conditions = variation.get("condition") or ()
    return next((str(c["value"]) for c in conditions if c.get("name") == "language"), None)
