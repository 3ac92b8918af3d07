"""How the database grows: bytes a message and a person, on SQLite and PostgreSQL, from rows as the servers write them.

    python -m bench.sizes [messages]

Replies, turns and conversation are those of a real run (bench/conversation.json); three messages a person.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from bot.ops.storm.databases import Postgres
from bot.store.dialect import insert_new, put
from bot.store.engine import engine_for
from bot.store.schema import migrate
from bot.store.tables import conversations, inbox, turns

CONVERSATION = (Path(__file__).parent / "conversation.json").read_text(encoding="utf-8").strip()
REPLY = "Jabalpur: 104 par call karein, doctor phone par salah denge. " * 4
MESSAGES_EACH = 3
TABLES = (conversations, inbox, turns)


def fill(engine: Engine, messages: int) -> None:
    """Writes what ``messages`` messages leave, a message of everybody in each round, as in use."""
    chance = random.Random(607)
    people = [f"{chance.getrandbits(128):032x}" for _ in range(messages // MESSAGES_EACH)]
    for _ in range(MESSAGES_EACH):
        for start in range(0, len(people), 500):
            with engine.begin() as connection:
                for person in people[start : start + 500]:
                    one(connection, person, f"SM{chance.getrandbits(128):032x}", f"{chance.getrandbits(128):032x}")


def one(connection: Connection, person: str, sid: str, token: str) -> None:
    """The three rows of one message."""
    now = time.time()
    insert_new(
        connection,
        inbox,
        {
            "message": sid,
            "token": token,
            "conversation": person,
            "owner": "rasa-7d9f:5005",
            "lease_until": 0.0,
            "reply": REPLY[:227],
            "received_at": now,
        },
    )
    put(connection, conversations, {"conversation": person, "tracker": CONVERSATION, "seen_at": now})
    insert_new(
        connection,
        turns,
        {
            "message": sid,
            "conversation": person,
            "at": now,
            "channel": "whatsapp",
            "form": "hi-Latn",
            "text": "do din se pet me dard hai, ulti bhi hui, sehore"[:45],
            "key": token,
            "intent": "ask_service",
            "sureness": 0.87,
            "by": "both",
            "symptoms": "",
            "danger_signs": "",
            "district": "sehore",
            "service": "esanjeevani",
            "reason": "rule 6, whole state",
            "outcome": "answered",
            "milliseconds": 12,
            "segments": 0,
            "review": None,
            "labelled": False,
        },
    )


def sizes(engine: Engine, file: Path | None) -> dict[str, int]:
    """Bytes of each table with its indexes."""
    with engine.connect() as connection:
        if file:
            asked = (
                "SELECT sum(pgsize) FROM dbstat WHERE name = :t OR name IN "
                "(SELECT name FROM sqlite_master WHERE tbl_name = :t)"
            )
        else:
            asked = "SELECT pg_total_relation_size(cast(:t AS regclass))"
        return {t.name: int(connection.execute(text(asked), {"t": t.name}).scalar_one()) for t in TABLES}


def main(messages: int) -> None:
    """Prints the sizes on both databases."""
    people = messages // MESSAGES_EACH
    with tempfile.TemporaryDirectory() as folder:
        file, server = Path(folder) / "sizes.db", Postgres()
        server.open()
        try:
            for name, engine, where in (
                ("SQLite", engine_for(f"sqlite:///{file}"), file),
                ("PostgreSQL", engine_for(server.url), None),
            ):
                migrate(engine)
                fill(engine, messages)
                found = sizes(engine, where)
                print(f"{name}: {sum(found.values()) / messages:,.0f} bytes a message in all")
                for table, size in found.items():
                    rows = people if table == "conversations" else messages
                    print(f"  {table}: {size / rows:,.0f} bytes a row")
        finally:
            engine.dispose()
            server.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000)
