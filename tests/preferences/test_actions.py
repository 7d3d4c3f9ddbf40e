"""What happens to the rows when people choose."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from pdday.db import db
from pdday.errors import TooLate
from pdday.outbox import Message
from pdday.preferences import actions, queries
from pdday.preferences.models import Accommodation, AccommodationCategory, PreferenceList
from pdday.programme.models import Away, Leave
from pdday.programme.vocabulary import Feature
from tests.factories import BEFORE, keep, make_coordinator, make_session, make_staff, slot_of
from tests.preferences.factories import NOT_YET, NOW, OVER, chosen, make_choosing_day, make_sessions, told


@pytest.fixture
def day(app):
    return make_choosing_day()


@pytest.fixture
def luis(day):
    return make_staff("Luis Ortega")


def star_all(person, *sessions):
    for session in sessions:
        actions.star(session, by=person, now=NOW)


def list_of(person, day):
    return queries.find_list(day, person)


def count_of(row):
    return db.session.scalar(select(func.count()).select_from(row))


def test_stars_are_a_list_in_the_order_of_starring(day, luis):
    star_all(luis, *make_sessions(day, "Talks", "Fractions", "Circles"))

    assert told(luis, day) == [(1, "Talks"), (2, "Fractions"), (3, "Circles")]
    assert (list_of(luis, day).saved_at, list_of(luis, day).version) == (NOW, 3)


def test_equals_keep_their_rank_and_their_order(day, luis):
    talks, fractions, circles = make_sessions(day, "Talks", "Fractions", "Circles")
    star_all(luis, circles, fractions, talks)

    actions.tie(fractions, by=luis, now=NOW)

    assert told(luis, day) == [(1, "Circles"), (1, "Fractions"), (2, "Talks")]


def test_a_change_that_changes_nothing_is_not_saved_again(day, luis):
    (talks,) = make_sessions(day, "Talks")
    star_all(luis, talks)

    actions.star(talks, by=luis, now=BEFORE)

    assert (list_of(luis, day).saved_at, list_of(luis, day).version) == (NOW, 1)


def test_a_list_with_nothing_left_on_it_is_no_answer(day, luis):
    (talks,) = make_sessions(day, "Talks")
    star_all(luis, talks)

    actions.take_off(talks, by=luis, now=NOW)

    assert count_of(PreferenceList) == 0


def test_a_move_on_an_old_page_counts_and_says_that_more_had_changed(day, luis):
    talks, fractions, circles = make_sessions(day, "Talks", "Fractions", "Circles")
    star_all(luis, talks, fractions)
    seen = list_of(luis, day).version
    star_all(luis, circles)

    saved = actions.place(fractions, 1, by=luis, now=NOW, seen_version=seen)

    assert saved.changed_elsewhere
    assert told(luis, day) == [(1, "Fractions"), (2, "Talks"), (3, "Circles")]


def test_the_same_button_pressed_twice_says_nothing_of_another_window(day, luis):
    talks, fractions = make_sessions(day, "Talks", "Fractions")
    star_all(luis, talks, fractions)
    seen = list_of(luis, day).version

    first = actions.place(fractions, 1, by=luis, now=NOW, seen_version=seen)
    second = actions.place(fractions, 1, by=luis, now=NOW, seen_version=seen)

    assert (first.changed_elsewhere, second.changed_elsewhere) == (False, False)
    assert told(luis, day) == [(1, "Fractions"), (2, "Talks")]


def test_not_for_me_takes_it_off_the_list(day, luis):
    talks, fractions = make_sessions(day, "Talks", "Fractions")
    star_all(luis, talks, fractions)

    actions.refuse(talks, by=luis, now=NOW)

    assert (told(luis, day), chosen(luis, day).not_for_me) == ([(1, "Fractions")], {talks.id})


def test_presenters_cannot_rank_their_own_session(day):
    mei = make_staff("Mei Tanaka")
    session = make_session(day, "Lab Notebooks", presenters=(mei,))

    for act in (actions.star, actions.refuse):
        with pytest.raises(TooLate, match="You lead “Lab Notebooks”"):
            act(session, by=mei, now=NOW)


def test_what_was_withdrawn_can_be_taken_off_but_not_chosen(day, luis):
    (talks,) = make_sessions(day, "Talks")
    star_all(luis, talks)
    talks.cancelled_at, talks.cancelled_by_id = NOW, make_coordinator().id

    actions.take_off(talks, by=luis, now=NOW)

    assert chosen(luis, day).wishes == ()
    with pytest.raises(TooLate, match="withdrawn"):
        actions.star(talks, by=luis, now=NOW)


@pytest.mark.parametrize("dates", [OVER, NOT_YET], ids=["over", "not yet"])
def test_nothing_changes_when_choosing_is_not_open(app, dates):
    day, luis = make_choosing_day(dates), make_staff()
    (talks,) = make_sessions(day, "Talks")
    changes = (
        lambda: actions.star(talks, by=luis, now=NOW),
        lambda: actions.place(talks, 1, by=luis, now=NOW),
        lambda: actions.refuse(talks, by=luis, now=NOW),
        lambda: actions.tell_when_away(day, [slot_of(day, "A").id], by=luis, now=NOW),
        lambda: actions.ask_for_arrangements(day, [AccommodationCategory.PARKING], by=luis, now=NOW),
        lambda: actions.remind(day, address="here", by=luis, now=NOW),
    )

    for change in changes:
        with pytest.raises(TooLate):
            change()

    assert [count_of(row) for row in (PreferenceList, Away, Accommodation, Message)] == [0, 0, 0, 0]


def test_away_is_what_was_ticked_last_and_only_breakouts(day, luis):
    a, b, keynote = (slot_of(day, label).id for label in ("A", "B", "Keynote"))
    actions.tell_when_away(day, [a, keynote], by=luis, now=NOW)

    actions.tell_when_away(day, [b, b, 10**6], by=luis, now=NOW)

    assert [each.slot_id for each in queries.aways(day, luis)] == [b]


def test_an_arrangement_asks_for_what_every_room_must_have_and_what_was_arranged_stays(day, luis):
    parking = AccommodationCategory.PARKING
    keep(Accommodation(day_id=day.id, staff_id=luis.id, category=parking, room_feature=Feature.GYM))

    wanted = [parking, AccommodationCategory.WHEELCHAIR_OR_STEP_FREE]
    actions.ask_for_arrangements(day, wanted, by=luis, now=NOW)

    rows = {row.category: row.room_feature for row in queries.accommodations(day, luis)}
    assert rows == {parking: Feature.GYM, AccommodationCategory.WHEELCHAIR_OR_STEP_FREE: Feature.STEP_FREE_ROUTE}


class TestReminders:
    def remind(self, day, now=NOW):
        return actions.remind(day, address="http://127.0.0.1/sessions", by=make_coordinator(), now=now)

    def recipients(self):
        return set(db.session.scalars(select(Message.to_address)))

    def test_only_those_who_have_not_answered_get_one(self, day, luis):
        star_all(luis, *make_sessions(day, "Talks"))
        joyce, away = make_staff("Joyce Adeyemi", email=None), make_staff("Sam Ode")
        keep(Leave(day_id=day.id, staff_id=away.id, reported_at=BEFORE))
        amira = make_staff("Amira Haddad")

        self.remind(day)

        assert amira.email in self.recipients()
        assert {luis.email, joyce.email, away.email}.isdisjoint(self.recipients())

    def test_nobody_gets_two_on_one_day_and_the_next_day_one_more(self, day, luis):
        dana = make_coordinator()
        for moment in (NOW, NOW, NOW.replace(day=4)):
            actions.remind(day, address="here", by=dana, now=moment)

        sent = db.session.scalars(select(Message).where(Message.staff_id == luis.id)).all()
        assert len(sent) == 2
