"""What the trained model makes of each case: intent, danger, symptoms, first service."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actions.turn import heard_in
from bot.directory import Directory
from bot.memory import Memory, need_of, remember
from bot.ops.environment import CannotStart
from bot.ops.scoring.cases import ROUTED, Case, plain
from bot.routing import HELPLINE, choose

if TYPE_CHECKING:
    from rasa.core.agent import Agent

EMERGENCY = frozenset(("108", "112", "14416"))


class CannotLoad(CannotStart):
    """A model that the present code cannot use: older code made it, or its file is damaged."""


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
    """The outcomes of all cases under a model.

    Raises:
        CannotLoad: when the model cannot be used by the code that is here now.

    """
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    try:
        agent = Agent.load(str(model))
    except Exception as error:
        if _is_of_machine(error):
            raise
        raise CannotLoad(f"{model.name} cannot be loaded ({type(error).__name__}); train a new model.") from error
    return asyncio.run(_all(agent, cases, directory))


def _is_of_machine(error: BaseException | None) -> bool:
    """Whether disk or memory are the cause, not the model; Rasa wraps what its components raise."""
    return error is not None and (
        isinstance(error, OSError | MemoryError) or _is_of_machine(error.__cause__ or error.__context__)
    )


async def _all(agent: Agent, cases: Iterable[Case], directory: Directory) -> list[Outcome]:
    return [_outcome(case, await agent.parse_message(case.message), directory) for case in cases]


def _outcome(case: Case, parsed: dict[str, Any], directory: Directory) -> Outcome:
    heard = heard_in(parsed["entities"])
    intent = parsed["intent"]["name"]
    district = heard.districts[-1] if heard.districts else None
    first = HELPLINE if intent == "nlu_fallback" else None
    if intent in ROUTED:
        first = choose(need_of(remember(Memory(), heard, 0.0), district, "whatsapp"), directory).first
    return Outcome(case, intent, str(parsed["intent"].get("by", "")), first, plain(heard.symptoms, directory), district)
