"""The tables. No column holds a telephone number or a profile name; texts are masked before they come here."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text, and_

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("tracker", Text, nullable=False),  # slots and the events of the last turns, JSON
    Column("seen_at", Float, nullable=False, index=True),
)
"""One row for each person: what the next turn needs, and no more."""

inbox = Table(
    "inbox",
    metadata,
    Column("message", String(64), primary_key=True),  # Twilio's MessageSid
    Column("token", String(64), index=True),  # I-Twilio-Idempotency-Token
    Column("conversation", String(64), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("lease_until", Float, nullable=False),
    Column("reply", Text),  # null while somebody works on it; "" is silence
    Column("received_at", Float, nullable=False, index=True),
)
"""One row for each message: who works on it, and the one reply it got."""

turns = Table(
    "turns",
    metadata,
    Column("message", String(64), primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("form", String(8)),
    Column("text", Text, nullable=False),  # masked
    Column("key", String(64), nullable=False, index=True),  # the same for the same words in any spelling
    Column("intent", String(64)),
    Column("sureness", Float),
    Column("by", String(16)),  # words, learned, both
    Column("symptoms", Text, nullable=False),
    Column("danger_signs", Text, nullable=False),
    Column("district", String(64)),
    Column("service", String(32)),
    Column("reason", Text),
    Column("outcome", String(16), nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("review", String(16)),  # why a person should look at it; null: nobody needs to
    Column("labelled", Boolean, nullable=False, default=False),
)
"""What came of each message, for the ops team's eyes; erased with the person's data and after RETENTION_DAYS."""
OPEN = and_(turns.c.review.is_not(None), turns.c.labelled.is_(False))
"""Turns that a person should look at and nobody has labelled."""
Index("turns_open", turns.c.form, turns.c.key, turns.c.review, turns.c.at, sqlite_where=OPEN, postgresql_where=OPEN)
Index("turns_of_a_person", turns.c.conversation, turns.c.at)
Index(
    "turns_in_figures",
    turns.c.at,
    turns.c.channel,
    turns.c.form,
    turns.c.service,
    turns.c.intent,
    turns.c.milliseconds,
)

labels = Table(
    "labels",
    metadata,
    Column("key", String(64), primary_key=True),  # of the turns that were labelled together
    Column("message", String(64), nullable=False),  # the one that was shown
    Column("who", String(40), nullable=False, index=True),
    Column("at", Float, nullable=False, index=True),
    Column("label", Text, nullable=False),  # JSON; with the sentence as it was added, or without one
)
"""The last label of each message of the inbox: who gave it, and what to take back."""

counters = Table(
    "counters",
    metadata,
    Column("name", String(80), primary_key=True),  # whose, and of which minute or day
    Column("count", Integer, nullable=False),
    Column("ends_at", Float, nullable=False, index=True),
)
"""How many messages a person sent in a minute and a day, how many replies went out in a day."""

stopped = Table("stopped", metadata, Column("conversation", String(64), primary_key=True))
"""People who asked for silence."""

contents = Table(
    "contents",
    metadata,
    Column("key", String(64), primary_key=True),  # code of account, text and buttons
    Column("sid", String(64), nullable=False),  # ContentSid
)
"""Replies with buttons that Twilio knows already; nothing of a person is in them."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("message", String(64), primary_key=True),  # MessageSid of the reply
    Column("status", String(24), nullable=False),
    Column("rank", Integer, nullable=False),  # how far on its way; reports arrive in any order
    Column("error", String(16)),
    Column("at", Float, nullable=False, index=True),
)
"""The last delivery report of each reply."""
