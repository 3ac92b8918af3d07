"""When the turn fails the person still gets a usable answer in the own form, danger first."""

import pytest

from bot.channel.outgoing import SmsReply, WhatsAppReply, twiml
from bot.channel.safe import safe_text


@pytest.mark.parametrize(("message", "first", "word"), [
    ("pet dard hai mujhe", "104", "samajh"), ("मुझे खुजली है", "104", "समझ"), ("my knee hurts", "104", "understand"),
    ("saanp ne kaata", "108", "Abhi"), ("सांप ने काटा", "108", "अभी"), ("he is unconscious", "108", "Call"),
])  # fmt: skip
@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_safe_text(message, first, word, channel):
    text = safe_text(message, channel)
    assert word in text
    assert text.find(first) <= min(i for i in map(text.find, ("104", "108")) if i >= 0)


def test_a_reply_is_one_escaped_message():
    assert twiml("a & b <c>").count("<Message>a &amp; b &lt;c&gt;</Message>") == 1
    assert twiml("") == '<?xml version="1.0" encoding="UTF-8"?><Response />'


def test_sentences_are_joined_as_the_channel_reads_them():
    import asyncio

    for reply, text in ((WhatsAppReply(), "a\n\nb"), (SmsReply(), "a b")):
        for part in "ab":
            asyncio.run(reply.send_response("x", {"text": part}))
        assert reply.text == text
