"""What a Twilio form becomes: channel, conversation, text or place; never the number."""

import pytest

from bot.channel.incoming import MAX_TEXT, NoSender, conversation_id, districts_near, read
from bot.directory import default_directory

FACTS = default_directory()
NUMBER = "+919000000001"


def message(**form):
    return read({"From": f"whatsapp:{NUMBER}", "MessageSid": "SM1", **form}, "pepper", FACTS)


def test_channel_and_person():
    by_whatsapp, by_sms = message(Body="x"), read({"From": NUMBER, "Body": "x"}, "pepper", FACTS)
    assert (by_whatsapp.channel, by_sms.channel) == ("whatsapp", "sms")
    assert by_whatsapp.conversation == by_sms.conversation


def test_the_conversation_hides_the_number_and_depends_on_the_pepper():
    name = conversation_id(NUMBER, "pepper")
    assert NUMBER[1:] not in name
    assert len(name) == 32
    assert name != conversation_id(NUMBER, "other")
    assert name != conversation_id("+919000000002", "pepper")


@pytest.mark.parametrize("sender", ["", "whatsapp:", "somebody", "whatsapp:+91 98", "+91<script>", "१२३४"])
def test_a_form_without_a_number_is_refused(sender):
    with pytest.raises(NoSender):
        read({"From": sender, "Body": "x"}, "pepper", FACTS)


@pytest.mark.parametrize("body", ["/restart", "//restart", " /restart", "\\/restart"])
def test_a_text_is_never_a_command(body):
    assert message(Body=body).text == "restart"


def test_control_and_invisible_characters_go_and_length_is_bounded():
    assert message(Body="pet\x00 d\u200dard").text == "pet  dard"
    assert len(message(Body="k" * 9999).text) == MAX_TEXT


@pytest.mark.parametrize(("form", "kind"), [({}, "empty"), ({"NumMedia": "1"}, "media"), ({"Body": "///"}, "empty")])
def test_nothing_to_read_is_said_as_such(form, kind):
    assert (message(**form).kind, message(**form).text) == (kind, "/no_text")


@pytest.mark.parametrize(("lat", "lon", "expected"), [
    (22.72, 75.86, ("indore",)), (23.26, 77.41, ("bhopal",)), (24.53, 81.30, ("rewa",)), (28.61, 77.21, ()),
])  # fmt: skip
def test_a_place_on_the_map_has_its_district(lat, lon, expected):
    assert districts_near(lat, lon, FACTS)[: len(expected) or None][:1] == expected[:1]


def test_near_a_border_both_districts_are_named():
    bhopal, sehore = FACTS.districts["bhopal"].headquarters, FACTS.districts["sehore"].headquarters
    middle = districts_near((bhopal.lat + sehore.lat) / 2, (bhopal.lon + sehore.lon) / 2, FACTS)
    assert set(middle) == {"bhopal", "sehore"}


def test_a_pin_is_text_for_rasa_and_a_broken_one_is_nothing_to_read():
    assert message(Latitude="22.72", Longitude="75.86").text == '/tell_district{"district": "indore"}'
    assert message(Latitude="north", Longitude="75.86").text == "/no_text"
    assert message(Latitude="nan", Longitude="75.86").text.startswith(("/no_text", "/tell_district"))


@pytest.mark.parametrize("odd", ["SM\x00", "\udcff", "SM1 ", "x" * 65, "दस"])
def test_an_id_that_no_database_takes_is_replaced_by_one_that_is_the_same_every_time(odd):
    sid = message(MessageSid=odd).sid
    assert sid == message(MessageSid=odd).sid != message(MessageSid=odd, Body="x").sid
    assert len(sid) == 64
    assert sid.isalnum()
    assert read({"From": NUMBER, "MessageSid": "SM1"}, "pepper", FACTS, token=odd).token is None
