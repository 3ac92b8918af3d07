"""How long our own understanding takes: python -m bench.understanding prints milliseconds a text of 1600 characters."""

from __future__ import annotations

import random
import statistics
import time

from bot.directory import default_directory
from bot.matching import default_matcher

LENGTH, ROUNDS, BAR_MS = 1600, 20, 30.0


def texts() -> dict[str, str]:
    """Hard texts: many danger wordings, one word repeated, one long word, denials, another script."""
    signs = default_directory().danger_signs.values()
    wordings = [w for sign in signs for w in sign.wordings.hi_latn if "<" not in w]
    mixed = " ".join(random.Random(1).choices(wordings, k=200))
    hard = {"danger wordings": mixed, "one word": "दर्द " * 400, "one letter": "a " * 900, "one long word": "ka" * 800,
            "denials": "seene me dard nahi hai " * 80, "no spaces": "बुखारनहीं" * 200}  # fmt: skip
    return {name: text[:LENGTH] for name, text in hard.items()}


def main() -> None:
    """Prints the median of each text against the bar."""
    matcher = default_matcher()
    for name, text in texts().items():
        matcher.read(text)
        spent = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            matcher.read(text)
            spent.append((time.perf_counter() - started) * 1000)
        median = statistics.median(spent)
        print(f"{name:16} {median:6.1f} ms {'' if median < BAR_MS else f'over {BAR_MS:.0f} ms'}")


if __name__ == "__main__":
    main()
