"""Somebody at the console over plain HTTP, with cookies and forms, without a browser."""

from __future__ import annotations

import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

from bot.console.state import Places
from bot.console.users import Users

PASSWORD = "a long enough password"


@dataclass
class Answer:
    """What came back, after redirects."""

    status: int
    url: str
    text: str

    def field(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"no field {name} in {self.text[:500]}"
        return html.unescape(found[1])


class Client:
    """Keeps cookies, sends forms."""

    def __init__(self, base: str) -> None:
        self.base, self.headers = base, dict[str, str]()
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    @classmethod
    def signed_in(cls, base: str, places: Places, name: str = "asha", role: str = "labeller") -> Client:
        """A client with a session of a user, who is added when need be."""
        users = Users(places.var / "users.yml")
        if name not in users.all():
            users.add(name, role, PASSWORD)
        client = cls(base)
        assert client.sign_in(name, PASSWORD).url.rstrip("/") == base
        return client

    def sign_in(self, name: str, password: str) -> Answer:
        """What comes of signing in."""
        token = self.get("/sign-in").field("token")
        return self.post("/sign-in", name=name, password=password, token=token)

    def get(self, path: str) -> Answer:
        """A page."""
        return self._open(urllib.request.Request(self.base + path))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str | list[str]) -> Answer:
        """Sends a form."""
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        return self._open(urllib.request.Request(self.base + path, data=body, headers=headers or {}))

    def label(self, intent: str, **more: str | list[str]) -> Answer:
        """Labels the message that the Inbox shows now."""
        page = self.get("/inbox")
        return self.post("/inbox/label", **{**self.fields_of(page), "intent": intent, **more})

    @staticmethod
    def fields_of(page: Answer) -> dict[str, str]:
        """The fields of the Inbox that are not chosen: which message, its words, its form."""
        chosen = re.search(r'<select id="form" name="form">.*?<option value="([^"]+)" selected', page.text, re.S)
        names = ("csrf", "key", "message", "only", "sentence")
        return {**{name: page.field(name) for name in names}, "form": chosen[1] if chosen else "en"}

    def _open(self, request: urllib.request.Request) -> Answer:
        for name, value in self.headers.items():
            request.add_header(name, value)
        try:
            with self._opener.open(request, timeout=30) as answer:
                return Answer(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.url or "", error.read().decode())
