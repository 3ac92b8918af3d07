"""A person at the console, in a real browser, with the keyboard."""

import os
import re

import pytest

from bot.console.users import Users
from bot.ops.environment import ROOT
from tests.browser.client import PASSWORD
from tests.browser.place import WAITING

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / os.environ.get("PICTURES", "results/console")
PAGES = {"today": "/", "inbox": "/inbox", "sentences": "/sentences?q=bukhar", "train": "/train", "models": "/models",
         "services": "/services", "audit": "/audit"}  # fmt: skip
WIDE, PHONE = {"width": 1100, "height": 850}, {"width": 360, "height": 740}


def open_page(browser, served, width=WIDE, name="asha", role="releaser"):
    users = Users(served.places.var / "users.yml")
    if name not in users.all():
        users.add(name, role, PASSWORD)
    page = browser.new_context(viewport=width, bypass_csp=True).new_page()
    page.set_default_timeout(15_000)
    page.goto(served.url)
    page.get_by_label("Name").press_sequentially(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("nav")
    return page


def shown(page):
    return page.locator("blockquote").inner_text()


def press(page, *keys):
    """Presses keys in the Inbox; gives the next message when the last one was Enter."""
    before = page.locator("input[name=key]").input_value()
    for key in keys:
        page.keyboard.press(key)
    if keys[-1] in ("Enter", "n", "z"):
        page.wait_for_function("k => document.querySelector('input[name=key]')?.value !== k", arg=before)


def labelled_as(nlu, text):
    """The intent of the block in which a message stands."""
    before, found, _ = nlu.partition(f"    - {text}\n")
    return before.rpartition("- intent: ")[2].split()[0] if found else None


def violations(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical", "moderate")
    ]


def test_three_messages_in_three_forms_are_labelled_with_at_most_three_keys_each(browser, served):
    page = open_page(browser, served)
    page.goto(f"{served.url}/inbox")
    labelled = {}
    for _ in range(3):
        text, form = shown(page), page.locator("#form").input_value()
        labelled[form] = text
        press(page, *(("s", "Enter") if form != "en" else ("s", "1", "Enter")))
    assert set(labelled) == {"en", "hi", "hi-Latn"}
    kept = served.all_messages()
    assert all(text in kept for text in labelled.values())
    assert any(labelled_as(served.nlu(), text) == "report_symptoms" for text in labelled.values())
    page.keyboard.press("u")
    page.wait_for_selector("text=Taken back")
    last = shown(page)
    assert last in labelled.values()
    assert last not in served.all_messages()


def test_a_danger_is_labelled_with_its_sign(browser, served):
    page = open_page(browser, served)
    page.goto(f"{served.url}/inbox?form=en")
    text = shown(page)
    page.keyboard.press("d")
    page.locator("#sign-more").select_option("unconscious")
    page.get_by_role("button", name="Save, next").click()
    page.wait_for_function("t => document.querySelector('blockquote')?.innerText !== t", arg=text)
    message = next(line for line in served.all_messages().splitlines() if text in line)
    block = served.nlu().partition(message)[0].rpartition("metadata")[2]
    assert "unconscious" in (message if "message:" in message else block)


def test_a_sentence_is_found_in_another_script_and_changed(browser, served):
    page = open_page(browser, served)
    page.goto(f"{served.url}/sentences")
    page.get_by_label("Search the training messages").press_sequentially("बुखार खांसी")
    page.wait_for_selector("#found li")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sentences?q=*")
    texts = page.locator("#found li a").all_inner_texts()
    assert any(re.search("[a-z]", text) for text in texts)
    assert any(re.search("[\u0900-\u097f]", text) for text in texts)
    page.locator("#found li a").first.click()
    old = page.locator("textarea").input_value()
    page.locator("textarea").fill(f"{old} teen hafte se lagataar")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector("text=Changed.")
    changed = served.nlu().splitlines()
    place = changed.index(f"    - {old} teen hafte se lagataar")
    original = (ROOT / "data" / "nlu.yml").read_text(encoding="utf-8").splitlines()
    assert original[place] == f"    - {old}"
    assert [*changed[:place], *changed[place + 1 :]] == [*original[:place], *original[place + 1 :]]


def test_the_language_stays_with_the_user(browser, served):
    page = open_page(browser, served)
    page.get_by_role("button", name="हिंदी").click()
    page.wait_for_selector("h1:has-text('आज')")
    assert page.locator("html").get_attribute("lang") == "hi"
    again = open_page(browser, served)
    assert again.locator("h1").inner_text() == "आज"


def test_train_see_the_comparison_promote_and_go_back(browser, served):
    page = open_page(browser, served)
    page.goto(f"{served.url}/train")
    page.get_by_role("button", name="Train and compare").click()
    page.wait_for_selector("text=Compared with the live model")
    assert page.locator("td:has-text('my gums are swollen')").count() == 1
    picture(page, "comparison-wide-en")
    page.get_by_role("link", name="To the models").click()
    page.locator("section", has_text="20261125-new").get_by_role("button", name="Put this model live").click()
    page.wait_for_selector("text=20261125-new.tar.gz is live.")
    page.get_by_role("button", name="Back to the former model").click()
    page.wait_for_selector("text=The former model is live again.")
    assert [name for name, *_ in served.releases.promoted] == ["20261125-new.tar.gz", "20261120-live.tar.gz"]


@pytest.mark.parametrize("language", ["en", "hi"])
@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_is_fit_for_a_screen_reader_and_a_phone(browser, served, width, language):
    served.fill(3000)
    served.client("asha", "releaser").label("thank")
    served.client("asha").label("report_symptoms", symptom="fever")
    page = open_page(browser, served, width)
    if language == "hi":
        page.get_by_role("button", name="हिंदी").click()
        page.wait_for_selector("html[lang=hi]")
    found = []
    for name, path in PAGES.items():
        page.goto(served.url + path)
        if name == "inbox":
            page.keyboard.press("s")
        found += [f"{name}: {each}" for each in violations(page)]
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{name}: {too_wide} pixels too wide"] if too_wide > 0 else []
        picture(page, f"{name}-{'phone' if width is PHONE else 'wide'}-{language}")
    assert not found, "\n".join(found)


def test_signing_in_is_fit_for_a_screen_reader(browser, served):
    page = browser.new_context(viewport=WIDE, bypass_csp=True).new_page()
    page.goto(served.url)
    page.wait_for_selector("text=There are no users yet")
    assert "bot.ops user add" in page.locator("pre").inner_text()
    picture(page, "sign-in-wide-en")
    assert not violations(page)


def picture(page, name):
    """Keeps a picture; scripts/pictures.sh puts them into the documents."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def test_keys_are_left_alone_while_somebody_types(browser, served):
    page = open_page(browser, served)
    page.goto(f"{served.url}/inbox")
    page.locator("#sentence").fill("")
    page.keyboard.type("sdx")
    assert page.locator("#sentence").input_value() == "sdx"
    assert page.locator("input[name=intent]:checked").count() == 0
    assert shown(page) in {text for _, text, *_ in WAITING}
