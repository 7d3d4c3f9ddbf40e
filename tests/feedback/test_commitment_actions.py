from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pdday.db import db
from pdday.errors import Refused
from pdday.feedback import commitment_actions as actions
from pdday.feedback.commitment_actions import Intention
from pdday.feedback.models import Commitment, FollowUp, Sharing, UseInPractice
from pdday.outbox import Message
from tests.checkin.factories import forget
from tests.factories import THE_DATE, at, make_day, make_staff
from tests.feedback.test_actions import count_of


def make_commitment(name: str = "Luis Ortega") -> Commitment:
    return actions.write_commitment(make_day(), Intention("Try number talks"), by=make_staff(name), now=at("15:00"))


def address_of(commitment: Commitment, after_days: int) -> str:
    return f"https://pd.example/{commitment.id}/{after_days}"


def remind(on: date) -> int:
    return actions.remind_authors(address_of=address_of, now=at("9:00", on))


def test_a_commitment_is_private_until_its_author_shares_it(app: Flask) -> None:
    day, luis = make_day(), make_staff("Luis Ortega")
    intention = Intention("Try number talks", date(2027, 3, 19), "my grade team", "two students explain it")

    first = actions.write_commitment(day, intention, by=luis, now=at("15:00"))
    told = (first.sharing, first.with_whom, first.how_i_will_know)
    shared = actions.write_commitment(
        day, Intention("Try it twice a week"), by=luis, now=at("15:10"), sharing=Sharing.PUBLIC
    )

    assert told == (Sharing.PRIVATE, "my grade team", "two students explain it")
    assert (shared, count_of(Commitment)) == (first, 1)
    assert (shared.what, shared.first_step_by, shared.sharing, shared.made_at) == (
        "Try it twice a week",
        None,
        Sharing.PUBLIC,
        at("15:00"),
    )


def test_a_commitment_is_followed_up_once_after_each_stretch(app: Flask) -> None:
    commitment = make_commitment()
    luis = commitment.staff
    in_30, in_60 = THE_DATE + timedelta(days=30), THE_DATE + timedelta(days=60)

    actions.follow_up(commitment, 30, use=UseInPractice.TRIED_ONCE, by=luis, on=in_30, obstacles=["time"])
    actions.follow_up(commitment, 60, use=UseInPractice.ROUTINE, by=luis, on=in_60)
    with pytest.raises(Refused, match="after 30 days already"):
        actions.follow_up(commitment, 30, use=UseInPractice.DROPPED, by=luis, on=in_60)
    with pytest.raises(Refused, match="90 days after the day, so not yet"):
        actions.follow_up(commitment, 90, use=UseInPractice.DROPPED, by=luis, on=in_60)
    forget()

    assert [(each.after_days, each.use, each.obstacles) for each in commitment.follow_ups] == [
        (30, UseInPractice.TRIED_ONCE, ["time"]),
        (60, UseInPractice.ROUTINE, None),
    ]


def test_nobody_answers_for_somebody_elses_commitment_nor_deletes_it(app: Flask) -> None:
    commitment, mei = make_commitment(), make_staff("Mei Tanaka")

    with pytest.raises(Refused, match="Only whoever made a commitment"):
        actions.follow_up(commitment, 30, use=UseInPractice.ROUTINE, by=mei, on=date(2027, 6, 1))
    with pytest.raises(Refused, match="Only whoever made a commitment"):
        actions.delete_commitment(commitment, by=mei)

    assert (count_of(FollowUp), count_of(Commitment)) == (0, 1)


def test_a_deleted_commitment_takes_its_reports_along(app: Flask) -> None:
    commitment = make_commitment()
    actions.follow_up(commitment, 30, use=UseInPractice.ROUTINE, by=commitment.staff, on=date(2027, 6, 1))

    actions.delete_commitment(commitment, by=commitment.staff)

    assert (count_of(Commitment), count_of(FollowUp)) == (0, 0)


def test_authors_are_asked_once_after_30_60_and_90_days(app: Flask) -> None:
    commitment = make_commitment()
    for days in (29, 30, 31, 60, 75, 90):
        remind(THE_DATE + timedelta(days=days))

    messages = db.session.scalars(select(Message).order_by(Message.id)).all()

    assert [message.subject for message in messages] == [f"How is it going, {days} days on?" for days in (30, 60, 90)]
    assert address_of(commitment, 30) in messages[0].body
    assert "number talks" not in messages[0].body


def test_nobody_is_asked_who_has_answered_has_left_or_has_no_mail(app: Flask) -> None:
    answered, left, without = make_commitment("Ana Reyes"), make_commitment("Bo Lund"), make_commitment("Joyce Okafor")
    in_30 = THE_DATE + timedelta(days=30)
    actions.follow_up(answered, 30, use=UseInPractice.PLANNED, by=answered.staff, on=in_30)
    left.staff.left_at = at("9:00")
    without.staff.email = None
    db.session.flush()

    assert (remind(in_30), count_of(Message)) == (0, 0)


def test_a_reminder_that_is_weeks_late_is_not_sent(app: Flask) -> None:
    make_commitment()

    assert remind(THE_DATE + timedelta(days=30 + 15)) == 0
