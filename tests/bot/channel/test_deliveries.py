"""Delivery reports: the last state of each reply whatever the order, no number, and nothing that breaks."""

import itertools

import pytest
from prometheus_client import REGISTRY

from bot.channel.deliveries import RANKS, Deliveries
from bot.store.engine import engine_for
from bot.store.schema import migrate
from bot.store.tables import deliveries


@pytest.fixture
def reports(tmp_path):
    url = f"sqlite:///{tmp_path}/test.db"
    migrate(engine_for(url))
    return Deliveries(url), engine_for(url)


def kept(engine):
    with engine.connect() as connection:
        return [(row.message, row.status, row.error) for row in connection.execute(deliveries.select())]


def report(status, message="SM1", **more):
    return {"MessageSid": message, "MessageStatus": status, "To": "whatsapp:+919000000001", **more}


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered", "read"])), ids="-".join)
def test_reports_may_come_in_any_order(reports, order):
    noted, engine = reports
    for status in order:
        noted.note(report(status))
    assert kept(engine) == [("SM1", "read", None)]


def test_a_failure_is_kept_with_its_code_and_said_in_words(reports, caplog):
    noted, engine = reports
    noted.note(report("sent"))
    noted.note(report("undelivered", ErrorCode="63016"))
    noted.note(report("sent"))
    assert kept(engine) == [("SM1", "undelivered", "63016")]
    assert "more than 24 hours" in caplog.text
    assert "9000000001" not in caplog.text


def test_an_unknown_code_is_said_to_be_unknown(reports):
    assert "not known" in reports[0].meaning("99999")


def test_replies_are_kept_apart(reports):
    noted, engine = reports
    noted.note(report("sent", "SM1"))
    noted.note(report("delivered", "SM2"))
    assert kept(engine) == [("SM1", "sent", None), ("SM2", "delivered", None)]


@pytest.mark.parametrize("form", [
    {}, {"MessageSid": "SM1"}, {"MessageStatus": "sent"}, report("flying"), report("", ""), report("received"),
])  # fmt: skip
def test_what_is_no_report_is_not_kept(reports, form):
    noted, engine = reports
    noted.note(form)
    assert kept(engine) == []


def test_no_number_is_kept_and_a_long_or_odd_field_does_no_harm(reports):
    noted, engine = reports
    noted.note(report("failed", "S" * 500, ErrorCode="+919000000001 x"))
    assert kept(engine) == [("S" * 64, "failed", None)]


def test_reports_are_counted_by_status_and_code(reports):
    labels = {"status": "failed", "code": "30007"}
    before = REGISTRY.get_sample_value("sehat_deliveries_total", labels) or 0.0
    reports[0].note(report("failed", ErrorCode="30007"))
    assert REGISTRY.get_sample_value("sehat_deliveries_total", labels) == before + 1


def test_a_lost_database_costs_the_report_only(tmp_path, caplog):
    Deliveries(f"sqlite:///{tmp_path}/without-tables.db").note(report("sent"))
    assert "could not be kept" in caplog.text


def test_every_status_of_twilio_has_a_rank():
    assert set(RANKS) == {"accepted", "scheduled", "queued", "sending", "sent", "partially_delivered", "delivered",
                          "undelivered", "failed", "canceled", "read"}  # fmt: skip
