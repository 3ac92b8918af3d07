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
