"""Hostile and malformed requests, as bytes on the wire: copies of real webhook bodies, spoilt in every way we know.

The workshop knows the ids of all messages that it truly signed, so that the database tells whether any other was
processed.
"""

from __future__ import annotations

import base64
import contextlib
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_from_bytes, urlencode

from twilio.request_validator import RequestValidator

from bot.channel.incoming import NoSender, read
from bot.directory import default_directory
from bot.ops.environment import ROOT
from bot.ops.storm.machines import PEPPER, PUBLIC, TOKEN
from bot.ops.storm.oddities import CONTENT_TYPES, GARBAGE, LINES, METHODS, NO_NUMBERS, ODD_FIELDS, ODD_VALUES, PATHS
from bot.ops.talk import PATH

BIG = 5_000_000


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request: of which kind, and its bytes."""

    kind: str
    wire: bytes


class Workshop:
    """Makes hostile requests; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._validator = RequestValidator(TOKEN)
        self.names: set[str] = set()
        texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "payloads").glob("*.txt"))]
        self._payloads = [dict(parse_qsl(text.strip(), keep_blank_values=True)) for text in texts]

    @property
    def senders(self) -> set[str]:
        """Who the real bodies come from."""
        return {payload["From"] for payload in self._payloads}

    def make(self) -> Hostile:
        """One request of a kind that falls by lot."""
        kind = self.chance.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
        return Hostile(kind, KINDS[kind][1](self))

    def form(self) -> dict[str, str]:
        """A copy of a real form with an id of its own."""
        form = dict(self.chance.choice(self._payloads))
        name = f"SM{self.chance.getrandbits(128):032x}"
        return {**form, "MessageSid": name, "SmsSid": name, "SmsMessageSid": name}

    def signature(self, form: Mapping[str, str]) -> str:
        """The true signature of a form."""
        return str(self._validator.compute_signature(PUBLIC + PATH, dict(form)))

    def signed(self, form: Mapping[str, str], kind: str = "application/x-www-form-urlencoded") -> bytes:
        """A form with its true signature; its message may be processed."""
        with contextlib.suppress(NoSender):
            self.names.add(read(form, PEPPER, default_directory()).sid)
        return request(urlencode(form).encode(), signature=self.signature(form), kind=kind)


def request(
    body: bytes = b"", *, method: str = "POST", path: str = PATH, signature: str | None = None,
    kind: str = "application/x-www-form-urlencoded", lines: tuple[bytes, ...] = (), length: bool = True,
) -> bytes:  # fmt: skip
    """A request on the wire, closed after its answer."""
    head = [f"{method} {path} HTTP/1.1".encode("latin-1"), b"Host: bot.example.in", b"Connection: close"]
    head += [f"Content-Type: {kind}".encode()] if kind else []
    head += [b"Content-Length: %d" % len(body)] if length else []
    head += [f"X-Twilio-Signature: {signature}".encode()] if signature is not None else []
    return b"\r\n".join([*head, *lines]) + b"\r\n\r\n" + body


def _unsigned(w: Workshop) -> bytes:
    return request(urlencode(w.form()).encode())


def _forged(w: Workshop) -> bytes:
    guess = w.chance.choice((base64.b64encode(w.chance.randbytes(20)).decode(), "", "A" * 4000, "x", "=" * 28))
    return request(urlencode(w.form()).encode(), signature=guess)


def _replayed(w: Workshop) -> bytes:
    """The signature of a true request over another body."""
    return request(urlencode(w.form()).encode(), signature=w.signature(w.form()))


def _other_content_type(w: Workshop) -> bytes:
    return w.signed(w.form(), kind=w.chance.choice(CONTENT_TYPES))


def _json_for_a_form(w: Workshop) -> bytes:
    form: dict[str, object] = {
        **w.form(),
        w.chance.choice(ODD_FIELDS): w.chance.choice([None, 1, [], {"a": 1}, "\ud800"]),
    }
    return request(json.dumps(form).encode(), signature=w.signature(w.form()), kind="application/json")


def _big_body(w: Workshop) -> bytes:
    body = urlencode(w.form()).encode() + b"&Extra=" + b"a" * BIG
    chunked = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    if w.chance.random() < 0.5:
        return request(chunked, lines=(b"Transfer-Encoding: chunked",), length=False)
    return request(body, signature=w.signature(w.form()))


def _lying_length(w: Workshop) -> bytes:
    body = urlencode(w.form()).encode()
    length = w.chance.choice((0, 1, len(body) + 1, len(body) * 2, 10**9))
    return request(body, lines=(b"Content-Length: %d" % length,), length=False)


def _not_utf8(w: Workshop) -> bytes:
    """Bytes that are no UTF-8, lone surrogates among them, plain or percent-encoded, under a true signature."""
    junk = w.chance.choice((b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", w.chance.randbytes(8)))
    form = w.form()
    junk = junk if w.chance.random() < 0.5 else quote_from_bytes(junk).encode()
    return request(urlencode(form).encode() + b"&Extra=" + junk, signature=w.signature(form))


def _twice_named(w: Workshop) -> bytes:
    """A true request with a field added once more."""
    form = w.form()
    again = urlencode({w.chance.choice(ODD_FIELDS): "again"})
    return request(f"{urlencode(form)}&{again}".encode(), signature=w.signature(form))


def _no_sender(w: Workshop) -> bytes:
    form = {**w.form(), "From": w.chance.choice(NO_NUMBERS)}
    if w.chance.random() < 0.3:
        del form["From"]
    return w.signed(form)


def _odd_values(w: Workshop) -> bytes:
    """Signed, from somebody who can be answered, with odd values in the other fields."""
    form = w.form()
    for name in w.chance.sample(ODD_FIELDS, 2):
        if name != "From":
            value = w.chance.choice(ODD_VALUES)
            form[name] = form[name] + value if name in ("MessageSid", "SmsSid") else value
    return w.signed(form)


def _many_fields(w: Workshop) -> bytes:
    return w.signed({**w.form(), **{f"Extra{place}": "" for place in range(w.chance.choice((250, 4000)))}})


def _absurd_headers(w: Workshop) -> bytes:
    lines = tuple(w.chance.sample(LINES, w.chance.choice((1, 1, 2, 3))))
    return request(urlencode(w.form()).encode(), lines=lines, length=w.chance.random() < 0.5)


def _other_method(w: Workshop) -> bytes:
    form = w.form()
    path = PATH + ("?" + urlencode(form) if w.chance.random() < 0.5 else "")
    body = urlencode(form).encode() if w.chance.random() < 0.5 else b""
    return request(body, method=w.chance.choice(METHODS), path=path, signature=w.signature(form))


def _odd_path(w: Workshop) -> bytes:
    form = w.form()
    method = w.chance.choice(("GET", "POST", "HEAD"))
    return request(urlencode(form).encode(), method=method, path=w.chance.choice(PATHS), signature=w.signature(form))


def _garbage(w: Workshop) -> bytes:
    """Bytes that are no request, alone or after one in the same connection."""
    junk = w.chance.choice((w.chance.randbytes(200), *GARBAGE))
    before = _unsigned(w).replace(b"Connection: close", b"Connection: keep-alive") if w.chance.random() < 0.5 else b""
    return before + junk


def _half(w: Workshop) -> bytes:
    whole = w.signed(w.form())
    return whole[: w.chance.randrange(1, len(whole))]


def _mutated(w: Workshop) -> bytes:
    """A true request with bytes flipped, left out, doubled or put in."""
    wire = bytearray(w.signed(w.form()))
    for _ in range(w.chance.choice((1, 1, 2, 8, 40))):
        place = w.chance.randrange(len(wire))
        piece = w.chance.choice((b"", w.chance.randbytes(1), b"\r\n", b"%", b"&", bytes(wire[place : place + 9]) * 2))
        wire[place : place + w.chance.choice((0, 1, 4))] = piece
    return bytes(wire)


KINDS: Mapping[str, tuple[float, Callable[[Workshop], bytes]]] = {
    "unsigned": (12, _unsigned),
    "forged signature": (12, _forged),
    "replayed signature, other body": (10, _replayed),
    "other content type, signed": (0.5, _other_content_type),
    "JSON for a form": (6, _json_for_a_form),
    "body of 5 MB": (0.2, _big_body),
    "wrong length": (2, _lying_length),
    "no UTF-8, lone surrogates": (8, _not_utf8),
    "a field twice": (6, _twice_named),
    "no sender, signed": (8, _no_sender),
    "odd values, signed": (1, _odd_values),
    "too many fields, signed": (1, _many_fields),
    "absurd headers": (8, _absurd_headers),
    "other method": (6, _other_method),
    "odd path": (6, _odd_path),
    "garbage, alone or pipelined": (5, _garbage),
    "half a request": (1, _half),
    "mutated, once signed": (8, _mutated),
}
"""Each kind with its weight; what leads to a turn of the assistant is rare, for a turn costs more than all the rest."""
