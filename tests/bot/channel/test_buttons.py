"""Quick replies: what is sent to Twilio exactly, and that every failure ends in the text instead."""

import asyncio
import logging
import sqlite3
import time
import xml.etree.ElementTree as ElementTree
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from bot.channel import buttons, rest
from bot.channel.outgoing import Choice, Told, twiml
from bot.channel.serving import open_desk
from bot.channel.turn import Turn
from bot.channel.twilio import TwilioInput
from bot.settings import read
from tests.twilio_api import ACCOUNT, KEY, running

PERSON, OURS = "whatsapp:+919000000001", "whatsapp:+15005550006"
FORM = {"From": PERSON, "To": OURS, "Body": "kaan me dard 481001", "MessageSid": "SM" + "1" * 32, "ProfileName": "Asha"}
DISTRICTS = (Choice("Balaghat", "Balaghat"), Choice("डिंडोरी", "डिंडोरी"), Choice("Mandla", "Mandla"))
TURN = Turn("*104*\n\nYeh kis zile mein hai?", "answered", Told(choices=DISTRICTS, heard={"form": "hi-Latn"}))
STATUS = "https://bot.example.in/webhooks/twilio/status"
CONTENT, MESSAGES = "/content.twilio.com/v1/Content", f"/api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@pytest.fixture
def api(monkeypatch):
    with running() as api:
        monkeypatch.setattr(buttons, "CONTENT", api.address(buttons.CONTENT))
        monkeypatch.setattr(buttons, "MESSAGES", api.address(buttons.MESSAGES))
        monkeypatch.setattr(rest, "PATIENCE", 0.5)
        monkeypatch.setattr(rest, "PAUSES", (0.05, 0.1))
        yield api


@pytest.fixture
def config(tmp_path):
    return read({"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": KEY, "WHATSAPP_BUTTONS": "on", "PEPPER": "p",
                 "PUBLIC_URL": "https://bot.example.in", "DATABASE_URL": f"sqlite:///{tmp_path}/sehat.db"})  # fmt: skip


@pytest.fixture(autouse=True)
def tables(config):
    open_desk(config, None)


@asynccontextmanager
async def opened(config):
    sender = buttons.Buttons(config)
    try:
        yield sender
    finally:
        await sender.close()


def deliver(config, *turns, form=FORM, within=8.0):
    """Whether each turn was sent with buttons, one after the other."""

    async def all_of_them():
        async with opened(config) as sender:
            return [await sender.answering(form)(turn, within) for turn in turns]

    return asyncio.run(all_of_them())


def paths(api):
    return [request.path for request in api.received]


def test_a_reply_with_choices_is_made_once_and_sent_with_a_report_asked_for(api, config):
    assert deliver(config, TURN) == [True]
    made, sent = api.received
    assert (made.method, made.path, sent.method, sent.path) == ("POST", CONTENT, "POST", MESSAGES)
    assert made.json == {
        "friendly_name": made.json["friendly_name"],
        "language": "hi",
        "types": {
            "twilio/quick-reply": {"body": TURN.text, "actions": [
                {"title": "Balaghat", "id": "Balaghat"}, {"title": "डिंडोरी", "id": "डिंडोरी"},
                {"title": "Mandla", "id": "Mandla"}]},
            "twilio/text": {"body": TURN.text},
        },
    }  # fmt: skip
    (sid,) = api.contents
    assert sent.form == {"From": OURS, "To": PERSON, "ContentSid": sid, "StatusCallback": STATUS}
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"


def test_the_same_text_and_buttons_are_made_once_others_anew(api, config):
    other_text = Turn("other", "answered", TURN.told)
    other_buttons = Turn(TURN.text, "answered", Told(choices=DISTRICTS[:2]))
    assert deliver(config, TURN, TURN, other_text, other_buttons) == [True] * 4
    assert deliver(config, TURN) == [True]
    assert (len(api.to(CONTENT)), len(api.to(MESSAGES))) == (3, 5)


def test_another_account_does_not_use_the_first_ones_replies():
    made = buttons.content("text", DISTRICTS, "en")
    assert made["language"] == "en"
    assert buttons.key_of(made, "AC1") != buttons.key_of(made, "AC2")


@pytest.mark.parametrize("turn", [Turn("text", "answered"), Turn("safe", "late"), Turn("", "silent")])
def test_a_reply_without_choices_is_left_to_the_response(api, config, turn):
    assert deliver(config, turn) == [False]
    assert api.received == []


@pytest.mark.parametrize("form", [{"From": "+919000000001", "To": "+15005550006"}, {"From": PERSON}, {}])
def test_sms_and_a_form_without_our_number_have_no_buttons(config, form):
    async def ask():
        async with opened(config) as sender:
            return sender.answering(form)

    assert asyncio.run(ask()) is None


@pytest.mark.parametrize(("faults", "tries"), [
    ([429], 3), ([500, 503], 4), ([200, 429, 502], 4), ([503, 200, 503], 4),
])  # fmt: skip
def test_a_busy_or_broken_twilio_is_asked_again(api, config, faults, tries):
    api.faults.extend(faults)
    assert deliver(config, TURN) == [True]
    assert len(api.received) == tries


@pytest.mark.parametrize(("faults", "asked"), [
    ([503, 503, 503], [CONTENT] * 3), ([200, 429, 429, 429], [CONTENT] + [MESSAGES] * 3),
    ([400], [CONTENT]), ([200, 400], [CONTENT, MESSAGES]), ([401], [CONTENT]), ([302], [CONTENT]),
    (["hang"], [CONTENT]), ([200, "hang"], [CONTENT, MESSAGES]),
])  # fmt: skip
def test_what_twilio_does_not_take_is_left_to_the_response(api, config, caplog, faults, asked):
    api.faults.extend(faults)
    started = time.monotonic()
    assert deliver(config, TURN) == [False]
    assert paths(api) == asked
    assert time.monotonic() - started < 2
    assert "replies go out as text" in caplog.text


def test_nothing_is_begun_that_the_time_left_does_not_hold(api, config, monkeypatch):
    assert deliver(config, TURN, within=0.9) == [False]
    assert api.received == []
    monkeypatch.setattr(rest, "PAUSES", (5.0, 5.0))
    api.faults.append(503)
    started = time.monotonic()
    assert deliver(config, TURN, within=2.0) == [False]
    assert (len(api.received), time.monotonic() - started < 1) == (1, True)


def test_a_twilio_that_never_answers_takes_no_more_than_the_time_left(api, config, monkeypatch):
    monkeypatch.setattr(rest, "PATIENCE", 5.0)
    api.faults.append("hang")
    started = time.monotonic()
    assert deliver(config, TURN, within=1.0) == [False]
    assert time.monotonic() - started < 1.6


def test_after_a_failure_buttons_rest_and_come_back(api, config, monkeypatch):
    api.faults.append(400)
    assert deliver(config, TURN, TURN) == [False, False]
    assert len(api.received) == 1
    monkeypatch.setattr(buttons, "QUIET", 0.0)
    api.faults.append(400)
    assert deliver(config, TURN, TURN) == [False, True]


def test_a_reply_deleted_at_twilio_is_made_anew(api, config, monkeypatch):
    monkeypatch.setattr(buttons, "QUIET", 0.0)
    deliver(config, TURN)
    api.contents.clear()
    assert deliver(config, TURN, TURN) == [False, True]
    assert len(api.to(CONTENT)) == 2


def test_without_a_database_the_text_goes_out(api, config, tmp_path):
    assert deliver(replace(config, database_url=f"sqlite:///{tmp_path}/empty.db"), TURN) == [False]
    assert api.received == []


async def webhook(channel, desk, **more):
    """One signed request to the webhook; the text of its TwiML, None when there is none."""
    form = {**FORM, **more}
    request = SimpleNamespace(body=urlencode(form).encode(), query_string="", headers={})
    url = "https://bot.example.in/webhooks/twilio/webhook"
    request.headers["X-Twilio-Signature"] = RequestValidator(KEY).compute_signature(url, form)
    response = await channel._receive(request, desk)
    assert response.status == 200
    message = ElementTree.fromstring(response.body).find("Message")
    return None if message is None else message.text


def through_the_webhook(config, *requests, offer=True, wait=0.0):
    """What the requests get, the assistant answering with a choice; and how often it was asked."""
    asked = []

    async def assistant(message):
        asked.append(message.text)
        await asyncio.sleep(wait)
        shown = [{"title": "Mandla", "payload": "Mandla"}] if offer else None
        await message.output_channel.send_response("x", {"text": "Which district?", "buttons": shown})

    async def play():
        channel = TwilioInput(config)
        desk = open_desk(config, assistant)
        try:
            return [
                await asyncio.gather(*(webhook(channel, desk, **form) for form in together)) for together in requests
            ]
        finally:
            if channel._buttons:
                await channel._buttons.close()

    return asyncio.run(play()), asked


def test_the_webhook_is_silent_when_the_reply_went_out_with_buttons_and_repeats_nothing(api, config):
    replies, asked = through_the_webhook(config, [{}, {}], [{}], wait=0.1)
    assert replies == [[None, None], [None]]
    assert (len(asked), len(api.to(MESSAGES))) == (1, 1)


def test_the_webhook_answers_with_text_when_twilio_does_not_take_the_buttons(api, config):
    api.faults.extend([503, 503, 503])
    replies, _ = through_the_webhook(config, [{}, {}], [{}])
    assert replies == [["Which district?"] * 2, ["Which district?"]]
    assert api.to(MESSAGES) == []


def test_a_reply_without_choices_and_a_reply_by_sms_stay_in_the_response(api, config):
    sms = {"From": "+919000000001", "To": "+15005550006", "MessageSid": "SM2"}
    assert through_the_webhook(config, [{}], offer=False)[0] == [["Which district?"]]
    assert through_the_webhook(config, [sms])[0] == [["Which district?"]]
    assert api.received == []


def test_buttons_that_are_off_are_not_sent(api, config):
    replies, _ = through_the_webhook(replace(config, whatsapp_buttons=False), [{}])
    assert replies == [["Which district?"]]
    assert api.received == []


def test_a_slow_turn_leaves_no_time_for_buttons(api, config):
    replies, _ = through_the_webhook(replace(config, deadline=1.5), [{}], wait=0.8)
    assert replies == [["Which district?"]]
    assert api.received == []


def test_neither_number_nor_name_is_kept_or_logged(api, config, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    api.faults.extend([200, 400])
    through_the_webhook(config, [{}])
    through_the_webhook(config, [{"MessageSid": "SM3"}])
    database = sqlite3.connect(tmp_path / "sehat.db")
    tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
    kept = " ".join(str(row) for table in tables for row in database.execute(f"select * from {table}"))
    assert "HX" in kept
    for text in (kept, caplog.text):
        assert "9000000001" not in text
        assert "Asha" not in text
    assert KEY not in kept + caplog.text


def test_reports_are_asked_for_in_twiml_too(config):
    (message,) = ElementTree.fromstring(twiml("a", STATUS)).findall("Message")
    assert message.attrib == {"action": STATUS, "statusCallback": STATUS}
    assert TwilioInput(config)._status_url() == STATUS
    assert TwilioInput(read({"TWILIO_AUTH_TOKEN": KEY}))._status_url() is None
