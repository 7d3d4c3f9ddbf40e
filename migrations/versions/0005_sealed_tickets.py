"""0005: exit tickets wait in sealed envelopes; words stand apart from points; more of a commitment is kept.

Answers that still wait in the open are locked up with the installation's key, as new ones are from now on. The
words of released ones become remarks, which nothing joins to the points. The date of an answer is forgotten: with
late answers and a reminder's date it could have told whose they are.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet
from flask import current_app

revision = "0005"
down_revision = "0004"

#: As in feedback/actions.py when this was written.
ENVELOPE_BYTES = 8192
POINTS = (
    "good_use",
    "fits_my_work",
    "practised",
    "roles_heard",
    "objectives_met",
    "confidence_before",
    "confidence_now",
    "will_try",
    "would_need",
)
ITEMS = ("keep", "change")


def upgrade() -> None:
    make_tables()
    lock_what_waits()
    part_words_from_points()
    with op.batch_alter_table("answer", table_kwargs={"sqlite_with_rowid": False}) as answer:
        answer.drop_column("answered_on")
        answer.drop_column("keep")
        answer.drop_column("change")
        answer.alter_column("batch", existing_type=sa.Integer(), nullable=False)
        answer.add_column(sa.Column("more_confidence", sa.JSON()))
        answer.add_column(sa.Column("would_suggest", sa.Integer()))
        answer.create_check_constraint("would_suggest_scale", "would_suggest BETWEEN 0 AND 10")
    op.add_column("commitment", sa.Column("with_whom", sa.String()))
    op.add_column("commitment", sa.Column("how_i_will_know", sa.String()))
    for name in ("evidence", "support", "obstacles"):
        op.add_column("follow_up", sa.Column(name, sa.JSON()))


def downgrade() -> None:
    for name in ("evidence", "support", "obstacles"):
        op.drop_column("follow_up", name)
    op.drop_column("commitment", "with_whom")
    op.drop_column("commitment", "how_i_will_know")
    with op.batch_alter_table("answer", table_kwargs={"sqlite_with_rowid": False}) as answer:
        answer.drop_constraint("would_suggest_scale", type_="check")
        answer.drop_column("more_confidence")
        answer.drop_column("would_suggest")
        answer.alter_column("batch", existing_type=sa.Integer(), nullable=True)
        answer.add_column(sa.Column("keep", sa.String()))
        answer.add_column(sa.Column("change", sa.String()))
        answer.add_column(sa.Column("answered_on", sa.Date(), server_default="2000-01-01", nullable=False))
    with op.batch_alter_table("answer", table_kwargs={"sqlite_with_rowid": False}) as answer:
        answer.alter_column("answered_on", existing_type=sa.Date(), server_default=None)
    open_what_waits()
    put_words_back()
    op.drop_table("remark")
    op.drop_table("sealed_ticket")


def make_tables() -> None:
    op.create_table(
        "sealed_ticket",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_sealed_ticket_offering_id_offering")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sealed_ticket")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sealed_ticket_offering_id"), "sealed_ticket", ["offering_id"])
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("item", closed_set("remark_item", "keep", "change", "question"), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", closed_set("remark_state", "held", "shown", "withheld"), nullable=False),
        sa.Column("shortened_to", sa.String()),
        sa.Column("staff_id", sa.Integer()),
        sa.CheckConstraint("words <> ''", name=op.f("ck_remark_says_something")),
        sa.CheckConstraint("staff_id IS NULL OR item = 'question'", name=op.f("ck_remark_only_questions_are_signed")),
        sa.CheckConstraint(
            "shortened_to IS NULL OR state = 'shown'", name=op.f("ck_remark_only_what_is_shown_is_shortened")
        ),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_remark_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_remark_staff_id_staff_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_offering_id"), "remark", ["offering_id"])
    op.create_index(op.f("ix_remark_staff_id"), "remark", ["staff_id"])


def lock_what_waits() -> None:
    answer, sealed = tables("answer", "sealed_ticket")
    for row in (
        op.get_bind().execute(sa.select(answer).where(answer.c.batch.is_(None)).order_by(answer.c.key)).mappings()
    ):
        ticket = {name: row[name] for name in (*POINTS, *ITEMS, "role_group")}
        ticket |= {"more_confidence": None, "would_suggest": None, "question": None}
        words = json.dumps(ticket, ensure_ascii=False).encode()
        blocks = -(-len(words) // ENVELOPE_BYTES)
        locked = key().encrypt_at_time(words.ljust(blocks * ENVELOPE_BYTES), current_time=0)
        values = {"key": secrets.token_hex(16), "offering_id": row["offering_id"], "sealed": locked}
        op.get_bind().execute(sealed.insert().values(values))
    op.get_bind().execute(answer.delete().where(answer.c.batch.is_(None)))


def part_words_from_points() -> None:
    answer, remark = tables("answer", "remark")
    rows = op.get_bind().execute(sa.select(answer.c.offering_id, answer.c.keep, answer.c.change)).all()
    words = [
        {"offering_id": row.offering_id, "item": item, "words": getattr(row, item), "state": "shown"}
        for row in rows
        for item in ITEMS
        if getattr(row, item)
    ]
    secrets.SystemRandom().shuffle(words)
    if words:
        op.bulk_insert(remark, words)


def open_what_waits() -> None:
    """Waiting tickets become answers without a batch again; their dates are lost."""
    answer, sealed = tables("answer", "sealed_ticket")
    for row in op.get_bind().execute(sa.select(sealed).order_by(sealed.c.key)).mappings():
        ticket = json.loads(key().decrypt(row["sealed"]))
        values: dict[str, Any] = {name: ticket[name] for name in (*POINTS, *ITEMS, "role_group")}
        values |= {"key": row["key"], "offering_id": row["offering_id"], "answered_on": a_date()}
        op.get_bind().execute(answer.insert().values(values))


def put_words_back() -> None:
    """Each released remark becomes an answer of nothing but words: nobody knows any more which points it stood beside.

    Questions, and words that were held or withheld, had no place before and go.
    """
    answer, remark = tables("answer", "remark")
    shown = sa.select(remark).where(remark.c.state == "shown", remark.c.item.in_(ITEMS)).order_by(remark.c.id)
    for row in op.get_bind().execute(shown).mappings():
        values = {row["item"]: row["shortened_to"] or row["words"], "offering_id": row["offering_id"], "batch": 1}
        op.get_bind().execute(answer.insert().values(key=secrets.token_hex(16), answered_on=a_date(), **values))


def tables(*names: str) -> list[sa.Table]:
    """The tables as they are in the database now."""
    metadata = sa.MetaData()
    return [sa.Table(name, metadata, autoload_with=op.get_bind()) for name in names]


def a_date() -> Any:
    return sa.func.current_date()


def key() -> Fernet:
    return Fernet(current_app.config["PDDAY"].seal_key)


def closed_set(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
