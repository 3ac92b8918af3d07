"""Environment variables: defaults that are closed, and one plain sentence for a wrong value."""

import pytest

from bot.settings import SettingsError, read


def test_nothing_set_serves_locally_and_lets_nobody_in():
    settings = read({})
    assert (settings.public_url, settings.host, settings.port, settings.action_port) == (
        "http://127.0.0.1:5005", "127.0.0.1", 5005, 5055)  # fmt: skip
    assert settings.tokens == ()
    assert settings.pepper == ""


def test_the_console_listens_on_this_machine_alone_unless_told_otherwise():
    assert (read({}).console_host, read({}).console_port) == ("127.0.0.1", 8010)
    assert read({"CONSOLE_HOST": "10.0.0.5", "CONSOLE_PORT": "9000"}).console_host == "10.0.0.5"


def test_blank_values_count_as_not_set():
    names = ("PORT", "ACTION_PORT", "HOST", "PUBLIC_URL", "TWILIO_AUTH_TOKEN", "PEPPER")
    assert read(dict.fromkeys(names, "")) == read({})


def test_the_public_address_follows_the_port_and_loses_its_last_slash():
    assert read({"PORT": "8080"}).public_url == "http://127.0.0.1:8080"
    assert read({"PUBLIC_URL": "https://bot.example.in/"}).public_url == "https://bot.example.in"


def test_two_tokens_may_sign_during_a_rotation():
    assert read({"TWILIO_AUTH_TOKEN": "new, old"}).tokens == ("new", "old")


@pytest.mark.parametrize("blank", [",", " ", " , ,"])
def test_a_blank_token_is_no_token(blank):
    assert read({"TWILIO_AUTH_TOKEN": blank}).tokens == ()


def test_the_pepper_stands_by_itself_or_comes_from_the_first_token():
    assert read({"TWILIO_AUTH_TOKEN": "a,b"}).pepper == "a"
    assert read({"TWILIO_AUTH_TOKEN": "a,b", "PEPPER": "p"}).pepper == "p"


@pytest.mark.parametrize("port", ["1", "5005", "65535"])
def test_ports_from_1_to_65535_are_taken(port):
    assert read({"PORT": port, "ACTION_PORT": port}).action_port == int(port)


@pytest.mark.parametrize("name", ["PORT", "ACTION_PORT", "CONSOLE_PORT"])
@pytest.mark.parametrize("value", ["0", "65536", "-1", "80.5", "http", "5005 ", "0x50", "²", "9" * 30])
def test_a_wrong_port_is_named_with_its_value_and_what_to_write(name, value):
    with pytest.raises(SettingsError) as error:
        read({name: value})
    assert f'{name}="{value}"' in str(error.value)
    assert "e.g." in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("value", ["bot.example.in", "ftp://x.in", "https://", "https://x.in/?a=1", "https://x.in/#a",
                                   "http//x", "//x.in", "http://[::1", "https://x.in:port"])  # fmt: skip
def test_a_wrong_address_is_named_with_its_value_and_what_to_write(value):
    with pytest.raises(SettingsError) as error:
        read({"PUBLIC_URL": value})
    assert f'PUBLIC_URL="{value}"' in str(error.value)
    assert "e.g. PUBLIC_URL=https://" in str(error.value)


def test_the_process_environment_is_the_default(monkeypatch):
    monkeypatch.setenv("PORT", "6006")
    assert read().port == 6006


@pytest.mark.parametrize("value", ["AC123", "SK" + "0" * 32, "AC" + "g" * 32, "AC" + "0" * 33])
def test_a_wrong_account_is_named_with_its_value_and_where_to_find_the_right_one(value):
    with pytest.raises(SettingsError) as error:
        read({"TWILIO_ACCOUNT_SID": value})
    assert f'TWILIO_ACCOUNT_SID="{value}"' in str(error.value)
    assert "console.twilio.com" in str(error.value)


@pytest.mark.parametrize("missing", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
def test_buttons_are_off_at_first_and_need_the_account_and_its_token(missing):
    keys = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "t"}
    assert not read(keys).whatsapp_buttons
    assert read({**keys, "WHATSAPP_BUTTONS": "on"}).whatsapp_buttons
    with pytest.raises(SettingsError, match=missing):
        read({**keys, "WHATSAPP_BUTTONS": "on", missing: ""})


def test_the_addresses_for_twilio_follow_the_public_one():
    settings = read({"PUBLIC_URL": "https://bot.example.in/"})
    assert settings.webhook_url == "https://bot.example.in/webhooks/twilio/webhook"
    assert settings.status_url == "https://bot.example.in/webhooks/twilio/status"


def test_the_sms_door_is_closed_and_answers_in_the_response_unless_told_otherwise():
    door = read({}).sms
    assert (door.secrets, door.send, door.timestamp_header) == ((), None, "")
    assert (door.signature_header, door.sender_field, door.text_field, door.id_field) == (
        "X-Signature", "sender", "text", "id")  # fmt: skip


def test_a_secret_that_can_be_guessed_is_refused_without_showing_it():
    with pytest.raises(SettingsError, match="SMS_SECRET holds a secret of 5 characters") as error:
        read({"SMS_SECRET": "a-good-long-secret,short"})
    assert "short" not in str(error.value)


def test_without_a_pepper_the_conversations_are_still_keyed_by_a_secret():
    assert read({"SMS_SECRET": "a-good-long-secret"}).pepper == "a-good-long-secret"
    assert read({"SMS_SECRET": "a-good-long-secret", "TWILIO_AUTH_TOKEN": "t"}).pepper == "t"


@pytest.mark.parametrize(("name", "value", "advice"), [
    ("SMS_SEND_URL", "sms.example.in/send", "https://"), ("SMS_SEND_URL", "http://sms.example.in/send", "https"),
    ("SMS_SEND_URL", "https://sms.example.in/send#x", "https://"), ("SMS_SEND_BODY", "xml", "form"),
    ("SMS_SEND_MORE", "from", "from=ABCDEF"), ("SMS_SIGNATURE_HEADER", "X Signature", "X-Signature"),
    ("SMS_TIMESTAMP_HEADER", "zeit:", "hyphens"), ("SMS_TIMESTAMP_WINDOW", "5", "from 10"),
])  # fmt: skip
def test_a_wrong_value_of_the_sms_door_is_named_with_what_to_write(name, value, advice):
    with pytest.raises(SettingsError) as error:
        read({"SMS_SEND_URL": "https://sms.example.in/send", name: value})
    assert name in str(error.value)
    assert advice in str(error.value)


def test_a_key_in_the_send_address_is_not_shown():
    with pytest.raises(SettingsError) as error:
        read({"SMS_SEND_URL": "http://sms.example.in/send?key=hidden"})
    assert "hidden" not in str(error.value)
    assert read({"SMS_SEND_URL": "https://sms.example.in/send?key=k"}).sms.send.url.endswith("?key=k")


def test_the_send_address_may_be_on_this_machine_without_tls():
    assert read({"SMS_SEND_URL": "http://127.0.0.1:8080/send"}).sms.send.url == "http://127.0.0.1:8080/send"
