"""The messages of tests/messages/routes.yml on the pure functions: symptoms, district and first service."""

import pytest

from bot.directory import default_directory
from bot.matching import default_matcher
from bot.ops.environment import ROOT
from bot.routing import Need, choose
from bot.spelling import read_yaml

ROUTES = read_yaml(ROOT / "tests" / "messages" / "routes.yml")["messages"]


@pytest.mark.parametrize("case", ROUTES, ids=lambda case: case["message"])
def test_message(case):
    reading = default_matcher().read(case["message"])
    district = reading.place.districts[0] if reading.place else None
    need = Need(
        symptoms=reading.present_symptoms,
        dangers=reading.present_dangers,
        district=district,
        channel=case.get("channel", "whatsapp"),
    )
    got = {
        "first": choose(need, default_directory()).first,
        "district": district,
        "symptoms": set(reading.present_symptoms),
    }
    assert got["first"] == case["first"], f"{case['message']!r}: {got}"
    if "district" in case:
        assert got["district"] == case["district"], f"{case['message']!r}: {got}"
    assert set(case.get("symptoms", ())) <= got["symptoms"], f"{case['message']!r}: {got}"
