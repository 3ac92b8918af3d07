"""What a phone on the page sends: its form read into the form that Twilio would send."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.console.labelling import Refused
from bot.directory import Directory
from bot.ops.talk import SHOWN_AS, form_of
from bot.routing import Channel

LONGEST = 1600
"""Characters of one message; Twilio carries no more."""
MEDIA = {"photo": "image/jpeg", "voice": "audio/ogg", "document": "application/pdf"}
NOBODYS = "+910"
"""How the numbers on the page begin; they belong to nobody."""
_NOBODYS = re.compile(r"\+910[0-9]{9}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message: the phone, the form for the webhook, and what the phone shows of it."""

    channel: Channel
    form: Mapping[str, str]
    shown: str

    @property
    def sid(self) -> str:
        """The message's id."""
        return self.form["MessageSid"]


def read(fields: Mapping[str, Sequence[str]], directory: Directory) -> Sent:
    """The message in the fields of the page.

    Raises:
        Refused: when a field makes no sense or the text is too long for one message.

    """
    asked = {name: values[0] for name, values in fields.items() if values}
    channel, number, text = asked.get("phone", ""), asked.get("number", ""), asked.get("text", "")
    if channel not in SHOWN_AS or not _NOBODYS.fullmatch(number):
        raise Refused("phone_unknown")
    if len(text) > LONGEST:
        raise Refused("phone_too_long", n=f"{len(text):,}", most=f"{LONGEST:,}")
    form = form_of(text, channel, number)
    more, shown = _more(asked, directory)
    return Sent(cast(Channel, channel), {**form, **more}, shown or text)


def _more(asked: Mapping[str, str], directory: Directory) -> tuple[dict[str, str], str]:
    """The fields of a tap, a pin or a medium beside those of a text, and what the phone shows of it."""
    what = asked.get("what", "text")
    if asked.get("payload"):
        return {"ButtonPayload": asked["payload"], "ButtonText": asked.get("text", "")}, ""
    if what == "pin":
        return _pin(asked.get("town", ""), directory)
    if what in MEDIA:
        return {"NumMedia": "1", "MediaContentType0": MEDIA[what], "MediaUrl0": "https://example.in/media"}, f"({what})"
    return {}, ""


def _pin(town: str, directory: Directory) -> tuple[dict[str, str], str]:
    district = directory.districts.get(town)
    if district is None:
        raise Refused("phone_unknown")
    seat = district.headquarters
    return {"Latitude": str(seat.lat), "Longitude": str(seat.lon), "Body": ""}, f"📍 {seat.name}"
