"""The trained model on single messages: both judges agree with what the reply may say."""

import asyncio

import pytest

from bot.masking import mask
from bot.ops.environment import ROOT
from bot.spelling import read_yaml


@pytest.fixture(scope="module")
def parse(model):
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    return lambda text: asyncio.run(agent.parse_message(text))


def values(parsed, kind):
    return {entity["value"] for entity in parsed["entities"] if entity["entity"] == kind}


@pytest.mark.parametrize("text", [
    "do saal pehle lakwa maara tha, ab physio poochhna hai", "edi me keel jaisa chubhta hai subah",
    "saans ki dikkat bilkul nahi, bas khujli hai", "nayi film me hero ko heart attack aa jata hai",
])  # fmt: skip
def test_a_danger_that_is_not_believed_reaches_no_action(parse, text):
    parsed = parse(text)
    assert parsed["intent"]["name"] != "report_danger"
    assert not values(parsed, "danger_sign")


@pytest.mark.parametrize("text", [
    "saans nahi aa rahi", "मुझे सांस नहीं आ रही है", "I cannot breathe", "papa ko heart attack aaya hai",
    "main marna chahta hu", "मैं मरना चाहता हूं", "accident ho gaya khoon beh raha hai", "oxygen 82 hai",
    "mataari ko mo ek taraf latak gao, bol nai pa rai", "jiji ko aathwa mahina, chakkar kha ke giri",
])  # fmt: skip
def test_danger_is_seen_with_and_without_the_textbook_word(parse, text):
    assert parse(text)["intent"]["name"] == "report_danger"


@pytest.mark.parametrize("form", ["en", "hi", "hi-Latn"])
def test_danger_is_seen_beside_a_name_and_a_number(parse, form):
    """To the judges "mera number ***" is a matter of data, unless it is left out for them."""
    before, after = {
        "en": ("my name is Ramesh. ", ", my mobile number is 9000000001"),
        "hi": ("मेरा नाम रमेश है। ", ", मेरा मोबाइल नंबर 9000000001 है"),
        "hi-Latn": ("mera naam Ramesh hai. ", ", mera mobile number 9000000001 hai"),
    }[form]
    messages = read_yaml(ROOT / "tests" / "messages" / f"fixed_{form}.yml")["messages"]
    dangers = [case["message"] for case in messages if case["intent"] == "report_danger"][:60]
    bare = [text for text in dangers if parse(text)["intent"]["name"] == "report_danger"]
    beside = [text for text in dangers if parse(mask(before + text + after))["intent"]["name"] == "report_danger"]
    assert len(bare) > 45
    assert len(beside) >= len(bare) - 2, set(bare) - set(beside)


@pytest.mark.parametrize(("text", "symptoms"), [
    ("bukhar aur khansi hai 3 din se", {"fever", "cough"}), ("मुझे कमर दर्द रहता है", {"back_pain"}),
    ("skin rash and itching since a week", {"rash", "itching"}), ("bukhar nahi hai bas sir dard hai", {"headache"}),
])  # fmt: skip
def test_symptoms_are_found_and_denied_ones_are_not(parse, text, symptoms):
    assert values(parse(text), "symptom") == symptoms


def test_entities_lie_inside_the_message(parse):
    text = "मुझे बुखार है, भोपाल से"
    assert all(0 <= e["start"] <= e["end"] <= len(text) for e in parse(text)["entities"])
