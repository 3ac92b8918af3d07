"""One visit to a page: who, in which language, with which form; and the page that is sent back."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console.labelling import Refused
from bot.console.sessions import COOKIE, Session
from bot.console.state import Console
from bot.console.users import LANGUAGES, Role, User
from bot.console.words import Say, phrase, speaker
from bot.ops.environment import CannotStart

MOST_FIELDS = 200
PAGES = ("today", "map", "inbox", "sentences", "train", "models", "services", "audit")
Form = Mapping[str, list[str]]
templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Visit:
    """A visit of somebody who is signed in."""

    request: Request
    console: Console
    user: User
    session: Session
    form: Form = field(default_factory=dict)

    @property
    def say(self) -> Say:
        """Says a sentence in the language of the visitor."""
        return speaker(self.user.language)

    def refusal(self, refused: Refused) -> str:
        """Why something was refused, with words for the labels it names."""
        facts = self.console.facts(self.user.language)
        values = dict(refused.values)
        if "intent" in values:
            values["intent"] = phrase("intents", str(values["intent"]), self.user.language)
            values["signs"] = ", ".join(facts.get(sign, sign) for sign in str(values["signs"]).split(", "))
        return self.say(refused.word, **values)

    def asked(self, name: str) -> str:
        """A value in the address."""
        return self.request.query_params.get(name, "")

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """A page of the console."""
        values = {**values, "user": self.user, "csrf": self.session.csrf, "said": self.session.take_said()}
        values["demo"] = self.console.places.demo
        return render(name, self.user.language, status, self.request.url.path, **values)

    def go(self, path: str, said: str = "", kind: str = "done") -> Response:
        """Sends the visitor to another page, which says something first."""
        if said:
            self.session.said.append((kind, said))
        return RedirectResponse(path, status_code=303)


def render(name: str, language: str, status: int, path: str, **values: Any) -> HTMLResponse:
    """A page from its template."""
    shown = templates.get_template(name).render(
        say=speaker(language),
        phrase=lambda kind, value: phrase(kind, value, language),
        language=language,
        other_language=next(each for each in LANGUAGES if each != language),
        pages=PAGES,
        here=path.strip("/").split("/")[0] or "today",
        json=json.dumps,
        **values,
    )
    return HTMLResponse(shown, status_code=status)


Handler = Callable[[Visit], Response]


def page(handler: Handler, role: Role = "labeller") -> Callable[[Request], Any]:
    """The endpoint of a page: only for somebody signed in with the role, and a form only with its token."""

    async def endpoint(request: Request) -> Response:
        console: Console = request.app.state.console
        found = await run_in_threadpool(signed_in, console, request)
        if found is None:
            return RedirectResponse("/sign-in", status_code=303)
        user, session = found
        form = await fields(request) if request.method == "POST" else {}
        visit = Visit(request, console, user, session, form)
        if request.method == "POST" and not _same(form.get("csrf", [""])[0], session.csrf):
            return visit.page("problem.html", 403, problem=visit.say("wrong_token"))
        if role == "releaser" and user.role != "releaser":
            return visit.page("problem.html", 403, problem=visit.say("only_releaser"))
        return await run_in_threadpool(_guarded, handler, visit)

    return endpoint


def _guarded(handler: Handler, visit: Visit) -> Response:
    try:
        return handler(visit)
    except Refused as refused:
        return visit.page("problem.html", 422, problem=visit.refusal(refused))
    except CannotStart as error:
        return visit.page("problem.html", 409, problem=str(error))
    except SQLAlchemyError:
        return visit.page("problem.html", 503, problem=visit.say("database_away"))


def signed_in(console: Console, request: Request) -> tuple[User, Session] | None:
    """Who sent a request, when the session still holds."""
    session = console.sessions.find(request.cookies.get(COOKIE, ""))
    user = console.users.all().get(session.name) if session else None
    if session is None or user is None or user.password != session.hashed:
        return None
    return user, session


async def fields(request: Request) -> dict[str, list[str]]:
    """The fields of the form in a request."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
        found: dict[str, list[str]] = {}
        for name, value in sent.multi_items():
            if isinstance(value, str):
                found.setdefault(name, []).append(value)
        return found


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
