"""What the console asks for: labels, and indexes for its pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a table and changes the indexes of turns; some databases got them before there were steps."""
    op.create_table(
        "labels",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        if_not_exists=True,
    )
    op.create_index("ix_labels_at", "labels", ["at"], unique=False, if_not_exists=True)
    op.create_index("ix_labels_who", "labels", ["who"], unique=False, if_not_exists=True)
    op.drop_index("ix_turns_at", table_name="turns", if_exists=True)
    op.drop_index("ix_turns_conversation", table_name="turns", if_exists=True)
    op.drop_index("turns_to_review", table_name="turns", if_exists=True)
    figures = ["at", "channel", "form", "service", "intent", "milliseconds"]
    op.create_index("turns_in_figures", "turns", figures, unique=False, if_not_exists=True)
    op.create_index("turns_of_a_person", "turns", ["conversation", "at"], unique=False, if_not_exists=True)
    op.create_index(
        "turns_open",
        "turns",
        ["form", "key", "review", "at"],
        unique=False,
        if_not_exists=True,
        sqlite_where=sa.text("review IS NOT NULL AND labelled IS 0"),
        postgresql_where=sa.text("review IS NOT NULL AND labelled IS false"),
    )
