"""Deletes old data by hand; the server does the same each night."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from bot.ops.environment import CannotStart, prepare
from bot.settings import read
from bot.store import keeping
from bot.store.engine import engine_for
from bot.store.schema import migrate


def purge() -> str:
    """Deletes what is older than RETENTION_DAYS; says what in one line.

    Raises:
        CannotStart: when the database cannot be used.

    """
    prepare()
    settings = read()
    engine = engine_for(settings.database_url)
    try:
        migrate(engine)
        return f"{keeping.purge(engine, settings.retention_days)} RETENTION_DAYS={settings.retention_days}"
    except SQLAlchemyError as error:
        kind = type(error).__name__
        raise CannotStart(
            f"The database of DATABASE_URL cannot be used ({kind}); start it, or set the address right."
        ) from error
