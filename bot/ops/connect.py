"""Tells Twilio where this assistant is: sets the addresses of a number or of a WhatsApp sender."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

from bot.directory import default_directory
from bot.ops.addresses import Fields, Numbers, Place, Senders
from bot.ops.environment import CannotStart
from bot.reply import contacts
from bot.sentences import default_responses, render
from bot.settings import Settings

PATIENCE = 10.0
"""Seconds to wait for Twilio."""
SANDBOX = "whatsapp:+14155238886"
FALLBACK_FORMS = ("hi", "en")
"""The forms of the fallback text: who will write while the server is away is not known, and most read one of these."""
_NAME = re.compile(r"(whatsapp:)?\+[0-9]{6,15}")
_KEYS = "console.twilio.com, Account Info"


@dataclass(frozen=True, slots=True)
class Change:
    """The fields before and after; ``made`` is False in a dry run and when nothing was to be changed."""

    before: Fields
    after: Fields
    made: bool

    @property
    def has_fallback(self) -> bool:
        """Whether Twilio has somewhere to go when this server does not answer."""
        return any("fallback_url" in name and address for name, address in self.after.items())


def connect(
    settings: Settings, name: str, fallback: str = "", *, dry_run: bool = False, http: HttpClient | None = None
) -> Change:
    """Sets the addresses of ``name``, a number or whatsapp: and a number; ``http`` carries the requests.

    Raises:
        CannotStart: when a setting, the name or the fallback cannot be used, or Twilio refuses.

    """
    _check(settings, name, fallback)
    client = Client(settings.account_sid, settings.tokens[0], http_client=http or TwilioHttpClient(timeout=PATIENCE))
    place: Place = Senders(client) if name.startswith("whatsapp:") else Numbers(client)
    with _plain_errors():
        found = place.find(name)
        if found is None:
            raise CannotStart(f'This account has no "{name}"; write the number as the console shows it, with + first.')
        sid, before = found
        after = before | place.wanted(settings, fallback)
        if dry_run or after == before:
            return Change(before, after, made=False)
        kept = place.write(sid, before, after)
    _must_be_kept(after, kept)
    return Change(before, kept, made=True)


def show(change: Change, console: Console) -> None:
    """Prints the table of before and after, what was done, and what is still missing."""
    table = Table("Twilio's name", "Before", "After")
    for name, after in change.after.items():
        before = change.before[name]
        table.add_row(
            name, before or "-", (after or "-") if after != before else "as before", style=_style(after, before)
        )
    console.print(table, markup=False)
    done = "Done." if change.made else "Nothing was changed."
    console.print(done if change.has_fallback else f"{done} There is no fallback: see docs/howto/connect-twilio.md.")


def fallback_twiml() -> str:
    """The fixed reply for a TwiML Bin: the phone doctor and the emergency line, from the sentences and the facts."""
    values = contacts(default_directory())
    texts = [render(default_responses(), "utter_unreachable", form, "sms", values) for form in FALLBACK_FORMS]
    response = MessagingResponse()
    response.message("\n".join(texts))
    return str(response)


def _check(settings: Settings, name: str, fallback: str) -> None:
    if not settings.account_sid or not settings.tokens:
        raise CannotStart(f"TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set; copy both from {_KEYS}, into .env.")
    if not settings.public_url.startswith("https://"):
        raise CannotStart(f'PUBLIC_URL="{settings.public_url}" is not https; set the https address of this server.')
    if not _NAME.fullmatch(name):
        raise CannotStart(f'"{name}" is no number; write +15005550006 for SMS or whatsapp:+15005550006 for WhatsApp.')
    if name == SANDBOX:
        raise CannotStart("The WhatsApp sandbox is shared by all accounts; set its addresses in Twilio's console.")
    if fallback and not fallback.startswith("https://"):
        raise CannotStart(f'--fallback "{fallback}" is not https; give the https address of a TwiML Bin.')
    if fallback and urlsplit(fallback).hostname == urlsplit(settings.public_url).hostname:
        raise CannotStart(f'--fallback "{fallback}" is this server itself and fails with it; give that of a TwiML Bin.')


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Makes what Twilio or the network says one sentence."""
    try:
        yield
    except TwilioException as error:
        raise CannotStart(_sentence(*_refusal(error))) from error
    except OSError as error:
        raise CannotStart(
            f"Twilio cannot be reached ({type(error).__name__}); check the network, then try again."
        ) from error


def _refusal(error: TwilioException) -> tuple[int, str]:
    """The HTTP status and what Twilio says; the client raises one kind of error for lists and another for the rest."""
    if isinstance(error, TwilioRestException):
        return error.status, f"code {error.code}, {error.msg}"
    answer = error.args[-1]
    return getattr(answer, "status_code", 0), getattr(answer, "text", str(answer))


def _sentence(status: int, said: str) -> str:
    if status in (401, 403):
        return f"Twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN ({status}); copy both anew from {_KEYS}."
    if status == 429 or status >= 500:
        return f"Twilio is busy or broken ({status}); try again in some minutes."
    return f"Twilio refuses ({status}): {said}"


def _must_be_kept(after: Fields, kept: Fields) -> None:
    """Twilio can take a change and not make it."""
    for name, value in after.items():
        if kept[name] != value:
            raise CannotStart(f'Twilio did not take {name}="{value}", it has "{kept[name]}"; set it in the console.')


def _style(after: str, before: str) -> str:
    return "dim" if after == before else "bold"
