"""The database of a storm, with a way to take it from the servers for some seconds."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Protocol

from bot.ops.environment import CannotStart
from bot.ops.storm.machines import PATIENCE, free_port

POSTGRES_PROGRAMS = Path("/usr/lib/postgresql")
POSTGRES_USER = "postgres"
"""Who runs PostgreSQL when the storm is run by root, which PostgreSQL refuses."""


class Database(Protocol):
    """What a storm needs of a database."""

    url: str
    fault: str

    def open(self) -> None:
        """Makes it usable."""

    async def taken_away(self, seconds: float) -> None:
        """Makes it unusable for ``seconds``, and usable again."""

    def close(self) -> None:
        """Ends it and deletes what it kept."""


class Sqlite:
    """A SQLite file; another process's exclusive lock makes it unusable."""

    fault = "database locked"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "storm.db"
        self.url = f"sqlite:///{self._file}"

    def open(self) -> None:
        """A file needs no start."""

    async def taken_away(self, seconds: float) -> None:
        """Holds the lock that every writer needs."""
        connection = await asyncio.to_thread(self._locked)
        try:
            await asyncio.sleep(seconds)
        finally:
            connection.rollback()
            connection.close()

    def close(self) -> None:
        """The file goes with its folder."""

    def _locked(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        connection.execute("BEGIN EXCLUSIVE")
        return connection


class Postgres:
    """A PostgreSQL server of its own in a temporary folder; killed with SIGKILL and started again."""

    fault = "database killed"

    def __init__(self) -> None:
        self._programs = _programs()
        self._user = POSTGRES_USER if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="storm-postgres-"))
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql://storm@127.0.0.1:{self._port}/postgres"

    @property
    def pid(self) -> int:
        """The id of the running server."""
        if self._process is None:
            raise CannotStart("PostgreSQL was not started.")
        return self._process.pid

    def open(self) -> None:
        """Makes the cluster and starts the server."""
        if self._user:
            shutil.chown(self._folder, self._user)
        made = self._run("initdb", "--username=storm", "--auth=trust", "--encoding=UTF8", "--no-sync", "data")
        if made.returncode:
            raise CannotStart(f"initdb failed: {made.stderr.decode().strip()}")
        self._start()
        self._wait()

    async def taken_away(self, seconds: float) -> None:
        """Kills the server, waits, starts it again and waits until it has recovered."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        await asyncio.sleep(seconds)
        self._start()
        await asyncio.to_thread(self._wait)

    def close(self) -> None:
        """Ends the server and deletes its folder."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        command = ["-D", "data", "-p", str(self._port), "-c", "listen_addresses=127.0.0.1", "-k", str(self._folder)]
        with (self._folder / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *command],
                cwd=self._folder, user=self._user, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _wait(self) -> None:
        """Waits until it answers; started again when the killed one's memory was still in use."""
        deadline = time.monotonic() + PATIENCE
        while self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)).returncode:
            if time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL did not start; see {self._folder / 'postgres.log'}.")
            if self._process and self._process.poll() is not None:
                self._start()
            time.sleep(0.1)

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(self._programs / program), *words]
        return subprocess.run(command, cwd=self._folder, user=self._user, capture_output=True, check=False)


def _programs() -> Path:
    """The folder of the newest PostgreSQL on this machine."""
    versions = sorted(POSTGRES_PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise CannotStart("PostgreSQL is not on this machine; run scripts/services.sh first.")
    return versions[-1].parent


def database(kind: str, folder: Path) -> Database:
    """The database called ``kind``: sqlite or postgresql."""
    if kind == "postgresql":
        return Postgres()
    if kind == "sqlite":
        return Sqlite(folder)
    raise CannotStart(f'--database "{kind}" is unknown; write sqlite or postgresql.')
