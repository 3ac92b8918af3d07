"""`make run` as a person starts it: both servers come up under their settings, answer, and stop together."""

import os
import signal
import subprocess
import sys
import time
import urllib.request

from bot.ops.environment import ROOT
from bot.ops.run import healthy
from bot.ops.talk import form_of, send
from bot.settings import read
from tests.conftest import free_port


def run(environment):
    command = [sys.executable, "-m", "bot.ops", "run"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def test_run_serves_and_stops(environment, model):
    own = {**environment, "PORT": str(free_port()), "ACTION_PORT": str(free_port()), "CONSOLE_PORT": str(free_port())}
    settings = read(own)
    started = run(own)
    try:
        assert healthy(settings, 120.0), "no answer"
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.console_port}/health", timeout=5) as answer:
            assert answer.read() == b"ok"
        assert "104" in send(settings, form_of("bukhar aur khansi hai", "whatsapp", "+919100000001"))
    finally:
        started.send_signal(signal.SIGTERM)
        said, _ = started.communicate(timeout=30)
    assert "make talk" in said
    assert started.returncode == 0
    assert not healthy(settings, 1.0)


def test_a_taken_port_is_said_in_one_sentence(environment, servers):
    started = run(environment)
    said, _ = started.communicate(timeout=60)
    assert started.returncode == 1
    assert said.count("\n") == 1
    assert f"PORT={servers.port} is taken" in said


def test_a_wrong_setting_is_said_in_one_sentence(environment):
    started = run({**environment, "PORT": "five"})
    said, _ = started.communicate(timeout=60)
    assert started.returncode == 1
    assert said.strip() == 'PORT="five" is no port; write a whole number from 1 to 65535, e.g. PORT=5005'


def test_broken_facts_stop_the_start_with_file_and_line(environment, tmp_path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    services = clone / "data" / "directory" / "services.yml"
    services.write_text(services.read_text().replace('kind: "video"', 'kind: "fax"'))
    own = {**environment, "PYTHONPATH": str(clone), "PORT": str(free_port()), "ACTION_PORT": str(free_port())}
    before = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bot.ops", "run"], cwd=clone, env=own, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "data/directory/services.yml:" in done.stderr
    assert "kind" in done.stderr
    assert time.monotonic() - before < 30, "nothing may be trained or started from broken facts"
    assert not os.path.exists(clone / "models")
