"""The map of need over kept messages: who asks where, few people are hidden, a cluster in Sidhi is said."""

import time

import pytest
from sqlalchemy import insert

from bot.console.demo import demo
from bot.console.surge import NEEDED
from bot.store.engine import engine_for
from bot.store.figures import DAY, INDIA, day_of
from bot.store.tables import turns
from tests.browser.client import Client
from tests.browser.conftest import Served
from tests.browser.test_browser import PHONE, WIDE, open_page, picture, violations


def kept(served, people):
    """Keeps one message of each person: (days ago, district, symptoms, how many people, intent)."""
    rows, start = [], (day_of(time.time()) * DAY) - INDIA
    for ago, district, symptoms, many, intent in people:
        for _ in range(many):
            number = len(rows)
            rows.append({
                "message": f"SM{number:032d}", "conversation": f"m{number}", "at": start - ago * DAY + 60,
                "channel": "sms", "form": "hi", "text": "x", "key": "k", "intent": intent, "sureness": 1.0,
                "by": "both", "symptoms": symptoms, "danger_signs": "", "district": district, "service": "104",
                "reason": None, "outcome": "answered", "milliseconds": 20, "segments": 1, "review": None,
                "labelled": False,
            })  # fmt: skip
    with engine_for(served.places.database_url).begin() as connection:
        connection.execute(insert(turns), rows)
    for cache in (served.app.console.needs_on, served.app.console.surges_on):
        cache.cache_clear()


def month():
    """Three weeks of the usual in three districts, then fever in Sidhi on the last two full days."""
    days = range(1, NEEDED + 2)
    usual = [(ago, d, "fever", 6, "report_symptoms") for ago in days for d in ("sidhi", "bhopal", "rewa")]
    return [*usual, (1, "sidhi", "fever,cough", 15, "report_symptoms"), (2, "sidhi", "fever", 14, "report_symptoms"),
            (1, "guna", "itching", 4, "report_symptoms"), (2, "guna", "itching", 4, "report_symptoms"),
            (1, "indore", "", 10, "nlu_fallback")]  # fmt: skip


def figure(page, district):
    return page.locator("svg.tiles title", has_text=f"{district}:").text_content().split(": ")[1]


def test_the_map_shows_who_asks_where_and_hides_the_few(browser, served):
    kept(served, month())
    page = open_page(browser, served)
    page.get_by_role("link", name="Map of need").click()
    assert figure(page, "Sidhi") == "21"
    assert figure(page, "Guna") == "fewer than 5"
    assert "Sidhi, fever, weakness" in page.locator("main").inner_text()
    assert "Bhopal, fever" not in page.locator("main").inner_text()
    page.get_by_label("Show").select_option("lung")
    page.get_by_role("button", name="Show").click()
    assert (figure(page, "Sidhi"), figure(page, "Rewa")) == ("15", "fewer than 5")
    page.get_by_label("Show").select_option("unclear")
    page.get_by_role("button", name="Show").click()
    assert (figure(page, "Indore"), figure(page, "Sidhi")) == ("100", "0")
    page.get_by_label("Show").select_option("people")
    page.get_by_label("Over").select_option("week")
    page.get_by_role("button", name="Show").click()
    assert (figure(page, "Bhopal"), figure(page, "Guna")) == ("42", "fewer than 5")


def test_without_a_history_nothing_is_called_a_surge(served):
    kept(served, [(0, "sidhi", "fever", 40, "report_symptoms")])
    assert f"each of the {NEEDED} days" in served.client().get("/map").text


@pytest.mark.parametrize("asked", ["day=yesterday", "day=2020-05-05", "day=9999-12-31", "show=%3Cb%3E&span=year"])
def test_what_makes_no_sense_gives_the_newest_map(served, asked):
    page = served.client().get(f"/map?{asked}")
    assert page.status == 200
    assert ("There is no such day" in page.text) == asked.startswith("day")
    assert "<b>" not in page.text


@pytest.mark.parametrize(("width", "language"), [(WIDE, "en"), (PHONE, "hi")], ids=["wide", "phone"])
def test_the_map_is_fit_for_a_screen_reader_and_a_phone(browser, served, width, language):
    kept(served, month())
    page = open_page(browser, served, width)
    if language == "hi":
        page.get_by_role("button", name="हिंदी").click()
        page.wait_for_selector("html[lang=hi]")
    page.goto(f"{served.url}/map")
    page.locator("details summary").click()
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (violations(page), too_wide) == ([], 0)
    page.locator("details summary").click()
    picture(page, f"map-{'phone' if width is PHONE else 'wide'}-{language}")


def test_the_demo_says_that_it_is_made_up_and_shows_the_cluster(tmp_path):
    app, _ = demo(tmp_path / "demo")
    console = Served.over(app)
    try:
        page = Client.signed_in(console.url, app.console.places).get("/map")
        assert "everything here is made up" in page.text
        assert "Sidhi, fever, weakness" in page.text
        assert page.text.count(" is usual</li>") <= 3
    finally:
        console.stop()
