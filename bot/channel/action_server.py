"""The way to the action server: connections that are kept, and a light check of its answers.

Rasa opens a connection for each action, and checks the long schema of the answers together with each answer: half of
what a turn cost (docs/performance.md).
"""

from __future__ import annotations

from typing import Any

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import DEFAULT_REQUEST_TIMEOUT, ClientResponseError, EndpointConfig

IDLE = 4.0
"""Seconds that an idle connection is kept; the action server closes it after five."""


class ActionServer(EndpointConfig):
    """An endpoint whose connections outlive a request."""

    _kept: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """A session that keeps its connections."""
        connector = aiohttp.TCPConnector(keepalive_timeout=IDLE, limit=0)
        timeout = aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT)
        return aiohttp.ClientSession(headers=self.headers, timeout=timeout, connector=connector)

    async def request(self, method: str = "post", *_: Any, **kwargs: Any) -> Any:
        """Calls an action; once more when a kept connection was closed, for actions change nothing outside the turn.

        Raises:
            ClientResponseError: when the answer is no success.
            aiohttp.ClientConnectionError: when nobody answers.

        """
        params = self.combine_parameters(kwargs)
        try:
            return await self._ask(method, params, kwargs)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            return await self._ask(method, params, kwargs)

    async def _ask(self, method: str, params: dict[str, Any], more: dict[str, Any]) -> Any:
        if self._kept is None:
            self._kept = self.session()
        async with self._kept.request(method, self.url, params=params, **more) as answer:
            if answer.status >= 400:
                raise ClientResponseError(answer.status, answer.reason, await answer.content.read())
            return await answer.json()

    async def close(self) -> None:
        """Closes the connections."""
        if self._kept is not None:
            await self._kept.close()


def keep_connections(agent: Agent) -> ActionServer | None:
    """Lets an agent call its action server this way; not where TLS or a password needs Rasa's own."""
    RemoteAction._validate_action_result = _is_sound
    usual = agent.action_endpoint
    if usual is None or usual.cafile or usual.basic_auth:
        return None
    kept = ActionServer(usual.url, usual.params, usual.headers, None, usual.token, usual.token_name, **usual.kwargs)
    agent.action_endpoint = kept
    if agent.processor:
        agent.processor.action_endpoint = kept
    return kept


def _is_sound(_: RemoteAction, answer: Any) -> bool:
    """Whether an action's answer has its outer form; what stands in an event is checked when Rasa makes it one.

    Raises:
        RasaException: when it has not.

    """
    parts = (answer.get("events", []), answer.get("responses", [])) if isinstance(answer, dict) else (None,)
    if not all(isinstance(part, list) and all(isinstance(each, dict) for each in part) for part in parts):
        raise RasaException(f"The action server answered {str(answer)[:80]!r}; look at its log and start it again.")
    return True
