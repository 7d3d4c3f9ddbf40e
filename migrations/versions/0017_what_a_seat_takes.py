"""0017: jobs that find out what one seat would take, for coordinators who are asked “why not I?”."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    _allow("'solve', 'badges', 'report', 'cost'")


def downgrade() -> None:
    op.execute("DELETE FROM job WHERE kind = 'cost'")
    _allow("'solve', 'badges', 'report'")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_job_job_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_job_job_kind"), f"kind IN ({kinds})")
