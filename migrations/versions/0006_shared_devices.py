"""0006: which device a browser runs on, and wrong tries at PINs (kiosks are shared, and forget)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "wrong_pin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_wrong_pin_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_pin")),
    )
    op.create_index(op.f("ix_wrong_pin_staff_id"), "wrong_pin", ["staff_id"], unique=False)
    # Whoever is signed in while this runs stays so, as before: on a device of work.
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device", sa.String(length=40), nullable=False, server_default="work"))
        batch_op.create_check_constraint(op.f("ck_sign_in_device"), "device IN ('own', 'work', 'shared')")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.alter_column("device", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_sign_in_device"), type_="check")
        batch_op.drop_column("device")
    op.drop_index(op.f("ix_wrong_pin_staff_id"), table_name="wrong_pin")
    op.drop_table("wrong_pin")
