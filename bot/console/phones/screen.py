"""What a phone shows of a reply: WhatsApp's bold and links and buttons; a small screen's pages, segments and price."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.directory import default_directory
from bot.language import FORMS
from bot.reply import contacts
from bot.sentences import buttons, default_responses, render
from bot.sms import Length, measure
from bot.spelling import DIRECTORY, read_yaml

SCREEN = 160
"""Characters on one page of the small screen."""
_BOLD = re.compile(r"\*([^*\n]+)\*")
_LINK = re.compile(r"https?://[^\s<,]+[^\s<,.;:!?)]")


def whatsapp(text: str) -> Markup:
    """A text as WhatsApp shows it: *bold*, links, line breaks; everything else is plain text."""
    shown = _LINK.sub(r'<a href="\g<0>" rel="noreferrer" target="_blank">\g<0></a>', str(escape(text)))
    return Markup(_BOLD.sub(r"<strong>\1</strong>", shown).replace("\n", "<br>"))


def offered(reply: str) -> list[dict[str, str]]:
    """The answers that a WhatsApp reply offers: those of the last sentence in it that has buttons."""
    found = [(reply.rfind(text), choices) for text, choices in _offers() if text in reply]
    return max(found, key=lambda each: each[0])[1] if found else []


@functools.cache
def _offers() -> list[tuple[str, list[dict[str, str]]]]:
    """Every sentence with buttons whose gaps are filled by contacts alone, and its buttons."""
    values, responses = contacts(default_directory()), default_responses()

    def each() -> Iterator[tuple[str, list[dict[str, str]]]]:
        for name in responses:
            for form in FORMS:
                try:
                    choices = buttons(responses, name, form, "whatsapp", values)
                    if choices:
                        yield render(responses, name, form, "whatsapp", values), choices
                except (LookupError, KeyError):
                    continue

    return list(each())


@dataclass(frozen=True, slots=True)
class Sms:
    """A reply on a phone with a small screen: its pages, how it travelled, and its price in rupees."""

    pages: tuple[str, ...]
    length: Length
    rupees: float
    source: str


def sms(text: str) -> Sms:
    """A reply as a feature phone shows it."""
    price = read_yaml(DIRECTORY / "prices.yml")["sms"]
    length = measure(text)
    return Sms(tuple(_pages(text)), length, length.segments * price["paise"] / 100, price["source"])


def _pages(text: str) -> Iterator[str]:
    """The text in pages that end at a blank where there is one."""
    while len(text) > SCREEN:
        end = text.rfind(" ", SCREEN // 2, SCREEN + 1)
        end = end if end > 0 else SCREEN
        yield text[:end]
        text = text[end:].lstrip()
    yield text
