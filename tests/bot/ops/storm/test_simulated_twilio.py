"""The simulated Twilio against a webhook that answers as it is told."""

import asyncio
from urllib.parse import parse_qsl

import aiohttp
import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator

from bot.ops.storm.twilio import Twilio, overrides
from tests.conftest import free_port

ADDRESS = "https://bot.example.in/hook#rc=2&rp=5xx,ct,rt&tt=2000"
FORM = {"MessageSid": "SM1", "Body": "", "From": "+910000000001"}
TWIML = "<Response><Message>call 108 &amp; wait</Message></Response>"


class Webhook:
    """Answers each request as the next line of its script says; keeps what came."""

    def __init__(self, *script):
        self.script, self.came = list(script), []

    async def answer(self, request):
        self.came.append((request.headers.copy(), await request.text()))
        status, wait = self.script.pop(0)
        await asyncio.sleep(wait)
        return web.Response(status=status, text=TWIML if status == 200 else "", content_type="text/xml")


def deliver(webhook, address=ADDRESS, cut=None):
    async def play():
        app = web.Application()
        app.router.add_post("/hook", webhook.answer)
        runner, port = web.AppRunner(app), free_port()
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        async with aiohttp.ClientSession() as session:
            delivery = await Twilio(session, address, f"http://127.0.0.1:{port}", "token").deliver(FORM, cut)
        await runner.cleanup()
        return delivery

    return asyncio.run(play())


def test_a_message_is_signed_over_the_address_without_its_fragment():
    webhook = Webhook((200, 0))
    assert deliver(webhook).replies == ("call 108 & wait",)
    headers, body = webhook.came[0]
    form = dict(parse_qsl(body, keep_blank_values=True))
    assert form == FORM
    signed = headers["X-Twilio-Signature"]
    assert RequestValidator("token").validate("https://bot.example.in/hook", form, signed)


def test_a_failed_try_is_repeated_with_the_same_token():
    webhook = Webhook((500, 0), (503, 0), (200, 0))
    delivery = deliver(webhook)
    assert (delivery.tries, delivery.replies) == (("5xx", "5xx", "2xx"), ("call 108 & wait",))
    assert len({headers["I-Twilio-Idempotency-Token"] for headers, _ in webhook.came}) == 1


@pytest.mark.parametrize(
    ("script", "address", "tries"),
    [
        ([(403, 0)], ADDRESS, ("4xx",)),
        ([(500, 0)] * 3, ADDRESS, ("5xx", "5xx", "5xx")),
        ([(500, 0)], "https://bot.example.in/hook", ("5xx",)),
        ([(200, 9)], ADDRESS, ("rt",)),
    ],
    ids=["a refusal is final", "three tries at most", "by default only lost connections", "all tries within tt"],
)
def test_when_it_gives_up(script, address, tries):
    delivery = deliver(Webhook(*script), address)
    assert (delivery.tries, delivery.replies) == (tries, None)
    assert delivery.seconds < 3


def test_a_line_that_breaks_is_tried_again():
    delivery = deliver(Webhook((200, 1), (200, 0)), cut=0.1)
    assert delivery.tries == ("ct", "2xx")


def test_overrides_in_an_address():
    found = overrides("https://x.example.in/y#rc=2&rp=5xx,ct&ct=2000&rt=7000")
    assert (found.retries, found.policy, found.connect, found.read, found.total) == (2, {"5xx", "ct"}, 2, 7, 15)
    assert overrides("https://x.example.in/y").policy == {"ct"}
