"""The real servers of a storm: started on own ports with an own database, killed and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bot.ops.environment import QUIET, ROOT, CannotStart
from bot.ops.run import answers

TOKEN = "token-of-the-storm"
PEPPER = "pepper-of-the-storm"
PUBLIC = "https://bot.example.in"
PATIENCE = 300.0
"""Seconds that a server may take to start."""


class Server:
    """A server as a process of its own; its output goes to ``log``."""

    def __init__(self, command: list[str], env: Mapping[str, str], health: str, log: Path) -> None:
        self._command, self._env, self._health, self.log = command, env, health, log
        self._process: subprocess.Popen[bytes] | None = None
        self.away: list[tuple[float, float]] = []
        """From when to when it was killed and not up again (monotonic clock)."""

    @property
    def pid(self) -> int:
        """The id of the running process."""
        if self._process is None:
            raise CannotStart(f"{self._command[1]} was not started.")
        return self._process.pid

    def start(self) -> None:
        """Starts the process; `up` waits until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._command],
                cwd=ROOT, env=self._env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    async def up(self) -> None:
        """Waits until the server answers.

        Raises:
            CannotStart: when it does not within five minutes.

        """
        deadline = time.monotonic() + PATIENCE
        while not await asyncio.to_thread(answers, self._health):
            if time.monotonic() > deadline:
                raise CannotStart(f"{' '.join(self._command[:2])} did not start; see {self.log}.")
            await asyncio.sleep(0.1)

    def kill(self, how: int = signal.SIGKILL) -> None:
        """Sends a signal to the process and its children; SIGKILL ends it at once."""
        os.killpg(self.pid, how)
        if how == signal.SIGKILL and self._process:
            self._process.wait()

    async def killed_and_restarted(self, pause: float) -> None:
        """Kills the server, waits, starts it again and waits until it answers."""
        began = time.monotonic()
        self.kill()
        await asyncio.sleep(pause)
        self.start()
        await self.up()
        self.away.append((began, time.monotonic()))

    def stop(self) -> None:
        """Ends the process, if there is one."""
        if self._process and self._process.poll() is None:
            self.kill()


def environment(port: int, action_port: int, database_url: str) -> dict[str, str]:
    """The environment of a server in a storm: no limits, known secrets."""
    return {
        **os.environ, **QUIET, "TWILIO_AUTH_TOKEN": TOKEN, "PEPPER": PEPPER, "PUBLIC_URL": PUBLIC,
        "HOST": "127.0.0.1", "SANIC_HOST": "127.0.0.1", "PORT": str(port), "ACTION_PORT": str(action_port),
        "DATABASE_URL": database_url, "RATE_LIMIT": "off",
    }  # fmt: skip


def action_server(port: int, folder: Path) -> Server:
    """The action server."""
    command = ["rasa_sdk", "--actions", "actions", "--port", str(port)]
    env = environment(port, port, "sqlite:///unused.db")
    return Server(command, env, f"http://127.0.0.1:{port}/health", folder / "actions.log")


def rasa_server(port: int, action_port: int, database_url: str, folder: Path) -> Server:
    """The Rasa server with the channel."""
    command = ["rasa", "run", "--interface", "127.0.0.1", "--port", str(port), "--model", "models",
               "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]  # fmt: skip
    env = environment(port, action_port, database_url)
    return Server(command, env, f"http://127.0.0.1:{port}/webhooks/twilio/", folder / f"rasa-{port}.log")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
