"""Signing in and out, and the language of the pages."""

from __future__ import annotations

import hmac
import secrets

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.labelling import first
from bot.console.sessions import COOKIE, LASTS, SIGN_IN_COOKIE
from bot.console.state import Console
from bot.console.users import LANGUAGES, User
from bot.console.visit import Visit, fields, render
from bot.ops.audit import note, noted

LOOPBACK = ("127.0.0.1", "::1")


async def show(request: Request) -> Response:
    """The page that asks for name and password, or tells how to make the first user."""
    console: Console = request.app.state.console
    users = await run_in_threadpool(console.users.all)
    return _form(request, "" if users else "no_users")


async def sign_in(request: Request) -> Response:
    """Begins a session when name and password are right."""
    console: Console = request.app.state.console
    form = await fields(request)
    name, address = first(form, "name").strip().lower(), request.client.host if request.client else ""
    token = request.cookies.get(SIGN_IN_COOKIE, "")
    if not token or not hmac.compare_digest(token.encode(), first(form, "token").encode()):
        return _form(request, "wrong_token", 403)
    if request.url.scheme != "https" and address not in LOOPBACK:
        return _form(request, "needs_tls", 403)
    if console.attempts.must_wait(f"name {name}", f"address {address}"):
        return _form(request, "too_many_tries", 429)
    user = await run_in_threadpool(console.users.check, name, first(form, "password"))
    if user is None:
        console.attempts.failed(f"name {name}", f"address {address}")
        return _form(request, "wrong_password", 403)
    return await run_in_threadpool(_begin, console, user, request)


def _begin(console: Console, user: User, request: Request) -> Response:
    note(user.name, "sign_in", console.places.audit)
    console.attempts.succeeded(f"name {user.name}")
    answer = RedirectResponse("/", status_code=303)
    _set(answer, request, COOKIE, console.sessions.begin(user), int(LASTS))
    answer.delete_cookie(SIGN_IN_COOKIE)
    return answer


def sign_out(visit: Visit) -> Response:
    """Ends the session."""
    visit.console.sessions.end(visit.request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer


def speak(visit: Visit) -> Response:
    """Keeps the language in which the visitor reads the pages, and shows the page again."""
    language = first(visit.form, "language")
    if language in LANGUAGES:
        with noted(visit.user.name, "language", visit.console.places.audit, language=language):
            visit.console.users.speak(visit.user.name, language)
    back = first(visit.form, "back")
    return visit.go(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/")


def _form(request: Request, problem: str, status: int = 200) -> Response:
    token = secrets.token_urlsafe(24)
    language = _language(request)
    values = {"problem": problem, "token": token, "phones": request.app.state.phones is not None}
    answer = render("sign_in.html", language, status, "/sign-in", user=None, said=[], **values)
    _set(answer, request, SIGN_IN_COOKIE, token, 3600)
    return answer


def _language(request: Request) -> str:
    """The language that a browser asks for, before anybody is known."""
    asked = request.query_params.get("language") or request.headers.get("accept-language", "")[:2]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _set(answer: Response, request: Request, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
