"""Messages that another intent wins: where labels disagree, or where the model needs more like them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator

from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot.directory import default_directory
from bot.live_model import newest_model
from bot.ops.environment import ROOT, CannotStart, prepare
from bot.ops.scoring.cases import fixed_cases
from bot.spelling import read_yaml


def clashes() -> Iterator[str]:
    """One line for each training and fixed test message that the newest model takes for another intent."""
    prepare()
    configure_structlog(logging.WARNING)
    model = newest_model()
    if model is None:
        raise CannotStart("There is no model; run `make train` first.")
    agent = Agent.load(str(model))
    total = wrong = 0
    for place, label, message in _messages():
        taken = asyncio.run(agent.parse_message(message))["intent"]["name"]
        total += 1
        if taken != label:
            wrong += 1
            yield f"{place}: {label} taken for {taken}: {message}"
    yield f"{wrong} of {total} messages are taken for another intent."


def _messages() -> Iterable[tuple[str, str, str]]:
    for block in read_yaml(ROOT / "data" / "nlu.yml")["nlu"]:
        for example in block["examples"].splitlines():
            yield "data/nlu.yml", block["intent"], example.removeprefix("- ")
    for case in fixed_cases(default_directory()):
        yield "tests/messages", case.intent, case.message
