"""Training messages are read as Rasa's own reader reads them."""

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

from bot.nlu.importer import messages_of
from bot.ops.environment import ROOT

FILE = """version: "3.1"
nlu:
- intent: report_danger
  metadata: {form: hi-Latn, signs: [snake_bite], symptoms: [bite, fever]}
  examples: |
    - saanp ne kaata
    - "naag" ne dasa,  khoon - bah raha hai
- intent: greet
  examples: |
    - नमस्ते
"""


def plain(messages):
    return [(m.get("text"), m.get("intent"), m.get("metadata")) for m in messages]


def test_a_file_is_read_as_rasa_reads_it(tmp_path):
    (tmp_path / "nlu.yml").write_text(FILE, encoding="utf-8")
    assert plain(messages_of(tmp_path / "nlu.yml")) == plain(RasaYAMLReader().reads(FILE).training_examples)


@pytest.mark.parametrize(
    "files",
    [[str(ROOT / "data" / f"{name}.yml") for name in ("nlu", "rules", "stories")], [str(ROOT / "data")]],
    ids=["files, as make train", "a folder, as rasa train"],
)
def test_rasa_finds_all_messages_the_stories_and_the_rules_by_our_reader(files):
    importer = TrainingDataImporter.load_from_config(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), files)
    read = list(messages_of(ROOT / "data" / "nlu.yml"))
    assert len(importer.get_nlu_data().intent_examples) == len(read) > 10_000
    assert len(importer.get_stories().story_steps) > 20
