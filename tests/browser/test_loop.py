"""The whole loop with `run` on a project of its own: not understood, labelled, trained, live, taken back."""

import signal
import subprocess
import sys
import time

import pytest

from bot.ops.run import healthy
from bot.ops.talk import form_of, send
from bot.settings import read
from tests.browser.client import PASSWORD
from tests.conftest import free_port
from tests.small_project import SmallProject

VIDEO = "esanjeevaniopd.in"
WRITTEN = {
    "hi-Latn": "kohni cycle ki chain jaisi kir kir bajti",
    "hi": "कोहनी पुराने दरवाजे जैसी चर्र बजती",
    "en": "my elbow creaks like a rusty bicycle hinge",
}
DISAGREED = {"hi-Latn": "yeh galat jawab hai", "hi": "यह गलत जवाब है", "en": "this is not what i asked"}
CLEAR = {
    "hi-Latn": """
  - {message: "saans nahi aa rahi", intent: report_danger, signs: ["breathless"]}
  - {message: "bukhar aur khansi", intent: report_symptoms, symptoms: ["fever", "cough"]}
  - {message: "kal ka mausam kaisa rahega", intent: out_of_scope}
""",
    "hi": """
  - {message: "सीने में तेज दर्द", intent: report_danger, signs: ["chest_pain"]}
  - {message: "सिर में दर्द है", intent: report_symptoms, symptoms: ["headache"]}
  - {message: "क्रिकेट में कौन जीता", intent: out_of_scope}
""",
    "en": """
  - {message: "he is unconscious", intent: report_danger, signs: ["unconscious"]}
  - {message: "i have a cough", intent: report_symptoms, symptoms: ["cough"]}
  - {message: "play a song", intent: out_of_scope}
""",
}
"""What the models are compared on: messages about which no model is in doubt, so that the gate lets a new one pass."""
PATIENCE = 180_000
"""Milliseconds for a training of the small project."""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A small project with a live model and a user who may release."""
    project = SmallProject(tmp_path_factory.mktemp("loop"))
    for form, messages in CLEAR.items():
        path = project.folder / "tests" / "messages" / f"fixed_{form}.yml"
        path.write_text(f"messages:{messages}", encoding="utf-8")
    done = project.ops("train")
    assert "is live" in done.stdout, done.stdout + done.stderr
    assert project.ops("user", "add", "asha", "--role", "releaser", input=f"{PASSWORD}\n").returncode == 0
    return project


@pytest.fixture(scope="module")
def settings(project):
    """The settings of the project's servers, started by `run`."""
    ports = {name: str(free_port()) for name in ("PORT", "ACTION_PORT", "CONSOLE_PORT")}
    own = {**project.environment(), **ports, "PEPPER": "test-pepper"}
    log = (project.folder / "run.log").open("w")
    running = subprocess.Popen([sys.executable, "-m", "bot.ops", "run"], cwd=project.folder, env=own, stdout=log,
                               stderr=log, start_new_session=True)  # fmt: skip
    settings = read({**own, "PUBLIC_URL": f"http://127.0.0.1:{ports['PORT']}"})
    try:
        assert healthy(settings, 180.0, running), (project.folder / "run.log").read_text()[-3000:]
        yield settings
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def reply_to(settings, text, number):
    return send(settings, form_of(text, "whatsapp", f"+9191000001{number:02}"))


def signed_in(browser, settings):
    page = browser.new_context(viewport={"width": 1100, "height": 850}).new_page()
    page.set_default_timeout(20_000)
    page.goto(f"http://127.0.0.1:{settings.console_port}")
    page.get_by_label("Name").fill("asha")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("nav")
    return page


def label_as_complaints(page, settings):
    """Labels what waits; gives the messages by their form."""
    labelled = {}
    while len(labelled) < len(WRITTEN):
        page.goto(f"http://127.0.0.1:{settings.console_port}/inbox")
        soon(lambda: page.reload() and page.locator("blockquote").count())
        text, before = page.locator("blockquote").inner_text(), page.locator("input[name=key]").input_value()
        labelled[page.locator("#form").input_value()] = text
        page.keyboard.press("s")
        page.keyboard.press("Enter")
        page.wait_for_function("k => document.querySelector('input[name=key]')?.value !== k", arg=before)
    return labelled


def soon(check, patience=90.0):
    """Waits until a check holds: the console looks back once a minute, the server for a new live model each second."""
    deadline = time.monotonic() + patience
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_message_that_was_not_understood_is_after_one_round_and_not_after_going_back(browser, project, settings):
    for number, form in enumerate(WRITTEN):
        assert VIDEO not in reply_to(settings, WRITTEN[form], number)
        reply_to(settings, DISAGREED[form], number)
    page, former = signed_in(browser, settings), project.live()
    assert label_as_complaints(page, settings) == WRITTEN
    assert all(f"    - {text}\n" in project.nlu.read_text(encoding="utf-8") for text in WRITTEN.values())
    page.get_by_role("link", name="Train").click()
    page.get_by_role("button", name="Train and compare").click()
    page.wait_for_selector("text=Compared with the live model", timeout=PATIENCE)
    assert page.locator("tr", has_text="danger seen").count() == len(CLEAR)
    page.get_by_role("link", name="To the models").click()
    page.get_by_role("button", name="Put this model live").first.click()
    page.wait_for_selector("text=is live.")
    assert project.live() != former
    numbers = iter(range(10, 99))
    soon(lambda: all(VIDEO in reply_to(settings, text, next(numbers)) for text in WRITTEN.values()))
    page.get_by_role("button", name="Back to the former model").click()
    page.wait_for_selector("text=The former model is live again.")
    assert project.live() == former
    soon(lambda: not any(VIDEO in reply_to(settings, text, next(numbers)) for text in WRITTEN.values()))
