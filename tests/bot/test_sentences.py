"""Picking and filling the sentences of domain.yml."""

import pytest

from bot.directory import default_directory
from bot.language import FORMS
from bot.reply import contacts
from bot.sentences import buttons, default_responses, gaps, pick, render

EN, HI = ([{"type": "slot", "name": "language", "value": form}] for form in ("en", "hi"))
TWO = [{"channel": "sms", "condition": EN, "text": "sms en"}, {"channel": "whatsapp", "condition": EN, "text": "wa en"},
       {"condition": EN, "text": "both en"}, {"condition": HI, "text": "both hi"}]  # fmt: skip
OTHER_GAPS = {"name", "contact", "options", "district_name", "form"}


@pytest.mark.parametrize(("form", "channel", "text"),
                         [("en", "sms", "sms en"), ("en", "whatsapp", "wa en"), ("hi", "sms", "both hi"),
                                                       ("en", "web", "both en"), ("hi-Latn", "sms", None)])  # fmt: skip
def test_the_channels_own_sentence_comes_before_the_common_one(form, channel, text):
    assert pick(TWO, form, channel) == text


def test_a_sentence_of_another_channel_is_never_taken():
    assert pick(TWO[:1], "en", "whatsapp") is None


def test_a_sentence_without_a_form_serves_all():
    assert pick([{"text": "x"}], "hi", "sms") == "x"


def test_gaps_are_filled_and_braces_in_a_value_stay():
    responses = {"utter_x": [{"condition": EN, "text": "Call {c_104} or {name}."}]}
    assert gaps("Call {c_104} or {name}.") == ["c_104", "name"]
    assert render(responses, "utter_x", "en", "sms", {"c_104": "104", "name": "{c_104}"}) == "Call 104 or {c_104}."


def test_a_gap_without_a_value_sends_nothing_and_says_which():
    with pytest.raises(LookupError, match=r"utter_x.*\{name\}"):
        render({"utter_x": [{"text": "{name}"}]}, "utter_x", "en", "sms", {})


@pytest.mark.parametrize(("name", "form"), [("utter_y", "en"), ("utter_x", "hi")])
def test_a_sentence_that_is_not_there_is_named_with_form_and_channel(name, form):
    with pytest.raises(LookupError, match=rf'"{name}" in form {form} for sms'):
        render({"utter_x": [{"condition": EN, "text": "x"}]}, name, form, "sms", {})


def test_buttons_belong_to_the_variation_and_their_gaps_are_filled():
    offered = [{"title": "Busy", "payload": "{c_104} is busy"}]
    responses = {"utter_x": [{"channel": "whatsapp", "condition": EN, "text": "x", "buttons": offered},
                             {"channel": "sms", "condition": EN, "text": "x"}]}  # fmt: skip
    values = {"c_104": "104"}
    assert buttons(responses, "utter_x", "en", "whatsapp", values) == [{"title": "Busy", "payload": "104 is busy"}]
    assert buttons(responses, "utter_x", "en", "sms", values) == []
    assert offered == [{"title": "Busy", "payload": "{c_104} is busy"}]


@pytest.mark.parametrize("name", sorted(default_responses()))
@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
def test_every_sentence_is_there_in_every_form_and_channel(name, channel):
    values = {**contacts(default_directory()), **dict.fromkeys(OTHER_GAPS, "x")}
    texts = [render(default_responses(), name, form, channel, values) for form in FORMS]
    assert all(text.strip() and "{" not in text for text in texts)
    if name != "utter_language_set":
        assert len(set(texts)) == len(FORMS), "two forms say the same"


def test_no_number_or_address_of_a_service_stands_in_a_sentence():
    told = ("104", "108", "112", "14416", "1098", "181", "1800", "http")
    texts = [(name, v["text"]) for name, all_of in default_responses().items() for v in all_of]
    bare = [(name, word) for name, text in texts for word in told if word in text.replace("{c_", "{")
            and f"{{{word}}}" not in text.replace("{c_", "{")]  # fmt: skip
    assert bare == []
