"""Two processes give what one gives, and a copy never outlives its parent."""

import os
import subprocess
import sys
import time

import pytest

from bot.nlu.halves import both, in_two
from bot.ops.environment import ROOT


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 100])
def test_all_items_in_their_order(count):
    assert in_two(lambda part: [2 * item for item in part], range(count), few=8) == [2 * n for n in range(count)]


def test_the_second_half_is_worked_on_elsewhere():
    processes = in_two(lambda part: [os.getpid() for _ in part], range(10), few=8)
    assert len(set(processes[:5])) == len(set(processes[5:])) == 1
    assert processes[0] == os.getpid() != processes[9]


def test_two_pieces_of_work_give_each_their_own():
    mine, theirs = both(os.getpid, lambda: (os.getpid(), "done"))
    assert (mine, theirs[1]) == (os.getpid(), "done")
    assert theirs[0] != mine


def test_a_copy_that_breaks_is_no_silent_half():
    def work(part):
        if 9 in part:
            raise ValueError("broken")
        return list(part)

    with pytest.raises(EOFError):
        in_two(work, range(10), few=8)


def test_a_copy_ends_with_its_parent():
    code = ("import os, time\nfrom bot.nlu.halves import in_two\n"
            "def work(part):\n    print(os.getpid(), flush=True)\n    time.sleep(60)\n"
            "in_two(work, range(10), few=2)")  # fmt: skip
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pids = [int(parent.stdout.readline()) for _ in range(2)]
    parent.kill()
    parent.wait()
    copy = next(pid for pid in pids if pid != parent.pid)
    deadline = time.monotonic() + 20
    while _runs(copy):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _runs(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
