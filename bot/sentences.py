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
    of_form = [v for v in variations if _form_of(v) in (form, None)]
    exact = [v for v in of_form if v.get("channel") == channel]
    chosen = exact or [v for v in of_form if "channel" not in v]
    return str(chosen[0]["text"]) if chosen else None


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
    return _GAP.sub(lambda gap: str(values[gap.group(1)]), text)


def _form_of(variation: Mapping[str, Any]) -> str | None:
    conditions = variation.get("condition") or ()
    return next((str(c["value"]) for c in conditions if c.get("name") == "language"), None)
