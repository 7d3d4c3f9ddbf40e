"""0014: what was refused, counted by the hour and without names, so that somebody who guesses is seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "refusal",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.CheckConstraint("what IN ('code', 'pin', 'badge', 'page')", name=op.f("ck_refusal_refusal_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
        sa.UniqueConstraint("what", "place", "hour", name=op.f("uq_refusal_what_place_hour")),
    )


def downgrade() -> None:
    op.drop_table("refusal")
