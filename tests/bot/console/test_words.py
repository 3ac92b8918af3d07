"""The words of the console: all there in both languages, none left over, a key for each intent."""

import re
import string

from bot.console.labelling import NEVER_LABELLED
from bot.console.phones.line import BREAKS
from bot.console.words import all_words, intents
from bot.directory import default_directory
from bot.ops.environment import ROOT
from bot.sentences import DOMAIN
from bot.spelling import read_yaml
from bot.store.needs import DANGER
from bot.store.review import WEIGHTS

FOLDER = ROOT / "bot" / "console"
CODE = "\n".join(path.read_text(encoding="utf-8") for end in ("py", "html") for path in FOLDER.rglob(f"*.{end}"))
MADE = {f"page_{name}" for name in ("today", "map", "inbox", "sentences", "train", "models", "services", "audit")} | {
    "role_labeller", "role_releaser", "sentence_gone", "sentence_known", "map_span_day", "map_span_week",
    "phones_whatsapp", "phones_sms", "phones_photo", "phones_voice", "phones_document", "phones_down",
    "phones_no_model", "phones_same", "phones_differ"}  # fmt: skip
MADE |= {f"phones_break_{name}" for name in BREAKS} | {f"phones_broke_{name}" for name in BREAKS if name != "none"}


def gaps(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_that_is_said_is_there_and_every_one_there_is_said():
    said = set(re.findall(r"""say\(\s*["'](\w+)["']\s*[,)]""", CODE)) | set(re.findall(r'Refused\(\s*"(\w+)"', CODE))
    said |= set(re.findall(r'_form\(request, "(\w+)"', CODE)) | set(re.findall(r'"(why_\w+)"', CODE)) | MADE
    there = set(all_words()["sentences"])
    assert there - said == {"no_users_then"} - said
    assert said - there == set()


def test_both_languages_say_it_with_the_same_gaps():
    for kind in ("sentences", "intents", "forms", "channels", "reasons", "phases", "acts", "scores", "groups"):
        for name, entry in all_words()[kind].items():
            assert gaps(entry["en"]) == gaps(entry["hi"]), name
            assert entry["en"], name


def test_every_intent_has_one_key_of_its_own():
    keys = [key for key, _ in intents("en").values()]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("nuz0123456789")
    assert set(intents("en")) == set(read_yaml(DOMAIN)["intents"]) - NEVER_LABELLED


def test_every_group_of_symptoms_has_words():
    groups = {symptom.group for symptom in default_directory().symptoms.values()}
    assert set(all_words()["groups"]) == groups | {DANGER}


def test_every_reason_for_review_has_words():
    assert set(all_words()["reasons"]) == set(WEIGHTS)
    assert len(set(WEIGHTS.values())) == len(WEIGHTS)
