"""What the console asks for: labels, indexes for its pages; and the contents of WhatsApp buttons."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two tables and changes the indexes of turns."""
    op.create_table(
        "contents",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "labels",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_labels_at", "labels", ["at"], unique=False)
    op.create_index("ix_labels_who", "labels", ["who"], unique=False)
    op.drop_index("ix_turns_at", table_name="turns")
    op.drop_index("ix_turns_conversation", table_name="turns")
    op.drop_index("turns_to_review", table_name="turns")
    figures = ["at", "channel", "form", "service", "intent", "milliseconds"]
    op.create_index("turns_in_figures", "turns", figures, unique=False)
    op.create_index("turns_of_a_person", "turns", ["conversation", "at"], unique=False)
    op.create_index(
        "turns_open",
        "turns",
        ["form", "key", "review", "at"],
        unique=False,
        sqlite_where=sa.text("review IS NOT NULL AND labelled IS 0"),
        postgresql_where=sa.text("review IS NOT NULL AND labelled IS false"),
    )
