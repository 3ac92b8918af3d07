"""A chat in the terminal through the signed webhook, as WhatsApp or as a feature phone."""

from __future__ import annotations

import secrets
import sys
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

from rich.console import Console
from rich.panel import Panel
from twilio.request_validator import RequestValidator

from bot.ops.environment import CannotStart, prepare
from bot.settings import Settings
from bot.sms import measure

PATH = "/webhooks/twilio/webhook"
SHOWN_AS = {"whatsapp": "WhatsApp", "sms": "SMS"}


def talk(channel: str, number: str) -> None:
    """Reads lines, sends each signed, shows the reply; an empty line or Ctrl-D ends."""
    if channel not in SHOWN_AS:
        raise CannotStart(f'CHANNEL="{channel}" is unknown; write whatsapp or sms.')
    settings = prepare()
    console = Console()
    console.print(f"You write as {SHOWN_AS[channel]}. An empty line ends.")
    while True:
        line = _read()
        if not line:
            return
        reply = send(settings, form_of(line, channel, number))
        console.print(
            Panel(reply, title=f"Sehat Saathi by {SHOWN_AS[channel]}", width=64, highlight=False), markup=False
        )
        if channel == "sms":
            length = measure(reply)
            console.print(f"{length.segments} SMS segments, {length.places} places in {length.encoding}", style="dim")


def form_of(text: str, channel: str, number: str) -> dict[str, str]:
    """The form Twilio would send for a text."""
    address = f"whatsapp:{number}" if channel == "whatsapp" else number
    sid = "SM" + secrets.token_hex(16)
    return {"MessageSid": sid, "SmsSid": sid, "AccountSid": "AC" + "0" * 32, "From": address, "To": "+910000000000",
            "Body": text, "NumMedia": "0"}  # fmt: skip


def send(settings: Settings, form: dict[str, str]) -> str:
    """Sends a form signed to the server on this machine; the text of the reply.

    Raises:
        CannotStart: when the server cannot be reached or refuses.

    """
    signature = RequestValidator(settings.tokens[0]).compute_signature(settings.public_url + PATH, form)
    request = urllib.request.Request(
        f"http://127.0.0.1:{settings.port}{PATH}",
        data=urllib.parse.urlencode(form).encode(),
        headers={"X-Twilio-Signature": signature},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return "\n".join(ElementTree.fromstring(answer.read()).itertext())
    except urllib.error.HTTPError as error:
        raise CannotStart(f"The webhook refused with {error.code}: {error.read().decode()}") from error
    except urllib.error.URLError as error:
        raise CannotStart(f"Nobody answers on port {settings.port} ({error.reason}); run `make run` first.") from error


def _read() -> str:
    sys.stdout.write("> ")
    sys.stdout.flush()
    return sys.stdin.readline().strip()
