"""Thin Rasa components over bot/text.py, bot/matching and bot/judging.py; named by dotted path in config.yml."""
