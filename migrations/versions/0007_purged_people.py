"""0007: people who were purged, how long hours are kept on record, and a strike in the trail.

A purge must leave nothing that names the person, and a reason in the trail may. So the triggers of the
append-only trail now let one change pass: reason and facts give way to words that say so, nothing else moves.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

SQLITE_DROP = "DROP TRIGGER trail_is_append_only_update"
SQLITE_BEFORE = """
CREATE TRIGGER trail_is_append_only_update BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""
SQLITE_NOW = """
CREATE TRIGGER trail_is_append_only_update BEFORE UPDATE ON trail
WHEN NOT (
    NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.by_id IS OLD.by_id AND NEW.did IS OLD.did
    AND NEW.thing IS OLD.thing AND NEW.thing_id IS OLD.thing_id AND NEW.facts IS '{"struck": true}'
    AND (OLD.why IS NULL AND NEW.why IS NULL OR OLD.why IS NOT NULL AND NEW.why IS '[struck]')
)
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""
POSTGRES_BEFORE = """
CREATE OR REPLACE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$
"""
POSTGRES_NOW = """
CREATE OR REPLACE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.at, NEW.by_id, NEW.did, NEW.thing, NEW.thing_id)
            IS NOT DISTINCT FROM (OLD.id, OLD.at, OLD.by_id, OLD.did, OLD.thing, OLD.thing_id)
        AND NEW.facts::text = '{"struck": true}'
        AND (OLD.why IS NULL AND NEW.why IS NULL OR OLD.why IS NOT NULL AND NEW.why IS NOT DISTINCT FROM '[struck]')
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'the trail is append-only';
END $$
"""


def upgrade() -> None:
    op.add_column("district", sa.Column("retention_years", sa.Integer(), nullable=False, server_default="7"))
    op.add_column("staff_member", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_DROP)
        op.execute(SQLITE_NOW)
    else:
        op.execute(POSTGRES_NOW)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_DROP)
        op.execute(SQLITE_BEFORE)
    else:
        op.execute(POSTGRES_BEFORE)
    with op.batch_alter_table("staff_member") as table:
        table.drop_column("purged_at")
    with op.batch_alter_table("district") as table:
        table.drop_column("retention_years")
