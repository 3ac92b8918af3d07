"""A witness in the database: a trigger notes the message of each turn that Rasa keeps, as often as it is kept."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Column, String, Table, select, text
from sqlalchemy.engine import Engine

from bot.store.schema import migrate
from bot.store.tables import inbox, metadata, turns

kept = Table("storm_kept", metadata.__class__(), Column("message", String(64)))

_SQLITE = """
CREATE TRIGGER storm_kept_{when} AFTER {when} ON conversations BEGIN
  INSERT INTO storm_kept SELECT json_extract(value, '$.message_id') FROM json_each(new.tracker, '$.events')
  WHERE json_extract(value, '$.event') = 'user' ORDER BY key DESC LIMIT 1;
END"""
_POSTGRES = """
CREATE FUNCTION storm_keep() RETURNS trigger AS $$ BEGIN
  INSERT INTO storm_kept SELECT e->>'message_id' FROM json_array_elements(new.tracker::json->'events')
  WITH ORDINALITY AS each(e, place) WHERE e->>'event' = 'user' ORDER BY place DESC LIMIT 1;
  RETURN NULL;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER storm_kept AFTER INSERT OR UPDATE ON conversations FOR EACH ROW EXECUTE FUNCTION storm_keep()"""


def post(engine: Engine) -> None:
    """Makes the tables, the project's own too, and the trigger."""
    migrate(engine)
    kept.metadata.create_all(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for when in ("INSERT", "UPDATE"):
                connection.execute(text(_SQLITE.format(when=when)))
        else:
            connection.execute(text(_POSTGRES))


def turns_kept(engine: Engine) -> Counter[str]:
    """How often a turn with each message was kept."""
    with engine.connect() as connection:
        return Counter(str(row[0]) for row in connection.execute(select(kept.c.message)))


def inbox_replies(engine: Engine) -> dict[str, str | None]:
    """The reply in the inbox of each message."""
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(select(inbox.c.message, inbox.c.reply))}


def turn_rows(engine: Engine) -> set[str]:
    """The messages in the table `turns`."""
    with engine.connect() as connection:
        return {row[0] for row in connection.execute(select(turns.c.message))}
