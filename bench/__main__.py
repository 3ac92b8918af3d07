"""python -m bench: a stock Rasa assistant and ours in one run; ratios, a JSON file and a chart.

The targets stand in TARGETS; a ratio is ours to stock, of times and memory, and ours to stock of messages a second.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bench import sides
from bench.load import Send, around, conversation, in_flight, rest, signed, silence
from bench.report import draw, table
from bot.channel.keywords import wish_of
from bot.live_model import make_live
from bot.ops.environment import ROOT
from bot.spelling import read_yaml

PATH = "/webhooks/twilio/webhook"
RESULT, CHART = ROOT / "docs" / "bench.json", ROOT / "docs" / "pictures" / "bench.png"
Figures = dict[str, float]


def main(
    messages: Annotated[int, typer.Option(help="Training messages for both sides.")] = 1500,
    epochs: Annotated[int, typer.Option(help="Epochs of the stock networks; 100 is Rasa's default.")] = 100,
    turns: Annotated[int, typer.Option(help="Turns of the long conversation.")] = 400,
    load: Annotated[int, typer.Option(help="Messages of each load.")] = 300,
    write: Annotated[bool, typer.Option(help="Keep the result and the chart in docs/.")] = False,
    margin: Annotated[float, typer.Option(help="How many times worse than its target a ratio may be.")] = 1.0,
) -> None:
    """Measures both sides one after the other and prints the ratios; exit 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as place:
        found = {name: _measured(name, Path(place) / name, messages, epochs, turns, load) for name in ("stock", "ours")}
    lines, missed = table(found, margin)
    typer.echo("\n".join(lines))
    if write:
        RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        draw(found, CHART)
    raise typer.Exit(1 if missed else 0)


def _measured(name: str, folder: Path, messages: int, epochs: int, turns: int, load: int) -> Figures:
    typer.echo(f"{name}: training on {messages} messages ...", err=True)
    side = sides.train(name, folder, messages, epochs)
    typer.echo(f"{name}: trained in {side.training_seconds:.0f} s; measuring ...", err=True)
    texts = _texts(load)
    with sides.served(side) as running:
        send = rest(running.port) if name == "stock" else signed(running.port, sides.TOKEN, sides.PUBLIC_URL, PATH)
        return asyncio.run(_figures(side, running, send, texts, turns))


async def _figures(side: sides.Side, running: sides.Running, send: Send, texts: list[str], turns: int) -> Figures:
    started = time.monotonic()
    await in_flight(send, texts[:1], 1)
    first = running.first_answer_seconds + time.monotonic() - started
    await in_flight(send, texts[:40], 4)
    one, many = await in_flight(send, texts, 1), await in_flight(send, texts, 16)
    long = await conversation(send, texts, turns)
    memory = running.memory()
    swap = await silence(send, texts, 12.0, lambda: asyncio.to_thread(_swap(side, running)))
    return {
        "training_seconds": side.training_seconds,
        "first_answer_seconds": first,
        "per_second_1": one.per_second,
        "per_second_16": many.per_second,
        **{
            f"p{q}_ms_{width}": 1000 * times.quantile(q / 100)
            for width, times in ((1, one), (16, many))
            for q in (50, 95, 99)
        },
        "turn_10_ms": 1000 * around(long, 10),
        f"turn_{turns // 4}_ms": 1000 * around(long, turns // 4),
        "turn_last_ms": 1000 * around(long, turns),
        "memory_mb": memory,
        "swap_silence_seconds": max(swap.each),
        "swap_median_ms": 1000 * statistics.median(swap.each),
    }


def _swap(side: sides.Side, running: sides.Running) -> Callable[[], None]:
    """Brings a copy of the model live: ours by the file models/live, stock by PUT /model."""

    def change() -> None:
        time.sleep(1.0)
        copy = side.model.with_name("another.tar.gz")
        shutil.copy(side.model, copy)
        if side.name == "ours":
            make_live(copy)
            return
        body = json.dumps({"model_file": str(copy)}).encode()
        address = f"http://127.0.0.1:{running.port}/model"
        request = urllib.request.Request(address, data=body, method="PUT", headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120):
            return

    return change


def _texts(count: int) -> list[str]:
    """Seeded texts of the fixed test set, in all three forms; none that asks for silence."""
    files = sorted((ROOT / "tests/messages").glob("fixed_*.yml"))
    texts = [entry["message"] for file in files for entry in read_yaml(file)["messages"]]
    return random.Random(7).sample([text for text in texts if wish_of(text) is None], count)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    typer.run(main)
