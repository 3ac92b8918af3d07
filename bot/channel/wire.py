"""What the web server must not take, whoever sends it: Sanic 21.12 takes some of it and falls over.

A negative Content-Length makes it turn for ever without answering anybody; other lengths, encodings, addresses and
Accept headers end in an error 500; a body is read up to 100 million bytes. A proxy refuses most of this, but there may
be none.
"""

from __future__ import annotations

import re
from typing import Any

from sanic import Blueprint
from sanic.exceptions import PayloadTooLarge
from sanic.headers import AcceptContainer
from sanic.http import Http
from sanic.request import Request

from bot.channel.signature import MAX_BODY

WEBHOOKS = "/webhooks/"
MAX_OTHER = 4 * 1024 * 1024
"""Bytes of any other request; Rasa's own interface, where it is switched on, takes training data."""
MAX_READ_PAST = 16 * 1024 * 1024
"""Bytes of a body that are read and forgotten before its sender is told that it is too large."""
_FIRST = re.compile(rb"[A-Z]+ /[!\"$-~]* HTTP/1\.[01]")
_LENGTH = re.compile(rb"[0-9]{1,10}")


class Unsound(ValueError):
    """The head of a request that Sanic must not see; it answers 400."""


def guard(routes: Blueprint) -> None:
    """Puts the two checks before everything else that the server does with a request."""

    @routes.signal("http.lifecycle.read_head")
    async def check(head: bytes, **_: Any) -> None:
        if not is_sound(head):
            raise Unsound("The head of the request is not sound.")

    @routes.signal("http.lifecycle.request")
    async def settle(request: Request, **_: Any) -> None:
        try:
            request.parsed_accept = request.accept
        except ValueError:  # Sanic would ask again while it renders an error, and fail
            request.parsed_accept = AcceptContainer()

    @routes.signal("http.routing.before")
    async def limit(request: Request, **_: Any) -> None:
        if request.stream:
            most = MAX_BODY if request.path.startswith(WEBHOOKS) else MAX_OTHER
            await _limit(request.stream, int(request.headers.get("content-length", 0)), most)


async def _limit(body: Http, length: int, most: int) -> None:
    """Refuses a body whose head names more than ``most`` bytes, after reading past it: who is cut off is told nothing.

    Raises:
        PayloadTooLarge: when it is larger.

    """
    if length > most:
        body.request_max_size = MAX_READ_PAST
        async for _ in body:
            pass
        raise PayloadTooLarge("The body is too large.")
    body.request_max_size = most


def is_sound(head: bytes) -> bool:
    """Whether a head has a method, a path of visible ASCII without "#", and one length at most, or "chunked"."""
    first, *lines = head.split(b"\r\n")
    fields = [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    lengths = [value for name, value in fields if name == b"content-length"]
    encodings = [value for name, value in fields if name == b"transfer-encoding"]
    return (
        bool(_FIRST.fullmatch(first))
        and len(lengths) + len(encodings) <= 1
        and all(_LENGTH.fullmatch(length) for length in lengths)
        and all(encoding == b"chunked" for encoding in encodings)
    )
