"""A reply handed to the aggregator: its own field names, tries again where that may help, and says when it did not."""

import asyncio
import time

import pytest

from bot.channel import sending
from bot.channel.sending import TRIES, NotSent, send
from bot.settings import read
from tests.aggregator import SendAddress


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(sending, "PAUSE", 0.01)


def sent(address, text="नमस्ते & 104", **names):
    async def play():
        async with address.open():
            how = read({"SMS_SEND_URL": address.url, "SMS_SEND_TOKEN": "t0ken", **names}).sms.send
            await send(how, "9000000001", text)

    asyncio.run(play())


def test_json_with_the_bearer_token():
    address = SendAddress()
    sent(address)
    request, fields = address.requests[0]
    assert fields == {"to": "9000000001", "text": "नमस्ते & 104"}
    assert request.headers["Authorization"] == "Bearer t0ken"


def test_a_form_with_the_names_and_fixed_fields_of_the_settings():
    address = SendAddress()
    sent(address, SMS_SEND_BODY="form", SMS_SEND_TO_FIELD="mobile", SMS_SEND_TEXT_FIELD="msg", SMS_SEND_TOKEN="",
         SMS_SEND_MORE="from=ABCDEF&template_id=1007")  # fmt: skip
    request, fields = address.requests[0]
    assert fields == {"from": "ABCDEF", "template_id": "1007", "mobile": "9000000001", "msg": "नमस्ते & 104"}
    assert "Authorization" not in request.headers


@pytest.mark.parametrize("statuses", [(429,), (500,), (503, 502)])
def test_a_busy_or_broken_aggregator_is_asked_again(statuses):
    address = SendAddress(*statuses)
    sent(address)
    assert (len(address.requests), len(address.taken)) == (len(statuses) + 1, 1)


def test_it_gives_up_after_the_last_try():
    address = SendAddress(*[503] * 9)
    with pytest.raises(NotSent, match="answered 503") as error:
        sent(address)
    assert (error.value.status, len(address.requests)) == (503, TRIES)


@pytest.mark.parametrize("status", [302, 400, 401, 404])
def test_a_refusal_is_not_tried_again(status):
    address = SendAddress(status, headers={"Location": "/send"})
    with pytest.raises(NotSent, match=str(status)):
        sent(address)
    assert len(address.requests) == 1


def test_the_aggregator_says_how_long_to_wait():
    address = SendAddress(429, headers={"Retry-After": "1"})
    before = time.monotonic()
    sent(address)
    assert 1 <= time.monotonic() - before < 3


@pytest.mark.parametrize(("wanted", "pause"), [("", 1.0), ("3600", 5.0), ("tomorrow", 1.0), ("0", 1.0), ("2", 2.0)])
def test_a_pause_is_bounded(monkeypatch, wanted, pause):
    monkeypatch.setattr(sending, "PAUSE", 0.5)
    assert sending._pause(2, wanted) == pause


def test_nobody_there_is_said_without_the_number():
    how = read({"SMS_SEND_URL": "http://127.0.0.1:9/send"}).sms.send
    with pytest.raises(NotSent, match="could not be reached") as error:
        asyncio.run(send(how, "9000000001", "x"))
    assert error.value.status == 0
    assert "9000000001" not in str(error.value)


def test_a_slow_aggregator_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(sending, "PATIENCE", 0.1)

    async def play():
        address = SendAddress(door=asyncio.Event())
        async with address.open():
            with pytest.raises(NotSent, match="TimeoutError"):
                await send(read({"SMS_SEND_URL": address.url}).sms.send, "9000000001", "x")
        assert len(address.requests) == TRIES

    asyncio.run(play())
