"""nginx and Redis as processes of their own, on own ports, with what deploy/ says."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from string import Template

from bot.ops.environment import ROOT, CannotStart
from bot.ops.storm.machines import free_port

TEMPLATE = ROOT / "deploy" / "nginx" / "sehat.conf.template"
PATIENCE = 20.0
"""Seconds that a program may take to start."""
PEER = "server 127.0.0.1:{port} max_fails={fails} fail_timeout=2s;"
FAILS = 3
"""Failures in two seconds after which nginx leaves a server out for two seconds."""
_MAIN = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log warn;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/sehat.conf;
}}
"""


class Program:
    """A program that listens on a port of this machine."""

    def __init__(self, command: Sequence[str], port: int, log: Path) -> None:
        if not shutil.which(command[0]):
            raise CannotStart(f"{command[0]} is not on this machine; run scripts/services.sh first.")
        self._command, self.port, self._log = command, port, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it listens.

        Raises:
            CannotStart: when it does not.

        """
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + PATIENCE
        while not _listens(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise CannotStart(f"{self._command[0]} did not start: {self._log.read_text()[-500:]}")
            time.sleep(0.05)

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Ends it, if it runs."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait()

    @property
    def pid(self) -> int:
        """The id of the running process."""
        if self._process is None:
            raise CannotStart(f"{self._command[0]} was not started.")
        return self._process.pid

    async def taken_away(self, seconds: float) -> None:
        """Kills it, waits, starts it again."""
        self.stop(signal.SIGKILL)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self.start)


class Redis(Program):
    """A Redis that keeps nothing over a restart."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        super().__init__(command, port, folder / "redis.log")
        self.url = f"redis://127.0.0.1:{port}/0"


class Nginx(Program):
    """nginx with the configuration of deploy/, its addresses those of this machine."""

    def __init__(self, rasa: Sequence[int], actions: Sequence[int], folder: Path) -> None:
        port, self.action_port = free_port(), free_port()
        folder.chmod(0o711)
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder))
        (folder / "sehat.conf").write_text(configuration(rasa, actions, port, self.action_port))
        command = ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "nginx-error.log")]
        super().__init__(command, port, folder / "nginx.log")


def configuration(rasa: Sequence[int], actions: Sequence[int], port: int, action_port: int) -> str:
    """deploy/nginx/sehat.conf.template filled in for servers on this machine."""
    return Template(TEMPLATE.read_text(encoding="utf-8")).safe_substitute(
        RASA_SERVERS=_peers(rasa, FAILS),
        RASA_AGAIN=_peers(rasa, 0),
        ACTION_SERVERS=_peers(actions, 0),
        WEBHOOK_PORT=f"127.0.0.1:{port}",
        ACTION_PORT=f"127.0.0.1:{action_port}",
    )


def _peers(ports: Sequence[int], fails: int) -> str:
    return " ".join(PEER.format(port=port, fails=fails) for port in ports)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0
