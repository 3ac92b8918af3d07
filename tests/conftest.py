"""Shared by the tests: the real facts, and the real servers on a trained model."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from bot.ops.environment import QUIET, ROOT
from bot.ops.run import healthy
from bot.settings import Settings, read
from tests.aggregator import SECRET

pytest_plugins = ["tests.databases"]

TOKEN = "test-token-of-the-suite"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """The environment of the servers under test: own ports, own database, known secrets."""
    ports = {name: str(free_port()) for name in ("PORT", "ACTION_PORT", "METRICS_PORT", "CONSOLE_PORT")}
    database = tmp_path_factory.mktemp("database") / "sehat.db"
    own = {"TWILIO_AUTH_TOKEN": TOKEN, "PEPPER": "test-pepper", "PUBLIC_URL": "https://bot.example.in",
           "HOST": "127.0.0.1", "SANIC_HOST": "127.0.0.1", "DATABASE_URL": f"sqlite:///{database}",
           "RATE_LIMIT": "off", "SMS_SECRET": SECRET, "SMS_TIMESTAMP_HEADER": "X-Timestamp"}  # fmt: skip
    return {**os.environ, **QUIET, **own, **ports}


@pytest.fixture(scope="session")
def model():
    """The trained model; trained now when something changed since."""
    from bot.ops.train import train

    train(if_needed=True)
    return max((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


def start(environment, *command: str, log) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )


@pytest.fixture(scope="session")
def server_log(tmp_path_factory):
    """Everything that the servers print."""
    return tmp_path_factory.mktemp("logs") / "servers.log"


@pytest.fixture(scope="session")
def servers(environment, model, server_log) -> Settings:
    """Action server and Rasa server, answering; their settings."""
    settings = read(environment)
    with server_log.open("w") as log:
        running = [
            start(environment, "rasa_sdk", "--actions", "actions", "--port", environment["ACTION_PORT"], log=log),
            start(environment, "rasa", "run", "--interface", "127.0.0.1", "--port", environment["PORT"],
                  "--model", str(model), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml", log=log),
        ]  # fmt: skip
        try:
            assert healthy(settings, 120.0), f"the servers did not start:\n{server_log.read_text()[-3000:]}"
            yield settings
        finally:
            for server in running:
                stop(server)


def stop(server: subprocess.Popen) -> None:
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGTERM)
        deadline = time.monotonic() + 15
        while server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
