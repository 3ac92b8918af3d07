"""Backup and restore of the database while the servers run: SQLite's own online copy, pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from bot.ops.database import migrated
from bot.ops.environment import CannotStart, settings_for_servers
from bot.settings import Settings


def backup(settings: Settings, file: Path) -> str:
    """Writes everything in the database to ``file``, readable by its owner only; says what was written.

    Raises:
        CannotStart: when the file is there already or the database cannot be read.

    """
    if file.exists():
        raise CannotStart(f"{file} is there already; name a new file.")
    file.touch(mode=0o600)
    try:
        url = _url(settings)
        _copy(_existing(url), file) if _is_sqlite(url) else _postgres(
            "pg_dump", url, "--format=custom", f"--file={file}"
        )
    except BaseException:
        file.unlink()
        raise
    return f"{file}: {file.stat().st_size:,} bytes."


def restore(settings: Settings, file: Path) -> str:
    """Puts what is in ``file`` in place of the database, all or nothing, and migrates it; stop the servers first.

    Raises:
        CannotStart: when the file is no backup of this kind of database.

    """
    url = _url(settings)
    if not file.is_file():
        raise CannotStart(f"{file} is no file.")
    if _is_sqlite(url):
        _check(file)
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        _copy(file, Path(str(url.database)))
    else:
        _postgres("pg_restore", url, "--clean", "--if-exists", "--no-owner", "--single-transaction", file=file)
    return migrated(settings)


def _url(settings: Settings) -> URL:
    return make_url(settings_for_servers(settings)["DATABASE_URL"])


def _is_sqlite(url: URL) -> bool:
    return bool(url.get_backend_name() == "sqlite")


def _existing(url: URL) -> Path:
    file = Path(str(url.database))
    if not file.is_file():
        raise CannotStart(f"DATABASE_URL={url} names no file; nothing to back up.")
    return file


def _copy(source: Path, target: Path) -> None:
    """SQLite's online copy: a state between two transactions, whatever is written meanwhile."""
    try:
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)
    except sqlite3.Error as error:
        raise CannotStart(f"{source} could not be copied to {target} ({error}).") from error


def _check(file: Path) -> None:
    """Whether a file is a whole SQLite database with our tables."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'inbox'").fetchone()[0]
    except sqlite3.Error as error:
        raise CannotStart(f"{file} is no SQLite backup ({error}).") from error
    if not (sound and ours):
        raise CannotStart(f"{file} is damaged or no backup of Sehat Saathi; the database is as it was.")


def _postgres(program: str, url: URL, *options: str, file: Path | None = None) -> None:
    """Runs a program of PostgreSQL; the password goes by the environment, where other users do not see it."""
    if not shutil.which(program):
        raise CannotStart(f"{program} is not on this machine; install the client programs of PostgreSQL.")
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    env = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    command = [program, *options, f"--dbname={plain}", *([str(file)] if file else [])]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"{program} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason'}")
