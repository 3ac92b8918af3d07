"""The command that makes or migrates the tables."""

from __future__ import annotations

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.ops.environment import CannotStart, settings_for_servers
from bot.settings import Settings
from bot.store.engine import engine_for
from bot.store.schema import migrate


def migrated(settings: Settings) -> str:
    """Makes or migrates the tables; what was done, in one line.

    Raises:
        CannotStart: when the database cannot be used.

    """
    url = settings_for_servers(settings)["DATABASE_URL"]
    shown = make_url(url).render_as_string(hide_password=True)
    try:
        done = migrate(engine_for(url))
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", error)).strip().split("\n")[0]
        raise CannotStart(f"DATABASE_URL={shown} cannot be used ({why}); is it there and writable?") from error
    if done.before == done.now:
        return f"Database {shown}: at step {done.now}, nothing to do."
    return f"Database {shown}: from {done.before or 'empty'} to step {done.now}."
