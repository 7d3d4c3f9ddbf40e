"""0011: what a proposal says besides: language, prerequisites, access, costs, a mentor, what is confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

WORDS = ("language", "prerequisites", "accessibility_plan", "materials_cost")


def upgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        for name in WORDS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("mentor_requested", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("attestations", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        for name in (*WORDS, "mentor_requested", "attestations"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        for name in ("attestations", "mentor_requested", *reversed(WORDS)):
            batch_op.drop_column(name)
