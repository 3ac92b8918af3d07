"""The two sides: a stock Rasa assistant and ours, with the same messages, domain and actions, as real servers."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.ops.environment import QUIET, ROOT
from bot.spelling import read_yaml

TOKEN, PUBLIC_URL, PATH = "bench-token", "https://bench.example.in", "/webhooks/twilio/webhook"
COUNTED = ROOT / "bench" / "counted"
STOCK_PIPELINE = """
recipe: default.v1
assistant_id: bench
language: en
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: {epochs}
  constrain_similarities: true
- name: EntitySynonymMapper
- name: ResponseSelector
  epochs: {epochs}
  constrain_similarities: true
- name: FallbackClassifier
  threshold: 0.3
  ambiguity_threshold: 0.1
policies:
- name: MemoizationPolicy
- name: RulePolicy
- name: UnexpecTEDIntentPolicy
  max_history: 5
  epochs: {epochs}
- name: TEDPolicy
  max_history: 5
  epochs: {epochs}
  constrain_similarities: true
"""
"""What `rasa init` writes in 3.6 as its default pipeline and policies."""


@dataclass(frozen=True, slots=True)
class Side:
    """A project folder with a trained model."""

    name: str
    folder: Path
    training_seconds: float

    @property
    def model(self) -> Path:
        """The model."""
        return max((self.folder / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


def sample(messages: int) -> str:
    """A seeded sample of data/nlu.yml, in blocks by intent and labels as there."""
    blocks = read_yaml(ROOT / "data" / "nlu.yml")["nlu"]
    lines = [(number, line) for number, block in enumerate(blocks) for line in block["examples"].splitlines()]
    chosen = sorted(random.Random(5).sample(lines, min(messages, len(lines))))
    out = ['version: "3.1"', "nlu:"]
    for number, block in enumerate(blocks):
        examples = [line for at, line in chosen if at == number]
        if examples:
            metadata = json.dumps(block.get("metadata") or {})
            out += [f"- intent: {block['intent']}", f"  metadata: {metadata}", "  examples: |"]
            out += [f"    {line}" for line in examples]
    return "\n".join(out) + "\n"


def train(name: str, folder: Path, messages: int, epochs: int) -> Side:
    """Makes and trains a side; stock keeps Rasa's default stores and its REST channel."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "nlu.yml").write_text(sample(messages), encoding="utf-8")
    for file in ("data/rules.yml", "data/stories.yml", "domain.yml"):
        shutil.copy(ROOT / file, folder / file)
    if name == "stock":
        (folder / "config.yml").write_text(STOCK_PIPELINE.format(epochs=epochs), encoding="utf-8")
        (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
        endpoint = "action_endpoint:\n  url: http://127.0.0.1:${ACTION_PORT}/webhook\n"
        (folder / "endpoints.yml").write_text(endpoint, encoding="utf-8")
    else:
        for file in ("config.yml", "credentials.yml", "endpoints.yml"):
            shutil.copy(ROOT / file, folder / file)
    started = time.monotonic()
    command = [sys.executable, "-m", "rasa", "train", "--quiet", "--force"]
    subprocess.run(command, cwd=folder, env={**os.environ, **QUIET}, check=True, capture_output=True)
    return Side(name, folder, time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class Running:
    """The servers of a side."""

    port: int
    process: subprocess.Popen[bytes]
    first_answer_seconds: float

    def memory(self) -> float:
        """Resident memory of the Rasa server, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def served(side: Side, count_file: Path | None = None) -> Iterator[Running]:
    """Action server and Rasa server of a side, or the bare handler alone; stopped afterwards.

    With ``count_file`` the server's SQL statements and HTTP requests are counted, and written there when it stops.
    """
    port, action_port = _free_port(), _free_port()
    env = {**os.environ, **QUIET, "ACTION_PORT": str(action_port), "PORT": str(port), "RATE_LIMIT": "off",
           "TWILIO_AUTH_TOKEN": TOKEN, "PEPPER": "bench", "PUBLIC_URL": PUBLIC_URL, "SANIC_HOST": "127.0.0.1",
           "DATABASE_URL": f"sqlite:///{side.folder / 'bench.db'}"}  # fmt: skip
    counting = {"COUNT_FILE": str(count_file), "PYTHONPATH": f"{COUNTED}{os.pathsep}{ROOT}"} if count_file else {}
    log = (side.folder / "servers.log").open("w")
    actions = _start([*_PYTHON, "rasa_sdk", "--actions", "actions", "--port", str(action_port)], ROOT, env, log)
    _until(f"http://127.0.0.1:{action_port}/health")
    started = time.monotonic()
    command = (
        ["bench.bare", str(side.model), str(port)] if side.name == "bare" else
        ["rasa", "run", "--interface", "127.0.0.1", "--port", str(port), "--model", str(side.model),
         "--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--enable-api"]
    )  # fmt: skip
    rasa = _start([*_PYTHON, *command], side.folder, {**env, **counting}, log)
    try:
        _until(f"http://127.0.0.1:{port}/version")
        yield Running(port, rasa, time.monotonic() - started)
    finally:
        for process in (rasa, actions):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
        log.close()


_PYTHON = [sys.executable, "-m"]


def _start(command: list[str], folder: Path, env: Mapping[str, str], log: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=folder, env=dict(env), stdout=log, stderr=log, start_new_session=True)  # type: ignore[call-overload]


def _until(address: str, patience: float = 180.0) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"nobody answers at {address} after {patience:.0f} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
