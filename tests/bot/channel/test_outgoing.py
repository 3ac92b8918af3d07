"""What a reply gathers from the messages as Rasa sends them."""

import asyncio

from rasa.core.actions.action import create_bot_utterance

from bot.channel.outgoing import SmsReply


def sent(*messages):
    """A reply that Rasa was given ``messages`` for, each as the sentences of domain.yml give it."""
    reply = SmsReply()
    for message in messages:
        asyncio.run(reply.send_response("c", create_bot_utterance(dict(message)).message()))
    return reply


def test_sentences_and_what_is_noted_beside_them():
    heard, route = {"intent": "report_symptoms", "form": "hi"}, {"service": "104", "reason": "rule 4"}
    reply = sent({"text": "a", "utter_action": "utter_x", "heard": heard},
                 {"text": "b", "utter_action": "utter_y", "heard": heard, "route": route},
                 {"text": "c", "utter_action": "utter_z"})  # fmt: skip
    assert reply.text == "a b c"
    assert reply.told.responses == ["utter_x", "utter_y", "utter_z"]
    assert (reply.told.heard, reply.told.route) == (heard, route)


def test_a_message_without_text_adds_nothing():
    assert sent({"text": None, "custom": {"x": 1}}, {"text": "a"}).text == "a"
