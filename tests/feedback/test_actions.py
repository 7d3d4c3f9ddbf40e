from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from pdday.db import db
from pdday.errors import NotReady, Refused, TooLate
from pdday.feedback import actions, queries
from pdday.feedback.models import Answer, Remark, RemarkItem, RemarkState, SealedTicket, TicketHandedIn
from pdday.feedback.rules import ExitTicket
from pdday.outbox import Message
from pdday.proposals.models import SessionPresenter
from pdday.staff.vocabulary import RoleGroup
from pdday.timetable.models import OfferingSlot
from pdday.trail import Trail
from tests.checkin.factories import forget, make_door, make_published_day, scan_name
from tests.factories import THE_DATE, at, make_coordinator, make_day, make_staff, slot_of
from tests.feedback.factories import hand_in, make_attended_offering


def count_of(row: type) -> int:
    return db.session.scalar(select(func.count()).select_from(row)) or 0


def test_an_exit_ticket_keeps_every_answer_and_leaves_out_what_was_skipped(app: Flask) -> None:
    room = make_attended_offering(people=5)
    ticket = ExitTicket(
        good_use=5, would_need=["time"], would_suggest=10, more_confidence=[[1, None]], keep="the role play"
    )

    for person in room.people:
        hand_in(room.offering, person, ticket)
    actions.release_batch(room.offering)
    forget()

    kept = db.session.scalars(select(Answer)).first()
    assert kept is not None
    assert (kept.good_use, kept.would_need, kept.would_suggest, kept.more_confidence) == (5, ["time"], 10, [[1, None]])
    assert (kept.will_try, kept.batch, kept.role_group) == (None, 1, RoleGroup.TEACHERS)
    assert db.session.scalars(select(Remark.words)).all() == ["the role play"] * 5
    assert db.session.scalar(select(func.count()).where(Answer.would_need.is_(None))) == 0


def test_one_person_hands_in_one_ticket_for_an_offering(app: Flask) -> None:
    room = make_attended_offering()
    hand_in(room.offering, room.people[0], ExitTicket(good_use=5))

    with pytest.raises(Refused, match="is in already"):
        hand_in(room.offering, room.people[0], ExitTicket(good_use=1))

    assert (count_of(TicketHandedIn), count_of(SealedTicket)) == (1, 1)


def test_only_those_who_were_there_have_an_exit_ticket(app: Flask) -> None:
    the_day, rosa = make_published_day(), make_staff("Rosa Delgado")
    door = make_door(the_day, presenters=(rosa,))
    scan_name(door, rosa, "9:00")

    for person in (make_staff("Luis Ortega"), rosa):
        with pytest.raises(Refused, match="for those who were there"):
            hand_in(door, person, ExitTicket())

    assert count_of(TicketHandedIn) == 0


@pytest.mark.parametrize(("days", "is_open"), [(7, True), (8, False)])
def test_exit_tickets_close_a_week_after_the_day(app: Flask, days: int, is_open: bool) -> None:
    room = make_attended_offering()

    if is_open:
        hand_in(room.offering, room.people[0], ExitTicket(), on=THE_DATE + timedelta(days=days))
    else:
        with pytest.raises(Refused, match="closed a week after it"):
            hand_in(room.offering, room.people[0], ExitTicket(), on=THE_DATE + timedelta(days=days))

    assert count_of(TicketHandedIn) == is_open


def test_my_day_offers_the_tickets_of_rooms_i_was_in_until_they_are_in(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    in_a, in_b = make_door(the_day, "A"), make_door(the_day, "B")
    make_door(the_day, "C")
    scan_name(in_a, luis, "9:12")
    scan_name(in_b, luis, "10:24")
    before = queries.open_tickets(luis, the_day.day, now=at("15:00"))

    hand_in(in_a, luis, ExitTicket(good_use=4))

    assert before == [in_a, in_b]
    assert queries.open_tickets(luis, the_day.day, now=at("15:00")) == [in_b]
    assert queries.open_tickets(luis, make_day(), now=at("15:00")) == []


def test_a_ticket_is_offered_with_the_minutes_kept_free_for_it_and_not_before(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    from_9_15_to_10_15, from_10_25_to_11_25 = make_door(the_day, "A"), make_door(the_day, "B")
    from_9_15_to_10_15.slot.feedback_minutes = 5
    scan_name(from_9_15_to_10_15, luis, "9:12")
    scan_name(from_10_25_to_11_25, luis, "10:24")

    moments = ("10:09", "10:10", "11:24", "11:25")
    offered = [queries.open_tickets(luis, the_day.day, now=at(moment)) for moment in moments]
    on_my_day = [list(queries.tickets_by_offering(luis, the_day.day, now=at(moment))) for moment in moments]

    both = [from_9_15_to_10_15, from_10_25_to_11_25]
    assert offered == [[], both[:1], both[:1], both]
    assert on_my_day == [[each.id for each in offerings] for offerings in offered]


def test_a_long_session_is_asked_about_at_the_end_of_its_last_slot(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    first, second = slot_of(the_day.day, "A"), slot_of(the_day.day, "B")
    first.feedback_minutes, second.feedback_minutes = 30, 10
    long = make_door(the_day, "A")
    long.slots.append(OfferingSlot(slot=second, timetable_id=the_day.timetable.id, room_id=long.room_id))
    scan_name(long, luis, "9:12")

    offered = [queries.open_tickets(luis, the_day.day, now=at(moment)) for moment in ("11:14", "11:15")]

    assert offered == [[], [long]]


def test_answers_wait_until_five_can_be_released_together(app: Flask) -> None:
    room = make_attended_offering(people=5)
    for person in room.people[:4]:
        hand_in(room.offering, person, ExitTicket(good_use=4))

    with pytest.raises(NotReady, match="once 5 wait"):
        actions.release_batch(room.offering)
    due_with_four = actions.release_batches([room.offering])
    hand_in(room.offering, room.people[4], ExitTicket(good_use=4))
    due_with_five = actions.release_batches([room.offering])

    assert (due_with_four, due_with_five) == (0, 1)
    assert db.session.scalars(select(Answer.batch)).all() == [1] * 5
    assert count_of(SealedTicket) == 0


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


def test_what_waits_is_released_the_morning_after_and_then_when_tickets_have_closed(app: Flask) -> None:
    room = make_attended_offering(people=10)
    for person in room.people[:5]:
        hand_in(room.offering, person, ExitTicket(good_use=4))
    released = {}
    for day in (0, 1, 2, 7, 8):
        released[day] = actions.release_what_is_due(now=at("6:00", THE_DATE + timedelta(days=day)))
        if day == 1:
            for person in room.people[5:]:
                hand_in(room.offering, person, ExitTicket(good_use=2))

    assert released == {0: 0, 1: 1, 2: 0, 7: 0, 8: 1}
    assert count_of(Answer) == 10


def test_releasing_changes_nothing_that_was_answered(app: Flask) -> None:
    room = make_attended_offering(people=6)
    for number, person in enumerate(room.people):
        needs = ["time", "coaching"] if number else None
        hand_in(room.offering, person, ExitTicket(good_use=1 + number % 5, would_need=needs, change=f"word {number}"))

    actions.release_batch(room.offering)
    forget()

    points = db.session.execute(select(Answer.good_use, Answer.would_need)).all()
    assert sorted((row.good_use, row.would_need is None) for row in points) == [
        (1, False), (1, True), (2, False), (3, False), (4, False), (5, False),
    ]  # fmt: skip
    assert sorted(db.session.scalars(select(Remark.words))) == [f"word {number}" for number in range(6)]


def lock_with_another_key(patch: pytest.MonkeyPatch) -> None:
    other = replace(current_app.config["PDDAY"], seal_key="YW5vdGhlciBrZXkgb2YgdGhlIHRlc3RzLCAzMiBieXQ=")
    patch.setitem(current_app.config, "PDDAY", other)


def test_tickets_locked_with_another_key_wait_until_it_is_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_attended_offering(people=5)
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=4))

    with monkeypatch.context() as patch:
        lock_with_another_key(patch)
        with pytest.raises(NotReady, match="PDDAY_SEAL_KEY"):
            actions.release_batch(room.offering)
        db.session.rollback()

    assert count_of(SealedTicket) == 5
    assert actions.release_batch(room.offering) == 1


def test_tickets_that_cannot_be_opened_keep_no_others_from_being_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreadable, readable = make_attended_offering(people=5), make_attended_offering(people=5)
    with monkeypatch.context() as patch:
        lock_with_another_key(patch)
        for person in unreadable.people:
            hand_in(unreadable.offering, person, ExitTicket(good_use=4))
    for person in readable.people:
        hand_in(readable.offering, person, ExitTicket(good_use=4))

    released = actions.release_batches([unreadable.offering, readable.offering])

    assert released == 1
    assert set(db.session.scalars(select(Answer.offering_id))) == {readable.offering.id}
    assert set(db.session.scalars(select(SealedTicket.offering_id))) == {unreadable.offering.id}


def test_feedback_leaves_no_trail(app: Flask) -> None:
    room = make_attended_offering(people=5)

    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=3))
    actions.release_batch(room.offering)

    assert count_of(Trail) == 0


def test_a_signed_question_goes_to_the_presenter_at_once_with_its_name(app: Flask) -> None:
    room = make_attended_offering()
    luis = room.people[0]

    actions.hand_in(room.offering, ExitTicket(), by=luis, now=at("10:15"), signed_question="How do you grade it?")

    asked = db.session.scalars(select(Remark)).one()
    assert (asked.staff, asked.item, asked.to_read) == (luis, RemarkItem.QUESTION, "How do you grade it?")


def test_an_attack_on_a_person_is_held_and_everything_else_is_shown(app: Flask) -> None:
    """Scenario 35: given an attack on a person in a comment, when released, then it is held for review."""
    room = make_attended_offering(people=5)
    for person, words in zip(room.people, ("She is an idiot.", "Great pace", "", "", ""), strict=True):
        hand_in(room.offering, person, ExitTicket(good_use=4, change=words or None))

    actions.release_batch(room.offering)

    held = queries.held_remarks()
    assert [(each.words, each.state) for each in held] == [("She is an idiot.", RemarkState.HELD)]
    assert [each.words for each in queries.heard(room.offering).remarks] == ["Great pace"]


def make_held_remark(words: str = "She is an idiot, but the cards are good.") -> Remark:
    room = make_attended_offering(people=5)
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(change=words if person is room.people[0] else None))
    actions.release_batch(room.offering)
    return queries.held_remarks()[0]


def test_a_coordinator_lets_held_words_through(app: Flask) -> None:
    remark, dana = make_held_remark(), make_coordinator()

    actions.let_through(remark, by=dana, now=at("16:00"), why="About the printer")

    assert [each.to_read for each in queries.heard(remark.offering).remarks] == [remark.words]
    entry = db.session.scalars(select(Trail)).one()
    assert (entry.did, entry.by_id, entry.why, entry.facts) == ("let_through", dana.id, "About the printer", {})


def test_a_coordinator_takes_the_hurtful_part_out(app: Flask) -> None:
    remark, dana = make_held_remark(), make_coordinator()

    actions.let_through(remark, by=dana, now=at("16:00"), why="Insult", shortened_to="The cards are good.")

    assert [each.to_read for each in queries.heard(remark.offering).remarks] == ["The cards are good."]
    assert db.session.scalars(select(Trail.did)).one() == "shorten"


def test_words_from_which_nothing_was_left_out_do_not_slip_through_as_shortened(app: Flask) -> None:
    remark = make_held_remark()

    with pytest.raises(Refused, match="Nothing is left out yet"):
        actions.let_through(remark, by=make_coordinator(), now=at("16:00"), why="Insult", shortened_to=remark.words)

    assert remark.state is RemarkState.HELD


def test_withheld_words_are_never_shown_and_the_trail_says_who_decided_it(app: Flask) -> None:
    remark, dana = make_held_remark(), make_coordinator()

    actions.withhold(remark, by=dana, now=at("16:00"), why="Nothing but an insult")

    assert queries.heard(remark.offering).remarks == []
    assert queries.held_remarks() == []
    assert db.session.execute(select(Trail.did, Trail.by_id)).all() == [("withhold", dana.id)]


def test_held_words_are_decided_about_once(app: Flask) -> None:
    remark, dana = make_held_remark(), make_coordinator()
    actions.withhold(remark, by=dana, now=at("16:00"), why="Insult")

    with pytest.raises(Refused, match="decided about these words already"):
        actions.let_through(remark, by=dana, now=at("16:05"), why="Second thoughts")

    assert remark.state is RemarkState.WITHHELD


def test_a_coordinator_does_not_decide_about_words_on_their_own_session(app: Flask) -> None:
    remark = make_held_remark()
    session = remark.offering.session
    assert session is not None
    dana = make_coordinator()
    session.presenters.append(SessionPresenter(staff=dana, position=1))
    db.session.flush()

    with pytest.raises(Refused, match="Another coordinator decides"):
        actions.let_through(remark, by=dana, now=at("16:00"), why="Mine")


def test_those_who_have_not_answered_are_reminded_once(app: Flask) -> None:
    room, dana = make_attended_offering(people=3), make_coordinator()
    hand_in(room.offering, room.people[0], ExitTicket())
    room.people[2].email = None

    for wall in ("15:30", "16:30"):
        actions.remind(room.day, address="https://pd.example/my-day", by=dana, now=at(wall))

    messages = db.session.scalars(select(Message)).all()
    assert [message.staff_id for message in messages] == [room.people[1].id]
    assert "open until Friday, March 19" in messages[0].body


def test_nobody_is_reminded_of_tickets_that_have_closed(app: Flask) -> None:
    room = make_attended_offering()

    with pytest.raises(TooLate, match="have closed"):
        actions.remind(room.day, address="", by=make_coordinator(), now=at("9:00", THE_DATE + timedelta(days=8)))

    assert count_of(Message) == 0
