"""Models change places in the running server while people write: nobody waits, nothing fails, memory stays.

SWAPS=20 for the full form; three otherwise.
"""

import os
import re
import shutil
import threading
import time
from pathlib import Path

import pytest

from bot.live_model import make_live
from bot.ops.releases import promote, roll_back
from bot.ops.run import healthy
from bot.ops.scoring.kept import keep
from bot.ops.talk import form_of, send
from bot.settings import read
from tests.conftest import free_port, start, stop

SWAPS = int(os.environ.get("SWAPS", "3"))
EACH = 0.15
"""Seconds between two messages."""
LONGER = 0.3
"""Seconds that a message may wait longer than the slowest one did while nothing was changed."""
GROWTH = 1.25
"""How much larger the server may be after the last swap than after the first; two models kept would be 1.3 and more."""


@pytest.fixture(scope="module")
def folder(model, tmp_path_factory):
    """Two models that are the same one under two names; they answered the fixed set alike."""
    folder = tmp_path_factory.mktemp("swap") / "models"
    folder.mkdir()
    for name in ("first.tar.gz", "second.tar.gz"):
        shutil.copy2(model, folder / name)
        keep(folder / name, [], "the same")
    make_live(folder / "first.tar.gz")
    return folder


class Server:
    """The servers on the live model of a folder."""

    def __init__(self, environment, folder, log_file):
        self.environment = {**environment, "PORT": str(free_port()), "ACTION_PORT": str(free_port()),
                            "DATABASE_URL": f"sqlite:///{folder.parent / 'swap.db'}"}  # fmt: skip
        self.settings, self.log_file = read(self.environment), log_file
        with log_file.open("w") as log:
            ports = self.environment["ACTION_PORT"], self.environment["PORT"]
            self.running = [
                start(self.environment, "rasa_sdk", "--actions", "actions", "--port", ports[0], log=log),
                start(self.environment, "rasa", "run", "--interface", "127.0.0.1", "--port", ports[1], "--model",
                      str(folder / "first.tar.gz"), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
                      log=log),
            ]  # fmt: skip
        assert healthy(self.settings, 180.0, self.running[1]), log_file.read_text()[-3000:]

    def memory(self):
        """Megabytes that the Rasa server holds."""
        status = Path(f"/proc/{self.running[1].pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def wait_for(self, count, patience=60.0):
        """Waits until the log has told of so many models gone live."""
        deadline = time.monotonic() + patience
        while self.log_file.read_text().count(" is live.") < count:
            assert time.monotonic() < deadline, self.log_file.read_text()[-3000:]
            time.sleep(0.1)


@pytest.fixture(scope="module")
def server(environment, folder, tmp_path_factory):
    server = Server(environment, folder, tmp_path_factory.mktemp("logs") / "swap.log")
    try:
        yield server
    finally:
        for process in server.running:
            stop(process)


class People:
    """They write one after the other until they are told to stop."""

    def __init__(self, settings):
        self.settings, self.waits, self.failures, self.stopping = settings, [], [], threading.Event()
        self.thread = threading.Thread(target=self._write)

    def _write(self):
        for number in range(100_000):
            form = form_of("kamar me dard hai, sehore", "whatsapp", f"+9193{number:08d}")
            before = time.monotonic()
            try:
                reply = send(self.settings, form)
                if "Sehore" not in reply:  # the safe text names no district
                    self.failures.append(reply)
            except Exception as error:  # every kind of failure counts
                self.failures.append(repr(error))
            self.waits.append(time.monotonic() - before)
            if self.stopping.wait(EACH):
                return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join()


@pytest.mark.heavy
def test_models_change_places_while_people_write(server, folder):
    send(server.settings, form_of("namaste", "whatsapp", "+919399999999"))  # the first message warms the server up
    with People(server.settings) as before:
        time.sleep(6 + 4 * SWAPS)
    memory = []
    with People(server.settings) as people:
        promote("second", "asha", folder=folder, audit=folder / "audit.jsonl")
        server.wait_for(1)
        roll_back("asha", folder=folder, audit=folder / "audit.jsonl")
        server.wait_for(2)
        for swap in range(SWAPS):
            make_live(folder / f"{('second', 'first')[swap % 2]}.tar.gz")
            server.wait_for(3 + swap)
            time.sleep(1)
            memory.append(server.memory())
    print(f"waits before: median {sorted(before.waits)[len(before.waits) // 2]:.3f}, slowest {max(before.waits):.3f}; "  # noqa: T201
          f"meanwhile: median {sorted(people.waits)[len(people.waits) // 2]:.3f}, slowest {max(people.waits):.3f}; "
          f"MB {[round(each) for each in memory]}")  # fmt: skip
    assert not before.failures + people.failures
    assert max(people.waits) <= max(before.waits) + LONGER
    assert memory[-1] <= memory[0] * GROWTH
