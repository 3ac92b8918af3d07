"""A served console for each test, and a browser for the tests that need one."""

import os
import shutil
import threading
import time

import pytest

from bench.console import fill, places_in
from bot.console.app import make_app
from bot.console.serve import server_of
from bot.ops.environment import ROOT
from bot.store.engine import engine_for
from tests.browser.client import Client
from tests.browser.place import keep, waiting_rows
from tests.browser.releases import StandIn

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


class Served:
    """A console at an address, over files and a database of its own."""

    def __init__(self, places):
        self.places, self.releases = places, StandIn()
        self.serve(self.make())

    @classmethod
    def over(cls, app):
        """Serves an application that is there already."""
        served = cls.__new__(cls)
        served.serve(app)
        return served

    def serve(self, app):
        self.app = app
        self.app.console.warm_up()
        self.server = server_of(self.app, "127.0.0.1", 0)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the console did not start"
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def make(self):
        return make_app(self.places, lambda: self.releases)

    def client(self, name="asha", role="labeller"):
        return Client.signed_in(self.url, self.places, name, role)

    def nlu(self):
        return (self.places.root / "data" / "nlu.yml").read_text(encoding="utf-8")

    def all_messages(self):
        tests = (self.places.root / "tests" / "messages").glob("*.yml")
        return self.nlu() + "".join(path.read_text(encoding="utf-8") for path in tests)

    def fill(self, messages):
        fill(engine_for(self.places.database_url), messages, share=0.0)
        self.app.console.count.cache_clear()

    def stop(self):
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def served(tmp_path):
    places = places_in(tmp_path)
    keep(places, *waiting_rows())
    console = Served(places)
    yield console
    console.stop()


@pytest.fixture(scope="session")
def browser():
    """Chromium; where none can be had the tests say so, but never in CI."""
    found, axe = shutil.which("chromium"), ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not found or not axe.exists():
        assert not os.environ.get("CI"), "no Chromium or no axe-core: scripts/browser.sh did not do its work"
        pytest.skip("no Chromium or no axe-core on this machine; run scripts/browser.sh")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()
