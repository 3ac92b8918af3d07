"""Actions are called over connections that are kept; a closed one is opened again; a broken answer is said."""

import asyncio
from types import SimpleNamespace

import pytest
from aiohttp import web
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.channel.action_server import ActionServer, keep_connections

SOUND = {"events": [{"event": "slot", "timestamp": None, "name": "memory", "value": None}], "responses": []}


class Answers:
    """A small action server that notes from which port it was called."""

    def __init__(self, answer=SOUND, status=200):
        self.answer, self.status, self.ports = answer, status, []

    async def __aenter__(self):
        await self.start(0)
        return self

    async def start(self, port):
        app = web.Application()
        app.router.add_post("/webhook", self._reply)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    async def __aexit__(self, *_):
        await self.runner.cleanup()

    async def _reply(self, request):
        self.ports.append(request.transport.get_extra_info("peername")[1])
        return web.json_response(self.answer, status=self.status)


def agent_for(port, **more):
    endpoint = EndpointConfig(f"http://127.0.0.1:{port}/webhook", enable_selective_domain=True, **more)
    return SimpleNamespace(action_endpoint=endpoint, processor=SimpleNamespace(action_endpoint=endpoint))


def acted(agent):
    """The events of one action that Rasa runs."""
    action = RemoteAction("action_route", agent.action_endpoint)
    tracker = DialogueStateTracker.from_events("somebody", [], slots=[])
    return action.run(None, None, tracker, Domain.empty())


def played(play, **more):
    async def go():
        async with Answers(**more) as server:
            agent = agent_for(server.port)
            kept = keep_connections(agent)
            assert agent.processor.action_endpoint is agent.action_endpoint is kept
            try:
                return await play(server, agent)
            finally:
                await kept.close()

    return asyncio.run(go())


def test_one_connection_carries_many_actions():
    async def play(server, agent):
        events = [await acted(agent) for _ in range(5)]
        return server.ports, events

    ports, events = played(play)
    assert len(ports) == 5
    assert len(set(ports)) == 1
    assert all(event[0].key == "memory" for event in events)


def test_an_action_server_that_was_started_again_is_called_again():
    async def play(server, agent):
        await acted(agent)
        await server.runner.cleanup()
        await server.start(server.port)
        await acted(agent)
        return server.ports

    assert len(played(play)) == 2


@pytest.mark.parametrize("answer", ["no", None, {"events": "none"}, {"events": [1]}, {"responses": {}}])
def test_an_answer_without_the_right_form_is_refused(answer):
    async def play(server, agent):
        with pytest.raises(RasaException, match="The action server answered"):
            await acted(agent)

    played(play, answer=answer)


def test_an_error_of_the_action_server_is_raised_as_rasa_expects_it():
    async def play(server, agent):
        with pytest.raises(ClientResponseError):
            await agent.action_endpoint.request(json={})
        with pytest.raises(RasaException, match="action_route"):
            await acted(agent)

    played(play, status=500)


def test_tls_and_passwords_are_left_to_rasa():
    agent = agent_for(1, basic_auth={"username": "a", "password": "b"})
    assert keep_connections(agent) is None
    assert not isinstance(agent.action_endpoint, ActionServer)
