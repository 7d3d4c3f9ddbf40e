"""0010: the goals of a day, and which strands work towards them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("day_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_goal_day_id_day"), ondelete="CASCADE"),
        sa.UniqueConstraint("day_id", "position", name=op.f("uq_goal_day_id_position")),
        sa.UniqueConstraint("day_id", "words", name=op.f("uq_goal_day_id_words")),
    )
    with op.batch_alter_table("strand", schema=None) as batch_op:
        batch_op.add_column(sa.Column("goal_id", sa.Integer, nullable=True))
        batch_op.create_foreign_key(op.f("fk_strand_goal_id_goal"), "goal", ["goal_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("strand", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_strand_goal_id_goal"), type_="foreignkey")
        batch_op.drop_column("goal_id")
    op.drop_table("goal")
