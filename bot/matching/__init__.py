"""Finds symptoms, danger signs, places and the patient in a message. Start with reading.py."""

from bot.matching.places import PlaceFound
from bot.matching.reading import Hit, Matcher, Reading, default_matcher, suits

__all__ = ["Hit", "Matcher", "PlaceFound", "Reading", "default_matcher", "suits"]
