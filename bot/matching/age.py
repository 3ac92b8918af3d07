"""The age that a message says: "my 5 year old", "10 din ka hai", "माँ 70 साल की", "F 71"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching.numbers import Span, number, spans
from bot.text import Word, key


def _keys(*written: str) -> frozenset[str]:
    return frozenset(key(word) for word in written)


OLD, AND = key("old"), key("and")
SINCE = _keys(
    "se", "से", "since", "for", "pehle", "पहले", "ago", "baad", "बाद", "after", "tak", "mein", "में", "back", "later"
)  # fmt: skip
OF = _keys("ka", "ki", "ke", "का", "की", "के", "ko", "को", "boy", "girl", "umar", "age", "उम्र")
IS = _keys(
    "h", "he", "hai", "hain", "hu", "hun", "hoon", "tha", "thi", "है", "हैं", "हूं", "हूँ", "था", "थी", "ho", "hua", "hui",
    "हो", "हुआ", "हुई", "ko", "को",
)  # fmt: skip
AGE_NAMED = _keys("umar", "umr", "age", "aged", "उम्र", "उमर")
PEOPLE = ("<child>", "<baby>", "<newborn>", "<son>", "<daughter>", "<elderly>", "<grandparent>", "<mother>", "<father>",
          "<wife>", "<husband>", "<woman>", "<man>")  # fmt: skip
COMPLAINTS = ("<pain>", "<fever>", "<cough>", "<trouble>", "<itch>", "<swelling>", "<vomit>", "<loose>", "<wound>",
              "<rash>", "<breathless_word>", "<medicine>", "<weak>", "<phlegm>", "<dizzy>", "<injection>",
              "<bleeding>")  # fmt: skip
IS_SAID = _keys("is", "am", "hes", "shes", "im")
BESIDE_YEARS = IS_SAID | _keys("uncle", "aunt", "chacha", "kaka", "chachi", "kaki")
LAST_FOR_YEARS = ("<pain>", "<wound>", "<trouble>", "<cut>")
"""What is old itself: "2 year old knee pain"."""
TO = _keys("ko", "को")
SEXES = frozenset(("M", "F", "m", "f", "male", "female", "yo"))
GROWN, OLDEST = 15.0, 105.0
"""Years between which a number without a unit may be an age."""
YEAR = 365.25
Elements = Sequence[frozenset[str]]


def age_in_days(words: Sequence[Word], elements: Elements) -> float | None:
    """The age of the person in days, or None; how long a complaint lasts is no age."""
    for span in spans(words):
        if _is_age(span, words, elements):
            return span.days
    return _years_alone(words, elements)


def _is_age(span: Span, words: Sequence[Word], elements: Elements) -> bool:
    following = _key_at(span.last + 1, words)
    if any(word.key in AGE_NAMED for word in words[max(0, span.first - 3) : span.first]):
        return following not in SINCE
    if following == OLD or words[span.last].key == OLD:
        return not any(_has(LAST_FOR_YEARS, span.last + after, elements) for after in (1, 2, 3))
    if _has(PEOPLE, span.last + 1, elements) and not _ends_clause(span.last, words):
        return True
    if _key_at(span.first - 1, words) in IS_SAID and following not in SINCE:
        return not _has(COMPLAINTS, span.first - 2, elements)
    if following in OF:
        return _belongs_to_somebody(span, words, elements)
    return span.days >= GROWN * YEAR and _ends_clause(span.last, words) and following not in SINCE


def _belongs_to_somebody(span: Span, words: Sequence[Word], elements: Elements) -> bool:
    """Whether "10 din ka" is somebody's age, and not that of a fever."""
    at = span.last + 2
    if _has(PEOPLE, at, elements) or (_has(PEOPLE, span.first - 1, elements) and not _has(COMPLAINTS, at, elements)):
        return True
    open_end = _ends_clause(span.last + 1, words) or _key_at(at, words) in IS or _key_at(at - 1, words) in TO
    before = range(max(0, span.first - 3), span.first)
    clause = words[span.first].clause
    return open_end and not any(words[i].clause == clause and _has(COMPLAINTS, i, elements) for i in before)


def _years_alone(words: Sequence[Word], elements: Elements) -> float | None:
    """An age without a unit: "umar 65", "my mother, 70, has", "F 71", "साठ की हैं"."""
    for i, word in enumerate(words):
        value = number(word)
        if value is None or not 0 < value <= OLDEST:
            continue
        named = _key_at(i - 1, words) in AGE_NAMED
        if named or (value >= GROWN and _stands_for_years(i, words, elements)):
            return value * YEAR
    return None


def _stands_for_years(i: int, words: Sequence[Word], elements: Elements) -> bool:
    before, following = words[i - 1] if i else None, words[i + 1] if i + 1 < len(words) else None
    if following and following.text in SEXES:
        return True
    if before and (before.text in SEXES or before.key in BESIDE_YEARS or _has(PEOPLE, i - 1, elements)):
        return _ends_clause(i, words) or bool(following and following.key in OF | {AND})
    return bool(following and following.key in OF and _key_at(i + 2, words) in IS)


def _ends_clause(i: int, words: Sequence[Word]) -> bool:
    return i + 1 >= len(words) or words[i + 1].clause != words[i].clause


def _key_at(i: int, words: Sequence[Word]) -> str:
    return words[i].key if 0 <= i < len(words) else ""


def _has(concepts: Sequence[str], i: int, elements: Elements) -> bool:
    return 0 <= i < len(elements) and not elements[i].isdisjoint(concepts)
