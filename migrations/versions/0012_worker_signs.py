"""0012: which workers run, and when each last said so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "worker_sign",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("process", sa.Integer, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_sign")),
    )


def downgrade() -> None:
    op.drop_table("worker_sign")
