"""The addresses that Twilio calls, as it keeps them: for a telephone number or for a WhatsApp sender.

The pinned twilio client knows numbers (IncomingPhoneNumbers) but no WhatsApp senders (Senders API, version 2); those
are read and written by plain requests of the same client.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.settings import Settings

RETRIES = "#rc=2&rp=5xx,ct,rt"
"""Two more tries after a server error, a failed connection or a read timeout; Twilio never sends or signs this part."""
SENDERS = "https://messaging.twilio.com/v2/Channels/Senders"
Fields = dict[str, str]
"""Addresses and methods under Twilio's own names; "" is none."""


class Place(Protocol):
    """Where Twilio keeps addresses."""

    def find(self, name: str) -> tuple[str, Fields] | None:
        """The SID and the fields of a number or sender; None when the account has none of that name."""

    def wanted(self, settings: Settings, fallback: str) -> Fields:
        """What the fields should be; without ``fallback`` that one is left as it is."""

    def write(self, sid: str, before: Fields, after: Fields) -> Fields:
        """Sets the fields; gives what Twilio says that they are now."""


class Numbers:
    """Telephone numbers. Their StatusCallback is about calls, so reports are asked for in each reply instead."""

    FIELDS = ("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method", "sms_application_sid")

    def __init__(self, client: Client) -> None:
        self._numbers = client.incoming_phone_numbers

    def find(self, name: str) -> tuple[str, Fields] | None:
        """The SID and the fields of a number."""
        alike = self._numbers.list(phone_number=name, limit=20)
        found = next((number for number in alike if number.phone_number == name), None)
        return (str(found.sid), self._fields(found)) if found else None

    def wanted(self, settings: Settings, fallback: str) -> Fields:
        """An application would win over the addresses, so it is taken off."""
        fields = {"sms_url": settings.webhook_url + RETRIES, "sms_method": "POST", "sms_application_sid": ""}
        return fields | ({"sms_fallback_url": fallback, "sms_fallback_method": "POST"} if fallback else {})

    def write(self, sid: str, before: Fields, after: Fields) -> Fields:
        """Sends only what changes."""
        changed = {name: value for name, value in after.items() if value != before[name]}
        return self._fields(self._numbers(sid).update(**changed))

    def _fields(self, number: Any) -> Fields:
        return {name: str(getattr(number, name) or "") for name in self.FIELDS}


class Senders:
    """WhatsApp senders."""

    FIELDS = ("callback_url", "callback_method", "fallback_url", "fallback_method", "status_callback_url",
              "status_callback_method")  # fmt: skip

    def __init__(self, client: Client) -> None:
        self._client = client

    def find(self, name: str) -> tuple[str, Fields] | None:
        """The SID and the fields of a sender."""
        found = next((sender for sender in self._all() if sender.get("sender_id") == name), None)
        return (str(found["sid"]), self._fields(found)) if found else None

    def wanted(self, settings: Settings, fallback: str) -> Fields:
        """What the fields should be."""
        fields = {"callback_url": settings.webhook_url + RETRIES, "callback_method": "POST",
                  "status_callback_url": settings.status_url, "status_callback_method": "POST"}  # fmt: skip
        return fields | ({"fallback_url": fallback, "fallback_method": "POST"} if fallback else {})

    def write(self, sid: str, before: Fields, after: Fields) -> Fields:
        """Sends all of them, because Twilio takes the webhook as a whole."""
        webhook = {name: value for name, value in after.items() if value}
        headers = {"Content-Type": "application/json"}
        return self._fields(
            self._ask("POST", f"{SENDERS}/{sid}", data=json.dumps({"webhook": webhook}), headers=headers)
        )

    def _all(self) -> Iterator[Mapping[str, Any]]:
        page = self._ask("GET", SENDERS, params={"Channel": "whatsapp", "PageSize": 100})
        yield from page["senders"]
        while str(page["meta"].get("next_page_url")).startswith(SENDERS):
            page = self._ask("GET", page["meta"]["next_page_url"])
            yield from page["senders"]

    def _ask(self, method: str, url: str, **request: Any) -> dict[str, Any]:
        answer = self._client.request(method, url, **request)
        body = _object(answer.text)
        if not 200 <= answer.status_code < 300:
            raise TwilioRestException(answer.status_code, url, str(body.get("message", "")), body.get("code"), method)
        return body

    def _fields(self, sender: Mapping[str, Any]) -> Fields:
        webhook = sender.get("webhook") or {}
        return {name: str(webhook.get(name) or "") for name in self.FIELDS}


def _object(text: str) -> dict[str, Any]:
    """A JSON object; an empty one for anything else."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
