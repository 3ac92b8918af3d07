"""The phones page, played in a real browser against the real servers."""

import dataclasses
import statistics
import urllib.error
import urllib.parse
import urllib.request

import pytest

from bench.console import places_in
from bot.console.app import make_app
from bot.console.phones import breaking
from tests.browser.conftest import Served
from tests.browser.test_browser import PHONE, WIDE, picture, violations

HINDI = "मुझे तीन दिन से बुखार और खांसी है, सीधी जिला"


class ServedPhones(Served):
    """A console with phones that reach the servers under test."""

    def __init__(self, places, settings):
        self.settings = settings
        super().__init__(places)

    def make(self):
        return make_app(self.places, lambda: self.releases, phones_on=self.settings)


@pytest.fixture
def phones(tmp_path, servers, environment):
    places = dataclasses.replace(places_in(tmp_path), database_url=environment["DATABASE_URL"])
    console = ServedPhones(places, servers)
    yield console
    console.stop()


def open_phones(browser, phones, width=WIDE, language="en"):
    page = browser.new_context(viewport=width, bypass_csp=True).new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{phones.url}/phones?language={language}")
    return page


def say(page, phone, text):
    """Writes on a phone and sends; what the phone shows then."""
    chat = page.locator(f"#{phone}-chat")
    before = page.locator(f"#{phone}-chat details.why").count() if phone == "whatsapp" else 0
    page.locator(f"#{phone}-text").fill(text)
    with page.expect_response("**/phones/send*"):
        page.locator(f".phone.{phone} button.send").click()
    page.locator(f"#{phone}-chat details.why").nth(before).wait_for()
    return chat


def test_the_tour_on_both_phones(browser, phones):
    page = open_phones(browser, phones)
    chat = say(page, "whatsapp", "papa ko seene me tez dard aur pasina aa raha hai")
    assert "108" in chat.locator(".theirs strong").first.inner_text()
    chat.locator("details.why summary").last.click()
    why = chat.locator("details.why").last.inner_text()
    assert "report_danger" in why
    assert "danger_signs.yml" in why
    page.locator("button.example", has_text=HINDI).click()
    chat.locator(".theirs", has_text="104").wait_for()
    assert chat.locator("a[href^='https://']").count() >= 1
    chat.locator("button.tap").last.click()
    chat.locator(".mine").nth(2).wait_for()
    page.locator("details.attach summary").click()
    page.locator("#town").select_option("sidhi")
    page.locator("button.other", has_text="Send the pin").click()
    chat.locator(".mine", has_text="📍 Sidhi").wait_for()
    display = say(page, "sms", "chamdi pe daane ho gaye, bhopal")
    assert "1800-103-7378" in display.locator(".lcd").inner_text()
    assert "SMS in GSM-7" in display.inner_text()
    picture(page, "phones-wide-en")
    page.locator("button.key", has_text="3").click()
    page.locator(".phone.sms button.send").click()
    display.locator(".lcd", has_text="108").wait_for()


def test_a_long_reply_is_read_page_by_page_and_silence_is_shown(browser, phones):
    page = open_phones(browser, phones)
    display = say(page, "sms", "chamdi pe daane ho gaye, bhopal")
    first, second = display.locator(".lcd p").all_text_contents()
    assert max(len(first), len(second)) <= 160
    assert display.locator(".lcd p:visible").inner_text() == first
    display.locator("button.page", has_text="Down").click()
    assert display.locator(".lcd p:visible").inner_text() == second
    say(page, "sms", "STOP")
    assert "No reply: the person asked for silence" in say(page, "sms", "hello").inner_text()


def test_what_breaks_shows_the_safe_reply_and_heals(browser, phones, monkeypatch):
    monkeypatch.setattr(breaking, "HANGS", 9.0)
    page = open_phones(browser, phones)
    page.locator("#break").select_option("twice")
    assert "Both got the same answer." in say(page, "whatsapp", "pet dard, sehore").inner_text()
    page.locator("#break").select_option("hangs")
    chat = say(page, "whatsapp", "saans nahi aa rahi")
    assert "108" in chat.locator(".theirs").last.inner_text()
    assert "stood still" in chat.inner_text()
    page.wait_for_timeout(2500)
    assert "104" in say(page, "whatsapp", "halka bukhar hai rewa").locator(".theirs").last.inner_text()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"port": 9}, "Nobody answers on port 9"), ({"tokens": ("another-token",)}, "The webhook refused with 403")],
    ids=["server not up", "wrong token"],
)
def test_what_is_the_matter_is_said_and_the_page_recovers(browser, phones, servers, changes, sentence):
    phones.app.app.state.phones = dataclasses.replace(servers, **changes)
    page = open_phones(browser, phones)
    page.locator("#whatsapp-text").fill("pet dard")
    page.locator(".phone.whatsapp button.send").click()
    page.locator("#whatsapp-chat [role=alert]", has_text=sentence).wait_for()
    assert page.locator("#whatsapp-text").input_value() == "pet dard"
    if "port" in changes:
        page.locator("#state", has_text="make run").wait_for()
    phones.app.app.state.phones = servers
    page.locator("#state:not(:has(p))").wait_for(state="attached")
    assert "104" in say(page, "whatsapp", "pet dard").locator(".theirs").last.inner_text()


def test_a_paste_too_long_emoji_and_two_tabs(browser, phones):
    page, other = open_phones(browser, phones), open_phones(browser, phones)
    page.locator("#whatsapp-text").fill("बुखार " * 1700)
    page.locator(".phone.whatsapp button.send").click()
    page.locator("[role=alert]", has_text="at most 1,600").wait_for()
    assert "104" in say(page, "whatsapp", "🤒" * 300).inner_text()
    numbers = {p.locator("#whatsapp-chat + form input[name=number]").input_value() for p in (page, other)}
    assert len(numbers) == 2


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_page_is_fit_for_a_screen_reader_and_a_phone(browser, phones, width, language):
    page = open_phones(browser, phones, width, language)
    say(page, "whatsapp", HINDI)
    say(page, "sms", "मेरे पिता को सांस नहीं आ रही")
    for summary in page.locator("details.why summary").all():
        summary.click()
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    picture(page, f"phones-{'phone' if width is PHONE else 'wide'}-{language}")
    assert (violations(page), too_wide) == ([], 0)


def test_a_reply_is_there_in_under_300_ms_at_the_median(browser, phones):
    page = open_phones(browser, phones)
    took = []
    for place in ("sehore", "rewa", "guna", "dhar", "satna", "katni", "damoh"):
        took.append(page.evaluate("performance.now()"))
        say(page, "whatsapp", f"pet dard, {place}")
        took[-1] = page.evaluate("performance.now()") - took[-1]
    assert statistics.median(took) < 300


def test_a_site_that_points_its_name_here_gets_nothing(phones):
    asked = urllib.request.Request(f"{phones.url}/phones", headers={"Host": "site.example"})
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(asked, timeout=5)


def test_there_are_no_phones_where_others_reach_the_server(served):
    client = served.client()
    assert client.get("/phones").status == 404
    assert "/phones" not in client.get("/").text
    assert urllib.parse.urlsplit(served.url).hostname == "127.0.0.1"
