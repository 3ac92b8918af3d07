"""Labelled messages go into training or, one in ten, into the fixed test set; a sheet with a mistake adds nothing."""

import shutil

import pytest

from bot.ops.add import add_sheet
from bot.ops.environment import ROOT, CannotStart
from bot.ops.sheets import Labelled, Problem, read_sheet
from bot.spelling import read_yaml

SHEET = """
# a note
@ report_symptoms hi-Latn symptoms=cough,phlegm patient=elderly
dadi ko zubaani khansi aur balgam wala test sandesh
@ report_danger en signs=snake_bite
a krait like thing bit the tester on a heel
"""


@pytest.fixture
def root(tmp_path):
    for part in ("data", "tests/messages"):
        (tmp_path / part).mkdir(parents=True)
    shutil.copy(ROOT / "data" / "nlu.yml", tmp_path / "data")
    for form in ("en", "hi", "hi-Latn"):
        (tmp_path / "tests" / "messages" / f"fixed_{form}.yml").write_text(
            'messages:\n  - {message: "x", intent: greet}\n'
        )
    return tmp_path


def sheet(tmp_path, text):
    path = tmp_path / "sheet.txt"
    path.write_text(text, encoding="utf-8")
    return path


def everything(root):
    training = {
        line.removeprefix("- "): (block["intent"], block.get("metadata", {}))
        for block in read_yaml(root / "data" / "nlu.yml")["nlu"]
        for line in block["examples"].splitlines()
    }
    tests = {e["message"]: e for p in (root / "tests" / "messages").glob("*.yml") for e in read_yaml(p)["messages"]}
    return training, tests


def test_messages_stand_in_the_block_of_their_labels(root, tmp_path):
    before, _ = everything(root)
    added = add_sheet(sheet(tmp_path, SHEET), root)
    training, tests = everything(root)
    assert added.training + added.tests == 2
    assert len(training) == len(before) + added.training
    for message, intent, name, values in (
        ("dadi ko zubaani khansi aur balgam wala test sandesh", "report_symptoms", "symptoms", ["cough", "phlegm"]),
        ("a krait like thing bit the tester on a heel", "report_danger", "signs", ["snake_bite"]),
    ):
        if message in training:
            assert training[message][0] == intent
            assert training[message][1][name] == values
        else:
            assert tests[message]["intent"] == intent
            assert tests[message][name] == values


def test_the_comments_at_the_head_stay(root, tmp_path):
    head = (root / "data" / "nlu.yml").read_text().split("version:")[0]
    add_sheet(sheet(tmp_path, SHEET), root)
    assert (root / "data" / "nlu.yml").read_text().split("version:")[0] == head


def test_the_same_words_are_added_once(root, tmp_path):
    add_sheet(sheet(tmp_path, SHEET), root)
    again = add_sheet(sheet(tmp_path, SHEET.replace("bit the", "BIT THE")), root)
    assert (again.training, again.tests, again.known) == (0, 0, 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("@ report_symptoms hindi", "is no header"),
        ("@ report_symptoms en symptom=cough", "is no header"),
        ("@ report_symptoms en symptoms=couhg\nhello there", 'symptoms: "couhg" is unknown'),
        ("@ report_pain en\nhello there", 'intent "report_pain" is not in domain.yml'),
        ("@ report_danger en\nhello there", "report_danger needs signs"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_nothing_is_added(root, tmp_path, line, said):
    before = (root / "data" / "nlu.yml").read_bytes()
    with pytest.raises(CannotStart, match=r"sheet\.txt:\d+: ") as wrong:
        add_sheet(sheet(tmp_path, SHEET + line + "\n"), root)
    assert said in str(wrong.value)
    assert (root / "data" / "nlu.yml").read_bytes() == before


def test_a_message_without_a_header_is_a_problem(tmp_path):
    assert [type(item) for item in read_sheet(sheet(tmp_path, "hello\n"))] == [Problem]


def test_one_in_ten_is_set_aside():
    aside = sum(Labelled(f"message number {n}", "greet", "en", {}).set_aside for n in range(2000))
    assert 140 < aside < 260
