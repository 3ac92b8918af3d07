"""The seal of a request: a code made elsewhere fits, everything else does not."""

import base64

import pytest

from bot.channel.sealed import is_fresh, is_sealed

KEY, BODY = "key", b"The quick brown fox jumps over the lazy dog"
HEX = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
"""A published example of HMAC-SHA256."""
TIMED_HEX = "01154289269be4f54a8a66e9fe4c2af0143dd6f0ee81ee631ac24897095dc9d1"
"""By openssl, over 1800000000, a full stop and the body."""


@pytest.mark.parametrize("given", [HEX, HEX.upper(), f"sha256={HEX}", f" {HEX} ",
                                   base64.b64encode(bytes.fromhex(HEX)).decode()])  # fmt: skip
def test_the_published_example_fits_in_hex_and_in_base64(given):
    assert is_sealed(BODY, given, [KEY])
    assert is_sealed(BODY, given, ["new", KEY])


@pytest.mark.parametrize(("body", "given", "secrets"), [
    (BODY, "", [KEY]), (BODY, HEX, []), (BODY, HEX, ["Key"]), (BODY + b" ", HEX, [KEY]), (BODY, HEX[:-1], [KEY]),
    (BODY, "sha256=", [KEY]), (BODY, "é" * 64, [KEY]), (BODY, "\udcff", [KEY]),
])  # fmt: skip
def test_anything_else_does_not_fit(body, given, secrets):
    assert not is_sealed(body, given, secrets)


def test_a_timestamp_is_part_of_what_is_signed():
    assert is_sealed(BODY, TIMED_HEX, [KEY], timestamp="1800000000")
    assert not is_sealed(BODY, TIMED_HEX, [KEY], timestamp="1800000001")
    assert not is_sealed(BODY, HEX, [KEY], timestamp="1800000000")


@pytest.mark.parametrize(("timestamp", "fresh"), [
    ("1800000000", True), ("1799999700", True), ("1800000300", True), ("1799999699", False), ("1800000301", False),
    ("", False), ("now", False), ("1800000000.5", False), ("-1800000000", False), ("１８００００００００", False),
    ("1800000000000", False),
])  # fmt: skip
def test_a_timestamp_is_in_seconds_and_near_now_on_either_side(timestamp, fresh):
    assert is_fresh(timestamp, 300, 1_800_000_000.0) == fresh
