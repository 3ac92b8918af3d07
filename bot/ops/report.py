"""One HTML file for a meeting: how well the live model understands, and what people were sent to."""

from __future__ import annotations

import base64
import time
from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.directory import default_directory
from bot.language import FORMS
from bot.live_model import live_model
from bot.ops.environment import CannotStart, prepare
from bot.ops.scoring.outcomes import Outcome
from bot.ops.scoring.pictures import FORM_NAMES, draw, draw_traffic
from bot.ops.scoring.run import outcomes_of
from bot.ops.scoring.tables import figures
from bot.ops.traffic import Traffic, traffic

ALTS = {
    "confusion.png": "Three tables of squares, one for each form: what each message is, and what it was taken for.",
    "slices.png": "Bars: the share of right answers in each slice, for each form.",
    "unclear.png": "A line: the share of messages that were not understood, day by day, above the number of messages.",
    "districts.png": "Bars: how many answers each district got, parted by service.",
}
TITLES = {
    "confusion.png": "What was taken for what (fixed test set)",
    "slices.png": "Right answers by kind of message (fixed test set)",
    "unclear.png": "Messages that were not understood",
    "districts.png": "Where people were sent, by district",
}
STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1c2733}
h1{margin-bottom:0}h2{margin-top:2.2rem}img{max-width:100%;height:auto;border:1px solid #d5dbe1}
table{border-collapse:collapse}th,td{border:1px solid #d5dbe1;padding:.3rem .7rem;text-align:right}
th:first-child,td:first-child{text-align:left}.low{color:#a11}.note{color:#51606f}"""


def report(file: Path) -> Path:
    """Writes the report of the live model and of the turns that are kept.

    Raises:
        CannotStart: when there is no model, or the file cannot be written.

    """
    settings = prepare()
    model = live_model()
    if model is None:
        raise CannotStart("There is no model; run `make train` first.")
    found, told = outcomes_of(model), traffic(settings.retention_days)
    with TemporaryDirectory() as folder:
        drawn = [*draw(found, Path(folder)), *draw_traffic(told, Path(folder))]
        page = _page(model.name, found, told, drawn)
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise CannotStart(f"{file} could not be written ({error.strerror}); name another file.") from error
    return file


def _page(model: str, found: Sequence[Outcome], told: Traffic, drawn: Sequence[Path]) -> str:
    now = datetime.now().strftime("%d %B %Y, %H:%M")
    return "\n".join(
        [
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sehat Saathi, {now}</title>',
            f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>',
            f'<h1>Sehat Saathi</h1><p class="note">{now}. Model {escape(model)}.</p>',
            f"<h2>How well it understands</h2><p>{len(found)} messages that it never learned from, each with its right"
            " answer. Red: below what is wanted.</p>",
            _figures(found),
            f"<h2>What people wrote</h2><p>{_traffic(told)}</p>",
            *(_picture(path) for path in drawn),
            '<p class="note">No message of a person is in this file.</p></body></html>',
        ]
    )


def _figures(found: Sequence[Outcome]) -> str:
    rows: dict[str, list[str]] = {}
    for figure in figures(found):
        sign = "at most" if figure.at_most else "at least"
        mark = "" if figure.reached else ' class="low"'
        rows.setdefault(f"{figure.name} <small>({sign} {figure.bar:.0%} wanted)</small>", []).append(
            f"<td{mark}>{figure.share:.1%} of {figure.of}</td>"
        )
    head = "".join(f'<th scope="col">{FORM_NAMES[form]}</th>' for form in FORMS)
    body = "".join(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>' for name, cells in rows.items())
    return f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table>"


def _traffic(told: Traffic) -> str:
    if not told.messages:
        return "Nobody wrote in the days that are kept."
    unclear = f"{told.unclear / told.messages:.1%}"
    most = ", ".join(f"{_service(name)} {count}" for name, count in told.services.most_common(5))
    days = (
        f"{time.strftime('%d %B', time.localtime(told.first))} to {time.strftime('%d %B', time.localtime(told.last))}"
    )
    return f"{told.messages} messages from {days}; {unclear} were not understood. First services named: {escape(most)}."


def _service(name: str) -> str:
    service = default_directory().services.get(name)
    return service.names.en if service else name


def _picture(path: Path) -> str:
    data = base64.b64encode(path.read_bytes()).decode()
    return f'<h2>{TITLES[path.name]}</h2><img alt="{escape(ALTS[path.name])}" src="data:image/png;base64,{data}">'
