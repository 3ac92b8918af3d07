"""A keyword is the whole message, in three forms; part of a message it is none."""

import pytest

from bot.channel.keywords import wish_of
from bot.spelling import small_words


@pytest.mark.parametrize("message", [
    "STOP", "stop", " Stop. ", "stop all", "UNSUBSCRIBE", "*STOP*", "'end'", "band karo", "Band  karo!", "बंद",
    "बंद करो।",
])  # fmt: skip
def test_stop(message):
    assert wish_of(message) == "stop"


@pytest.mark.parametrize("message", ["START", "unstop", "shuru", "शुरू", "शुरू करो"])
def test_start(message):
    assert wish_of(message) == "start"


@pytest.mark.parametrize("message", [
    "delete my data", "Delete my data.", "DELETE MY DATA", "मेरा डेटा हटाओ", "मेरा डेटा हटाओ।", "mera data hatao",
    "Mera data mita do",
])  # fmt: skip
def test_erase(message):
    assert wish_of(message) == "erase"


@pytest.mark.parametrize("message", [
    "stop bleeding", "bleeding will not stop", "end of pregnancy", "band nahi ho raha khoon", "khoon band karo",
    "naak band hai", "dhadkan band", "खून बंद नहीं हो रहा", "सांस बंद", "बंद नाक", "start of labour", "cancel my appointment",
    "how do i delete my data", "delete", "data", "mera data hatao papa ko chest pain", "please do not stop", "", "...",
])  # fmt: skip
def test_a_keyword_inside_a_message_is_none(message):
    assert wish_of(message) is None


def test_no_message_asks_for_two_things():
    words = small_words()
    lists = (words.stop_messages, words.start_messages, words.erase_messages)
    assert len(frozenset().union(*lists)) == sum(map(len, lists))


@pytest.mark.parametrize("messages", ["stop_messages", "start_messages", "erase_messages"])
def test_every_listed_message_can_be_found(messages):
    listed = getattr(small_words(), messages)
    assert not [message for message in listed if wish_of(message.upper()) != messages.removesuffix("_messages")]
