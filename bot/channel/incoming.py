"""What came: a Twilio form read into a message."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.channel.telephone import e164
from bot.directory import Directory
from bot.masking import mask
from bot.routing import Channel
from bot.text import clean

WHATSAPP = "whatsapp:"
MAX_TEXT = 4000
"""Characters of a text that are read; Twilio sends at most 1600."""
BORDER_KM = 25.0
"""Districts whose headquarters are no more than this much farther than the nearest are both named."""
EARTH_KM = 6371.0
STATE = ((21.0, 26.9), (74.0, 82.9))
"""Latitudes and longitudes between which Madhya Pradesh lies."""
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
Kind = Literal["text", "location", "media", "empty"]
OPT_OUTS = ("STOP", "START", "HELP")


class NoSender(ValueError):
    """The form names nobody who could be answered."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message: channel, who (an HMAC, never the number), its masked text for Rasa, ids and kind.

    ``sid`` names the message and ``token`` the request, both the same when Twilio sends it again. ``opt_out`` is set
    when Twilio has answered STOP, START or HELP itself.
    """

    channel: Channel
    conversation: str
    text: str
    sid: str
    kind: Kind
    token: str | None = None
    opt_out: str | None = None


def read(form: Mapping[str, str], pepper: str, directory: Directory, token: str | None = None) -> Incoming:
    """The message in a Twilio form; ``token`` is the header I-Twilio-Idempotency-Token.

    Raises:
        NoSender: when From is missing or no number.

    """
    sender = form.get("From", "")
    number = sender.removeprefix(WHATSAPP)
    if not _NUMBER.fullmatch(number):
        raise NoSender("From is missing or no telephone number")
    channel: Channel = "whatsapp" if sender.startswith(WHATSAPP) else "sms"
    kind, text = _content(form, directory)
    return Incoming(
        channel=channel,
        conversation=conversation_id(number, pepper),
        text=text,
        sid=_id_of(form, token),
        kind=kind,
        token=token if token and _ID.fullmatch(token) else None,
        opt_out=form["OptOutType"] if form.get("OptOutType") in OPT_OUTS else None,
    )


def _id_of(form: Mapping[str, str], token: str | None) -> str:
    """Twilio's id of the message; without one the token, or a code of the whole form."""
    given = form.get("MessageSid") or form.get("SmsSid") or token
    if given and _ID.fullmatch(given):
        return given
    return hashlib.sha256(json.dumps(sorted(form.items())).encode("utf-8", "surrogatepass")).hexdigest()


def conversation_id(number: str, pepper: str) -> str:
    """A stable name for a person that does not give away the number (HMAC-SHA256, 32 hex digits).

    The same for every spelling of a number, and so for every door; a short code is taken as it is.
    """
    return hmac.new(pepper.encode(), (e164(number) or number).encode(), hashlib.sha256).hexdigest()[:32]


def _content(form: Mapping[str, str], directory: Directory) -> tuple[Kind, str]:
    written = form.get("ButtonPayload") or form.get("Body", "")
    text = mask(clean(written)[:MAX_TEXT].strip().lstrip("/\\ ").strip())
    if text:
        return "text", text
    if form.get("Latitude") and form.get("Longitude"):
        return "location", _located(form["Latitude"], form["Longitude"], directory)
    return ("media" if form.get("NumMedia", "0") not in ("", "0") else "empty"), "/no_text"


def _located(latitude: str, longitude: str, directory: Directory) -> str:
    """A place on the map as Rasa's short form for intent and entities."""
    try:
        near = districts_near(float(latitude), float(longitude), directory)
    except ValueError:
        return "/no_text"
    if not near:
        return "/tell_district" + json.dumps({"outside": "this place"})
    kind = "district" if len(near) == 1 else "district_candidate"
    return "/tell_district" + json.dumps({kind: near[0] if len(near) == 1 else list(near)})


def districts_near(latitude: float, longitude: float, directory: Directory) -> tuple[str, ...]:
    """The district of a place (degrees) by its nearest headquarters; both near a border; none outside MP."""
    (south, north), (west, east) = STATE
    if not (south <= latitude <= north and west <= longitude <= east):
        return ()
    distances = sorted(
        (_km(latitude, longitude, d.headquarters.lat, d.headquarters.lon), d.id) for d in directory.districts.values()
    )
    nearest = distances[0][0]
    return tuple(name for km, name in distances[:2] if km == nearest or (nearest > 10 and km - nearest < BORDER_KM))


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance by the haversine formula."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    a = math.sin((p2 - p1) / 2) ** 2
    a += math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(a))
