"""The real servers on the trained model, played through the signed webhook."""

import sqlite3
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from itertools import count

import pytest
from twilio.request_validator import RequestValidator

from bot.channel.incoming import conversation_id
from bot.directory import default_directory
from bot.ops.environment import ROOT
from bot.ops.talk import PATH, form_of
from bot.sms import measure
from bot.spelling import read_yaml

NUMBERS = count(9000000001)
ROUTES = read_yaml(ROOT / "tests" / "messages" / "routes.yml")["messages"]


def post(servers, form, signature=None):
    url = servers.public_url + PATH
    signature = RequestValidator(servers.tokens[0]).compute_signature(url, form) if signature is None else signature
    request = urllib.request.Request(
        f"http://127.0.0.1:{servers.port}{PATH}",
        data=urllib.parse.urlencode(form).encode(),
        headers={"X-Twilio-Signature": signature} if signature else {},
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, answer.headers["content-type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["content-type"], error.read().decode()


def answer(servers, form):
    status, kind, body = post(servers, form)
    assert (status, kind.split(";")[0]) == (200, "text/xml"), body
    messages = ElementTree.fromstring(body).findall("Message")
    assert len(messages) == 1, body
    return messages[0].text


class Person:
    """Somebody with a telephone."""

    def __init__(self, servers, channel="whatsapp"):
        self.servers, self.channel, self.number = servers, channel, f"+91{next(NUMBERS)}"

    def writes(self, text, **more):
        return answer(self.servers, {**form_of(text, self.channel, self.number), **more})


@pytest.mark.parametrize("case", ROUTES, ids=lambda case: case["message"])
def test_the_first_service_stands_first(servers, case):
    channel = case.get("channel", "whatsapp")
    reply = Person(servers, channel).writes(case["message"])
    contacts = {s.id: s.contact for s in default_directory().services.values()}
    places = {name: reply.find(contact) for name, contact in contacts.items() if contact in reply}
    assert places, reply
    assert min(places, key=places.get) == case["first"], f"{case['message']!r} got {reply!r}"


@pytest.mark.parametrize("signature", ["", "forged", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="])
def test_an_unsigned_or_forged_request_is_refused(servers, signature):
    status, _, _ = post(servers, form_of("pet dard", "whatsapp", "+919999999999"), signature)
    assert status == 403


def test_a_signature_of_another_body_is_refused(servers):
    form = form_of("pet dard", "sms", "+919999999999")
    signature = RequestValidator(servers.tokens[0]).compute_signature(servers.public_url + PATH, form)
    status, _, _ = post(servers, {**form, "Body": "something else"}, signature)
    assert status == 403


def test_blank_fields_are_signed_too(servers):
    assert Person(servers).writes("pet dard", ProfileName="", ButtonText="")


def test_a_district_told_later_refines_the_answer_and_is_remembered(servers):
    person = Person(servers)
    assert "esanjeevaniopd.in" in person.writes("kamar me dard hai")
    assert person.writes("indore").find("1800-103-7378") >= 0
    assert "1800-103-7378" in person.writes("ab kaan me dard hai")
    assert "Jabalpur" in person.writes("main jabalpur aa gaya")


def test_danger_does_not_linger_after_thanks(servers):
    person = Person(servers)
    assert "108" in person.writes("saanp ne kaata")
    assert "108" not in person.writes("dhanyavaad")


def test_an_ordinary_complaint_that_turns_dangerous_gets_108_first(servers):
    person = Person(servers)
    person.writes("halka bukhar hai, ujjain")
    assert person.writes("ab saans nahi aa rahi").startswith("🚨 *Abhi 108")


def test_when_the_ambulance_does_not_come(servers):
    person = Person(servers)
    person.writes("papa behosh ho gaye")
    reply = person.writes("ambulance nahi aa rahi")
    assert "112" in reply
    assert "aspatal" in reply


def test_each_failure_gets_another_service(servers):
    person = Person(servers)
    first = person.writes("ghutne me dard, sehore")
    second = person.writes("site nahi khul rahi")
    assert first.startswith("🎥")
    assert "104" in second
    assert "esanjeevani" not in second


@pytest.mark.parametrize(
    ("text", "form"),
    [("मुझे खुजली है", "hi"), ("mujhe khujli hai", "hi-Latn"), ("I have an itchy skin", "en")],
)
@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_the_reply_is_in_the_form_and_length_of_the_phone(servers, channel, text, form):
    reply = Person(servers, channel).writes(text)
    devanagari = any("\u0900" <= c <= "\u097f" for c in reply)
    assert devanagari == (form == "hi")
    if channel == "sms":
        assert measure(reply).segments <= (3 if form == "hi" else 2)
        assert "*" not in reply


def test_the_form_stays_until_another_is_asked_for(servers):
    person = Person(servers)
    person.writes("मुझे खुजली है")
    assert "जिला" in person.writes("104")
    person.writes("please reply in english")
    assert "district" in person.writes("मुझे खुजली है").lower()


def test_a_slash_is_no_command(servers):
    person = Person(servers)
    person.writes("pet dard, sehore")
    assert person.writes("/restart")
    assert "sehore" in person.writes("khujli ho rahi hai").lower()
    assert "1800" not in person.writes('/report_symptoms{"district": "x"}')


@pytest.mark.parametrize(
    "odd",
    [
        {"Body": ""},
        {"Body": "", "NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "audio/ogg"},
        {"Body": "👍🏽🙏"},
        {"Body": "दर्द " * 320},
        {"Body": "pet\x00\x07 dard \u200d\ufeff"},
        {"Body": "//// "},
        {"Body": "[bukhar](symptom) {c_108} <Message>"},
        {"Body": "9" * 1600},
    ],
    ids=["empty", "voice note", "emoji", "1600 characters", "control characters", "slashes", "markup", "digits"],
)
def test_odd_messages_get_a_sensible_reply(servers, odd):
    assert "104" in Person(servers).writes("x", **odd)


def test_a_location_pin_gives_the_district(servers):
    reply = Person(servers).writes("", Latitude="22.7196", Longitude="75.8577")
    assert "1800-103-7378" in reply


def test_a_digit_chooses_the_district_that_was_asked_about(servers):
    person = Person(servers)
    assert "Mandla" in person.writes("kaan me dard hai 481001")
    assert "Mandla" in person.writes("3")


def test_no_number_is_kept(servers, environment):
    person = Person(servers)
    person.writes("pet dard", ProfileName="Somebody Known")
    database = sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"))
    tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
    kept = " ".join(str(row) for table in tables for row in database.execute(f"select * from {table}"))
    assert "pet dard" in kept
    assert person.number.removeprefix("+") not in kept
    assert "Somebody Known" not in kept


def test_a_person_can_have_everything_erased(servers, environment):
    person = Person(servers)
    person.writes("pet dard, sehore")
    database = sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"))
    name = conversation_id(person.number, environment["PEPPER"])

    def kept():
        tables = ("conversations", "inbox", "turns")
        asked = [f"select count(*) from {table} where conversation = ?" for table in tables]
        return [database.execute(sql, (name,)).fetchone()[0] for sql in asked]

    assert kept() == [1, 1, 1]
    assert person.writes("mera data hatao")
    assert kept() == [0, 0, 0]


def test_health_and_closed_api(servers):
    with urllib.request.urlopen(f"http://127.0.0.1:{servers.port}/webhooks/twilio/") as reply:
        assert reply.status == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{servers.port}/conversations/x/tracker")
    assert refused.value.code == 404
