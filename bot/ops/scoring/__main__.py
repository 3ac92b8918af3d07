"""python -m bot.ops.scoring MODEL: scores a model on the fixed test set and keeps the outcomes beside it."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.ops.environment import CannotStart, prepare
from bot.ops.scoring.outcomes import CannotLoad
from bot.ops.scoring.run import CANNOT_LOAD, score_and_keep


def main() -> int:
    """Scores; 3 when the model cannot be loaded, 1 when something else went wrong."""
    prepare()
    try:
        score_and_keep(Path(sys.argv[1]))
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        return CANNOT_LOAD if isinstance(error, CannotLoad) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
