"""0003: disputes of what is on record, and the version of an award (a corrected one is issued anew)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("credited_minutes") as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.create_check_constraint("version_from_one", "version >= 1")
    with op.batch_alter_table("credited_minutes") as table:
        table.alter_column("version", server_default=None)
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_dispute_settled_by_somebody")
        ),
        sa.CheckConstraint("(settled_at IS NULL) = (answer IS NULL)", name=op.f("ck_dispute_settled_with_an_answer")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_dispute_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_dispute_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["staff_member.id"], name=op.f("fk_dispute_settled_by_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_staff_id"), "dispute", ["staff_id"])
    op.create_index(
        "uq_dispute_one_open",
        "dispute",
        ["offering_id", "staff_id"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("dispute")
    with op.batch_alter_table("credited_minutes") as table:
        table.drop_constraint("version_from_one", type_="check")
        table.drop_column("version")
