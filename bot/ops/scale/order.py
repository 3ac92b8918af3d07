"""Whether one person's messages were worked on in the order in which they were sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import text
from sqlalchemy.engine import Engine

from bot.ops.scale.faults import Times
from bot.ops.storm.judge import sid
from bot.ops.storm.twilio import Delivery

GAP = 1.0
"""Seconds between the receipts of two messages from which on their order counts; closer ones may overtake."""
AFTERMATH = 8.0
"""Seconds after a fault for which it may still hold a message up: a lease of the inbox, and a look."""


@dataclass(frozen=True, slots=True)
class Order:
    """Pairs of one person's messages: all, those in whose time something was broken, and the swapped of either."""

    pairs: int
    in_faults: int
    swapped: tuple[str, ...]
    swapped_in_faults: int


@dataclass(frozen=True, slots=True)
class Kept:
    """When a server received a message (Unix time), and its turn's place among all turns kept."""

    received: float
    place: int


def kept_turns(engine: Engine) -> dict[str, Kept]:
    """The turns that were kept, by message."""
    asked = text(
        "SELECT message, received_at, min(place) FROM storm_kept JOIN inbox USING (message) "
        "GROUP BY message, received_at"
    )
    with engine.connect() as connection:
        return {message: Kept(received, place) for message, received, place in connection.execute(asked)}


def order(deliveries: Sequence[Delivery], kept: Mapping[str, Kept], faults: Times) -> Order:
    """Holds when messages were received against when their turns were kept.

    A message whose server dies is worked on by another one seconds later, and the person's next one does not wait
    that long; so pairs in whose time something was broken are counted apart.
    """
    pairs = in_faults = swapped_in_faults = 0
    swapped = []
    for earlier, later in _pairs(deliveries, kept):
        pairs += 1
        wrong = kept[sid(earlier)].place > kept[sid(later)].place
        if _during(faults, earlier, later):
            in_faults += 1
            swapped_in_faults += wrong
        elif wrong:
            swapped.append(f"{sid(later)} before {sid(earlier)}")
    return Order(pairs, in_faults, tuple(swapped), swapped_in_faults)


def _pairs(deliveries: Sequence[Delivery], kept: Mapping[str, Kept]) -> list[tuple[Delivery, Delivery]]:
    """Messages of one person that follow each other; each message counts from its first delivery."""
    first: dict[str, Delivery] = {}
    for delivery in sorted(deliveries, key=lambda d: d.began):
        first.setdefault(sid(delivery), delivery)
    people: dict[str, list[Delivery]] = defaultdict(list)
    for name, delivery in first.items():
        if name in kept and delivery.tries == ("2xx",):
            people[delivery.form["From"]].append(delivery)
    return [
        (one, other)
        for sent in people.values()
        for one, other in combinations(sent, 2)
        if kept[sid(other)].received - kept[sid(one)].received > GAP
    ]


def _during(faults: Times, earlier: Delivery, later: Delivery) -> bool:
    ended = max(earlier.began + earlier.seconds, later.began)
    return any(begin < ended and earlier.began < end + AFTERMATH for begin, end in faults)
