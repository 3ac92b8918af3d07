"""Every spelling of a number is one number, and so one conversation; what is no number is none."""

import hashlib
import hmac

import pytest

from bot.channel.incoming import conversation_id
from bot.channel.telephone import e164

NUMBER = "+919000000001"
SPELLINGS = ["9000000001", "09000000001", "919000000001", "+919000000001", "00919000000001", "0919000000001",
             "+91 90000-00001", " 91 9000 000 001 ", "+9109000000001", "(0) 90000 00001"]  # fmt: skip


@pytest.mark.parametrize("written", SPELLINGS)
def test_an_indian_mobile_has_one_spelling_and_one_conversation(written):
    assert e164(written) == NUMBER
    assert conversation_id(written, "pepper") == conversation_id(NUMBER, "pepper")


def test_a_number_that_begins_like_the_country_code_keeps_its_digits():
    assert e164("9100000001") == "+919100000001"
    assert e164("919100000001") == "+919100000001"


@pytest.mark.parametrize(("written", "expected"), [
    ("+15005550006", "+15005550006"), ("15005550006", "+15005550006"), ("0044 7000 000000", "+447000000000"),
    ("+9876543210", "+9876543210"),
])  # fmt: skip
def test_numbers_of_other_countries_keep_their_country(written, expected):
    assert e164(written) == expected


@pytest.mark.parametrize("written", ["", "+", "57575", "AD-HEALTH", "1234567890", "९०००००००००१", "+0900000000",
                                     "9" * 16, "+91<script>", "9000000001\n9000000002"])  # fmt: skip
def test_what_nobody_can_answer_is_no_number(written):
    assert e164(written) is None


@pytest.mark.parametrize("number", [NUMBER, "+15005550006", "57575"])
def test_codes_made_before_numbers_were_spelled_alike_stay_valid(number):
    assert conversation_id(number, "pepper") == hmac.new(b"pepper", number.encode(), hashlib.sha256).hexdigest()[:32]
