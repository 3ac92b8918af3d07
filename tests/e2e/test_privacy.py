"""On the real servers: who a person is stays nowhere, what is old goes, and who asks for it is erased."""

import json
import sqlite3
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from itertools import count, cycle
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator

from bot.channel.incoming import conversation_id
from bot.ops.environment import ROOT
from bot.ops.talk import PATH, form_of
from bot.store.tables import metadata
from tests.aggregator import JSON, sealed, sms

NUMBERS = count(7300000001)
PROFILE, NAME, MAIL = "Profilwort Sharma", "Namwortesh", "mailwort@example.com"
OTHER_NUMBER, AADHAAR = "7212345678", "234567890123"


def sent(servers, form, path=PATH, signature=None, headers=None):
    """Status and body of a request with Twilio's signature, or with another one."""
    signature = signature or RequestValidator(servers.tokens[0]).compute_signature(servers.public_url + path, form)
    request = urllib.request.Request(
        f"http://127.0.0.1:{servers.port}{path}",
        data=urllib.parse.urlencode(form).encode(),
        headers={"X-Twilio-Signature": signature, **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


class Person:
    """Somebody whose profile, number, name and address must not be found anywhere."""

    def __init__(self, servers, channel="whatsapp"):
        self.servers, self.channel, self.number = servers, channel, f"+91{next(NUMBERS)}"
        self.code = conversation_id(self.number, servers.pepper)

    def form(self, text, **more):
        known = {"WaId": self.number[1:], "ProfileName": PROFILE, "FromCity": "BHOPAL", "FromCountry": "IN"}
        return {**form_of(text, self.channel, self.number), **known, "ChannelMetadata": json.dumps(known), **more}

    def writes(self, text, **more):
        status, body = sent(self.servers, self.form(text, **more))
        assert status == 200, body
        return "".join(ElementTree.fromstring(body).itertext())


@pytest.fixture
def database(environment):
    return Path(environment["DATABASE_URL"].removeprefix("sqlite:///"))


@pytest.fixture
def kept(database):
    """Every row that is kept under a conversation code, by table."""

    def rows(code):
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            found = {table: [dict(row) for row in connection.execute(f"select * from {table}")
                             if code in str(dict(row))] for table in metadata.tables}  # fmt: skip
        connection.close()
        return {table: rows for table, rows in found.items() if rows}

    return rows


def bytes_of(database):
    """Every byte of the database: its file, its write-ahead log and what else lies beside them."""
    return b"".join(path.read_bytes() for path in database.parent.glob(database.name + "*"))


def purge(environment):
    done = subprocess.run([sys.executable, "-m", "bot.ops", "purge"], cwd=ROOT, env=environment, timeout=120,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


# ---- nowhere -------------------------------------------------------------------------------------------------------

TYPED = [
    f"mera naam {NAME} Kumar hai mujhe bukhar hai",
    f"मेरा नाम {NAME} है, पेट दर्द",
    f"my name is {NAME} and I have a cough",
    f"report {MAIL} par bhej do, pet dard",
    f"mujhe call karo {OTHER_NUMBER} par, khujli hai",
    f"call +91 {OTHER_NUMBER[:5]} {OTHER_NUMBER[5:]} please, knee pain",
    f"mera aadhaar {AADHAAR} hai, 2345 6789 0123, khansi hai",
    f"saanp ne kaata! mera naam {NAME}, number {OTHER_NUMBER}",
    "सीने में दर्द",
]
IN_ALL = [PROFILE, PROFILE.split()[0], NAME, MAIL, MAIL.split("@")[0], OTHER_NUMBER,
          f"{OTHER_NUMBER[:5]} {OTHER_NUMBER[5:]}", AADHAAR, "2345 6789 0123"]  # fmt: skip
"""What stands in nobody's record, whoever wrote it."""


def played(servers):
    """People of all doors write all kinds of messages; some requests are broken or not signed."""
    people = [Person(servers, channel) for channel in ("whatsapp", "sms") for _ in range(2)]
    for person, other in zip(people, people[1:] + people[:1], strict=True):
        for text in TYPED:
            person.writes(text)
        person.writes("", Latitude="23.2599", Longitude="77.4126", Address=f"House of {NAME}", Label=NAME)
        person.writes("", NumMedia="1", MediaUrl0="https://api.twilio.com/x", MediaContentType0="audio/ogg")
        asked = f"whatsapp:{person.number}"
        person.writes("x", ButtonPayload="3", ButtonText="Ambulance", OriginalRepliedMessageSender=asked)
        person.writes(f"us ka number {other.number} hai, dast lage hain")
        form = person.form(f"forged by {NAME}")
        assert sent(servers, form, signature="forged")[0] == 403
        assert sent(servers, {**form, "From": f"{NAME} {person.number}"})[0] == 400
        report = {"MessageSid": f"SM{person.code}", "MessageStatus": "undelivered", "ErrorCode": "63016", "To": asked,
                  "From": "whatsapp:+14155238886", "ProfileName": PROFILE}  # fmt: skip
        assert sent(servers, report, "/webhooks/twilio/status")[0] == 204
    by_aggregator = Person(servers)
    for i, text in enumerate(TYPED):
        body = sms(text, by_aggregator.number[3:], f"privacy-{i}")
        headers = {**sealed(body, str(int(time.time()))), "Content-Type": JSON}
        address = f"http://127.0.0.1:{servers.port}/webhooks/sms/webhook"
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=15) as answer:
            assert answer.status == 200
    return [*people, by_aggregator]


def places(environment, server_log, database, model):
    """Everything that is written or shown, as bytes, by name."""
    with urllib.request.urlopen(f"http://127.0.0.1:{environment['METRICS_PORT']}/metrics", timeout=15) as page:
        found = {"metrics": page.read(), "log": server_log.read_bytes(), "database": bytes_of(database)}
    with tarfile.open(model) as archive:
        members = [archive.extractfile(member).read() for member in archive.getmembers() if member.isfile()]
    found["model"] = b"\n".join(members)
    found["var"] = b"\n".join(path.read_bytes() for path in (ROOT / "var").rglob("*") if path.is_file())
    return found


def test_who_a_person_is_stands_nowhere(servers, environment, server_log, database, model):
    people = played(servers)
    found = places(environment, server_log, database, model)
    assert b"bukhar hai" in found["database"], "texts are kept, so that the search below means something"
    assert people[0].code.encode() in found["database"]
    assert people[0].code.encode() in found["log"]
    assert b"sehat_messages_total" in found["metrics"]
    assert b"sehat_deliveries_total" in found["metrics"]
    assert len(found["model"]) > 100_000
    secret = [*IN_ALL, *(person.number[3:] for person in people), servers.tokens[0], servers.pepper]
    told = [(place, word) for place, content in found.items() for word in secret if word.encode() in content]
    assert told == []


def test_no_word_of_a_person_stands_in_the_log_or_the_metrics(servers, environment, server_log, database, model):
    Person(servers).writes("gurgurahat pairo me hai, ujjain")
    found = places(environment, server_log, database, model)
    assert b"gurgurahat" in found["database"]
    assert b"gurgurahat" not in found["log"] + found["metrics"]


# ---- erased --------------------------------------------------------------------------------------------------------

ADVERTISED = ["delete my data", "मेरा डेटा हटाओ", "mera data hatao"]
OTHERWISE = ["Please remove my number and chat history from your server", "मेरी जानकारी अपने यहां से हटा दीजिए",
             "jo jo bataya sab hata do apne system se"]  # fmt: skip


@pytest.mark.parametrize(("asks", "channel"), zip([*ADVERTISED, *OTHERWISE], cycle(["whatsapp", "sms"]), strict=False))
def test_who_asks_for_it_is_erased_and_told_so_once(servers, environment, database, kept, asks, channel):
    person, other = Person(servers, channel), Person(servers, channel)
    word = f"lakshan{person.number[-6:]}shabd"
    person.writes(f"pet dard hai {word}, sehore")
    person.writes("band karo")
    person.writes("saanp ne kaata")
    other.writes("pet dard, sehore")
    assert set(kept(person.code)) == {"conversations", "inbox", "turns", "stopped"}
    assert word.encode() in bytes_of(database)

    form = person.form(asks)
    headers = {"I-Twilio-Idempotency-Token": f"token of {person.code}"}
    first = sent(servers, form, headers=headers)
    assert first[0] == 200
    assert b"</Message>" in first[1]
    assert kept(person.code) == {}
    assert [sent(servers, form, headers=headers) for _ in range(3)] == [first] * 3
    assert kept(person.code) == {}, "a repeated message recreates nothing"
    assert set(kept(other.code)) == {"conversations", "inbox", "turns"}
    purge(environment)
    assert word.encode() not in bytes_of(database)


def test_the_confirmation_is_in_the_own_form_and_names_who_helps(servers):
    for asks, word in zip(ADVERTISED, ("erased", "मिटा", "mita"), strict=True):
        reply = Person(servers).writes(asks)
        assert word in reply
        assert "104" in reply
        assert "108" in reply


def test_after_erasure_a_person_is_a_stranger(servers):
    person = Person(servers)
    person.writes("khujli hai, indore")
    assert "Indore" in person.writes("ab pet dard hai")
    person.writes("mera data hatao")
    assert "Indore" not in person.writes("ab pet dard hai")


# ---- old -----------------------------------------------------------------------------------------------------------


def test_what_is_old_goes_by_command_to_the_last_byte(servers, environment, database, kept):
    old, young = Person(servers), Person(servers)
    words = {person: f"purana{person.number[-6:]}shabd" for person in (old, young)}
    for person, word in words.items():
        person.writes(f"pet dard hai {word}")
    month = time.time() - 31 * 24 * 3600
    with sqlite3.connect(database) as connection:
        for table, column in (("conversations", "seen_at"), ("turns", "at"), ("inbox", "received_at")):
            connection.execute(f"update {table} set {column} = ? where conversation = ?", (month, old.code))
    connection.close()
    said = purge(environment)
    assert said.startswith("Deleted: 1 conversations, 1 turns, 1 inbox, 0 counters")
    assert said.count("\n") == 1
    assert (kept(old.code), set(kept(young.code))) == ({}, {"conversations", "turns", "inbox"})
    left = bytes_of(database)
    assert (words[old].encode() in left, words[young].encode() in left) == (False, True)


def test_the_server_deletes_old_data_when_it_starts(servers, server_log):
    assert "Deleted: 0 conversations" in server_log.read_text()
