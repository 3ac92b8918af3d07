"""What an aggregator's request holds: a message, or the reason why it is refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channel import incoming, sealed, signature
from bot.channel.incoming import Incoming
from bot.channel.telephone import e164
from bot.directory import Directory
from bot.settings import SmsDoor

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Refused(ValueError):
    """A request that is not taken: the HTTP status, and why in one sentence without a word of the person."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message, and its sender as the aggregator wrote it, for the reply only; never kept, never logged."""

    message: Incoming
    sender: str


def admit(body: bytes, headers: Mapping[str, str], door: SmsDoor, now: float) -> None:
    """Lets a signed request in; nothing is read from its body before.

    Raises:
        Refused: when the door is closed, or the request too large, unsigned or too old.

    """
    if not door.secrets:
        raise Refused(403, "The SMS door is closed: SMS_SECRET is not set.")
    if len(body) > signature.MAX_BODY:
        raise Refused(413, "The body is too large.")
    timestamp = headers.get(door.timestamp_header, "") if door.timestamp_header else ""
    if door.timestamp_header and not sealed.is_fresh(timestamp, door.timestamp_window, now):
        raise Refused(403, f"The header {door.timestamp_header} is missing or out of time; send Unix seconds.")
    if not sealed.is_sealed(body, headers.get(door.signature_header, ""), door.secrets, timestamp):
        raise Refused(403, f"The signature in the header {door.signature_header} is missing or wrong.")


def read(body: bytes, content_type: str, door: SmsDoor, pepper: str, directory: Directory) -> Inbound:
    """The message in a form or a JSON object.

    Raises:
        Refused: when it is neither, or a field is missing, or the sender is no telephone number.

    """
    fields = _fields(body, content_type.split(";")[0].strip().lower())
    sender = _field(fields, door.sender_field)
    number = e164(sender)
    if number is None:
        raise Refused(400, f"The field {door.sender_field} holds no telephone number.")
    sid = _id(_field(fields, door.id_field), door.id_field, pepper)
    form = {"From": number, "Body": _field(fields, door.text_field), "MessageSid": sid}
    return Inbound(incoming.read(form, pepper, directory), sender.strip())


def _fields(body: bytes, kind: str) -> Mapping[str, Any]:
    if kind == FORM:
        try:
            return signature.fields(body)
        except ValueError:
            raise Refused(400, "The body is no form in UTF-8.") from None
    if kind == JSON:
        return _object(body)
    raise Refused(415, f"The Content-Type must be {FORM} or {JSON}.")


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused(400, "The body is no JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise Refused(400, "The body is no JSON object.")
    return value


def _field(fields: Mapping[str, Any], name: str) -> str:
    """A field as text; whole numbers count as text, because JSON writers make numbers of digits."""
    value = fields.get(name)
    if value is None:
        raise Refused(400, f"The field {name} is missing.")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Refused(400, f"The field {name} is no text.")
    return str(value)


def _id(given: str, name: str, pepper: str) -> str:
    """The message's name here: a code, because an aggregator's id may hold the telephone number."""
    if not given.strip():
        raise Refused(400, f"The field {name} is empty.")
    code = hmac.new(pepper.encode(), b"sms:" + given.strip().encode("utf-8", "surrogatepass"), hashlib.sha256)
    return f"sms-{code.hexdigest()[:40]}"
