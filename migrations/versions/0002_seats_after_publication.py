"""0002: waiting for a seat, exchanging one, what changed hands since publication, and calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    make_waiting()
    make_exchange()
    make_seat_change()
    op.create_table(
        "calendar_feed",
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("token", sa.String, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_calendar_feed"),
        _of("calendar_feed", "staff_id", "staff_member"),
        sa.UniqueConstraint("token", name="uq_calendar_feed_token"),
    )


def downgrade() -> None:
    for table in ("calendar_feed", "seat_change", "exchange", "waiting"):
        op.drop_table(table)


def make_waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("session_id", sa.Integer, nullable=False),
        sa.Column("slot_id", sa.Integer, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_waiting"),
        _of("waiting", "staff_id", "staff_member"),
        _of("waiting", "session_id", "session"),
        _of("waiting", "slot_id", "slot"),
        sa.UniqueConstraint("staff_id", "slot_id", name="uq_waiting_staff_id_slot_id"),
    )
    op.create_index("ix_waiting_session_slot", "waiting", ["session_id", "slot_id"])


def make_exchange() -> None:
    is_open = sa.text("state = 'offered'")
    op.create_table(
        "exchange",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("timetable_id", sa.Integer, nullable=False),
        sa.Column("asker_id", sa.Integer, nullable=False),
        sa.Column("colleague_id", sa.Integer, nullable=False),
        sa.Column("offers_id", sa.Integer, nullable=False),
        sa.Column("wants_id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_exchange"),
        _of("exchange", "timetable_id", "timetable"),
        _of("exchange", "asker_id", "staff_member"),
        _of("exchange", "colleague_id", "staff_member"),
        _of("exchange", "offers_id", "offering"),
        _of("exchange", "wants_id", "offering"),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'declined', 'withdrawn', 'lapsed')", name="ck_exchange_exchange_state"
        ),
        sa.CheckConstraint("asker_id <> colleague_id", name="ck_exchange_between_two"),
        sa.CheckConstraint("(state = 'offered') = (answered_at IS NULL)", name="ck_exchange_answered_at_some_time"),
    )
    op.create_index("ix_exchange_colleague_id", "exchange", ["colleague_id"])
    op.create_index(
        "uq_exchange_one_open",
        "exchange",
        ["asker_id", "offers_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def make_seat_change() -> None:
    op.create_table(
        "seat_change",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("timetable_id", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.Integer, nullable=False),
        sa.Column("slot_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("left_id", sa.Integer),
        sa.Column("taken_id", sa.Integer),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seat_change"),
        _of("seat_change", "timetable_id", "timetable"),
        _of("seat_change", "staff_id", "staff_member"),
        _of("seat_change", "slot_id", "slot"),
        _of("seat_change", "left_id", "offering"),
        _of("seat_change", "taken_id", "offering"),
        sa.CheckConstraint(
            "kind IN ('took', 'gave_up', 'waited', 'exchanged')", name="ck_seat_change_seat_change_kind"
        ),
    )
    op.create_index("ix_seat_change_timetable_id_staff_id", "seat_change", ["timetable_id", "staff_id"])


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A row that goes with the row it names."""
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete="CASCADE")
