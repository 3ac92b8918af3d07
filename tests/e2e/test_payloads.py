"""Webhook bodies as Twilio sends them (tests/payloads), signed and played: each gets the service it needs."""

import urllib.request
import xml.etree.ElementTree as ElementTree
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from bot.ops.environment import ROOT
from bot.ops.talk import PATH

EXPECTED = {
    "whatsapp_text": "104",
    "whatsapp_forwarded": "esanjeevaniopd.in",
    "whatsapp_location": "1800-103-7378",
    "whatsapp_voice_note": "104",
    "whatsapp_photo_with_caption": "1800-103-7378",
    "whatsapp_button": "108",
    "sms_text": "1800-103-7378",
    "sms_two_parts": "104",
}


def test_every_payload_is_played():
    assert {path.stem for path in (ROOT / "tests" / "payloads").glob("*.txt")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_payload(servers, name):
    body = (ROOT / "tests" / "payloads" / f"{name}.txt").read_text().strip()
    form = dict(parse_qsl(body, keep_blank_values=True))
    signature = RequestValidator(servers.tokens[0]).compute_signature(servers.public_url + PATH, form)
    request = urllib.request.Request(
        f"http://127.0.0.1:{servers.port}{PATH}", data=body.encode(), headers={"X-Twilio-Signature": signature}
    )
    with urllib.request.urlopen(request, timeout=15) as answer:
        text = "".join(ElementTree.fromstring(answer.read()).itertext())
    assert EXPECTED[name] in text
