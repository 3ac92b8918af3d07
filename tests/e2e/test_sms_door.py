"""The aggregator's door on the real servers: the same assistant, desk and memory as behind Twilio's door."""

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from urllib.parse import urlencode

import pytest

from bot.channel.signature import MAX_BODY
from bot.ops.environment import ROOT
from bot.ops.talk import form_of, send
from bot.sms import measure
from bot.store.tables import metadata
from tests.aggregator import JSON, SECRET, sealed, sms
from tests.conftest import free_port

PATH = "/webhooks/sms/webhook"
FORM = "application/x-www-form-urlencoded"
HOWTO = (ROOT / "docs" / "howto" / "sms-in-india.md").read_text(encoding="utf-8")
NUMBERS = count(8000000001)
IDS = count(1)


def deliver(servers, body, headers=None, kind=JSON):
    headers = sealed(body, str(int(time.time()))) if headers is None else headers
    request = urllib.request.Request(
        f"http://127.0.0.1:{servers.port}{PATH}", data=body, headers={**headers, "Content-Type": kind}
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Person:
    """Somebody with a feature phone, ten digits long; writes to the aggregator's number or to Twilio's."""

    def __init__(self, servers):
        self.servers, self.number = servers, str(next(NUMBERS))

    def writes(self, text):
        status, reply = deliver(self.servers, sms(text, self.number, f"id-{next(IDS)}"))
        assert status == 200, reply
        return reply

    def writes_to_twilio(self, text):
        return send(self.servers, form_of(text, "sms", f"+91{self.number}"))


@pytest.fixture
def rows(environment):
    """The rows of a table of the servers' database."""
    database = sqlite3.connect(environment["DATABASE_URL"].removeprefix("sqlite:///"))
    return lambda table: database.execute(f"select * from {table}").fetchall()


def test_the_reply_names_the_service_in_the_form_and_length_of_a_feature_phone(servers):
    reply = Person(servers).writes("chamdi pe daane ho gaye, bhopal")
    assert "1800-103-7378" in reply
    assert measure(reply).segments <= 2
    assert "सांस" not in reply
    assert "108" in Person(servers).writes("सांप ने काटा")


def test_a_form_is_read_like_json(servers):
    form = {"sender": Person(servers).number, "text": "सिर दर्द 4 दिन से ग्वालियर", "id": "form-1"}
    status, reply = deliver(servers, urlencode(form).encode(), kind=FORM)
    assert (status, "104" in reply) == (200, True)


def test_a_person_is_the_same_at_both_doors(servers):
    person = Person(servers)
    person.writes_to_twilio("kamar me dard hai, indore")
    assert "1800-103-7378" in person.writes("ab kaan me dard hai")
    person.writes("main jabalpur aa gaya")
    assert "1800-103-7378" not in person.writes_to_twilio("kaan me phir dard hai")


def test_silence_asked_for_at_one_door_holds_at_the_other(servers):
    person = Person(servers)
    assert person.writes("STOP")
    assert person.writes_to_twilio("kamar me dard hai") == ""
    assert person.writes("kamar me dard hai") == ""
    assert "108" in person.writes("saanp ne kaata")
    person.writes_to_twilio("START")
    assert "104" in person.writes("kamar me dard hai")


def test_a_message_delivered_many_times_is_worked_on_once(servers, rows):
    person = Person(servers)
    person.writes("ghutne me dard, sehore")
    before = len(rows("turns"))
    body = sms("nahi laga", person.number, "many-times")
    with ThreadPoolExecutor(4) as pool:
        replies = set(pool.map(lambda _: deliver(servers, body), range(8)))
    assert len(replies) == 1
    assert replies.pop()[0] == 200
    assert len(rows("turns")) == before + 1


@pytest.mark.parametrize(("body", "headers", "kind", "status"), [
    (sms("pet dard", "8999999999", "bad"), {}, JSON, 403),
    (sms("pet dard", "8999999999", "bad"), sealed(b"another body", str(int(time.time()))), JSON, 403),
    (sms("pet dard", "8999999999", "bad"), sealed(sms("pet dard", "8999999999", "bad"), "1700000000"), JSON, 403),
    (sms("pet dard", "8999999999", "bad"), sealed(sms("pet dard", "8999999999", "bad")), JSON, 403),
    (sms("pet dard", "8999999999", "bad"), None, "text/plain", 415),
    (b'[{"sender": "8999999999"}]', None, JSON, 400),
    (b'{"sender": "8999999999", "id": "bad"}', None, JSON, 400),
    (sms("pet dard", "VM-HEALTH", "bad"), None, JSON, 400),
    (b"\xff\xfe", None, FORM, 400),
    (sms("x" * MAX_BODY, "8999999999", "bad"), None, JSON, 413),
], ids=["unsigned", "signature of another body", "old", "no timestamp", "content type", "array", "no text", "no number",
        "invalid UTF-8", "too large"])  # fmt: skip
def test_a_bad_request_is_refused_in_a_sentence_and_leaves_nothing(servers, rows, body, headers, kind, status):
    before = len(rows("inbox"))
    given, reason = deliver(servers, body, headers, kind)
    assert given == status
    assert reason.endswith(".") or status == 413  # refused by the web server before it is read
    assert "8999999999" not in reason
    assert len(rows("inbox")) == before


def test_no_number_is_kept(servers, rows):
    person = Person(servers)
    deliver(servers, sms("pet dard yahan par", person.number, f"91{person.number}-1"))
    kept = " ".join(str(rows(table)) for table in metadata.tables)
    assert "pet dard yahan par" in kept
    assert person.number not in kept


def example(language):
    """The one example in a language that the how-to shows."""
    (code,) = re.findall(rf"```{language}\n(.*?)```", HOWTO, re.DOTALL)
    return code


@pytest.mark.skipif(not (shutil.which("openssl") and shutil.which("curl")), reason="needs openssl and curl")
def test_the_request_signed_by_hand_in_the_how_to(servers):
    script = example("bash").replace("127.0.0.1:5005", f"127.0.0.1:{servers.port}")
    script = script.replace("a-secret-only-for-trying", SECRET)
    done = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, timeout=30, check=True)
    shown = " ".join(line.removeprefix("> ") for line in HOWTO.splitlines() if line.startswith("> "))
    assert done.stdout.strip() == shown


def test_the_signer_in_the_how_to_opens_the_door_for_an_aggregator_that_does_not_sign(servers):
    own = {"SMS_SECRET": SECRET, "DOOR": f"http://127.0.0.1:{servers.port}{PATH}", "SIGNER_PORT": str(free_port()),
           "IN_ADDRESS": secrets.token_hex(16)}  # fmt: skip
    signer = subprocess.Popen([sys.executable, "-c", example("python")], env={**os.environ, **own})
    try:
        address = f"http://127.0.0.1:{own['SIGNER_PORT']}/{own['IN_ADDRESS']}"
        body = sms("pet dard, sehore", Person(servers).number, "unsigned")
        request = urllib.request.Request(address, data=body, headers={"Content-Type": JSON})
        assert "104" in answered(request, 20)
    finally:
        signer.terminate()
        signer.wait(10)


def answered(request, patience):
    """The answer of a server that is still starting."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(request, timeout=15) as reply:
                return reply.read().decode()
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
