"""What an entry of data/directory/ may hold. The manuals at the head of the YAML files give the meaning."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Extra, Field, StrictBool, StrictStr, constr, validator

Words = tuple[StrictStr, ...]
if TYPE_CHECKING:
    Id = str
    LgdCode = str
    Digits3 = str
    Digits6 = str
    Day = str
else:
    Id = constr(strict=True, regex=r"^[a-z0-9_]+$")
    LgdCode = Digits3 = constr(strict=True, regex=r"^[1-9][0-9]{2}$")
    Digits6 = constr(strict=True, regex=r"^[1-9][0-9]{5}$")
    Day = constr(strict=True, regex=r"^20[0-9]{2}-[0-1][0-9]-[0-3][0-9]$")


class Fact(BaseModel):
    """Base of all entries: frozen, and unknown keys are errors."""

    class Config:
        """Settings of pydantic."""

        frozen = True
        extra = Extra.forbid
        allow_population_by_field_name = True


class Names(Fact):
    """One name in the three written forms."""

    en: StrictStr
    hi: StrictStr
    hi_latn: StrictStr = Field(alias="hi-Latn")

    def in_form(self, form: str) -> str:
        """The name in ``form`` (en, hi or hi-Latn)."""
        return {"en": self.en, "hi": self.hi, "hi-Latn": self.hi_latn}[form]


class Wordings(Fact):
    """How people say it, per written form; dialect may be in either script."""

    en: Words = ()
    hi: Words = ()
    hi_latn: Words = Field((), alias="hi-Latn")
    dialect: Words = ()

    @classmethod
    def empty(cls) -> Wordings:
        """No wording at all."""
        return cls.parse_obj({})

    def by_form(self) -> dict[str, tuple[str, ...]]:
        """The wordings of each form, without dialect."""
        return {"en": self.en, "hi": self.hi, "hi-Latn": self.hi_latn}

    def all(self) -> tuple[str, ...]:
        """Every wording of every form."""
        return self.en + self.hi + self.hi_latn + self.dialect


class Source(Fact):
    """Where a fact stands: document, its day, and the paragraph or heading."""

    document: StrictStr
    date: Day
    paragraph: StrictStr


class Contact(Fact):
    """A number or address that may be sent to people."""

    type: Literal["phone", "url"]
    value: StrictStr
    holds_from: Day
    source: Source


class Suggestion(Fact):
    """A number or address heard of; never sent."""

    type: Literal["phone", "url"]
    value: StrictStr
    note: StrictStr


class Service(Fact):
    """One service or line."""

    id: Id
    called: Words
    names: Names
    kind: Literal["video", "phone"]
    role: Literal["consultation", "emergency", "protection"]
    contacts: tuple[Contact, ...]
    suggestions: tuple[Suggestion, ...]
    districts: Literal["all"] | tuple[Id, ...]
    good_for: Words = Field(alias="for")
    not_for: Words
    hours: StrictStr
    cost: StrictStr
    prescription: StrictStr
    verified_on: Day
    active: StrictBool
    source: Source

    @validator("contacts", "districts")
    def _not_empty(cls, value: object) -> object:
        if not value:
            raise ValueError("must not be empty")
        return value

    @property
    def contact(self) -> str:
        """The number or address that holds today; one whose day is still to come waits."""
        today = date.today().isoformat()
        holding = [contact for contact in self.contacts if contact.holds_from <= today] or list(self.contacts)
        return max(holding, key=lambda contact: contact.holds_from).value


class Headquarters(Fact):
    """Seat of a district; degrees north and east."""

    name: StrictStr
    lat: float
    lon: float


class Place(Fact):
    """A tehsil, town or locality of a district."""

    en: StrictStr
    hi: StrictStr
    kind: Literal["tehsil", "town", "city", "locality"] = "city"
    aliases: Words = ()
    pin: Digits6 | None = None
    ambiguous: tuple[Id, ...] = ()
    common_word: StrictBool = False


class District(Fact):
    """One of the districts of Madhya Pradesh."""

    id: Id
    names: Names
    aliases: Words
    headquarters: Headquarters
    division: StrictStr
    lgd_code: LgdCode
    existed_on_2020_05_05: StrictBool
    formed: Day | None = None
    parent: Id | None = Field(None, alias="from")
    pin_prefixes: tuple[Digits3, ...]
    pins: tuple[Digits6, ...]
    common_word: StrictBool = False
    places: tuple[Place, ...]


class Concept(Fact):
    """Single words of one meaning; ``<id>`` in a pattern stands for any of them."""

    id: Id
    en: Words = ()
    hi: Words = ()
    hi_latn: Words = Field((), alias="hi-Latn")
    dialect: Words = ()
    never: Words = ()

    def all(self) -> tuple[str, ...]:
        """Every word of every form."""
        return self.en + self.hi + self.hi_latn + self.dialect


Patient = Literal["child", "newborn", "pregnant", "elderly"]


class Sayable(Fact):
    """What people may tell of: symptoms and danger signs."""

    id: Id
    names: Names
    patient: Patient | None = Field(None, alias="for")
    patterns: Words = ()
    wordings: Wordings = Field(default_factory=Wordings.empty)
    unless: Words = ()


class Symptom(Sayable):
    """An ordinary complaint."""

    group: StrictStr
    covid_like: StrictBool
    more_specific_than: tuple[Id, ...] = ()
    same_as: Id | None = None


class Measure(Fact):
    """A reading that is dangerous below or above a number."""

    of: Literal["oxygen", "temperature_f", "sugar", "systolic"]
    below: float | None = None
    above: float | None = None


class DangerSign(Sayable):
    """A sign that is answered before anything else."""

    row: int
    line: Id
    also: tuple[Id, ...] = ()
    act: Literal["now", "today"]
    together: tuple[Words, ...] = ()
    measure: Measure | None = None
    source: StrictStr
