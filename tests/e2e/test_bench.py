"""The benchmark in a short form: both sides trained, started and measured; ratios with wide margins, no times."""

import subprocess
import sys

from bot.ops.environment import ROOT

SHORT = ("--messages", "300", "--epochs", "3", "--turns", "40", "--load", "60", "--margin", "3")


def test_ours_stays_well_ahead_of_a_stock_assistant():
    done = subprocess.run(
        [sys.executable, "-m", "bench", *SHORT], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    assert done.stdout.count("reached") == 9
