"""What an aggregator's request becomes: a message like Twilio's, or a refusal with a status and a plain reason."""

import contextlib
import dataclasses
import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel import incoming
from bot.channel.inbound import FORM, JSON, Refused, admit, read
from bot.channel.signature import MAX_BODY
from bot.directory import default_directory
from bot.settings import read as settings

FACTS = default_directory()
SECRET, NOW = "a-secret-of-this-test", 1_800_000_000
DOOR = settings({"SMS_SECRET": SECRET}).sms
TIMED = dataclasses.replace(DOOR, timestamp_header="X-Timestamp")
NUMBER, BODY = "+919000000001", {"sender": "9000000001", "text": "pet dard", "id": "a1"}


def taken(body, kind=JSON, door=DOOR):
    return read(body if isinstance(body, bytes) else json.dumps(body).encode(), kind, door, "pepper", FACTS)


def refusal(call, *values):
    with pytest.raises(Refused) as refused:
        call(*values)
    assert str(refused.value).count("\n") == 0
    return refused.value.status, str(refused.value)


def signed(body, timestamp="", secret=SECRET):
    code = hmac.new(secret.encode(), f"{timestamp}.".encode() + body if timestamp else body, hashlib.sha256)
    return {"X-Signature": code.hexdigest(), "X-Timestamp": timestamp}


def test_the_message_is_that_of_twilio_for_the_same_person_and_text():
    by_twilio = incoming.read({"From": NUMBER, "Body": "pet dard", "MessageSid": "SM1"}, "pepper", FACTS)
    message = taken(BODY).message
    assert dataclasses.replace(message, sid="SM1") == by_twilio


@pytest.mark.parametrize("kind", [FORM, f"{FORM}; charset=UTF-8", FORM.upper()])
def test_a_form_reads_like_json(kind):
    assert taken(urlencode(BODY).encode(), kind) == taken(BODY, JSON + "; charset=utf-8")


def test_the_reply_goes_to_the_sender_as_the_aggregator_wrote_it():
    assert taken({**BODY, "sender": " 09000000001 "}).sender == "09000000001"


def test_a_plus_that_a_form_turned_into_a_blank_is_still_a_number():
    assert taken(b"sender=+919000000001&text=x&id=a1", FORM).message.conversation == taken(BODY).message.conversation


def test_fields_have_the_names_of_the_settings():
    door = dataclasses.replace(DOOR, sender_field="Sender", text_field="MessageBody", id_field="SmsSid")
    body = {"SmsSid": "a1", "Sender": NUMBER, "MessageBody": "pet dard", "Direction": "incoming"}
    assert taken(body, door=door).message == taken({**BODY, "sender": NUMBER}).message


def test_numbers_of_json_are_read_as_digits():
    numbers = taken({"sender": 919000000001, "text": 2, "id": 77})
    assert numbers.message == taken({"sender": "919000000001", "text": "2", "id": "77"}).message


def test_the_id_names_the_message_without_giving_away_a_number_in_it():
    sid = taken({**BODY, "id": "919000000001-1"}).message.sid
    assert "9000000001" not in sid
    assert len(sid) <= 64
    assert sid == taken({**BODY, "id": "919000000001-1", "text": "other"}).message.sid
    assert sid != taken({**BODY, "id": "919000000001-2"}).message.sid
    assert taken({**BODY, "id": "x" * 99}).message.sid != taken({**BODY, "id": "x" * 99 + "y"}).message.sid


@pytest.mark.parametrize("text", ["", " ", "///"])
def test_a_blank_text_is_an_empty_message(text):
    assert (taken({**BODY, "text": text}).message.kind, taken({**BODY, "text": text}).message.text) == (
        "empty", "/no_text")  # fmt: skip


@pytest.mark.parametrize("field", BODY)
def test_a_missing_field_is_named(field):
    assert refusal(taken, {**BODY, field: None}) == (400, f"The field {field} is missing.")
    form = urlencode({name: value for name, value in BODY.items() if name != field}).encode()
    assert refusal(taken, form, FORM) == (400, f"The field {field} is missing.")


@pytest.mark.parametrize("value", [True, 1.5, ["x"], {"x": "y"}])
@pytest.mark.parametrize("field", BODY)
def test_a_field_that_is_no_text_is_named(field, value):
    assert refusal(taken, {**BODY, field: value}) == (400, f"The field {field} is no text.")


@pytest.mark.parametrize("sender", ["", "AD-HEALTH", "57575", "somebody", "+91<script>", "९००००००००१", "\ud800"])
def test_a_sender_that_is_no_number_is_refused_and_not_repeated(sender):
    assert refusal(taken, {**BODY, "sender": sender}) == (400, "The field sender holds no telephone number.")


def test_an_empty_id_is_refused():
    assert refusal(taken, {**BODY, "id": " "}) == (400, "The field id is empty.")


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x", "application/jsonx"])
def test_another_content_type_is_refused(kind):
    status, reason = refusal(taken, BODY, kind)
    assert status == 415
    assert FORM in reason
    assert JSON in reason


@pytest.mark.parametrize("body", [b"", b"[1]", b'["sender"]', b'"sender"', b"{", b"\xff", b"[" * 60_000,
                                  b'{"id": ' + b"9" * 60_000 + b"}", json.dumps(BODY).encode("utf-16")])  # fmt: skip
def test_what_is_no_json_object_is_refused(body):
    assert refusal(taken, body)[0] == 400


@pytest.mark.parametrize("body", [b"\xff", b"sender=%FF", b"&".join(b"a%d=1" % i for i in range(999))])
def test_what_is_no_form_is_refused(body):
    assert refusal(taken, body, FORM) == (400, "The body is no form in UTF-8.")


@given(body=st.binary(max_size=300), kind=st.sampled_from([FORM, JSON]))
def test_any_bytes_are_a_message_or_a_refusal(body, kind):
    with contextlib.suppress(Refused):
        assert taken(body, kind).message.conversation


@given(text=st.text(max_size=300), identity=st.text(min_size=1, max_size=80).filter(str.strip))
def test_any_text_is_a_message_that_can_be_kept(text, identity):
    message = taken({**BODY, "text": text + "\ud800", "id": identity}).message
    assert message.text.encode()
    assert message.sid.isascii()


def test_a_closed_door_lets_nobody_in_even_with_a_fitting_code():
    closed = settings({}).sms
    assert refusal(admit, b"x", signed(b"x", secret=""), closed, NOW) == (
        403, "The SMS door is closed: SMS_SECRET is not set.")  # fmt: skip


def test_a_signed_body_is_let_in_and_any_other_is_not():
    admit(b"x", signed(b"x"), DOOR, NOW)
    for body, headers in ((b"y", signed(b"x")), (b"x", {}), (b"x", signed(b"x", secret="another-secret"))):
        assert refusal(admit, body, headers, DOOR, NOW) == (
            403, "The signature in the header X-Signature is missing or wrong.")  # fmt: skip


def test_either_secret_counts_during_a_rotation():
    door = settings({"SMS_SECRET": f"a-newer-secret-here, {SECRET}"}).sms
    admit(b"x", signed(b"x"), door, NOW)
    admit(b"x", signed(b"x", secret="a-newer-secret-here"), door, NOW)


@pytest.mark.parametrize("age", [0, 300, -300])
def test_a_timestamp_within_the_window_is_let_in(age):
    admit(b"x", signed(b"x", str(NOW - age)), TIMED, NOW)


@pytest.mark.parametrize("timestamp", [str(NOW - 301), str(NOW + 301), "", "yesterday"])
def test_an_old_or_missing_timestamp_is_refused(timestamp):
    status, reason = refusal(admit, b"x", signed(b"x", timestamp), TIMED, NOW)
    assert (status, "X-Timestamp" in reason) == (403, True)


def test_an_old_request_cannot_be_given_a_new_timestamp():
    replayed = {**signed(b"x", str(NOW - 999)), "X-Timestamp": str(NOW)}
    assert refusal(admit, b"x", replayed, TIMED, NOW)[0] == 403
    assert refusal(admit, b"x", {**signed(b"x"), "X-Timestamp": str(NOW)}, TIMED, NOW)[0] == 403


def test_a_large_body_is_refused_before_it_is_looked_at():
    body = b"x" * (MAX_BODY + 1)
    assert refusal(admit, body, signed(body), DOOR, NOW) == (413, "The body is too large.")
    admit(body[1:], signed(body[1:]), DOOR, NOW)
