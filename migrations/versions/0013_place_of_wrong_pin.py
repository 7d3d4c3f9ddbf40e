"""0013: from where a wrong PIN came, so that nobody elsewhere can shut a colleague out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    with op.batch_alter_table("wrong_pin", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.String, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("wrong_pin", schema=None) as batch_op:
        batch_op.drop_column("place")
