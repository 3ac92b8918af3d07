"""Rasa's door to the sentences, walked through with Rasa's own parts: what an action says reaches the channel."""

import asyncio

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn
from bot.channel.outgoing import REPLIES, Choice
from bot.nlu.sentences import Sentences
from bot.reply import Sentence
from bot.sentences import DOMAIN


@pytest.fixture(scope="module")
def domain():
    return Domain.load(str(DOMAIN))


def said(domain, channel, *sentences, route=None):
    """The reply that comes of sentences said by an action to a person who writes English."""
    dispatcher = CollectingDispatcher()
    turn = Turn("", None, None, None, "en", channel, 0.0, None)
    turn.say(dispatcher, sentences, route)
    tracker = DialogueStateTracker.from_dict("x", [{"event": "slot", "name": "language", "value": "en"}], domain.slots)
    generator, reply = Sentences(EndpointConfig(), domain), REPLIES[channel]()

    async def speak():
        uttered = await RemoteAction._utter_responses(dispatcher.messages, reply, generator, tracker)
        for event in uttered:
            await reply.send_response("x", event.message())

    asyncio.run(speak())
    return reply


def test_the_channel_learns_which_sentences_were_said_what_was_heard_and_which_route(domain):
    told = said(
        domain, "sms", Sentence("utter_first_104"), Sentence("utter_danger_last"), route={"service": "104"}
    ).told
    assert told.responses == ["utter_first_104", "utter_danger_last"]
    assert told.heard["form"] == "en"
    assert told.route == {"service": "104"}


def test_a_menu_offers_its_first_entries(domain):
    reply = said(domain, "whatsapp", Sentence("utter_menu"))
    assert reply.text.startswith("Send a number:")
    titles = [choice.title for choice in reply.told.choices]
    assert titles == ["Free doctor number", "Fever, cough, corona", "Ambulance"]


def test_a_button_sends_a_text_with_the_contact_filled_in(domain):
    reply = said(domain, "whatsapp", Sentence("utter_first_104"), Sentence("utter_danger_last"))
    assert reply.told.choices == (Choice("Number not working", "104 number not working"),)


def test_the_question_for_the_district_comes_before_the_button_of_the_service(domain):
    names = ("Betul", "Harda")
    asked = Sentence("utter_which_district", {"options": "1 Betul 2 Harda"}, names)
    for _ in range(2):
        reply = said(domain, "whatsapp", Sentence("utter_first_104"), asked, Sentence("utter_danger_last"))
        assert reply.told.choices == (Choice("Betul", "Betul"), Choice("Harda", "Harda"))
        assert "1 Betul 2 Harda" in reply.text


def test_sms_has_no_buttons_in_its_sentences(domain):
    assert said(domain, "sms", Sentence("utter_menu")).told.choices == ()
