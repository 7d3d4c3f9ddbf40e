from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.db import db
from pdday.errors import NotReady, Refused
from pdday.feedback import actions, queries
from pdday.feedback.models import Answer, Commitment, FollowUp, Sharing, TicketHandedIn, UseInPractice
from pdday.feedback.rules import ExitTicket
from pdday.staff.vocabulary import RoleGroup
from pdday.trail import Trail
from tests.checkin.factories import forget, make_door, make_published_day, scan_name
from tests.factories import THE_DATE, at, make_day, make_staff
from tests.feedback.factories import hand_in, make_attended_offering


def count_of(row: type) -> int:
    return db.session.scalar(select(func.count()).select_from(row)) or 0


def test_an_exit_ticket_keeps_every_answer_and_leaves_out_what_was_skipped(app: Flask) -> None:
    room = make_attended_offering()

    hand_in(room.offering, room.people[0], ExitTicket(good_use=5, would_need=["time"], keep="the role play"))
    forget()

    kept = db.session.scalars(select(Answer)).one()
    assert (kept.good_use, kept.would_need, kept.keep) == (5, ["time"], "the role play")
    assert (kept.change, kept.batch, kept.role_group) == (None, None, RoleGroup.TEACHERS)
    assert db.session.scalar(select(func.count()).where(Answer.would_need.is_(None))) == 0


def test_one_person_hands_in_one_ticket_for_an_offering(app: Flask) -> None:
    room = make_attended_offering()
    hand_in(room.offering, room.people[0], ExitTicket(good_use=5))

    with pytest.raises(Refused, match="is in already"):
        actions.hand_in(room.offering, by=room.people[0])

    assert (count_of(TicketHandedIn), count_of(Answer)) == (1, 1)


def test_only_those_who_were_there_have_an_exit_ticket(app: Flask) -> None:
    the_day, rosa = make_published_day(), make_staff("Rosa Delgado")
    door = make_door(the_day, presenters=(rosa,))
    scan_name(door, rosa, "9:00")

    for person in (make_staff("Luis Ortega"), rosa):
        with pytest.raises(Refused, match="for those who were there"):
            actions.hand_in(door, by=person)

    assert count_of(TicketHandedIn) == 0


def test_my_day_offers_the_tickets_of_rooms_i_was_in_until_they_are_in(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    in_a, in_b = make_door(the_day, "A"), make_door(the_day, "B")
    make_door(the_day, "C")
    scan_name(in_a, luis, "9:12")
    scan_name(in_b, luis, "10:24")
    before = queries.open_tickets(luis, the_day.day)

    hand_in(in_a, luis, ExitTicket(good_use=4))

    assert before == [in_a, in_b]
    assert queries.open_tickets(luis, the_day.day) == [in_b]
    assert queries.open_tickets(luis, make_day()) == []


def test_answers_wait_until_five_can_be_released_together(app: Flask) -> None:
    room = make_attended_offering(people=5)
    for person in room.people[:4]:
        hand_in(room.offering, person, ExitTicket(good_use=4))

    with pytest.raises(NotReady, match="once 5 wait"):
        actions.release_batch(room.offering)
    due_with_four = actions.release_batches(room.day)
    hand_in(room.offering, room.people[4], ExitTicket(good_use=4))
    due_with_five = actions.release_batches(room.day)

    assert (due_with_four, due_with_five) == (0, 1)
    assert db.session.scalars(select(Answer.batch)).all() == [1] * 5


def test_late_answers_are_a_batch_of_their_own(app: Flask) -> None:
    room = make_attended_offering(people=11)
    for person in room.people[:5]:
        hand_in(room.offering, person, ExitTicket(good_use=4))
    first = actions.release_batch(room.offering)
    for person in room.people[5:]:
        hand_in(room.offering, person, ExitTicket(good_use=2))

    second = actions.release_batch(room.offering)

    assert (first, second) == (1, 2)
    by_batch = db.session.execute(
        select(Answer.batch, func.count(), func.min(Answer.good_use), func.max(Answer.good_use))
        .group_by(Answer.batch)
        .order_by(Answer.batch)
    ).all()
    assert [tuple(row) for row in by_batch] == [(1, 5, 4, 4), (2, 6, 2, 2)]


def test_releasing_changes_nothing_that_was_answered(app: Flask) -> None:
    room = make_attended_offering(people=6)
    tickets = [
        ExitTicket(good_use=1 + number % 5, would_need=["time", "coaching"] if number else None, keep=f"word {number}")
        for number in range(6)
    ]
    for person, ticket in zip(room.people, tickets, strict=True):
        hand_in(room.offering, person, ticket)

    actions.release_batch(room.offering)
    forget()

    released = db.session.scalars(select(Answer).order_by(Answer.keep)).all()
    assert [ExitTicket(good_use=row.good_use, would_need=row.would_need, keep=row.keep) for row in released] == tickets


def test_feedback_leaves_no_trail(app: Flask) -> None:
    room = make_attended_offering(people=5)

    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=3))
    actions.release_batch(room.offering)

    assert count_of(Trail) == 0


def test_a_commitment_is_private_until_its_author_shares_it(app: Flask) -> None:
    day, luis = make_day(), make_staff("Luis Ortega")

    first = actions.write_commitment(
        day, what="Try number talks", first_step_by=date(2027, 3, 19), by=luis, now=at("15:00")
    )
    shared = actions.write_commitment(
        day,
        what="Try number talks twice a week",
        first_step_by=None,
        by=luis,
        now=at("15:10"),
        sharing=Sharing.PUBLIC,
    )

    assert shared is first
    assert count_of(Commitment) == 1
    assert (shared.what, shared.sharing, shared.made_at) == (
        "Try number talks twice a week",
        Sharing.PUBLIC,
        at("15:00"),
    )


def test_a_commitment_is_followed_up_once_after_each_stretch(app: Flask) -> None:
    day, luis = make_day(), make_staff("Luis Ortega")
    commitment = actions.write_commitment(day, what="Try it", first_step_by=None, by=luis, now=at("15:00"))
    in_30, in_60 = THE_DATE + timedelta(days=30), THE_DATE + timedelta(days=60)

    actions.follow_up(commitment, 30, use=UseInPractice.TRIED_ONCE, by=luis, day=day, on=in_30)
    actions.follow_up(commitment, 60, use=UseInPractice.ROUTINE, by=luis, day=day, on=in_60)
    with pytest.raises(Refused, match="after 30 days already"):
        actions.follow_up(commitment, 30, use=UseInPractice.DROPPED, by=luis, day=day, on=in_60)
    with pytest.raises(Refused, match="90 days after the day, so not yet"):
        actions.follow_up(commitment, 90, use=UseInPractice.DROPPED, by=luis, day=day, on=in_60)
    forget()

    assert [(each.after_days, each.use) for each in commitment.follow_ups] == [
        (30, UseInPractice.TRIED_ONCE),
        (60, UseInPractice.ROUTINE),
    ]


def test_nobody_answers_for_somebody_elses_commitment(app: Flask) -> None:
    day, luis, mei = make_day(), make_staff("Luis Ortega"), make_staff("Mei Tanaka")
    commitment = actions.write_commitment(day, what="Try it", first_step_by=None, by=luis, now=at("15:00"))

    with pytest.raises(Refused, match="Only whoever made a commitment"):
        actions.follow_up(commitment, 30, use=UseInPractice.ROUTINE, by=mei, day=day, on=date(2027, 6, 1))

    assert count_of(FollowUp) == 0
