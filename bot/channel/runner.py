"""Runs the steps of a model one after the other.

Rasa hands each message to dask, which orders the same few steps anew each time, twice or three times a turn.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner

from bot.channel.rules import remember_rules


class InTurn:
    """The steps of a loaded model, ordered once for each target."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._steps, self._schema = loaded._instantiated_nodes, loaded._graph_schema
        self._orders: dict[tuple[str, ...], list[str]] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """What the targets give for the inputs."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._ordered(wanted)
        given: dict[str, Any] = dict(inputs or {})
        for name in self._orders[wanted]:
            given[name] = self._steps[name](*((need, given[need]) for need in self._needs(name)))[1]
        return {name: given[name] for name in wanted}

    def _needs(self, name: str) -> list[str]:
        return list(self._schema.nodes[name].needs.values())

    def _ordered(self, wanted: tuple[str, ...]) -> list[str]:
        """The steps that the wanted ones need, each after those that it needs itself."""
        found: dict[str, None] = {}

        def add(name: str) -> None:
            if name in self._schema.nodes and name not in found:
                for need in self._needs(name):
                    add(need)
                found[name] = None

        for name in wanted:
            add(name)
        return list(found)


def run_in_turn(processor: MessageProcessor) -> None:
    """Lets a processor run its model this way, its rules remembered."""
    if isinstance(processor.graph_runner, DaskGraphRunner):
        for step in processor.graph_runner._instantiated_nodes.values():
            if isinstance(step._component, RulePolicy):
                remember_rules(step._component)
        processor.graph_runner = InTurn(processor.graph_runner)
