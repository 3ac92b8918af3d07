"""The web application: which address leads to which page, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console import sign_in
from bot.console.pages import audit, inbox, models, needs, sentences, services, today, train
from bot.console.releases import Releases, find
from bot.console.state import Console, Places
from bot.console.visit import page
from bot.settings import Settings

MOST_BYTES = 64 * 1024
"""Longest form that is read."""
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def make_app(
    places: Places, releases: Callable[[], Releases | None] = find, phones_on: Settings | None = None
) -> Guard:
    """The application over the files and the database of ``places``; with phones where they have settings."""
    app = Starlette(routes=[*_routes(), *(_phones() if phones_on else [])])
    app.state.console, app.state.phones = Console(places, releases), phones_on
    return Guard(app, app.state.console)


def _routes() -> list[Route | Mount]:
    def get(path: str, handler: Callable[..., Response]) -> Route:
        return Route(path, page(handler), methods=["GET"])

    def post(path: str, handler: Callable[..., Response]) -> Route:
        return Route(path, page(handler), methods=["POST"])

    return [
        get("/", today.show),
        get("/inbox", inbox.show),
        post("/inbox/label", inbox.label),
        post("/inbox/leave-out", inbox.leave_out),
        post("/inbox/skip", inbox.skip),
        post("/inbox/undo", inbox.undo),
        get("/sentences", sentences.show),
        get("/sentences/edit", sentences.edit),
        post("/sentences/save", sentences.save),
        post("/sentences/delete", sentences.delete),
        get("/map", needs.show),
        get("/train", train.show),
        get("/train/progress", train.progress),
        post("/train/start", train.start),
        get("/models", models.show),
        Route("/models/promote", page(models.promote, role="releaser"), methods=["POST"]),
        Route("/models/roll-back", page(models.roll_back, role="releaser"), methods=["POST"]),
        get("/services", services.show),
        get("/audit", audit.show),
        post("/language", sign_in.speak),
        post("/sign-out", sign_in.sign_out),
        Route("/sign-in", sign_in.show, methods=["GET"]),
        Route("/sign-in", sign_in.sign_in, methods=["POST"]),
        Route("/health", _health, methods=["GET"]),
        Mount("/static", StaticFiles(directory=Path(__file__).with_name("static"))),
    ]


def _phones() -> list[Route]:
    from bot.console.pages import phones  # what only a developer's machine needs is loaded there alone

    return [
        Route("/phones", phones.show, methods=["GET"]),
        Route("/phones/state", phones.say_state, methods=["GET"]),
        Route("/phones/send", phones.send, methods=["POST"]),
    ]


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


class Guard:
    """Refuses long forms and forms of other sites; gives every answer its headers."""

    def __init__(self, app: ASGIApp, console: Console) -> None:
        self.app, self.console = app, console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)
        wrong = _wrong(request)
        if wrong:
            return await PlainTextResponse(wrong, 400)(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = "max-age=3600" if request.url.path.startswith("/static/") else "no-store"
                added = {**HEADERS, "cache-control": kept}
                message["headers"] = [*message["headers"], *((k.encode(), v.encode()) for k, v in added.items())]
            await send(message)

        return await self.app(scope, receive, with_headers)


def _wrong(request: Request) -> str:
    if request.method in ("GET", "HEAD"):
        return ""
    length, origin = request.headers.get("content-length", ""), request.headers.get("origin")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return f"A form of at most {MOST_BYTES} bytes, with its length, is read."
    if origin is not None and origin.partition("://")[2] != request.headers.get("host", ""):
        return "This form was sent by another site."
    return ""
