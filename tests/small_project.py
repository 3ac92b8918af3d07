"""A small project in a folder of its own: the real code and facts, few messages; it trains in seconds."""

import json
import os
import shutil
import subprocess
import sys

from bot.ops.environment import QUIET, ROOT
from bot.spelling import read_yaml

COPIED = ("bot", "actions", "data", "config.yml", "domain.yml", ".env.example", "endpoints.yml", "credentials.yml",
          "requirements.lock", "Procfile", "scripts")  # fmt: skip
BLOCKS, EXAMPLES, TESTED = 8, 3, 12
"""Each eighth block of an intent and form trains with three of its messages; each twelfth test message tests."""


class SmallProject:
    """The folder, and its commands."""

    def __init__(self, folder):
        self.folder = folder
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(
                ROOT / name,
                folder / name,
                **({"ignore": shutil.ignore_patterns("__pycache__")} if copy is shutil.copytree else {}),
            )
        self.nlu = folder / "data" / "nlu.yml"
        write_nlu(self.nlu, small_blocks())
        (folder / "tests" / "messages").mkdir(parents=True)
        for path in (ROOT / "tests" / "messages").glob("fixed_*.yml"):
            entries = read_yaml(path)["messages"][::TESTED]
            lines = "\n".join(f"  - {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
            (folder / "tests" / "messages" / path.name).write_text(f"messages:\n{lines}\n", encoding="utf-8")
        (folder / "models").mkdir()

    @property
    def models(self):
        return self.folder / "models"

    def environment(self):
        return {**os.environ, **QUIET, "PYTHONPATH": str(self.folder), "TWILIO_AUTH_TOKEN": "t" * 32}

    def ops(self, *command, **more):
        """A command of python -m bot.ops in this project."""
        return subprocess.run([sys.executable, "-m", "bot.ops", *command], cwd=self.folder, env=self.environment(),
                              capture_output=True, text=True, timeout=600, **more)  # fmt: skip

    def calls(self, expression):
        """What an expression over bot.ops.releases gives there, through JSON; or the sentence of a CannotStart."""
        lines = (
            "import json",
            "from bot.ops import releases",
            "from bot.ops.environment import CannotStart",
            f"try: print(json.dumps({expression}))",
            "except CannotStart as error: print(json.dumps(str(error)))",
        )
        code = "\n".join(lines)
        done = subprocess.run([sys.executable, "-c", code], cwd=self.folder, env=self.environment(),
                              capture_output=True, text=True, timeout=300)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def live(self):
        """The first line of models/live: the model that answers."""
        return (self.models / "live").read_text(encoding="utf-8").split("\t")[0]


def small_blocks():
    """Some of the blocks of data/nlu.yml, all intents and forms among them."""
    groups = {}
    for block in read_yaml(ROOT / "data" / "nlu.yml")["nlu"]:
        if "intent" in block:
            groups.setdefault((block["intent"], block.get("metadata", {}).get("form")), []).append(block)
    return [
        {**block, "examples": block["examples"].splitlines()[: EXAMPLES if len(blocks) > 1 else 20]}
        for blocks in groups.values()
        for block in blocks[::BLOCKS]
    ]


def write_nlu(path, blocks):
    lines = ['version: "3.1"', "nlu:"]
    for block in blocks:
        lines += [f"- intent: {block['intent']}",
                  f"  metadata: {json.dumps(block.get('metadata', {}), ensure_ascii=False)}",
                  "  examples: |", *(f"    {line}" for line in block["examples"])]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
