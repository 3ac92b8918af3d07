"""Each mistake in a button is named with file, line and what to do."""

import re
import shutil

import pytest

from bot.directory import default_directory, load
from bot.ops.checks import buttons
from bot.sentences import DOMAIN
from bot.spelling import DIRECTORY
from tests.bot.ops.test_check import change


@pytest.fixture
def domain(tmp_path):
    path = tmp_path / "domain.yml"
    shutil.copy(DOMAIN, path)
    return path


def told(domain):
    return [str(problem) for problem in buttons.problems(default_directory(), domain, DIRECTORY)]


def test_the_buttons_of_the_project_are_sound(domain):
    assert told(domain) == []


AMBULANCE = '{title: "Ambulance", payload: "Ambulance"}'
APOLLO = 'payload: "Apollo number not working"'


@pytest.mark.parametrize(("old", "new", "said"), [
    ('title: "Number nahi lag raha"', 'title: "Number nahi lag raha h"',
     r'button title "Number nahi lag raha h" has 22 characters, at most 20; shorten it'),
    (APOLLO, 'payload: "' + "Apollo " * 30 + '"', r"has 210 characters, at most 200"),
    ('title: "Ambulance"', 'title: "Fever, cough, corona"', r"two buttons with the same title; write different ones"),
    ('title: "Ambulance"', 'title: ""', r"a button's title is ''; write one line of text in quotes"),
    ('title: "Ambulance"', "title: 108", r"a button's title is 108; write one line of text in quotes"),
    (', payload: "Ambulance"', "", r"a button's payload is None"),
    ('payload: "{c_104} number', 'payload: "{c_105} number', r"nothing fills \{c_105\} on a button; use one of c_104"),
    (APOLLO + "}]", APOLLO + '}, {title: "b", payload: "c"}]', r"utter_first_apollo: not as many buttons in every"),
    (AMBULANCE, '{title: "a", payload: "b"}, {title: "c", payload: "d"}', r"4 buttons, at most 3; take some away"),
    ('*en, text: "Danger: {c_108}."', '*en, text: "Danger: {c_108}.", buttons: [{title: "a", payload: "b"}]',
     r"utter_danger_last: buttons under a sentence that is not for WhatsApp only"),
])  # fmt: skip
def test_a_mistake_in_a_button(domain, old, new, said):
    change(domain, old, new)
    assert any(re.search(rf"domain.yml:\d\d+: .*{said}", line) for line in told(domain)), told(domain)


def test_a_district_name_that_fits_on_no_button(domain, tmp_path):
    folder = tmp_path / "directory"
    shutil.copytree(DIRECTORY, folder)
    change(folder / "districts.yml", 'en: "Sehore"', 'en: "Sehore beside the river"')
    (problem,) = buttons.problems(load(folder), domain, folder)
    assert re.search(r'districts.yml:\d\d+: "Sehore beside the river" has 23 characters, at most 20', str(problem))
