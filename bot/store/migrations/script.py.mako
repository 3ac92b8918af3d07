"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only adds, so that servers of the version before still work (docs/deploy.md)."""
    ${upgrades if upgrades else "pass"}
