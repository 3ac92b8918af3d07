"""Which messages are answered without the assistant, and which pass every gate."""

import itertools

import pytest

from bot.channel.gates import gate_of
from bot.channel.incoming import Incoming
from bot.store.inbox import Claim

DANGERS = ["saanp ne kaata", "सांप ने काटा", "he is unconscious", "khoon band nahi ho raha"]
LIMITED = [Claim("new", allowance="notice"), Claim("new", allowance="silent"), Claim("new", stopped=True),
           Claim("new", allowance="silent", stopped=True)]  # fmt: skip


def message(text, channel="whatsapp", opt_out=None):
    return Incoming(channel, "c", text, "SM1", "text", opt_out=opt_out)


@pytest.mark.parametrize("text", ["pet dard hai", "खांसी", "stop bleeding", "band nahi ho raha khoon", *DANGERS])
def test_an_ordinary_message_passes(text):
    assert gate_of(message(text), Claim("new")) is None
    assert gate_of(message(text), Claim("taken_over")) is None


@pytest.mark.parametrize(("claim", "text"), itertools.product(LIMITED, DANGERS))
def test_danger_passes_every_gate(claim, text):
    assert gate_of(message(text), claim) is None


@pytest.mark.parametrize("text", ["saanp ne nahi kaata", "agar saanp kaate to", "pet dard"])
def test_denied_and_supposed_danger_does_not(text):
    assert gate_of(message(text), Claim("new", stopped=True)).text == ""


def test_past_the_limit_one_notice_in_the_form_of_the_message_with_numbers_to_call():
    for text, word in (("pet dard ho raha hai", "sandesh"), ("पेट दर्द", "संदेश"), ("my knee hurts", "messages")):
        gate = gate_of(message(text), Claim("new", allowance="notice"))
        assert (gate.outcome, gate.silence) == ("limited", None)
        assert word in gate.text
        assert "104" in gate.text
        assert "108" in gate.text


@pytest.mark.parametrize(("claim", "outcome"), [
    (Claim("new", allowance="silent"), "limited"), (Claim("new", stopped=True), "silent"),
    (Claim("new", allowance="notice", stopped=True), "silent"),
])  # fmt: skip
def test_then_silence(claim, outcome):
    gate = gate_of(message("pet dard"), claim)
    assert (gate.text, gate.outcome, gate.silence) == ("", outcome, None)


def test_who_asks_for_silence_is_told_once_and_how_to_come_back():
    gate = gate_of(message("बंद करो"), Claim("new"))
    assert (gate.outcome, gate.silence) == ("stopped", True)
    assert "शुरू" in gate.text
    assert "108" in gate.text


@pytest.mark.parametrize("claim", [Claim("new"), Claim("new", stopped=True), Claim("taken_over")])
def test_who_comes_back_is_heard_again(claim):
    gate = gate_of(message("START"), claim)
    assert (gate.outcome, gate.silence) == ("started", False)
    assert "104" in gate.text


@pytest.mark.parametrize(("opt_out", "silence"), [("STOP", True), ("START", False), ("HELP", None)])
def test_what_twilio_answered_is_not_answered_again_but_noted(opt_out, silence):
    gate = gate_of(message(opt_out, opt_out=opt_out), Claim("new"))
    assert (gate.text, gate.outcome, gate.silence) == ("", "twilio_answered", silence)


@pytest.mark.parametrize("claim", [Claim("new"), Claim("taken_over"), *LIMITED])
@pytest.mark.parametrize(("text", "word"), [
    ("delete my data", "erased"), ("मेरा डेटा हटाओ", "मिटा"), ("mera data hatao", "mita"),
])  # fmt: skip
def test_nobody_is_kept_from_erasing(claim, text, word):
    gate = gate_of(message(text), claim)
    assert (gate.outcome, gate.silence) == ("erased", None)
    assert word in gate.text
