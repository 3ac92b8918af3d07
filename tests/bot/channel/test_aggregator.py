"""The aggregator's door on a real web server and a real database, with a stand-in for the assistant only."""

import asyncio
import itertools
import json
import sqlite3
import time
from contextlib import asynccontextmanager

import aiohttp
import pytest
from sanic import Sanic

from bot.channel import posting, sending
from bot.channel.aggregator import AggregatorInput
from bot.channel.serving import open_desk
from bot.channel.twilio import TwilioInput
from bot.settings import read
from tests.aggregator import JSON, SECRET, SendAddress, sealed, sms
from tests.conftest import free_port

NAMES = itertools.count()
NUMBER = "9000000001"


class Assistant:
    """Says back what it hears; remembers what it was asked."""

    def __init__(self, pause=0.0):
        self.pause, self.heard = pause, []

    async def handle(self, message):
        self.heard.append(message)
        await asyncio.sleep(self.pause)
        await message.output_channel.send_response(message.sender_id, {"text": f"104, {message.text}"})


class Door:
    """The running door, as an aggregator reaches it."""

    def __init__(self, session, url, assistant, file):
        self.session, self.url, self.assistant, self.file = session, url, assistant, file

    async def deliver(self, body, headers=None, kind=JSON, **options):
        headers = sealed(body) if headers is None else headers
        headers = {**headers, "Content-Type": kind}
        async with self.session.post(self.url, data=body, headers=headers, **options) as reply:
            return reply.status, reply.content_type, await reply.text()

    def kept(self):
        database = sqlite3.connect(self.file)
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return " ".join(str(row) for table in tables for row in database.execute(f"select * from {table}"))


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Plays a scene at the door."""
    monkeypatch.setattr(sending, "PAUSE", 0.01)
    monkeypatch.setattr(Sanic, "test_mode", True)  # more than one server in a process
    file = tmp_path / "door.db"

    @asynccontextmanager
    async def opened(assistant, **names):
        env = {"SMS_SECRET": SECRET, "PEPPER": "pepper", "DATABASE_URL": f"sqlite:///{file}", **names}
        app, port = Sanic(f"door-{next(NAMES)}"), free_port()
        app.blueprint(AggregatorInput(read(env)).blueprint(assistant.handle), url_prefix="/webhooks/sms")
        server = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
        await server.startup()
        await server.start_serving()
        try:
            async with aiohttp.ClientSession() as session:
                yield Door(session, f"http://127.0.0.1:{port}/webhooks/sms/webhook", assistant, file)
        finally:
            server.close()
            await server.wait_closed()

    def run(scene, assistant=None, address=None, **names):
        async def played():
            if address is None:
                async with opened(assistant or Assistant(), **names) as door:
                    return await scene(door)
            async with address.open(), opened(assistant or Assistant(), SMS_SEND_URL=address.url, **names) as door:
                return await scene(door)

        return asyncio.run(played())

    return run


def test_the_reply_is_the_response_as_plain_text(play):
    assert play(lambda door: door.deliver(sms("pet dard", NUMBER, "a1"))) == (200, "text/plain", "104, pet dard")


def test_or_as_json_under_the_name_of_the_settings(play):
    status, kind, body = play(lambda door: door.deliver(sms("पेट दर्द", NUMBER, "a1")), SMS_REPLY_FIELD="reply")
    assert (status, kind, json.loads(body)) == (200, "application/json", {"reply": "104, पेट दर्द"})


def test_a_message_delivered_twice_is_worked_on_once(play):
    async def scene(door):
        first = await door.deliver(sms("pet dard", NUMBER, "a1"))
        again = await asyncio.gather(*[door.deliver(sms("pet dard", NUMBER, "a1")) for _ in range(5)])
        assert again == [first] * 5
        await door.deliver(sms("pet dard", NUMBER, "a2"))
        assert len(door.assistant.heard) == 2

    play(scene)


def test_two_deliveries_at_once_get_the_same_reply(play):
    async def scene(door):
        both = await asyncio.gather(*[door.deliver(sms("pet dard", NUMBER, "a1")) for _ in range(2)])
        assert both[0] == both[1]
        assert both[0][0] == 200
        assert len(door.assistant.heard) == 1

    play(scene, Assistant(pause=0.3))


@pytest.mark.parametrize(("body", "headers", "kind", "status"), [
    (sms("x", NUMBER, "a1"), {}, JSON, 403),
    (sms("x", NUMBER, "a1"), sealed(b"another body"), JSON, 403),
    (sms("x", NUMBER, "a1"), None, "text/plain", 415),
    (b"[]", None, JSON, 400),
    (sms("x", "AD-HEALTH", "a1"), None, JSON, 400),
    (sms("x" * 70_000, NUMBER, "a1"), None, JSON, 413),
], ids=["unsigned", "other body", "content type", "array", "no number", "large"])  # fmt: skip
def test_a_bad_request_is_refused_in_a_sentence_and_not_worked_on(play, caplog, body, headers, kind, status):
    async def scene(door):
        given, kind_of_reply, reason = await door.deliver(body, headers, kind)
        assert (given, kind_of_reply) == (status, "text/plain")
        assert reason.endswith(".")
        assert door.assistant.heard == []
        assert reason in caplog.text

    play(scene)


def test_an_old_request_is_refused(play):
    async def scene(door):
        body, now = sms("x", NUMBER, "a1"), int(time.time())
        assert (await door.deliver(body, sealed(body, str(now - 301))))[0] == 403
        assert (await door.deliver(body, sealed(body, str(now))))[0] == 200

    play(scene, SMS_TIMESTAMP_HEADER="X-Timestamp")


def test_the_door_is_closed_without_a_secret(play):
    async def scene(door):
        body = sms("x", NUMBER, "a1")
        assert await door.deliver(body, sealed(body, secret="")) == (
            403, "text/plain", "The SMS door is closed: SMS_SECRET is not set.")  # fmt: skip

    play(scene, SMS_SECRET="")


def test_stop_silences_and_start_ends_the_silence(play):
    async def scene(door):
        assert "104" in (await door.deliver(sms("pet dard", NUMBER, "a1")))[2]
        assert (await door.deliver(sms("STOP", NUMBER, "a2")))[2]
        assert await door.deliver(sms("pet dard", NUMBER, "a3")) == (200, "text/plain", "")
        assert (await door.deliver(sms("saanp ne kaata", NUMBER, "a4")))[2] == "104, saanp ne kaata"
        await door.deliver(sms("start", NUMBER, "a5"))
        assert "104" in (await door.deliver(sms("pet dard", NUMBER, "a6")))[2]

    play(scene)


def test_both_doors_lead_to_one_desk(tmp_path):
    config = read({"SMS_SECRET": SECRET, "DATABASE_URL": f"sqlite:///{tmp_path}/one.db"})
    handle = Assistant().handle
    before = open_desk.cache_info().misses
    AggregatorInput(config).blueprint(handle)
    TwilioInput(config).blueprint(handle)
    assert open_desk.cache_info().misses == before + 1


def test_the_reply_goes_to_the_send_address_and_the_response_stays_empty(play):
    async def scene(door):
        assert await door.deliver(sms("pet dard", "09000000001", "a1")) == (200, "text/plain", "")

    address = SendAddress()
    play(scene, address=address)
    assert address.taken == [{"to": "09000000001", "text": "104, pet dard"}]


def test_a_repeated_message_is_not_sent_twice(play):
    async def scene(door):
        body = sms("pet dard", NUMBER, "a1")
        both = await asyncio.gather(door.deliver(body), door.deliver(body))
        assert [status for status, *_ in [*both, await door.deliver(body)]] == [200, 200, 200]

    address = SendAddress()
    play(scene, Assistant(pause=0.2), address)
    assert len(address.requests) == 1


def test_a_reply_that_was_not_taken_is_sent_when_the_message_comes_again(play, caplog):
    async def scene(door):
        assert (await door.deliver(sms("pet dard", NUMBER, "a1")))[0] == 502
        assert (await door.deliver(sms("pet dard", NUMBER, "a1")))[0] == 200
        assert len(door.assistant.heard) == 1

    address = SendAddress(401)
    play(scene, address=address)
    assert len(address.taken) == 1
    assert "answered 401" in caplog.text
    assert NUMBER not in caplog.text


def test_the_work_goes_on_when_the_aggregator_hangs_up(play):
    async def scene(door):
        body, hurry = sms("pet dard", NUMBER, "a1"), aiohttp.ClientTimeout(total=0.2)
        with pytest.raises(asyncio.TimeoutError):
            await door.deliver(body, timeout=hurry)
        assert (await door.deliver(body))[0] == 200
        assert len(door.assistant.heard) == 1

    address = SendAddress()
    play(scene, Assistant(pause=0.6), address)
    assert len(address.taken) == 1


def test_another_server_that_is_sending_is_not_overtaken(play, monkeypatch):
    monkeypatch.setattr(posting.Outbox, "claim", lambda *_: "elsewhere")
    address = SendAddress()
    assert play(lambda door: door.deliver(sms("pet dard", NUMBER, "a1")), address=address)[0] == 503
    assert address.requests == []


def test_without_the_database_a_reply_still_goes_out(play, monkeypatch):
    def away(*_):
        raise OSError("away")

    monkeypatch.setattr(posting.Outbox, "claim", away)
    monkeypatch.setattr(posting.Outbox, "note", away)
    address = SendAddress()
    assert play(lambda door: door.deliver(sms("pet dard", NUMBER, "a1")), address=address)[0] == 200
    assert len(address.taken) == 1


@pytest.mark.parametrize("address", [None, SendAddress()], ids=["in the response", "by a call"])
def test_no_number_is_kept_or_logged(play, caplog, capfd, address):
    caplog.set_level("DEBUG")

    async def scene(door):
        await door.deliver(sms("pet dard", "+919000000001", f"91{NUMBER}-17"))
        assert "pet dard" in door.kept()
        assert NUMBER not in door.kept()

    play(scene, address=address)
    assert NUMBER not in caplog.text + "".join(capfd.readouterr())
