"""Takes telephone numbers, identity numbers, e-mail addresses and names out of a text before it is kept."""

from __future__ import annotations

import functools
import re

from bot.spelling import small_words

MASK = "***"
MOST_NAME_WORDS = 3
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_LONG_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[\s().\-]{0,3}\d){8,}")
"""Nine digits or more, however parted: telephone, Aadhaar, account and card numbers; no PIN, no reading, no year."""
_WORD = re.compile(r"[\w\u0900-\u0963\u0966-\u097f']+")
_TOLL_FREE = re.compile(r"\D*1800")


def mask(text: str) -> str:
    """The text with ``***`` where it names a person; toll-free numbers (1800...) stay."""
    text = _EMAIL.sub(MASK, text)
    text = _LONG_NUMBER.sub(lambda number: number[0] if _TOLL_FREE.match(number[0]) else MASK, text)
    return _mask_names(text)


def _mask_names(text: str) -> str:
    kept, at = [], 0
    for cue in _cues().finditer(text):
        name = _name_after(text, cue.end())
        if name and cue.start() >= at:
            kept += [text[at : name[0]], MASK]
            at = name[1]
    return "".join([*kept, text[at:]])


def _name_after(text: str, start: int) -> tuple[int, int] | None:
    """Where the name stands that follows a cue: up to three words that are no everyday words."""
    first, last = None, start
    for count, word in enumerate(_WORD.finditer(text, start)):
        between = text[last : word.start()]
        if count == MOST_NAME_WORDS or word[0].lower() in _everyday() or between.strip(" :-=") or word[0].isdigit():
            break
        first, last = (word.start() if first is None else first), word.end()
    return None if first is None else (first, last)


@functools.cache
def _cues() -> re.Pattern[str]:
    cues = sorted(small_words().name_cues, key=len, reverse=True)
    spaced = "|".join(re.escape(cue).replace(r"\ ", r"\s+") for cue in cues)
    return re.compile(rf"(?<![\w\u0900-\u097f])(?:{spaced})(?![\w\u0900-\u097f])", re.IGNORECASE)


@functools.cache
def _everyday() -> frozenset[str]:
    words = small_words()
    lists = (words.english, words.romanised, words.fillers, words.joiners, words.clause_breaks, words.shorthand)
    return frozenset(word for each in lists for word in each)
