"""One spelling per message: words with their places, scripts, and a phonetic key that joins scripts.

The key is made for finding, not for showing: साँस, सांस, saans and sans all have the key ``sans``.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass

import regex
from indic_transliteration import sanscript

from bot.spelling import small_words

_WORD = regex.compile(
    r"(?:\p{Latin}\.){2,}"
    r"|(?i:sp?o2)(?!\p{L})"
    r"|[\u0900-\u0963\u0970-\u097F\u200c\u200d]+"
    r"|[\p{Latin}\p{Mn}]+(?:['’`][\p{Latin}]+)*"
    r"|\p{Nd}+(?:[.,/:]\p{Nd}+)*"
    r"|\p{L}[\p{L}\p{M}]*"
)
_CLAUSE_END = regex.compile(r"[,;!?।॥\n()]|\.(?!\p{Nd})")
_DEVANAGARI = regex.compile(r"[\u0900-\u0963\u0970-\u097F]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_CANDRA = str.maketrans({"ॉ": "ो", "ऑ": "ओ", "ॅ": "े", "ऍ": "ए", "ऒ": "ओ", "ॊ": "ो", "ऎ": "ए"})
_NUKTA = "\u093c"
_SLP_VOWELS = "aAiIuUeEoOfF"
_SLP_NASALS = "M~"
_SLP_TO_KEY = str.maketrans("AIUEOfFKGNCJYwWqQRTDPBSzHL'", "aiueorrkgncjnttddntdfbss l ")
_LATIN_FOLDS = [
    (regex.compile(pattern), by)
    for pattern, by in [
        (r"(.)\1{2,}", r"\1"),
        (r"['’`.]", ""),
        (r"x", "ks"),
        (r"c+h+", "C"),
        (r"c?k+", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ph", "f"),
        (r"(?<=[sztdbgkjC])h", ""),
        (r"q", "k"),
        (r"z", "j"),
        (r"w", "v"),
        (r"aa", "a"),
        (r"ee|ii", "i"),
        (r"oo|uu", "u"),
        (r"ai(?!$|[aeiou])|ay(?![aeiou])|e[iy](?![aeiou])", "e"),
        (r"au", "o"),
        (r"(?<=[^aeiou])y(?![aeiou])", "i"),
        (r"C", "c"),
    ]
]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a message: as written, its place in the text, its key and its clause number."""

    text: str
    start: int
    end: int
    key: str
    clause: int


def clean(text: str) -> str:
    """NFC without control and invisible characters, lone surrogates replaced; for storing and showing."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return "".join(c if c in "\n\t" or unicodedata.category(c) != "Cc" else " " for c in text)


def is_devanagari(text: str) -> bool:
    """Whether any Devanagari letter stands in the text."""
    return _DEVANAGARI.search(text) is not None


def words(text: str) -> list[Word]:
    """The words of ``text`` in order; offsets index ``text`` itself, numbers are words too."""
    found: list[Word] = []
    clause, last = 0, 0
    for match in _WORD.finditer(text):
        if _CLAUSE_END.search(text, last, match.start()) and found:
            clause += 1
        last = match.end()
        found.append(Word(match.group(), match.start(), last, key(match.group()), clause))
    return [word for word in found if word.key]


@functools.lru_cache(maxsize=65536)
def key(word: str) -> str:
    """The phonetic key of one word: Latin letters, digits in ASCII; empty when no letter is left."""
    word = unicodedata.normalize("NFC", word).translate(_INVISIBLE).lower().replace("’", "'")
    if word[:1].isdigit():
        return "".join(str(int(c)) if c.isdigit() else c for c in word)
    word = small_words().shorthand.get(word, word)
    folded = _fold_devanagari(word) if is_devanagari(word) else _fold_latin(word)
    return _finish(folded)


def _fold_latin(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern, by in _LATIN_FOLDS:
        plain = pattern.sub(by, plain)
    return plain


def _fold_devanagari(word: str) -> str:
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).replace(_NUKTA, ""))
    slp = sanscript.transliterate(bare.translate(_CANDRA), sanscript.DEVANAGARI, sanscript.SLP1)
    slp = regex.sub(r"[^A-Za-z~]", "", slp.replace("jY", "gy"))
    slp = _drop_schwas(regex.sub(r"(?<=.)[M~]$", "", slp))
    return regex.sub(r"[M~]", "n", slp).translate(_SLP_TO_KEY).replace(" ", "")


def _drop_schwas(slp: str) -> str:
    """Take out the inherent a's that Hindi does not speak: at the end, and between VC and CV."""
    if len(slp) > 2 and slp.endswith("a") and slp[-2] not in _SLP_VOWELS:
        slp = slp[:-1]
    for i in range(len(slp) - 3, 1, -1):
        before, after = slp[i - 2 : i], slp[i + 1 : i + 3]
        if slp[i] == "a" and _vowel_first(before) and len(after) == 2 and _vowel_first(after[::-1]):
            slp = slp[:i] + slp[i + 1 :]
    return slp


def _vowel_first(pair: str) -> bool:
    return pair[0] in _SLP_VOWELS + _SLP_NASALS and pair[1] not in _SLP_VOWELS


def _finish(folded: str) -> str:
    """What both scripts share at the end: h inside a word, doubled letters, a nasal ending."""
    folded = folded[:1] + folded[1:].replace("h", "")
    folded = folded.replace("iya", "ia").replace("iye", "ie").replace("yi", "i")
    folded = regex.sub(r"n(?=[pb])", "m", folded)
    folded = regex.sub(r"(.)\1+", r"\1", folded)
    return folded[:-1] if len(folded) > 5 and folded[-2:] in ("on", "en", "in") else folded
