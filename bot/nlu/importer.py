"""Reads the training messages for Rasa in a second; named in config.yml.

Rasa's own reader takes minutes of processor time for our file: it reads it four times, checks it against a schema
(`make check` does that better) and hashes every message at each step, for a cache that is not used here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rasa.shared.data import get_data_files
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.spelling import DIRECTORY, read_yaml

MESSAGES = "nlu.yml"


class Written(Message):
    """A message that somebody wrote; two with the same words and intent are one."""

    def fingerprint(self) -> str:
        """What tells it from other messages; Rasa would hash everything that is known of it, each time."""
        return str(abs(hash((self.data.get(TEXT), self.data.get(INTENT)))))


class MessageImporter(RasaFileImporter):
    """The files of the project by their names, or those in a folder but for data/directory, which is not Rasa's."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: Sequence[str] | str | None = None,
    ) -> None:
        given = [training_data_paths] if isinstance(training_data_paths, str) else list(training_data_paths or ())
        paths = get_data_files(given, lambda path: Path(path).parent.name != DIRECTORY.name)
        self._messages = [path for path in paths if Path(path).name == MESSAGES]
        super().__init__(config_file, domain_path, [path for path in paths if path not in self._messages])

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The training messages."""
        return TrainingData([message for path in self._messages for message in messages_of(Path(path))])


def messages_of(path: Path) -> Iterator[Written]:
    """The messages of a file, each with its intent and the metadata of its block."""
    for block in read_yaml(path)["nlu"]:
        metadata: dict[str, Any] = {METADATA: {METADATA_INTENT: block["metadata"]}} if "metadata" in block else {}
        for line in block["examples"].splitlines():
            text = line.removeprefix("- ").strip()
            if text:
                yield Written({TEXT: text, INTENT: block["intent"], **metadata})
