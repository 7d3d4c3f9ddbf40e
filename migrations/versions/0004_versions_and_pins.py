"""0004: which timetable another was made from and why, who pinned what and when, and pins that keep something away.

Columns are added in plain SQL that both databases read alike: no table is copied, so no row, index or child of
one is touched.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

COLUMNS = (
    ("timetable", "made_from_id INTEGER CONSTRAINT fk_timetable_made_from_id_timetable REFERENCES timetable (id)"),
    ("timetable", "why VARCHAR"),
    (
        "pin",
        "kind VARCHAR(40) DEFAULT 'here' NOT NULL CONSTRAINT ck_pin_pin_kind CHECK (kind IN ('here', 'never')) "
        "CONSTRAINT ck_pin_never_in_a_slot "
        "CHECK (kind = 'here' OR (slot_id IS NOT NULL AND room_id IS NULL AND staff_id IS NULL))",
    ),
    ("pin", "made_by_id INTEGER CONSTRAINT fk_pin_made_by_id_staff_member REFERENCES staff_member (id)"),
    ("pin", "made_at TIMESTAMP WITH TIME ZONE"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        if op.get_bind().dialect.name == "sqlite":
            column = column.replace("TIMESTAMP WITH TIME ZONE", "DATETIME")
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def downgrade() -> None:
    op.execute("DELETE FROM pin WHERE kind = 'never'")
    for table, column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}")
