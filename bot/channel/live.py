"""Follows models/live: another model there takes over without a pause.

The new model loads in a thread while the old one answers; then the two change places between two messages. Rasa's own
`PUT /model` loads in the event loop, and everybody waits meanwhile.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor

from bot.channel.runner import run_in_turn
from bot.live_model import named_model

logger = logging.getLogger(__name__)
LOOK_EACH = 1.0
"""Seconds between two looks at the file."""
TURN = 0.001
"""Seconds for which a thread may go on while another one waits; five times as many are usual."""


class LiveModel:
    """Keeps the agent of one server at the model that the file beside its own model names."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        if agent.processor:
            run_in_turn(agent.processor)
        self._refused: Path | None = None

    async def follow(self) -> None:
        """Looks for another live model until the server stops.

        What is there at the start is there for good: frozen, it need not be gone through whenever the garbage of a
        loading model is collected, which would stop everything for half a second.
        """
        gc.collect()
        gc.freeze()
        while True:
            await asyncio.sleep(LOOK_EACH)
            await self.look()

    async def look(self) -> None:
        """Changes to the live model when it is another one; a model that cannot be loaded is not tried again."""
        current = self._agent.processor.model_path if self._agent.processor else None
        wanted = named_model(current.parent) if current else None
        if wanted is None or wanted in (current, self._refused):
            return
        try:
            processor = await asyncio.to_thread(self._load, wanted)
        except Exception as error:  # a broken model never becomes live; the old one goes on
            logger.error("The model %s cannot be loaded (%s); the old one goes on.", wanted.name, type(error).__name__)
            self._refused = wanted
            return
        self._change(processor)
        logger.warning("The model %s is live.", wanted.name)

    def _load(self, model: Path) -> MessageProcessor:
        """Loads a model; meanwhile the interpreter changes between its threads more often."""
        usual = sys.getswitchinterval()
        sys.setswitchinterval(TURN)
        try:
            processor = MessageProcessor(
                model_path=str(model),
                tracker_store=self._agent.tracker_store,
                lock_store=self._agent.lock_store,
                generator=self._agent.nlg,
                action_endpoint=self._agent.action_endpoint,
            )
            run_in_turn(processor)
            return processor
        finally:
            sys.setswitchinterval(usual)

    def _change(self, processor: MessageProcessor) -> None:
        """What `Agent.load_model` does after loading."""
        self._agent.processor, self._agent.domain = processor, processor.domain
        self._agent.tracker_store.domain = processor.domain
        if isinstance(self._agent.nlg, TemplatedNaturalLanguageGenerator):
            self._agent.nlg.responses = processor.domain.responses
