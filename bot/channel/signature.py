"""Whether a request was signed by Twilio with one of our tokens.

Twilio signs the public address and every form field, blank ones too, so the raw body is read here;
Sanic's own form reader drops blank fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

MAX_FIELDS = 200
MAX_BODY = 64 * 1024
"""Bytes of a request that are read; a message has a few thousand at most."""


def fields(body: bytes) -> dict[str, str]:
    """The form fields of a body, blank ones kept; of a repeated field the last.

    Raises:
        ValueError: when the body is no form.

    """
    pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    return dict(pairs)


def is_signed(url: str, form: dict[str, str], signature: str, tokens: Sequence[str]) -> bool:
    """Whether ``signature`` fits the address and the fields under any of ``tokens``; never without a token."""
    return any(RequestValidator(token).validate(url, form, signature) for token in tokens)
