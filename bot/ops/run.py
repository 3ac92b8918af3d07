"""Starts the servers of the Procfile and waits until they answer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from bot.live_model import live_model
from bot.ops.database import migrated
from bot.ops.environment import ROOT, CannotStart, prepare
from bot.ops.train import train
from bot.settings import Settings

PATIENCE = 180.0
"""Seconds to wait for the servers."""


def run() -> int:
    """Trains when needed, starts the servers, waits for Ctrl-C; gives the exit code.

    Raises:
        CannotStart: when the data has mistakes, a setting cannot be used, or a port is taken.

    """
    settings = prepare()
    for name, host, port in (
        ("PORT", settings.host, settings.port),
        ("ACTION_PORT", "127.0.0.1", settings.action_port),
        ("CONSOLE_PORT", settings.console_host, settings.console_port),
    ):
        _must_be_free(name, host, port)
    train(if_needed=True)
    _migrate(settings)
    os.environ["MODEL"] = str(live_model())
    path = f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [sys.executable, "-m", "honcho", "-e", os.devnull, "start"]
    servers = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PATH": path}, start_new_session=True)
    threading.Thread(target=_announce, args=(settings, servers), daemon=True).start()
    return _wait(servers)


def _migrate(settings: Settings) -> None:
    """Migrates the database; the servers can do without it for a while, so they start all the same."""
    try:
        print(migrated(settings), flush=True)  # noqa: T201
    except CannotStart as error:
        print(f"{error} People get the safe text until it answers.", flush=True)  # noqa: T201


def _wait(servers: subprocess.Popen[bytes]) -> int:
    """The exit code of the servers; 0 when a person stopped them."""
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()
        if servers.poll() is None:
            servers.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = servers.wait()
    return 0 if stopped.is_set() else code


def _must_be_free(name: str, host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"{name}={port} is taken on {host} ({error.strerror}); stop what runs there or set another {name}."
            ) from error


def _announce(settings: Settings, servers: subprocess.Popen[bytes]) -> None:
    if healthy(settings, PATIENCE, servers):
        print(_what_next(settings), flush=True)  # noqa: T201
    elif servers.poll() is None:
        print(f"No answer after {PATIENCE:.0f} s; the lines above may say why. Ctrl-C stops.", flush=True)  # noqa: T201


def healthy(settings: Settings, patience: float, servers: subprocess.Popen[bytes] | None = None) -> bool:
    """Whether both servers answer within ``patience`` seconds."""
    addresses = [
        f"http://127.0.0.1:{settings.action_port}/health",
        f"http://127.0.0.1:{settings.port}/webhooks/twilio/",
    ]
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and (servers is None or servers.poll() is None):
        if all(answers(address) for address in addresses):
            return True
        time.sleep(0.5)
    return False


def answers(address: str) -> bool:
    """Whether a server answers at ``address`` with 200 within two seconds."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _what_next(settings: Settings) -> str:
    console = f"http://{settings.console_host}:{settings.console_port}"
    phones = f"\n  Two phones to try:    {console}/phones" if settings.on_this_machine else ""
    return f"""
Sehat Saathi is up.{phones}
  In a terminal:        make talk   (as WhatsApp; CHANNEL=sms make talk as a feature phone)
  Console:              {console}   (label messages, train, promote)
  Webhook for Twilio:   {settings.public_url}/webhooks/twilio/webhook
  Stop:                 Ctrl-C
"""
