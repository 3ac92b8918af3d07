"""A bare signed webhook with our classifier behind it, and nothing else: no database, no actions, no conversation.

How fast anything could be that checks a signature and understands a message; python -m bench.bare MODEL PORT.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import uvicorn
from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from bench.sides import PATH, PUBLIC_URL, TOKEN
from bot.channel.runner import run_in_turn


def bare_app(agent: Agent) -> Starlette:
    """The webhook over a loaded model."""
    check = RequestValidator(TOKEN).validate

    async def webhook(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        if not check(PUBLIC_URL + PATH, form, request.headers.get("X-Twilio-Signature", "")):
            return Response(status_code=403)
        understood = await agent.processor.parse_message(UserMessage(form["Body"]))  # type: ignore[union-attr]
        reply = MessagingResponse()
        reply.message(understood["intent"]["name"])
        return Response(str(reply), media_type="text/xml")

    async def version(_: Request) -> Response:
        return PlainTextResponse("bare")

    return Starlette(routes=[Route(PATH, webhook, methods=["POST"]), Route("/version", version)])


async def _load(model: Path) -> Agent:
    agent = await load_agent(model_path=str(model))
    run_in_turn(agent.processor)  # type: ignore[arg-type]
    return agent


if __name__ == "__main__":
    app = bare_app(asyncio.run(_load(Path(sys.argv[1]))))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", ws="none")
