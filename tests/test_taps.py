"""What a tap on a button sends is understood by itself: each button of domain.yml through the trained model."""

import asyncio

import pytest

from bot.directory import default_directory
from bot.language import FORMS
from bot.matching import default_matcher
from bot.reply import contacts
from bot.sentences import buttons, default_responses

FACTS = default_directory()
SERVICES = {"utter_first_104": "104", "utter_first_104_covid": "104", "utter_first_apollo": "apollo",
            "utter_first_esanjeevani": "esanjeevani"}  # fmt: skip
MENU = (("ask_service", set()), ("report_symptoms", {"fever", "cough"}), ("report_danger", {"108"}))


def taps():
    """Text of each button, with the intent and the entities that it must lead to."""
    for name in default_responses():
        for form in FORMS:
            offered = buttons(default_responses(), name, form, "whatsapp", contacts(FACTS))
            for place, button in enumerate(offered):
                known = name in SERVICES
                intent, values = ("service_not_working", {SERVICES[name]}) if known else MENU[place]
                yield pytest.param(button["payload"], intent, values, id=f"{name} {button['payload']}")


@pytest.fixture(scope="module")
def agent(model):
    from rasa.core.agent import Agent

    return Agent.load(str(model))


@pytest.mark.parametrize(("text", "intent", "values"), taps())
def test_a_tap_is_understood(agent, text, intent, values):
    parsed = asyncio.run(agent.parse_message(text))
    assert parsed["intent"]["name"] == intent
    assert values <= {e["value"] for e in parsed["entities"] if e["entity"] in ("service", "symptom")}


@pytest.mark.parametrize("form", FORMS)
def test_the_name_of_a_district_leads_to_that_district(form):
    read = default_matcher().read
    found = {district.id: read(district.names.in_form(form)).place.districts for district in FACTS.districts.values()}
    assert found == {name: (name,) for name in FACTS.districts}
