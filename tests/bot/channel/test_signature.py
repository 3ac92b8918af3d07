"""Twilio's signature: its own example, blank fields, rotation, and no token at all."""

import pytest
from twilio.request_validator import RequestValidator

from bot.channel.signature import fields, is_signed

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {"CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234", "From": "+12349013030",
        "To": "+18005551212"}  # fmt: skip
SIGNATURE = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def test_the_published_example():
    assert is_signed(URL, FORM, SIGNATURE, ["12345"])


@pytest.mark.parametrize(("url", "form", "signature", "tokens"), [
    (URL, FORM, "", ["12345"]), (URL, FORM, SIGNATURE, []), (URL, FORM, SIGNATURE, ["54321"]),
    (URL.replace("https", "http"), FORM, SIGNATURE, ["12345"]), (URL, {**FORM, "Digits": "1"}, SIGNATURE, ["12345"]),
])  # fmt: skip
def test_anything_else_is_refused(url, form, signature, tokens):
    assert not is_signed(url, form, signature, tokens)


def test_either_token_counts_during_a_rotation():
    assert is_signed(URL, FORM, SIGNATURE, ["new", "12345"])


def test_blank_fields_are_kept_because_twilio_signs_them():
    form = fields(b"Body=&From=%2B919000000001&ProfileName=")
    assert form == {"Body": "", "From": "+919000000001", "ProfileName": ""}
    signature = RequestValidator("12345").compute_signature(URL, form)
    assert is_signed(URL, form, signature, ["12345"])


@pytest.mark.parametrize("body", [b"Body=\xff\xfe", b"Body=%FF%FE", b"&".join(b"a%d=1" % i for i in range(999))])
def test_what_is_no_form_is_an_error(body):
    with pytest.raises(ValueError, match=r"."):
        fields(body)
