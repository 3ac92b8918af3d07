"""What the trained model makes of each case: intent, danger, symptoms, first service."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from actions.turn import heard_in
from bot.directory import Directory
from bot.memory import Memory, need_of, remember
from bot.ops.scoring.cases import ROUTED, Case
from bot.routing import HELPLINE, choose

EMERGENCY = frozenset(("108", "112", "14416"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what came of it; ``first`` is the service that stands first in the reply."""

    case: Case
    intent: str
    by: str
    first: str | None
    symptoms: frozenset[str]
    district: str | None

    @property
    def alarmed(self) -> bool:
        """Whether the reply is an emergency line."""
        return self.intent == "report_danger"


def outcomes(model: Path, cases: Iterable[Case], directory: Directory) -> list[Outcome]:
    """The outcomes of all cases under a model."""
    configure_structlog(logging.WARNING)
    agent = Agent.load(str(model))
    return asyncio.run(_all(agent, cases, directory))


async def _all(agent: Agent, cases: Iterable[Case], directory: Directory) -> list[Outcome]:
    return [_outcome(case, await agent.parse_message(case.message), directory) for case in cases]


def _outcome(case: Case, parsed: dict[str, Any], directory: Directory) -> Outcome:
    heard = heard_in(parsed["entities"])
    intent = parsed["intent"]["name"]
    district = heard.districts[-1] if heard.districts else None
    first = HELPLINE if intent == "nlu_fallback" else None
    if intent in ROUTED:
        first = choose(need_of(remember(Memory(), heard, 0.0), district, "whatsapp"), directory).first
    return Outcome(case, intent, str(parsed["intent"].get("by", "")), first, frozenset(heard.symptoms), district)
