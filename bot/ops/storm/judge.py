"""What the storm shows: what the simulated Twilio saw, held against the inbox, the log and the conversations."""

from __future__ import annotations

import functools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.channel.turn import ERASED
from bot.directory import default_directory
from bot.judging import DANGER
from bot.ops.storm.twilio import Delivery

LIMIT = 15.0
"""Seconds that Twilio waits, all tries together."""
TURN = " turn {"
TURN_RAN = frozenset(("answered", "failed"))
"""Outcomes that only a turn through Rasa has."""
CALM = frozenset(("answered", "recovered"))
"""Outcomes of a reply that the assistant chose, with nothing broken."""
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Noted:
    """What a server's log says of a turn."""

    outcome: str
    intent: str = ""
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was noted: faults, deliveries, messages of danger, and by message what log and database say.

    ``dark`` are the times when no server of the ``servers`` was up.
    """

    servers: int
    faults: Sequence[str]
    deliveries: Sequence[Delivery]
    dangers: frozenset[str]
    log: Mapping[str, Sequence[Noted]]
    kept: Mapping[str, int]
    inbox: Mapping[str, str | None]
    turns: frozenset[str]
    dark: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The broken promises, each with examples; and what could not be promised.

    ``lost``: no server was up. ``parted``: two servers could not ask the database whether the other had answered.
    """

    broken: tuple[str, ...]
    lost: frozenset[str]
    parted: frozenset[str]


def sid(delivery: Delivery) -> str:
    """The message of a delivery."""
    return delivery.form["MessageSid"]


def noted(logs: Iterable[Path]) -> dict[str, list[Noted]]:
    """The turns in the servers' logs by message; a message that is worked on twice has two."""
    found: dict[str, list[Noted]] = defaultdict(list)
    for log in logs:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            if TURN in line:
                turn = json.loads(line[line.index(TURN) + len(TURN) - 1 :])
                found[turn["message"]].append(Noted(turn["outcome"], turn.get("intent", ""), turn["conversation"]))
    return dict(found)


def judge(seen: Evidence) -> Verdict:
    """The verdict on a storm."""
    by_message: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in seen.deliveries:
        by_message[sid(delivery)].append(delivery)
    unanswered = {name for name, given in by_message.items() if not any(d.replies for d in given)}
    lost = frozenset(name for name in unanswered if all(_nobody_there(d, seen.dark) for d in by_message[name]))
    replies = {name: {d.replies for d in given if d.replies is not None} for name, given in by_message.items()}
    differing = {name for name, found in replies.items() if len(found) > 1}
    parted = frozenset(n for n in differing if seen.servers > 1 and "store_down" in _outcomes(seen, n))
    answered = {name: next(iter(found))[0] for name, found in replies.items() if len(found) == 1 and all(found)}
    promises = {
        "no answer though Twilio still tried": unanswered - lost,
        "more than one answer to a message": {n for n, found in replies.items() if any(len(r) != 1 for r in found)},
        "a repeat got another answer": differing - parted,
        f"later than {LIMIT:.0f} s": {sid(d) for d in seen.deliveries if d.seconds > LIMIT},
        "a danger without an emergency number": {
            n for n in seen.dangers & answered.keys() if not (_warns(answered[n]) or _is_misread(seen, n))
        },
        "worked on twice": {n for n in seen.log if sum(o in TURN_RAN for o in _outcomes(seen, n)) > 1},
        "in the conversation twice": {name for name, times in seen.kept.items() if times > 1},
        "answered and not in the inbox": {n for n, r in answered.items() if seen.inbox.get(n) != r} - _erased(seen),
        "in `turns` and not in the inbox": seen.turns - seen.inbox.keys(),
    }
    broken = tuple(
        f"{promise}: {len(found)}, e.g. "
        + "; ".join(_example(name, by_message[name], seen) for name in sorted(found)[:EXAMPLES])
        for promise, found in promises.items()
        if found
    )
    return Verdict(broken, lost, parted)


def _nobody_there(delivery: Delivery, dark: Sequence[tuple[float, float]]) -> bool:
    """Whether no server was up when a delivery ended, so that its tries could not be answered."""
    ended = delivery.began + delivery.seconds
    return set(delivery.tries) == {"ct"} and any(begin <= ended <= end for begin, end in dark)


def _outcomes(seen: Evidence, message: str) -> list[str]:
    return [turn.outcome for turn in seen.log.get(message, ())]


def _is_misread(seen: Evidence, message: str) -> bool:
    """Whether the assistant itself took a danger for something else, which `make score` counts."""
    return any(turn.outcome in CALM and turn.intent != DANGER for turn in seen.log.get(message, ()))


def _erased(seen: Evidence) -> set[str]:
    """The messages of people who had everything erased."""
    whose = {turn.conversation for turns in seen.log.values() for turn in turns if turn.outcome == ERASED}
    return {message for message, turns in seen.log.items() if any(turn.conversation in whose for turn in turns)}


def _warns(reply: str) -> bool:
    return any(number in reply for number in emergency_numbers())


@functools.cache
def emergency_numbers() -> frozenset[str]:
    """The numbers that danger signs lead to."""
    directory = default_directory()
    return frozenset(directory.services[sign.line].contact for sign in directory.danger_signs.values())


def _example(name: str, given: Sequence[Delivery], seen: Evidence) -> str:
    """One message with all that is known of it; its words are ours, from tests/messages."""
    came = [f"{'/'.join(d.tries)} after {d.seconds:.1f} s: {d.replies}" for d in given]
    body = given[0].form["Body"] if given else ""
    return f"{name} {body!r} {came} {_outcomes(seen, name)} {seen.kept.get(name, 0)}x kept"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def counts(seen: Evidence) -> Counter[str]:
    """How many messages ended in each outcome."""
    return Counter(turns[-1].outcome for turns in seen.log.values())
