"""Whether a request is sealed: its raw body signed with HMAC-SHA256 under a secret that we share with the sender."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence

_SECONDS = re.compile(r"[0-9]{9,11}")


def seal(secret: str, body: bytes, timestamp: str = "") -> bytes:
    """The code over the body; with a timestamp over the timestamp, a full stop and the body."""
    signed = timestamp.encode("utf-8", "replace") + b"." + body if timestamp else body
    return hmac.new(secret.encode(), signed, hashlib.sha256).digest()


def is_sealed(body: bytes, given: str, secrets: Sequence[str], timestamp: str = "") -> bool:
    """Whether ``given``, in hex or base64, fits under any of ``secrets``; never without a secret."""
    code = given.strip().removeprefix("sha256=").encode("utf-8", "replace")
    seals = [seal(secret, body, timestamp) for secret in secrets]
    return any(
        hmac.compare_digest(code.lower(), right.hex().encode())
        or hmac.compare_digest(code, base64.b64encode(right))
        for right in seals
    )  # fmt: skip


def is_fresh(timestamp: str, window: int, now: float) -> bool:
    """Whether ``timestamp`` (Unix time in seconds) is at most ``window`` seconds away from ``now``."""
    return bool(_SECONDS.fullmatch(timestamp)) and abs(now - int(timestamp)) <= window
