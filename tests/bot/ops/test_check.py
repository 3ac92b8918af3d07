"""Each mistake an ops person can make is named with file, line and what to do."""

import re
import shutil

import pytest

from bot.ops.check import problems
from bot.sentences import DOMAIN
from bot.spelling import DIRECTORY


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "directory"
    shutil.copytree(DIRECTORY, folder)
    domain = tmp_path / "domain.yml"
    shutil.copy(DOMAIN, domain)
    return folder, domain


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} no longer stands in {path.name}; change this test"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(copy):
    return "\n".join(map(str, problems(*copy)))


FIRST_SIGN = '  - id: "breathless"'
SYMPTOM = '  - id: "cough"'


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("services.yml", 'value: "104"', 'value: "0755 250"', r'phone "0755 250" is not complete; write it'),
    ("services.yml", "value: \"104\"", "value: 0104", r"put it in quotes"),
    ("services.yml", '["bhopal", "indore"]', '["bhopal", "atlantis"]', r'no district "atlantis"; correct the name'),
    ("services.yml", 'note: "today', 'source: "x", note: "today', r"extra fields not permitted"),
    ("districts.yml", '    from: "rewa"\n', "", r"needs `formed` and `from`"),
    ("danger_signs.yml", 'line: "108"', 'line: "999"', r'no active service "999"'),
    ("danger_signs.yml", 'patterns: ["', 'patterns: ["<nobody>", "', r"no concept <nobody> in lexicon.yml"),
    ("danger_signs.yml", 'patterns: ["', 'patterns: ["sаans", "', r"mixes scripts in one word"),
    ("danger_signs.yml", 'patterns: ["', 'patterns: ["saans\u200d x", "', r"invisible character"),
    ("danger_signs.yml", 'en: ["', 'en: ["no breathing problem today", "', r'problem today" .* does not count'),
    ("danger_signs.yml", '"systolic:200"', '"systolic:high"', r'"systolic:high" means nothing; write "symptom'),
    ("danger_signs.yml", '"systolic:200"', '"diastolic:120"', r'"diastolic:120" means nothing'),
    ("symptoms.yml", 'more_specific_than: ["', 'more_specific_than: ["nothing", "', r'no symptom "nothing"'),
    ("symptoms.yml", 'same_as: "fever"', 'same_as: "nothing"', r'no symptom "nothing"'),
    ("lexicon.yml", 'never: ["', 'never: ["elephant", "', r'never: "elephant" stands in'),
    ("words.yml", "negations:", "negation:", r"negations: .* must be a list"),
])  # fmt: skip
def test_a_mistake_in_a_data_file(copy, file, old, new, said):
    change(copy[0] / file, old, new)
    assert re.search(rf"{file}:\d+: .*{said}", told(copy)), told(copy)[:500]


def test_one_wording_under_two_symptoms(copy):
    path = copy[0] / "symptoms.yml"
    text = path.read_text(encoding="utf-8")
    at = text.index("hi-Latn: [", text.index(SYMPTOM))
    path.write_text(text[:at] + 'hi-Latn: ["haraarat", ' + text[at + 10 :], encoding="utf-8")
    assert re.search(r'symptoms.yml:\d+: wording .* also stands under "fever"; keep it in one', told(copy))


@pytest.mark.parametrize(("old", "new", "said"), [
    ("Call {c_104}*", "Call {c_105}*", r"nothing fills \{c_105\}"),
    ("Danger: {c_108}.", "Danger – {c_108}.", r"would double the cost"),
    ("Danger: {c_108}.", "Danger: {c_108}. " + "Very long. " * 30, r"segments .* at most 2; shorten"),
    ("condition: *hi, text: \"{c_104}", "condition: *en, text: \"{c_104}", r"no sentence in form hi"),
    ('title: "Number nahi lag raha"', 'title: "Number nahi lag raha h"', r"has 22 characters, at most 20; shorten it"),
])  # fmt: skip
def test_a_mistake_in_a_sentence(copy, old, new, said):
    change(copy[1], old, new)
    assert re.search(rf"domain.yml:\d+: .*{said}", told(copy)), told(copy)[:500]
