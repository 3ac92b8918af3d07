"""Which replies with buttons Twilio knows already."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine

from bot.store.dialect import put
from bot.store.tables import contents


class Contents:
    """Twilio's names (ContentSid) of replies, by the code of what is in them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, key: str) -> str | None:
        """The ContentSid of a reply; None when Twilio has not got it yet."""
        with self._engine.connect() as connection:
            found = connection.execute(select(contents.c.sid).where(contents.c.key == key)).scalar()
        return None if found is None else str(found)

    def keep(self, key: str, sid: str) -> None:
        """Notes that Twilio has got a reply."""
        with self._engine.begin() as connection:
            put(connection, contents, {"key": key, "sid": sid})

    def forget(self, key: str) -> None:
        """Notes that Twilio has lost a reply, because somebody deleted it there."""
        with self._engine.begin() as connection:
            connection.execute(delete(contents).where(contents.c.key == key))
