"""Hostile and malformed requests to the real servers: no 5xx, nothing unsigned is processed, memory stays."""

import asyncio
from urllib.parse import urlencode

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.ops.storm.hostile import KINDS, request
from bot.ops.storm.siege import send, siege
from bot.ops.talk import PATH, form_of

QUICK = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30)
ANYTHING = st.text(st.characters(blacklist_categories=("Cs",)), max_size=200)


def statuses(servers, wire):
    return asyncio.run(send(servers.port, wire))


def test_a_siege_is_held(model):
    found = siege(2_500)
    assert found.broken == []
    assert set(found.statuses) == set(KINDS)
    assert found.statuses["unsigned"].keys() == found.statuses["forged signature"].keys() == {"403"}


@pytest.mark.parametrize("path", [PATH, "/webhooks/sms/webhook", "/status"])
def test_who_sends_five_megabytes_is_told_that_it_is_too_much(servers, path):
    answer = requests.post(f"http://127.0.0.1:{servers.port}{path}", data=b"x" * 5 * 1024 * 1024, timeout=10)
    assert (answer.status_code, "too large" in answer.text) == (413, True)


@pytest.mark.parametrize("accept", ["*/*;q=high", "text", "*/*;q=\xff"])
def test_an_accept_header_that_says_nothing_changes_nothing(servers, accept):
    head = f"POST {PATH} HTTP/1.1\r\nAccept: {accept}\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n"
    assert statuses(servers, head.encode("latin-1")) == ["400"]


@QUICK
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "DELETE"]) | TOKENS,
    path=st.just(PATH) | TOKENS.map(lambda token: "/" + token) | TOKENS,
    headers=st.lists(st.tuples(TOKENS, st.binary(max_size=80).map(lambda value: value.replace(b"\n", b"")))),
    body=st.binary(max_size=300),
)
def test_no_unsigned_request_makes_the_server_fail(servers, method, path, headers, body):
    lines = tuple(name.encode() + b": " + value for name, value in headers)
    got = statuses(servers, request(body, method=method, path=path, lines=lines))
    assert not [status for status in got if status.startswith("5")]


@QUICK
@given(fields=st.dictionaries(TOKENS, ANYTHING, max_size=6), text=ANYTHING)
def test_whatever_stands_in_a_signed_form_is_answered(servers, fields, text):
    form = {**form_of(text, "whatsapp", "+910000000009"), **fields}
    signature = RequestValidator(servers.tokens[0]).compute_signature(servers.public_url + PATH, form)
    assert statuses(servers, request(urlencode(form).encode(), signature=signature)) in (["200"], ["400"])
