"""0001: the tables of the whole chain, from staff to credited minutes (first version).

The trail is append-only: triggers refuse to change or delete an entry, in both databases.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


SQLITE_TRAIL = """
CREATE TRIGGER trail_is_append_only_{verb} BEFORE {VERB} ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
"""
POSTGRES_TRAIL = """
CREATE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
CREATE TRIGGER trail_is_append_only BEFORE UPDATE OR DELETE ON trail
FOR EACH ROW EXECUTE FUNCTION trail_is_append_only();
"""


def upgrade() -> None:
    make_tables()
    guard_the_trail()


def guard_the_trail() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(SQLITE_TRAIL.format(verb=verb, VERB=verb.upper()))
    else:
        op.execute(POSTGRES_TRAIL)


def make_tables() -> None:
    op.create_table(
        "job_title",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "classroom_teacher",
                "special_education_teacher",
                "el_specialist",
                "interventionist",
                "instructional_coach",
                "teacher_leader",
                "mentor",
                "department_chair",
                "librarian_media",
                "counselor",
                "social_worker",
                "psychologist",
                "speech_language",
                "ot_pt",
                "nurse",
                "paraprofessional",
                "office_staff",
                "food_service",
                "transportation",
                "custodial_maintenance",
                "school_administrator",
                "district_administrator",
                "technology_staff",
                "family_liaison",
                "substitute",
                "student_teacher",
                "guest_presenter",
                name="staff_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("title", name=op.f("pk_job_title")),
    )
    op.create_table(
        "district",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("smallest_group", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_district_only_one")),
        sa.CheckConstraint("smallest_group >= 5", name=op.f("ck_district_smallest_group_at_least_five")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "early_learning",
                "elementary",
                "middle",
                "high",
                "alternative",
                "district",
                "virtual",
                name="school_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("name", name=op.f("uq_school_name")),
        sa.UniqueConstraint("short_name", name=op.f("uq_school_short_name")),
    )
    op.create_table(
        "day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("host_school_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["host_school_id"], ["school.id"], name=op.f("fk_day_host_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("posted_limit", sa.Integer(), nullable=True),
        sa.Column("area_square_feet", sa.Integer(), nullable=True),
        sa.Column(
            "setup",
            sa.Enum(
                "theatre",
                "classroom",
                "pods",
                "u_shape",
                "lab",
                "gym",
                "open",
                name="room_setup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("holds_sessions", sa.Boolean(), nullable=False),
        sa.CheckConstraint("posted_limit > 0", name=op.f("ck_room_posted_limit_above_zero")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_room_has_seats")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_room_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("school_id", "name", name=op.f("uq_room_school_id_name")),
    )
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("legal_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("home_school_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "classroom_teacher",
                "special_education_teacher",
                "el_specialist",
                "interventionist",
                "instructional_coach",
                "teacher_leader",
                "mentor",
                "department_chair",
                "librarian_media",
                "counselor",
                "social_worker",
                "psychologist",
                "speech_language",
                "ot_pt",
                "nurse",
                "paraprofessional",
                "office_staff",
                "food_service",
                "transportation",
                "custodial_maintenance",
                "school_administrator",
                "district_administrator",
                "technology_staff",
                "family_liaison",
                "substitute",
                "student_teacher",
                "guest_presenter",
                name="staff_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "employee_group",
            sa.Enum(
                "certificated",
                "classified_exempt",
                "classified_hourly",
                "administrator",
                "substitute",
                "guest",
                name="employee_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grade_bands", sa.JSON(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column(
            "years_band",
            sa.Enum(
                "0-1",
                "2-4",
                "5-10",
                "11-20",
                "21+",
                name="years_band",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("fte", sa.Double(), nullable=False),
        sa.Column("is_mentor", sa.Boolean(), nullable=False),
        sa.Column("is_teacher_leader", sa.Boolean(), nullable=False),
        sa.Column("mentored_by_id", sa.Integer(), nullable=True),
        sa.Column("pin_hash", sa.String(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_staff_member_email_lower_case")),
        sa.CheckConstraint("fte > 0 AND fte <= 1", name=op.f("ck_staff_member_fte_is_a_share")),
        sa.ForeignKeyConstraint(["home_school_id"], ["school.id"], name=op.f("fk_staff_member_home_school_id_school")),
        sa.ForeignKeyConstraint(
            ["mentored_by_id"], ["staff_member.id"], name=op.f("fk_staff_member_mentored_by_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_member_email")),
        sa.UniqueConstraint("employee_id", name=op.f("uq_staff_member_employee_id")),
    )
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_member_home_school_id"), ["home_school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_member_last_name"), ["last_name"], unique=False)

    op.create_table(
        "travel",
        sa.Column("from_school_id", sa.Integer(), nullable=False),
        sa.Column("to_school_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_school_id < to_school_id", name=op.f("ck_travel_smaller_id_first")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_travel_minutes_not_negative")),
        sa.ForeignKeyConstraint(["from_school_id"], ["school.id"], name=op.f("fk_travel_from_school_id_school")),
        sa.ForeignKeyConstraint(["to_school_id"], ["school.id"], name=op.f("fk_travel_to_school_id_school")),
        sa.PrimaryKeyConstraint("from_school_id", "to_school_id", name=op.f("pk_travel")),
    )
    op.create_table(
        "accommodation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "asl_interpreter",
                "cart_captions",
                "spoken_language_interpreter",
                "large_print_or_screen_reader",
                "wheelchair_or_step_free",
                "seating_or_standing",
                "hearing_loop",
                "low_sensory_or_quiet_room",
                "lactation_space_and_break",
                "prayer_space",
                "proximity_or_travel_time",
                "parking",
                "dietary",
                "allergy",
                "service_animal",
                "medication_fridge",
                "other",
                name="accommodation_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "room_feature",
            sa.Enum(
                "projector",
                "display",
                "document_camera",
                "audio",
                "mic",
                "hearing_loop",
                "whiteboard",
                "outlets",
                "computers",
                "wifi_ok",
                "printer_access",
                "phone_line",
                "movable_furniture",
                "sinks",
                "gas",
                "kiln",
                "instruments",
                "band_room",
                "art_room",
                "gym",
                "library",
                "natural_light",
                "quiet",
                "near_restroom",
                "wheelchair_access",
                "adjustable_seating",
                "step_free_route",
                "outdoor_route",
                "virtual_room",
                name="feature",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_accommodation_day_id_day"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_accommodation_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
    )
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accommodation_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "badge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_badge_day_id_day"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_badge_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("token", name=op.f("uq_badge_token")),
    )
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(
            "uq_badge_one_valid",
            ["day_id", "staff_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("first_step_by", sa.Date(), nullable=True),
        sa.Column(
            "sharing",
            sa.Enum(
                "private",
                "partner",
                "circle",
                "public",
                name="sharing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_commitment_day_id_day"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_commitment_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("day_id", "staff_id", name=op.f("uq_commitment_day_id_staff_id")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "apart",
                "joined",
                "together",
                "spread",
                name="company_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_company_day_id_day"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("id", "day_id", name=op.f("uq_company_id_day_id")),
    )
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_day_id"), ["day_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("solve", "badges", "report", name="job_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "failed",
                "cancelled",
                name="job_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wants", sa.JSON(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'failed' OR reason IS NOT NULL", name=op.f("ck_job_failed_with_a_reason")),
        sa.CheckConstraint(
            "state <> 'running' OR heartbeat_at IS NOT NULL", name=op.f("ck_job_running_has_a_heartbeat")
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)",
            name=op.f("ck_job_ended_at_some_time"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff_member.id"], name=op.f("fk_job_asked_by_id_staff_member")),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_job_day_id_day"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "uq_job_one_at_a_time",
            ["kind", "day_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        )

    op.create_table(
        "leave",
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_leave_day_id_day"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_leave_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day_id", "staff_id", name=op.f("pk_leave")),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("to_address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "sent", "failed", name="message_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.CheckConstraint("state = 'waiting' OR sealed IS NULL", name=op.f("ck_message_secret_wiped_at_the_end")),
        sa.CheckConstraint("sealed IS NULL OR expires_at IS NOT NULL", name=op.f("ck_message_secret_expires")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_message_sent_at_some_time")),
        sa.CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name=op.f("ck_message_failed_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_message_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("once", name=op.f("uq_message_once")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index("ix_message_waiting", ["state", "urgent", "id"], unique=False)

    op.create_table(
        "phase",
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asking",
                "proposing",
                "reviewing",
                "choosing",
                "drafting",
                "published",
                "under_way",
                "closed",
                "archived",
                name="phase_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_phase_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_phase_day_id_day"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("day_id", "kind", name=op.f("pk_phase")),
    )
    op.create_table(
        "preference_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "colleague", "proxy", "kiosk", name="list_source", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_preference_list_day_id_day"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_preference_list_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preference_list")),
        sa.UniqueConstraint("day_id", "staff_id", name=op.f("uq_preference_list_day_id_staff_id")),
    )
    with op.batch_alter_table("preference_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preference_list_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_sign_in_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_sign_in_code_five_tries")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_sign_in_code_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
    )
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_code_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "check_in",
                "plenary",
                "breakout",
                "lunch",
                "team_time",
                "reflection",
                name="slot_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("credit_minutes", sa.Integer(), nullable=False),
        sa.Column("feedback_minutes", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(), nullable=True),
        sa.CheckConstraint("kind <> 'breakout' OR block IS NOT NULL", name=op.f("ck_slot_breakout_has_a_block")),
        sa.CheckConstraint("credit_minutes >= 0", name=op.f("ck_slot_credit_not_negative")),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_slot_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_slot_day_id_day"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("day_id", "label", name=op.f("uq_slot_day_id_label")),
        sa.UniqueConstraint("day_id", "position", name=op.f("uq_slot_day_id_position")),
        sa.UniqueConstraint("id", "day_id", name=op.f("uq_slot_id_day_id")),
    )
    op.create_table(
        "staff_duty",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(
                "coordinator",
                "reviewer",
                "steward",
                "principal",
                name="duty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_duty_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "duty", name=op.f("pk_staff_duty")),
    )
    op.create_table(
        "staff_site",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("fte", sa.Double(), nullable=False),
        sa.CheckConstraint("fte > 0 AND fte <= 1", name=op.f("ck_staff_site_fte_is_a_share")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_staff_site_school_id_school")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_site_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "school_id", name=op.f("pk_staff_site")),
    )
    op.create_table(
        "strand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint("number BETWEEN 0 AND 12", name=op.f("ck_strand_twelve_colours")),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_strand_day_id_day"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strand")),
        sa.UniqueConstraint("day_id", "name", name=op.f("uq_strand_day_id_name")),
        sa.UniqueConstraint("day_id", "number", name=op.f("uq_strand_day_id_number")),
    )
    op.create_table(
        "timetable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "superseded",
                name="timetable_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("solver_status", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("bound", sa.Double(), nullable=False),
        sa.Column("gap", sa.Double(), nullable=False),
        sa.Column("solve_seconds", sa.Double(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state = 'draft' OR (published_at IS NOT NULL AND published_by_id IS NOT NULL)",
            name=op.f("ck_timetable_published_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_timetable_day_id_day")),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff_member.id"], name=op.f("fk_timetable_made_by_id_staff_member")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["staff_member.id"], name=op.f("fk_timetable_published_by_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable")),
        sa.UniqueConstraint("day_id", "number", name=op.f("uq_timetable_day_id_number")),
    )
    with op.batch_alter_table("timetable", schema=None) as batch_op:
        batch_op.create_index(
            "uq_timetable_one_published",
            ["day_id"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "trail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff_member.id"], name=op.f("fk_trail_by_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index("ix_trail_thing", ["thing", "thing_id"], unique=False)

    op.create_table(
        "away",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_away_slot_id_slot"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_away_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "slot_id", name=op.f("pk_away")),
    )
    op.create_table(
        "company_member",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "day_id"],
            ["company.id", "company.day_id"],
            name=op.f("fk_company_member_company_id_day_id_company"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_company_member_staff_id_staff_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("company_id", "staff_id", name=op.f("pk_company_member")),
    )
    op.create_table(
        "follow_up",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("after_days", sa.Integer(), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "not_started",
                "planned",
                "tried_once",
                "sometimes",
                "routine",
                "changed",
                "dropped",
                name="use_in_practice",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.CheckConstraint("after_days IN (30, 60, 90)", name=op.f("ck_follow_up_after_30_60_90")),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitment.id"], name=op.f("fk_follow_up_commitment_id_commitment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("commitment_id", "after_days", name=op.f("pk_follow_up")),
    )
    op.create_table(
        "lunch_wave",
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_lunch_wave_school_id_school")),
        sa.ForeignKeyConstraint(
            ["slot_id", "day_id"],
            ["slot.id", "slot.day_id"],
            name=op.f("fk_lunch_wave_slot_id_day_id_slot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("day_id", "school_id", name=op.f("pk_lunch_wave")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "revise",
                "accepted",
                "merged",
                "waitlisted",
                "declined",
                "withdrawn",
                name="proposal_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_why", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("abstract", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("used_in", sa.String(), nullable=False),
        sa.Column("strand_id", sa.Integer(), nullable=False),
        sa.Column(
            "format",
            sa.Enum(
                "workshop",
                "demonstration",
                "make_and_take",
                "roundtable",
                "panel",
                "problem_of_practice_clinic",
                "lesson_study_launch",
                "learning_walk_debrief",
                "lightning_talks",
                "poster_gallery",
                "job_alike",
                "book_study_launch",
                "open_space",
                "plc_kickoff",
                "training_required",
                "webinar",
                name="format",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "protocol",
            sa.Enum(
                "none",
                "tuning",
                "consultancy",
                "success_analysis",
                "atlas_student_work",
                "notice_and_wonder",
                "data_driven_dialogue",
                "four_as",
                "text_rendering",
                "save_the_last_word",
                "jigsaw",
                "fishbowl",
                "gallery_walk",
                "chalk_talk",
                "world_cafe",
                "lesson_study",
                "think_pair_share",
                "other",
                name="protocol",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum(
                "new_to_this",
                "some_experience",
                "ready_to_go_deeper",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grade_bands", sa.JSON(), nullable=False),
        sa.Column("audience_roles", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("runs_offered", sa.Integer(), nullable=False),
        sa.Column("fewest_people", sa.Integer(), nullable=False),
        sa.Column("most_people", sa.Integer(), nullable=False),
        sa.Column(
            "modality",
            sa.Enum(
                "in_person", "virtual", "hybrid", name="modality", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "setup",
            sa.Enum(
                "theatre",
                "classroom",
                "pods",
                "u_shape",
                "lab",
                "gym",
                "open",
                name="room_setup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("room_needs", sa.JSON(), nullable=False),
        sa.Column("need_tag", sa.String(), nullable=True),
        sa.Column(
            "follow_up",
            sa.Enum(
                "qa",
                "open_classroom",
                "circle",
                "materials",
                "none",
                name="follow_up_offer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("earns_credit", sa.Boolean(), nullable=False),
        sa.Column("language_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_proposal_merged_into_something")
        ),
        sa.CheckConstraint(
            "state NOT IN ('revise', 'accepted', 'merged', 'waitlisted', 'declined') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_proposal_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "fewest_people >= 0 AND most_people >= fewest_people", name=op.f("ck_proposal_fewest_and_most")
        ),
        sa.CheckConstraint("length(abstract) <= 700", name=op.f("ck_proposal_abstract_length")),
        sa.CheckConstraint("length(title) <= 90", name=op.f("ck_proposal_title_length")),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR length(title) > 0", name=op.f("ck_proposal_has_a_title")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_proposal_version_from_one")),
        sa.CheckConstraint("minutes > 0 AND runs_offered > 0", name=op.f("ck_proposal_minutes_and_runs")),
        sa.ForeignKeyConstraint(["day_id"], ["day.id"], name=op.f("fk_proposal_day_id_day")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff_member.id"], name=op.f("fk_proposal_decided_by_id_staff_member")
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["proposal.id"], name=op.f("fk_proposal_merged_into_id_proposal")),
        sa.ForeignKeyConstraint(["strand_id"], ["strand.id"], name=op.f("fk_proposal_strand_id_strand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("day_id", "code", name=op.f("uq_proposal_day_id_code")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_day_id"), ["day_id"], unique=False)
        batch_op.create_index("ix_proposal_state", ["day_id", "state"], unique=False)

    op.create_table(
        "room_closure",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id"], ["room.id"], name=op.f("fk_room_closure_room_id_room"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slot.id"], name=op.f("fk_room_closure_slot_id_slot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room_id", "slot_id", name=op.f("pk_room_closure")),
    )
    op.create_table(
        "proposal_barred_slot",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_barred_slot_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_proposal_barred_slot_slot_id_slot")),
        sa.PrimaryKeyConstraint("proposal_id", "slot_id", name=op.f("pk_proposal_barred_slot")),
    )
    op.create_table(
        "proposal_presenter",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_presenter_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_proposal_presenter_staff_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "staff_id", name=op.f("pk_proposal_presenter")),
        sa.UniqueConstraint("proposal_id", "position", name=op.f("uq_proposal_presenter_proposal_id_position")),
    )
    op.create_table(
        "proposal_step",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column(
            "protocol",
            sa.Enum(
                "none",
                "tuning",
                "consultancy",
                "success_analysis",
                "atlas_student_work",
                "notice_and_wonder",
                "data_driven_dialogue",
                "four_as",
                "text_rendering",
                "save_the_last_word",
                "jigsaw",
                "fishbowl",
                "gallery_walk",
                "chalk_talk",
                "world_cafe",
                "lesson_study",
                "think_pair_share",
                "other",
                name="protocol",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_proposal_step_takes_minutes")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_step_proposal_id_proposal"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_proposal_step")),
    )
    op.create_table(
        "review",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recused", sa.Boolean(), nullable=False),
        sa.Column("relevance", sa.Integer(), nullable=True),
        sa.Column("practical_use", sa.Integer(), nullable=True),
        sa.Column("active_learning", sa.Integer(), nullable=True),
        sa.Column("fits_time", sa.Integer(), nullable=True),
        sa.Column("inclusive", sa.Integer(), nullable=True),
        sa.Column("clarity", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.CheckConstraint("relevance BETWEEN 1 AND 4", name=op.f("ck_review_relevance_1_to_4")),
        sa.CheckConstraint("practical_use BETWEEN 1 AND 4", name=op.f("ck_review_practical_use_1_to_4")),
        sa.CheckConstraint("active_learning BETWEEN 1 AND 4", name=op.f("ck_review_active_learning_1_to_4")),
        sa.CheckConstraint("fits_time BETWEEN 1 AND 4", name=op.f("ck_review_fits_time_1_to_4")),
        sa.CheckConstraint("inclusive BETWEEN 1 AND 4", name=op.f("ck_review_inclusive_1_to_4")),
        sa.CheckConstraint("clarity BETWEEN 1 AND 4", name=op.f("ck_review_clarity_1_to_4")),
        sa.CheckConstraint(
            "(recused = (relevance IS NULL)) AND (recused = (practical_use IS NULL)) AND (recused = (active_learning IS NULL)) AND (recused = (fits_time IS NULL)) AND (recused = (inclusive IS NULL)) AND (recused = (clarity IS NULL))",
            name=op.f("ck_review_all_six_or_recused"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_review_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_review_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("proposal_id", "staff_id", name=op.f("pk_review")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("fewest_runs", sa.Integer(), nullable=False),
        sa.Column("most_runs", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name=op.f("ck_session_cancelled_by_somebody")
        ),
        sa.CheckConstraint(
            "fewest_runs >= 0 AND most_runs >= fewest_runs", name=op.f("ck_session_fewest_and_most_runs")
        ),
        sa.CheckConstraint("length >= 1", name=op.f("ck_session_length_in_slots")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["staff_member.id"], name=op.f("fk_session_cancelled_by_id_staff_member")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_session_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_session_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_session_proposal_id")),
    )
    op.create_table(
        "audience_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "classroom_teacher",
                "special_education_teacher",
                "el_specialist",
                "interventionist",
                "instructional_coach",
                "teacher_leader",
                "mentor",
                "department_chair",
                "librarian_media",
                "counselor",
                "social_worker",
                "psychologist",
                "speech_language",
                "ot_pt",
                "nurse",
                "paraprofessional",
                "office_staff",
                "food_service",
                "transportation",
                "custodial_maintenance",
                "school_administrator",
                "district_administrator",
                "technology_staff",
                "family_liaison",
                "substitute",
                "student_teacher",
                "guest_presenter",
                name="staff_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "employee_group",
            sa.Enum(
                "certificated",
                "classified_exempt",
                "classified_hourly",
                "administrator",
                "substitute",
                "guest",
                name="employee_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "years_band",
            sa.Enum(
                "0-1",
                "2-4",
                "5-10",
                "11-20",
                "21+",
                name="years_band",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "role IS NOT NULL OR employee_group IS NOT NULL OR years_band IS NOT NULL",
            name=op.f("ck_audience_rule_names_a_condition"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_audience_rule_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_rule")),
    )
    with op.batch_alter_table("audience_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audience_rule_session_id"), ["session_id"], unique=False)

    op.create_table(
        "offering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timetable_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("plenary_title", sa.String(), nullable=True),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(session_id IS NULL) <> (plenary_title IS NULL)", name=op.f("ck_offering_session_or_plenary")
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_offering_has_seats")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_offering_room_id_room")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_offering_session_id_session")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_offering_slot_id_slot")),
        sa.ForeignKeyConstraint(
            ["timetable_id"], ["timetable.id"], name=op.f("fk_offering_timetable_id_timetable"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering")),
        sa.UniqueConstraint("id", "timetable_id", "session_id", name=op.f("uq_offering_id_timetable_id_session_id")),
        sa.UniqueConstraint("id", "timetable_id", name=op.f("uq_offering_id_timetable_id")),
    )
    with op.batch_alter_table("offering", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offering_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offering_timetable_id"), ["timetable_id"], unique=False)

    op.create_table(
        "pin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "slot_id IS NOT NULL OR room_id IS NOT NULL OR staff_id IS NOT NULL", name=op.f("ck_pin_pins_something")
        ),
        sa.CheckConstraint("staff_id IS NULL OR room_id IS NULL", name=op.f("ck_pin_people_are_pinned_to_sessions")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_pin_room_id_room")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_pin_session_id_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_pin_slot_id_slot")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_pin_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin")),
    )
    with op.batch_alter_table("pin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pin_session_id"), ["session_id"], unique=False)

    op.create_table(
        "preference",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_preference_rank_from_one")),
        sa.ForeignKeyConstraint(
            ["list_id"], ["preference_list.id"], name=op.f("fk_preference_list_id_preference_list"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_preference_session_id_session")),
        sa.PrimaryKeyConstraint("list_id", "session_id", name=op.f("pk_preference")),
    )
    with op.batch_alter_table("preference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preference_session_id"), ["session_id"], unique=False)

    op.create_table(
        "session_presenter",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_presenter_session_id_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_session_presenter_staff_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("session_id", "staff_id", name=op.f("pk_session_presenter")),
        sa.UniqueConstraint("session_id", "position", name=op.f("uq_session_presenter_session_id_position")),
    )
    with op.batch_alter_table("session_presenter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_presenter_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "session_slot",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_slot_session_id_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_session_slot_slot_id_slot")),
        sa.PrimaryKeyConstraint("session_id", "slot_id", name=op.f("pk_session_slot")),
    )
    op.create_table(
        "star",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["preference_list.id"], name=op.f("fk_star_list_id_preference_list"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_star_session_id_session")),
        sa.PrimaryKeyConstraint("list_id", "session_id", name=op.f("pk_star")),
    )
    op.create_table(
        "veto",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["preference_list.id"], name=op.f("fk_veto_list_id_preference_list"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_veto_session_id_session")),
        sa.PrimaryKeyConstraint("list_id", "session_id", name=op.f("pk_veto")),
    )
    op.create_table(
        "answer",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column(
            "role_group",
            sa.Enum(
                "teachers",
                "specialists",
                "student_services",
                "paraprofessionals",
                "coaches_librarians",
                "administration_office",
                name="role_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("good_use", sa.Integer(), nullable=True),
        sa.Column("fits_my_work", sa.Integer(), nullable=True),
        sa.Column("practised", sa.Integer(), nullable=True),
        sa.Column("roles_heard", sa.Integer(), nullable=True),
        sa.Column("objectives_met", sa.Integer(), nullable=True),
        sa.Column("confidence_before", sa.Integer(), nullable=True),
        sa.Column("confidence_now", sa.Integer(), nullable=True),
        sa.Column("will_try", sa.Integer(), nullable=True),
        sa.Column("would_need", sa.JSON(), nullable=True),
        sa.Column("keep", sa.String(), nullable=True),
        sa.Column("change", sa.String(), nullable=True),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.CheckConstraint("confidence_before BETWEEN 1 AND 5", name=op.f("ck_answer_confidence_before_scale")),
        sa.CheckConstraint("confidence_now BETWEEN 1 AND 5", name=op.f("ck_answer_confidence_now_scale")),
        sa.CheckConstraint("fits_my_work BETWEEN 1 AND 5", name=op.f("ck_answer_fits_my_work_scale")),
        sa.CheckConstraint("good_use BETWEEN 1 AND 5", name=op.f("ck_answer_good_use_scale")),
        sa.CheckConstraint("objectives_met BETWEEN 1 AND 4", name=op.f("ck_answer_objectives_met_scale")),
        sa.CheckConstraint("practised BETWEEN 1 AND 5", name=op.f("ck_answer_practised_scale")),
        sa.CheckConstraint("roles_heard BETWEEN 1 AND 5", name=op.f("ck_answer_roles_heard_scale")),
        sa.CheckConstraint("will_try BETWEEN 1 AND 5", name=op.f("ck_answer_will_try_scale")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_answer_offering_id_offering")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_offering_id"), ["offering_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timetable_id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "wish",
                "required",
                "fill",
                "pin",
                "presenting",
                "everyone",
                "swap",
                "coordinator",
                name="enrolment_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(source = 'everyone') = (session_id IS NULL)", name=op.f("ck_enrolment_everyone_means_plenary")
        ),
        sa.CheckConstraint("rank IS NULL OR rank >= 1", name=op.f("ck_enrolment_rank_from_one")),
        sa.ForeignKeyConstraint(
            ["offering_id", "timetable_id", "session_id"],
            ["offering.id", "offering.timetable_id", "offering.session_id"],
            name="fk_enrolment_session_of_its_offering",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offering_id", "timetable_id"],
            ["offering.id", "offering.timetable_id"],
            name=op.f("fk_enrolment_offering_id_timetable_id_offering"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_enrolment_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "id",
            "offering_id",
            "timetable_id",
            "staff_id",
            name=op.f("uq_enrolment_id_offering_id_timetable_id_staff_id"),
        ),
        sa.UniqueConstraint("offering_id", "staff_id", name=op.f("uq_enrolment_offering_id_staff_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index("ix_enrolment_timetable_id_staff_id", ["timetable_id", "staff_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_no_session_twice",
            ["timetable_id", "staff_id", "session_id"],
            unique=True,
            sqlite_where=sa.text("session_id IS NOT NULL AND source <> 'presenting'"),
            postgresql_where=sa.text("session_id IS NOT NULL AND source <> 'presenting'"),
        )

    op.create_table(
        "offering_slot",
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("timetable_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id", "timetable_id"],
            ["offering.id", "offering.timetable_id"],
            name=op.f("fk_offering_slot_offering_id_timetable_id_offering"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_offering_slot_room_id_room")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_offering_slot_slot_id_slot")),
        sa.PrimaryKeyConstraint("offering_id", "slot_id", name=op.f("pk_offering_slot")),
        sa.UniqueConstraint(
            "timetable_id", "room_id", "slot_id", name=op.f("uq_offering_slot_timetable_id_room_id_slot_id")
        ),
    )
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.String(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "badge",
                "tap",
                "name",
                "kiosk",
                "paper",
                name="scan_method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "welcome",
                "already_in",
                "another_room",
                "walk_in",
                "full",
                "too_early",
                "too_late",
                "unknown_badge",
                "revoked",
                "left",
                name="scan_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("steward_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_scan_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_scan_staff_id_staff_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["steward_id"], ["staff_member.id"], name=op.f("fk_scan_steward_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_scan_scan_id")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_offering_id"), ["offering_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scan_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "ticket_handed_in",
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["offering.id"], name=op.f("fk_ticket_handed_in_offering_id_offering")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_ticket_handed_in_staff_id_staff_member"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("offering_id", "staff_id", name=op.f("pk_ticket_handed_in")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "enrolled",
                "moved",
                "walk_in",
                "presenting",
                name="attendance_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes_away", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name=op.f("ck_attendance_left_after_arriving")),
        sa.CheckConstraint("minutes_away >= 0", name=op.f("ck_attendance_minutes_away_not_negative")),
        sa.CheckConstraint(
            "scan_id IS NOT NULL OR recorded_by_id IS NOT NULL", name=op.f("ck_attendance_has_evidence")
        ),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_attendance_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["staff_member.id"], name=op.f("fk_attendance_recorded_by_id_staff_member")
        ),
        sa.ForeignKeyConstraint(["scan_id"], ["scan.id"], name=op.f("fk_attendance_scan_id_scan")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_attendance_staff_id_staff_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("offering_id", "staff_id", name=op.f("uq_attendance_offering_id_staff_id")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_attendance_scan_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "enrolment_slot",
        sa.Column("timetable_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("offering_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "offering_id", "timetable_id", "staff_id"],
            ["enrolment.id", "enrolment.offering_id", "enrolment.timetable_id", "enrolment.staff_id"],
            name="fk_enrolment_slot_its_enrolment",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offering_id", "slot_id"],
            ["offering_slot.offering_id", "offering_slot.slot_id"],
            name=op.f("fk_enrolment_slot_offering_id_slot_id_offering_slot"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("timetable_id", "staff_id", "slot_id", name=op.f("pk_enrolment_slot")),
    )
    with op.batch_alter_table("enrolment_slot", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_slot_enrolment_id", ["enrolment_id"], unique=False)

    op.create_table(
        "credited_minutes",
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_credited_minutes_minutes_not_negative")),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["attendance.id"],
            name=op.f("fk_credited_minutes_attendance_id_attendance"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attendance_id", name=op.f("pk_credited_minutes")),
    )
    op.create_table(
        "gathering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_gathering_room_id_room")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_gathering_slot_id_slot"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering")),
        sa.UniqueConstraint("id", "slot_id", name=op.f("uq_gathering_id_slot_id")),
        sa.UniqueConstraint("slot_id", "room_id", name=op.f("uq_gathering_slot_id_room_id")),
    )
    op.create_table(
        "gathering_school",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("gathering_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gathering_id", "slot_id"],
            ["gathering.id", "gathering.slot_id"],
            name=op.f("fk_gathering_school_gathering_id_slot_id_gathering"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_gathering_school_school_id_school")),
        sa.PrimaryKeyConstraint("slot_id", "school_id", name=op.f("pk_gathering_school")),
    )


def downgrade() -> None:
    op.drop_table("gathering_school")
    op.drop_table("gathering")
    op.drop_table("credited_minutes")
    with op.batch_alter_table("enrolment_slot", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_slot_enrolment_id")

    op.drop_table("enrolment_slot")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_staff_id"))

    op.drop_table("attendance")
    op.drop_table("ticket_handed_in")
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_staff_id"))
        batch_op.drop_index(batch_op.f("ix_scan_offering_id"))

    op.drop_table("scan")
    op.drop_table("offering_slot")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_no_session_twice",
            sqlite_where=sa.text("session_id IS NOT NULL AND source <> 'presenting'"),
            postgresql_where=sa.text("session_id IS NOT NULL AND source <> 'presenting'"),
        )
        batch_op.drop_index("ix_enrolment_timetable_id_staff_id")
        batch_op.drop_index(batch_op.f("ix_enrolment_staff_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_offering_id"))

    op.drop_table("answer")
    op.drop_table("veto")
    op.drop_table("star")
    op.drop_table("session_slot")
    with op.batch_alter_table("session_presenter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_presenter_staff_id"))

    op.drop_table("session_presenter")
    with op.batch_alter_table("preference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preference_session_id"))

    op.drop_table("preference")
    with op.batch_alter_table("pin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pin_session_id"))

    op.drop_table("pin")
    with op.batch_alter_table("offering", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offering_timetable_id"))
        batch_op.drop_index(batch_op.f("ix_offering_session_id"))

    op.drop_table("offering")
    with op.batch_alter_table("audience_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audience_rule_session_id"))

    op.drop_table("audience_rule")
    op.drop_table("session")
    op.drop_table("review")
    op.drop_table("proposal_step")
    op.drop_table("proposal_presenter")
    op.drop_table("proposal_barred_slot")
    op.drop_table("room_closure")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_state")
        batch_op.drop_index(batch_op.f("ix_proposal_day_id"))

    op.drop_table("proposal")
    op.drop_table("lunch_wave")
    op.drop_table("follow_up")
    op.drop_table("company_member")
    op.drop_table("away")
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_thing")

    op.drop_table("trail")
    with op.batch_alter_table("timetable", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_timetable_one_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.drop_table("timetable")
    op.drop_table("strand")
    op.drop_table("staff_site")
    op.drop_table("staff_duty")
    op.drop_table("slot")
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_code_staff_id"))

    op.drop_table("sign_in_code")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_staff_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("preference_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preference_list_staff_id"))

    op.drop_table("preference_list")
    op.drop_table("phase")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_waiting")
        batch_op.drop_index(batch_op.f("ix_message_staff_id"))

    op.drop_table("message")
    op.drop_table("leave")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_job_one_at_a_time",
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        )

    op.drop_table("job")
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_day_id"))

    op.drop_table("company")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_staff_id"))

    op.drop_table("commitment")
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_badge_one_valid",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_badge_staff_id"))

    op.drop_table("badge")
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accommodation_staff_id"))

    op.drop_table("accommodation")
    op.drop_table("travel")
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_member_last_name"))
        batch_op.drop_index(batch_op.f("ix_staff_member_home_school_id"))

    op.drop_table("staff_member")
    op.drop_table("room")
    op.drop_table("day")
    op.drop_table("job_title")
    op.drop_table("school")
    op.drop_table("district")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION trail_is_append_only()")
