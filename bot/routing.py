"""Chooses the service to use now. Pure: a need and the facts in, a route with its reason and source out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from bot.directory import Directory
from bot.directory.facts import DangerSign, Source

Channel = Literal["whatsapp", "sms"]
FEVERS = frozenset(("fever", "child_fever"))
WITH_FEVER = frozenset(("cough", "sore_throat", "breathless_mild", "child_cough"))
COVID_ALONE = frozenset(("loss_smell", "covid_contact"))
EMERGENCY = "108"
HELPLINE = "104"
VIDEO = "esanjeevani"
CITY_LINE = "apollo"
LETTER = "letter 607"
CLINICAL_TABLE, CLINICAL_TABLE_OF = "data/directory/danger_signs.yml", "2026-11-23"


@dataclass(frozen=True, slots=True)
class Need:
    """What a person needs, as far as it is known.

    ``outside`` is a place outside Madhya Pradesh; ``candidates`` are districts a named place may lie in;
    ``unclear_danger`` says that the learned judge alone spoke of danger.
    """

    symptoms: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    unclear_danger: bool = False
    district: str | None = None
    candidates: tuple[str, ...] = ()
    outside: str | None = None
    channel: Channel = "whatsapp"
    smartphone: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """The service to use first, what to try next, and why.

    ``rule`` counts as in docs/decisions/0002-routing.md; ``act`` is set for danger signs (now or today);
    ``ask_district`` says that the district may change the answer.
    """

    rule: int
    first: str
    alternates: tuple[str, ...]
    reason: str
    source: Source
    ask_district: bool = False
    act: Literal["now", "today"] | None = None
    sign: str | None = None

    def for_log(self) -> dict[str, str]:
        """The service, the reason and the clause of the source, in plain words."""
        source = f"{self.source.document}, {self.source.date}, {self.source.paragraph}"
        return {"service": self.first, "reason": f"rule {self.rule}: {self.reason}", "source": source}


def choose(need: Need, directory: Directory) -> Route:
    """The route for ``need``: the first rule that applies.

    Raises:
        LookupError: when no active service is left for a rule, which `bot.ops check` rules out.

    """
    for rule in RULES:
        route = rule(need, directory)
        if route:
            return route
    raise LookupError(f"no rule covers {need}; bot.routing.RULES must end with one that always does")


def next_service(route: Route, tried: Iterable[str], directory: Directory) -> str:
    """What to use when ``tried`` did not work: the next alternate, at the end the helpline or 108."""
    tried = set(tried)
    last = ("112", EMERGENCY) if route.rule == 1 else (HELPLINE, EMERGENCY)
    active = directory.active()
    options = [name for name in (route.first, *route.alternates, *last) if name in active and name not in tried]
    return options[0] if options else EMERGENCY


def is_covid_like(symptoms: Iterable[str]) -> bool:
    """Fever with cough, sore throat or breathlessness on exertion; or a COVID sign that stands alone."""
    present = set(symptoms)
    return bool(present & COVID_ALONE) or bool(present & FEVERS and present & WITH_FEVER)


def _danger(need: Need, directory: Directory) -> Route | None:
    if need.dangers:
        sign = _gravest([directory.danger_signs[name] for name in need.dangers])
        lines = _usable((sign.line, *sign.also, EMERGENCY), need, directory)
        source = Source(document=CLINICAL_TABLE, date=CLINICAL_TABLE_OF, paragraph=f"row {sign.row}")
        return Route(1, lines[0], lines[1:], f"danger sign {sign.id}", source, act=sign.act, sign=sign.id)
    if need.unclear_danger:
        routine = choose(_without_danger(need), directory)
        reason = "sounds dangerous, no sign named"
        source = Source(document=CLINICAL_TABLE, date=CLINICAL_TABLE_OF, paragraph="Qualifiers")
        lines = (*_usable((EMERGENCY, "112"), need, directory)[:1], routine.first, *routine.alternates)
        return Route(1, lines[0], lines[1:], reason, source, act="now")
    return None


def _gravest(signs: list[DangerSign]) -> DangerSign:
    """Life first: 108 now, then 112, then talk lines, then what can wait until today."""
    order = {EMERGENCY: 0, "112": 1}
    return min(signs, key=lambda sign: (sign.act != "now", order.get(sign.line, 2), sign.row))


def _without_danger(need: Need) -> Need:
    return Need(need.symptoms, (), False, need.district, need.candidates, need.outside, need.channel, need.smartphone)


def _outside(need: Need, directory: Directory) -> Route | None:
    if need.outside is None:
        return None
    lines = _usable((VIDEO, EMERGENCY, "112"), need, directory)
    return _from_letter(6, lines, f"{need.outside} lies outside Madhya Pradesh", directory)


def _covid(need: Need, directory: Directory) -> Route | None:
    if not is_covid_like(need.symptoms):
        return None
    lines = _usable((HELPLINE, VIDEO), need, directory)
    return _from_letter(2, lines, "COVID-like symptoms: " + ", ".join(need.symptoms), directory)


def _city(need: Need, directory: Directory) -> Route | None:
    served = directory.services[CITY_LINE].districts
    if need.district is None or not directory.services[CITY_LINE].active or need.district not in served:
        return None
    lines = (CITY_LINE, *_by_phone(need, directory))
    return _from_letter(3, lines, f"{need.district} is served by the Apollo line", directory)


def _state(need: Need, directory: Directory) -> Route | None:
    if need.district is None:
        return None
    how = "video on a smartphone" if _has_video(need) else "phone: no smartphone or internet"
    return _from_letter(4, _by_phone(need, directory), f"{need.district}, {how}", directory)


def _unknown_place(need: Need, directory: Directory) -> Route | None:
    return _from_letter(5, _by_phone(need, directory), "district not known yet", directory, ask=True)


RULES: tuple[Callable[[Need, Directory], Route | None], ...] = (
    _danger, _outside, _covid, _city, _state, _unknown_place,
)  # fmt: skip


def _has_video(need: Need) -> bool:
    return need.channel == "whatsapp" and need.smartphone


def _by_phone(need: Need, directory: Directory) -> tuple[str, ...]:
    order = (VIDEO, HELPLINE) if _has_video(need) else (HELPLINE, VIDEO)
    return _usable(order, need, directory)


def _usable(names: Iterable[str], need: Need, directory: Directory) -> tuple[str, ...]:
    """The active ones of ``names`` that serve the need's district, each once."""
    active = directory.active()
    served = [name for name in dict.fromkeys(names) if name in active and _serves(name, need, directory)]
    if not served:
        raise LookupError(f"none of {list(names)} is active; set `active: true` for one in services.yml")
    return tuple(served)


def _serves(name: str, need: Need, directory: Directory) -> bool:
    districts = directory.services[name].districts
    return districts == "all" or need.district in districts


def _from_letter(rule: int, lines: tuple[str, ...], reason: str, directory: Directory, *, ask: bool = False) -> Route:
    return Route(rule, lines[0], lines[1:], reason, directory.services[lines[0]].source, ask_district=ask)
