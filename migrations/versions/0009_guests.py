"""0009: guests at the doors, whom no roster has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "guest",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("guest_key", sa.String, nullable=False),
        sa.Column("offering_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("comes_from", sa.String, nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=False),
        sa.Column("steward_id", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", sa.Integer, nullable=True),
        sa.Column("settled_why", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_guest_offering_id_offering")),
        sa.ForeignKeyConstraint(["steward_id"], ["staff_member.id"], name=op.f("fk_guest_steward_id_staff_member")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_guest_staff_id_staff_member")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["staff_member.id"], name=op.f("fk_guest_settled_by_id_staff_member")
        ),
        sa.UniqueConstraint("guest_key", name=op.f("uq_guest_guest_key")),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL) AND (staff_id IS NULL OR settled_at IS NOT NULL)",
            name=op.f("ck_guest_settled_by_somebody"),
        ),
    )
    op.create_index(op.f("ix_guest_offering_id"), "guest", ["offering_id"])
    op.create_index(op.f("ix_guest_staff_id"), "guest", ["staff_id"])


def downgrade() -> None:
    op.drop_table("guest")
