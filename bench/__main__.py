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

REPEATS = 3
"""Times that each load is played; the figure is the median, the spread is the least and the most."""
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
        found["bare"] = _bare(Path(place) / "ours", load)
    if write:
        RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        draw(found, CHART)
    lines, missed = table(found, margin)
    typer.echo("\n".join(lines))
    raise typer.Exit(1 if missed else 0)


def _measured(name: str, folder: Path, messages: int, epochs: int, turns: int, load: int) -> Figures:
    typer.echo(f"{name}: training on {messages} messages ...", err=True)
    side = sides.train(name, folder, messages, epochs)
    typer.echo(f"{name}: trained in {side.training_seconds:.0f} s; measuring ...", err=True)
    texts = _texts(load)
    with sides.served(side) as running:
        figures = asyncio.run(_figures(side, running, _send(side, running), texts, turns))
    return {**figures, **_counted(side, texts)}


def _send(side: sides.Side, running: sides.Running) -> Send:
    return (
        rest(running.port) if side.name == "stock" else signed(running.port, sides.TOKEN, sides.PUBLIC_URL, sides.PATH)
    )


def _counted(side: sides.Side, texts: list[str]) -> Figures:
    """SQL statements and calls of the action server a turn."""
    file = side.folder / "counts.json"
    with sides.served(side, file) as running:
        asyncio.run(in_flight(_send(side, running), texts, 1))
    counts = json.loads(file.read_text(encoding="utf-8"))
    return {f"{name}_a_turn": count / len(texts) for name, count in counts.items()}


def _bare(folder: Path, load: int) -> Figures:
    """A signed handler with our classifier and nothing else, over our model."""
    side = sides.Side("bare", folder, 0.0)
    with sides.served(side) as running:
        return asyncio.run(_loads(_send(side, running), _texts(load)))


async def _figures(side: sides.Side, running: sides.Running, send: Send, texts: list[str], turns: int) -> Figures:
    started = time.monotonic()
    await in_flight(send, texts[:1], 1)
    first = running.first_answer_seconds + time.monotonic() - started
    loads = await _loads(send, texts)
    long = await conversation(send, texts, turns)
    memory = running.memory()
    swap = await silence(send, texts, 12.0, lambda: asyncio.to_thread(_swap(side, running)))
    return {
        "training_seconds": side.training_seconds,
        "first_answer_seconds": first,
        **loads,
        "turn_10_ms": 1000 * around(long, 10),
        f"turn_{turns // 4}_ms": 1000 * around(long, turns // 4),
        "turn_last_ms": 1000 * around(long, turns),
        "memory_mb": memory,
        "swap_silence_seconds": max(swap.each),
        "swap_median_ms": 1000 * statistics.median(swap.each),
    }


async def _loads(send: Send, texts: list[str]) -> Figures:
    """Speeds and times of answers, one at a time and 16 in flight: medians of the plays, and their spread."""
    await in_flight(send, texts[:40], 4)
    figures: Figures = {}
    for width in (1, 16):
        plays = [await in_flight(send, texts, width) for _ in range(REPEATS)]
        speeds = [play.per_second for play in plays]
        figures |= {f"per_second_{width}": statistics.median(speeds), f"per_second_{width}_least": min(speeds),
                    f"per_second_{width}_most": max(speeds)}  # fmt: skip
        for q in (50, 95, 99):
            figures[f"p{q}_ms_{width}"] = statistics.median(1000 * play.quantile(q / 100) for play in plays)
    return figures


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
