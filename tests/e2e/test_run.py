"""`make run` as a person starts it: both servers come up under their settings, answer, and stop together."""

import os
import signal
import subprocess
import sys
import time
import urllib.parse
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
    settings = read({**own, "PUBLIC_URL": f"http://127.0.0.1:{own['PORT']}"})
    started = run({**own, "PUBLIC_URL": settings.public_url})
    try:
        assert healthy(settings, 120.0), "no answer"
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.console_port}/health", timeout=5) as answer:
            assert answer.read() == b"ok"
        assert "104" in send(settings, form_of("bukhar aur khansi hai", "whatsapp", "+919100000001"))
        _break_the_action_server(settings)
    finally:
        started.send_signal(signal.SIGTERM)
        said, _ = started.communicate(timeout=30)
    assert f"127.0.0.1:{settings.console_port}/phones" in said
    assert "make talk" in said
    assert started.returncode == 0
    assert not healthy(settings, 1.0)


def _break_the_action_server(settings):
    """Kills it from the phones page: a safe answer in time, and a minute later the usual one."""
    phone = {"phone": "whatsapp", "number": "+910000000001"}
    assert "108" in _by_phone(settings, {**phone, "text": "saans nahi aa rahi", "break": "dies"})
    deadline = time.monotonic() + 60
    while "1800-103-7378" not in _by_phone(settings, {**phone, "text": "chamdi pe daane, bhopal", "break": "none"}):
        assert time.monotonic() < deadline, "the action server did not come back"


def _by_phone(settings, fields):
    address = f"http://127.0.0.1:{settings.console_port}/phones/send"
    with urllib.request.urlopen(address, urllib.parse.urlencode(fields).encode(), timeout=20) as answer:
        return answer.read().decode()


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
