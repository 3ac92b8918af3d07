"""The words of the console: all there in both languages, none left over, a key for each intent."""

import re
import string

from bot.console.labelling import NEVER_LABELLED
from bot.console.words import all_words, intents
from bot.ops.environment import ROOT
from bot.sentences import DOMAIN
from bot.spelling import read_yaml
from bot.store.review import WEIGHTS

FOLDER = ROOT / "bot" / "console"
CODE = "\n".join(path.read_text(encoding="utf-8") for end in ("py", "html") for path in FOLDER.rglob(f"*.{end}"))
MADE = {f"page_{name}" for name in ("today", "inbox", "sentences", "train", "models", "services", "audit")} | {
    "role_labeller", "role_releaser", "sentence_gone", "sentence_known"}  # fmt: skip


def gaps(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_that_is_said_is_there_and_every_one_there_is_said():
    said = set(re.findall(r"""say\(\s*["'](\w+)["']\s*[,)]""", CODE)) | set(re.findall(r'Refused\(\s*"(\w+)"', CODE))
    said |= set(re.findall(r'_form\(request, "(\w+)"', CODE)) | MADE
    there = set(all_words()["sentences"])
    assert there - said == {"no_users_then"} - said
    assert said - there == set()


def test_both_languages_say_it_with_the_same_gaps():
    for kind in ("sentences", "intents", "forms", "channels", "reasons", "phases", "acts", "scores"):
        for name, entry in all_words()[kind].items():
            assert gaps(entry["en"]) == gaps(entry["hi"]), name
            assert entry["en"], name


def test_every_intent_has_one_key_of_its_own():
    keys = [key for key, _ in intents("en").values()]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set("nuz0123456789")
    assert set(intents("en")) == set(read_yaml(DOMAIN)["intents"]) - NEVER_LABELLED


def test_every_reason_for_review_has_words():
    assert set(all_words()["reasons"]) == set(WEIGHTS)
    assert len(set(WEIGHTS.values())) == len(WEIGHTS)
