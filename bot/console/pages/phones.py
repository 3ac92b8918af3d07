"""Phones: a WhatsApp phone and a feature phone that talk to the assistant on this machine. In development only."""

from __future__ import annotations

import functools
import secrets
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.console import phones
from bot.console.labelling import Refused
from bot.console.phones.line import BREAKS, Got, deliver, state
from bot.console.phones.screen import offered, sms, whatsapp
from bot.console.phones.sent import NOBODYS, Sent, read
from bot.console.phones.why import why
from bot.console.state import Console
from bot.console.users import LANGUAGES
from bot.console.visit import fields, render
from bot.console.words import speaker
from bot.settings import LOOPBACK, Settings
from bot.spelling import read_yaml


@functools.cache
def examples() -> list[dict[str, str]]:
    """The ready messages."""
    found: list[dict[str, str]] = read_yaml(Path(phones.__file__).with_name("examples.yml"))["examples"]
    return found


async def show(request: Request) -> Response:
    """Both phones, each with a number of its own, so that two tabs are different people."""
    settings, console = _of(request)
    towns = [(district.id, district.headquarters.name) for district in console.directory.districts.values()]
    values = {
        "numbers": {phone: _new_number() for phone in ("whatsapp", "sms")},
        "towns": sorted(towns, key=lambda town: town[1]),
        "examples": examples(),
        "breaks": list(BREAKS),
        "state": await run_in_threadpool(state, settings),
    }
    return _page("phones.html", request, **values)


async def say_state(request: Request) -> Response:
    """Whether the assistant answers, as a part of the page."""
    settings, _ = _of(request)
    return _page("phones_state.html", request, state=await run_in_threadpool(state, settings))


async def send(request: Request) -> Response:
    """Sends a message; the reply as a part of the page."""
    settings, console = _of(request)
    form = await fields(request)
    return await run_in_threadpool(_answered, request, settings, console, form)


def _answered(request: Request, settings: Settings, console: Console, form: dict[str, list[str]]) -> Response:
    say, broken = speaker(_language(request)), form.get("break", ["none"])[0]
    phone = "sms" if form.get("phone") == ["sms"] else "whatsapp"
    try:
        sent = read(form, console.directory)
        got = deliver(settings, sent, broken)
    except Refused as refused:
        problem = say(refused.word, **refused.values)
        return _page("phones_reply.html", request, phone=phone, shown="", problem=problem, parts=None, broken="none")
    parts = _parts(sent, got, console) if got.replies else None
    values = {"phone": phone, "shown": sent.shown, "problem": got.problem, "parts": parts, "broken": broken}
    return _page("phones_reply.html", request, **values)


def _parts(sent: Sent, got: Got, console: Console) -> dict[str, Any]:
    """What the phone shows of a reply and what stands under it."""
    reply = got.replies[0]
    return {
        "reply": reply,
        "html": whatsapp(reply),
        "offered": offered(reply) if sent.channel == "whatsapp" else [],
        "sms": sms(reply) if sent.channel == "sms" else None,
        "milliseconds": got.milliseconds,
        "deliveries": len(got.replies),
        "same": len(set(got.replies)) == 1,
        "why": why(console.reader, sent.sid, sent.form["Body"], console.directory),
    }


def _page(name: str, request: Request, **values: Any) -> Response:
    return render(name, _language(request), 200, "phones", user=None, said=[], **values)


def _language(request: Request) -> str:
    asked = request.query_params.get("language", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _new_number() -> str:
    return f"{NOBODYS}{secrets.randbelow(10**9):09d}"


def _of(request: Request) -> tuple[Settings, Console]:
    if request.url.hostname not in LOOPBACK:  # the name of a site that was pointed at this machine
        raise HTTPException(404)
    return request.app.state.phones, request.app.state.console
