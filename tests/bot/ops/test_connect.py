"""Setting Twilio's addresses: what the twilio client really sends, and one plain sentence for what goes wrong."""

import base64
import io

import pytest
from rich.console import Console
from twilio.http.http_client import TwilioHttpClient

from bot.ops.connect import connect, fallback_twiml, show
from bot.ops.environment import CannotStart
from bot.settings import read
from bot.sms import measure
from tests.twilio_api import ACCOUNT, KEY, Loopback, running

NUMBER, SENDER = "+15005550006", "whatsapp:+15005550006"
BIN = "https://handler.twilio.com/twiml/EH" + "0" * 32
WEBHOOK = "https://bot.example.in/webhooks/twilio/webhook#rc=2&rp=5xx,ct,rt"
STATUS = "https://bot.example.in/webhooks/twilio/status"
SENDERS = "/messaging.twilio.com/v2/Channels/Senders"


def settings(**more):
    return read(
        {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": KEY, "PUBLIC_URL": "https://bot.example.in", **more}
    )


@pytest.fixture
def api():
    with running() as api:
        api.numbers["PN1"] = {
            "sid": "PN1", "phone_number": NUMBER, "sms_url": "https://demo.twilio.com/welcome", "sms_method": "GET",
            "sms_fallback_url": "", "sms_fallback_method": "POST", "sms_application_sid": "AP" + "1" * 32,
            "status_callback": "https://calls.example.in",
        }  # fmt: skip
        api.senders["XE1"] = {"sid": "XE1", "sender_id": "whatsapp:+15005550001", "webhook": None}
        api.senders["XE2"] = {
            "sid": "XE2", "sender_id": SENDER, "status": "ONLINE",
            "webhook": {"callback_url": "https://old.example.in", "callback_method": "POST", "fallback_url": BIN,
                        "fallback_method": "POST", "status_callback_url": None, "status_callback_method": None},
        }  # fmt: skip
        yield api


def run(api, name, fallback="", dry_run=False, **more):
    return connect(settings(**more), name, fallback, dry_run=dry_run, http=Loopback(api))


def changes(api):
    return [request for request in api.received if request.method == "POST"]


def shown(change):
    out = io.StringIO()
    show(change, Console(file=out, width=200))
    return out.getvalue()


def test_a_number_gets_webhook_and_fallback_and_keeps_its_address_for_calls(api):
    change = run(api, NUMBER, BIN)
    (sent,) = changes(api)
    assert sent.path == f"/api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/PN1.json"
    assert sent.form == {"SmsUrl": WEBHOOK, "SmsMethod": "POST", "SmsFallbackUrl": BIN, "SmsApplicationSid": ""}
    assert sent.headers["authorization"] == "Basic " + base64.b64encode(f"{ACCOUNT}:{KEY}".encode()).decode()
    assert (change.made, change.after["sms_url"], change.has_fallback) == (True, WEBHOOK, True)
    assert api.numbers["PN1"]["status_callback"] == "https://calls.example.in"


def test_a_whatsapp_sender_gets_webhook_and_status_and_keeps_its_fallback(api):
    change = run(api, SENDER)
    (sent,) = changes(api)
    assert (sent.path, sent.headers["content-type"]) == (f"{SENDERS}/XE2", "application/json")
    assert sent.json == {"webhook": {
        "callback_url": WEBHOOK, "callback_method": "POST", "fallback_url": BIN, "fallback_method": "POST",
        "status_callback_url": STATUS, "status_callback_method": "POST",
    }}  # fmt: skip
    assert [request.query for request in api.received if request.method == "GET"] == [
        {"Channel": "whatsapp", "PageSize": "100"}, {"Channel": "whatsapp", "Page": "1"}]  # fmt: skip
    assert change.made


@pytest.mark.parametrize("name", [NUMBER, SENDER])
def test_a_dry_run_reads_and_changes_nothing(api, name):
    change = run(api, name, BIN, dry_run=True)
    assert api.received
    assert changes(api) == []
    assert not change.made
    assert WEBHOOK in shown(change)
    assert "Nothing was changed." in shown(change)


@pytest.mark.parametrize("name", [NUMBER, SENDER])
def test_what_is_as_it_should_be_is_left_alone(api, name):
    run(api, name, BIN)
    again = run(api, name, BIN)
    assert len(changes(api)) == 1
    assert not again.made
    assert shown(again).count("as before") == len(again.after)


def test_before_and_after_stand_side_by_side_and_a_missing_fallback_is_named(api):
    text = shown(run(api, NUMBER))
    (row,) = [line for line in text.splitlines() if " sms_url " in line]
    assert row.index("demo.twilio.com") < row.index("bot.example.in")
    assert "Done. There is no fallback" in text


@pytest.mark.parametrize(("change", "name", "fallback", "sentence"), [
    ({"TWILIO_ACCOUNT_SID": ""}, NUMBER, "", "TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set"),
    ({"TWILIO_AUTH_TOKEN": ""}, NUMBER, "", "TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set"),
    ({"PUBLIC_URL": "http://bot.example.in"}, NUMBER, "", 'PUBLIC_URL="http://bot.example.in" is not https'),
    ({"PUBLIC_URL": ""}, SENDER, "", 'PUBLIC_URL="http://127.0.0.1:5005" is not https'),
    ({}, "15005550006", "", '"15005550006" is no number; write +15005550006'),
    ({}, "whatsapp:+14155238886", "", "sandbox is shared by all accounts"),
    ({}, NUMBER, "http://x.example.in", '--fallback "http://x.example.in" is not https'),
    ({}, NUMBER, "https://bot.example.in/x", "is this server itself and fails with it"),
    ({}, "+15005550009", "", 'no "+15005550009"; write the number as the console shows it'),
    ({}, "whatsapp:+15005550009", "", 'no "whatsapp:+15005550009"'),
    ({"TWILIO_AUTH_TOKEN": "wrong"}, NUMBER, "", "Twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN (401)"),
    ({"TWILIO_AUTH_TOKEN": "wrong"}, SENDER, "", "Twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN (401)"),
])  # fmt: skip
def test_what_goes_wrong_is_one_plain_sentence_and_nothing_changes(api, change, name, fallback, sentence):
    with pytest.raises(CannotStart) as error:
        run(api, name, fallback, **change)
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)
    assert KEY not in str(error.value)
    assert changes(api) == []


@pytest.mark.parametrize("name", [NUMBER, SENDER])
@pytest.mark.parametrize(("status", "sentence"), [(503, "busy or broken (503)"), (429, "busy or broken (429)"),
                                                  (400, "Twilio refuses (400): ")])  # fmt: skip
def test_a_busy_or_refusing_twilio_is_named(api, name, status, sentence):
    api.faults.append(status)
    with pytest.raises(CannotStart, match=r".") as error:
        run(api, name)
    assert sentence in str(error.value)
    assert status != 400 or "20400" in str(error.value)


@pytest.mark.parametrize("name", [NUMBER, SENDER])
def test_a_change_that_twilio_takes_and_does_not_make_is_noticed(api, name):
    api.deaf = True
    with pytest.raises(CannotStart, match="Twilio did not take"):
        run(api, name, BIN)


def test_an_unreachable_twilio_is_named(api):
    class Nowhere(TwilioHttpClient):
        def request(self, method, url, *values, **more):
            return super().request(method, "http://127.0.0.1:9/", *values, **more)

    with pytest.raises(CannotStart, match=r"cannot be reached \(ConnectionError\)"):
        connect(settings(), NUMBER, http=Nowhere(timeout=2))


def test_the_fallback_text_names_a_doctor_and_the_ambulance_in_two_segments_of_two_forms():
    twiml = fallback_twiml()
    text = twiml.split("<Message>")[1].split("</Message>")[0]
    hindi, english = text.split("\n")
    assert all("104" in line and "108" in line for line in (hindi, english))
    assert "सेहत" in hindi
    assert measure(text).segments <= 3
