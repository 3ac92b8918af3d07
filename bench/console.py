"""How fast the pages of the console are over many kept messages: PYTHONPATH=. python bench/console.py [messages]."""

from __future__ import annotations

import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.engine import Engine
from starlette.types import ASGIApp

from bot.channel.record import key_of
from bot.console.app import make_app
from bot.console.serve import server_of, settle
from bot.console.state import Places
from bot.directory import default_directory
from bot.ops.environment import ROOT
from bot.ops.training_file import TrainingFile, texts_in
from bot.store.engine import engine_for
from bot.store.schema import migrate
from bot.store.tables import turns
from tests.browser.client import Client

PAGES = (
    "/",
    "/?days=30",
    "/map",
    "/map?span=week&show=lung",
    "/inbox",
    "/inbox?form=hi-Latn",
    "/sentences?q=bukhar+hai",
    "/models",
    "/services",
    "/audit",
)
TIMES = 20
SETTLE = 15.0
"""Seconds in which the console, just started, looks through the last days in the background."""
BAR = 0.2
"""Seconds that a page may take."""
REASONS = ("unclear", "unclear", "disagreed", "rephrased", "unsure", "unknown_words", "sample")
SYMPTOMS, DISTRICTS = tuple(default_directory().symptoms), (None, *default_directory().districts)
SERVICES = ("esanjeevani", "esanjeevani", "104", "104", "104", "apollo", "108", "112", None)


def main(messages: int) -> int:
    """Prints the time of each page; 1 when one is over the bar."""
    with tempfile.TemporaryDirectory() as folder:
        places = places_in(Path(folder))
        engine = engine_for(places.database_url)
        migrate(engine)
        fill(engine, messages)
        app = make_app(places)
        settle(app.console)
        client = serve(app, places)
        for page in PAGES:
            assert client.get(page).status == 200, page
        time.sleep(SETTLE)
        worst = max([_time(client, page) for page in PAGES] + [_time_labels(client)])
    print(f"slowest at the 95th centile: {worst * 1000:.0f} ms; the bar is {BAR * 1000:.0f} ms")
    return int(worst > BAR)


def places_in(folder: Path) -> Places:
    """A copy of the messages, and an empty database."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "tests" / "messages", folder / "tests" / "messages")
    return Places(folder, folder / "var", f"sqlite:///{folder / 'var' / 'sehat.db'}")


def fill(engine: Engine, messages: int, days: int = 30, share: float = 0.1) -> None:
    """Keeps so many made-up messages of the last days; a share of them waits for a label."""
    chance = random.Random(7)
    sentences = [
        (text, key) for key, lines in TrainingFile(ROOT / "data" / "nlu.yml").blocks() for text in texts_in(lines)
    ]
    now, rows = time.time(), []
    for number in range(messages):
        text, key = chance.choice(sentences)
        waits = chance.random() < share
        text = f"{text} {chance.choice(('ji', 'bhai', 'madam', 'sir'))} {number % 997}"
        rows.append(
            {
                "message": f"SM{number:032d}", "conversation": f"c{chance.randrange(max(messages // 4, 1))}",
                "at": now - chance.random() ** 1.3 * days * 86400,
                "channel": chance.choice(("whatsapp", "whatsapp", "sms")),
                "form": key[1], "text": text, "key": key_of(text),
                "intent": "nlu_fallback" if waits and chance.random() < 0.6 else key[0], "sureness": 0.5,
                "by": "learned", "symptoms": chance.choice(SYMPTOMS), "danger_signs": "",
                "district": chance.choice(DISTRICTS),
                "service": chance.choice(SERVICES), "reason": None, "outcome": "answered",
                "milliseconds": int(chance.lognormvariate(4.2, 0.7)), "segments": 0,
                "review": chance.choice(REASONS) if waits else None, "labelled": False,
            }
        )  # fmt: skip
    with engine.begin() as connection:
        for start in range(0, len(rows), 5000):
            connection.execute(insert(turns), rows[start : start + 5000])


def serve(app: ASGIApp, places: Places) -> Client:
    """Serves the console on a free port, and signs somebody in."""
    server = server_of(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    return Client.signed_in(f"http://127.0.0.1:{port}", places)


def _time(client: Client, page: str) -> float:
    client.get(page)
    busy = time.process_time()
    return _show(page, [_took(lambda: client.get(page)) for _ in range(TIMES)], busy)


def _time_labels(client: Client) -> float:
    """A label and the next message, as one press of Enter brings them."""
    page, times, busy = client.get("/inbox"), [], time.process_time()
    for _ in range(TIMES):
        started = time.perf_counter()
        after = client.post("/inbox/label", **{**client.fields_of(page), "intent": "thank"})
        times.append(time.perf_counter() - started)
        assert after.field("key") != page.field("key"), "the label was not taken"
        page = after
    return _show("label, and the next message", times, busy)


def _took(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _show(name: str, times: list[float], busy: float) -> float:
    """Prints the times; the processor's time tells how much of them other programs of the machine took."""
    slow = statistics.quantiles(times, n=20)[-1]
    processor = (time.process_time() - busy) / len(times)
    times_ms = f"median {statistics.median(times) * 1000:5.0f} ms   95th centile {slow * 1000:5.0f} ms"
    print(f"{name:28} {times_ms}   processor {processor * 1000:4.0f} ms")
    return slow


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
