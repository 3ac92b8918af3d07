"""Benchmarks: understanding by itself, and the whole assistant beside a stock Rasa assistant."""
