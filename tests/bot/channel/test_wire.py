"""Which heads of requests the web server may see."""

import pytest

from bot.channel.wire import is_sound


def head(*lines, target="/webhooks/twilio/webhook", method="POST"):
    return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: bot.example.in", *lines]).encode("latin-1")


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Content-Length: 0",),
        ("content-length:650",),
        ("Transfer-Encoding: chunked",),
        ("X-Twilio-Signature: \xff", "no colon here"),
    ],
)
def test_sound(lines):
    assert is_sound(head(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: -1",),
        ("Content-Length: +5",),
        ("Content-Length: abc",),
        ("Content-Length: \u00b2",),
        ("Content-Length:",),
        ("Content-Length: " + "9" * 20,),
        ("Content-Length: 5", "CONTENT-LENGTH: 5"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: gzip",),
        ("Transfer-Encoding: chunked, chunked",),
    ],
)
def test_an_unclear_length_is_refused(lines):
    assert not is_sound(head(*lines))


@pytest.mark.parametrize(
    "target", ["", "*", "x", "http://other.example.in/", "/\xff", "/a\x00", "/a\x7f", "/a b", "/a#b"]
)
def test_an_odd_path_is_refused(target):
    assert not is_sound(head(target=target))


@pytest.mark.parametrize("method", ["", "post", "P\xd6ST", "PO ST", "POST\t"])
def test_an_odd_method_is_refused(method):
    assert not is_sound(head(method=method))
