"""0015: what a timetable aims at, now that coordinators choose it; those made before had the usual weights."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("timetable", sa.Column("aims", sa.JSON, server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    # Not in batch mode: a table that SQLite has written anew would not let go of columns that 0004 added.
    op.drop_column("timetable", "aims")
