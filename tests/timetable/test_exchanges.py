"""Two colleagues exchange seats: both or neither, once, by every rule, and nobody else learns of it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.errors import NotReady, Refused, TooLate
from pdday.outbox import Message
from pdday.preferences.models import (
    Accommodation,
    AccommodationCategory,
    Company,
    CompanyKind,
    CompanyMember,
)
from pdday.programme.vocabulary import Feature
from pdday.staff.models import StaffMember
from pdday.timetable import actions, exchange_actions, exchange_queries, queries, seat_actions, seat_queries
from pdday.timetable.models import EnrolmentSource, Offering, Timetable, TimetableState
from pdday.timetable.seat_models import Exchange, ExchangeState, SeatChange
from tests.factories import (
    BEFORE,
    at,
    enrol,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.factories import make_list, withdraw
from tests.timetable.racing import at_once

EARLY = at("7:00")


@pytest.fixture
def timetable(app):
    return make_timetable(make_day())


def run(timetable, title=None, *, label="A", seats=1, **more):
    room = make_room(timetable.day.host_school)
    return make_offering(
        timetable, make_session(timetable.day, title, **more), slot_of(timetable.day, label), room, seats=seats
    )


@pytest.fixture
def art(timetable):
    return run(timetable, "Art for All")


@pytest.fixture
def math(timetable):
    return run(timetable, "Number Talks")


@pytest.fixture
def luis(art):
    """Sits in Art for All."""
    luis = make_staff("Luis Ortega")
    enrol(luis, art, rank=2)
    return luis


@pytest.fixture
def mei(math):
    """Sits in Number Talks."""
    mei = make_staff("Mei Tanaka")
    enrol(mei, math, rank=1)
    return mei


@pytest.fixture
def offer(luis, mei, math):
    """Luis would have Mei's seat."""
    return exchange_actions.ask(math, mei, by=luis, now=EARLY)


def places(person, timetable):
    return seat_queries.offering_ids_of(person, timetable)


def says_yes(offer, *, now=EARLY):
    return exchange_actions.accept(offer, by=offer.colleague, now=now)


def letters(person):
    return db.session.scalars(select(Message.subject).where(Message.staff_id == person.id).order_by(Message.id)).all()


def test_two_people_who_both_say_yes_sit_in_each_others_seats(timetable, offer, luis, mei, art, math):
    """Scenario 22."""
    make_list(timetable.day, luis, math.session, art.session)

    says_yes(offer)

    assert (places(luis, timetable), places(mei, timetable)) == ({math.id}, {art.id})
    assert (queries.seats_taken(art), queries.seats_taken(math)) == (1, 1)
    assert seat_queries.find_place(luis, math).rank == 1
    assert {change.staff_id for change in db.session.scalars(select(SeatChange))} == {luis.id, mei.id}
    assert letters(mei) == ["Luis Ortega would exchange seats with you"]
    assert letters(luis) == ["You have a seat in “Number Talks”"]


def test_an_exchange_that_breaks_a_rule_is_refused_with_its_cause(timetable, offer, luis, mei, art, math):
    """Scenario 22, the other end."""
    need = AccommodationCategory.WHEELCHAIR_OR_STEP_FREE
    feature = Feature.STEP_FREE_ROUTE
    db.session.add(Accommodation(day_id=timetable.day_id, staff_id=mei.id, category=need, room_feature=feature))

    with pytest.raises(NotReady) as refusal:
        says_yes(offer)
    db.session.expire_all()

    assert [str(told) for told in refusal.value.reasons] == ["The room lacks something you told us that you need."]


def test_what_the_other_needs_is_not_told(timetable, offer, luis):
    need = AccommodationCategory.WHEELCHAIR_OR_STEP_FREE
    feature = Feature.STEP_FREE_ROUTE
    db.session.add(Accommodation(day_id=timetable.day_id, staff_id=luis.id, category=need, room_feature=feature))

    with pytest.raises(NotReady) as refusal:
        says_yes(offer)

    assert [str(told) for told in refusal.value.reasons] == ["It does not fit into your colleague's day."]


def test_who_is_kept_apart_from_somebody_there_learns_no_name(timetable, luis, mei, math):
    wanted = run(timetable, "Wide Open", seats=2)
    cem, ben = make_staff("Cem Secret"), make_staff("Ben Giver")
    enrol(cem, wanted), enrol(ben, wanted)
    members = [CompanyMember(staff_id=person.id, day_id=timetable.day_id) for person in (luis, cem)]
    db.session.add(Company(day_id=timetable.day_id, kind=CompanyKind.APART, name="HR", members=members))
    offer = exchange_actions.ask(wanted, ben, by=luis, now=EARLY)

    with pytest.raises(NotReady) as refusal:
        says_yes(offer)

    assert [str(told) for told in refusal.value.reasons] == ["It does not fit into your colleague's day."]


@pytest.mark.parametrize("source", [EnrolmentSource.REQUIRED, EnrolmentSource.PIN])
def test_a_bound_place_is_not_exchanged(timetable, luis, source):
    required, ana = run(timetable), make_staff()
    enrol(ana, required, source=source)
    with pytest.raises(NotReady):
        exchange_actions.ask(run_full(timetable), luis, by=ana, now=EARLY)

    offer = exchange_actions.ask(required, ana, by=luis, now=EARLY)
    with pytest.raises(NotReady):
        says_yes(offer)


def run_full(timetable):
    full = run(timetable)
    enrol(make_staff(), full)
    return full


def test_a_presenter_has_no_seat_to_exchange(timetable, math, mei):
    rosa = make_staff("Rosa Delgado")
    run(timetable, presenters=(rosa,))

    with pytest.raises(NotReady) as refusal:
        exchange_actions.ask(math, mei, by=rosa, now=EARLY)

    assert [str(told) for told in refusal.value.reasons] == ["You lead a session then."]


def test_nobody_gets_a_session_twice(timetable, luis, mei, math):
    again = make_offering(timetable, math.session, slot_of(timetable.day, "B"), make_room(timetable.day.host_school))
    enrol(luis, again)

    with pytest.raises(Refused, match="in your day already"):
        exchange_actions.ask(math, mei, by=luis, now=EARLY)


def test_a_free_seat_needs_no_exchange(timetable, luis, mei):
    with pytest.raises(Refused, match="has a free seat: take it"):
        exchange_actions.ask(run(timetable, "Roomy", seats=9), mei, by=luis, now=EARLY)


@pytest.mark.parametrize("which", ["mine", "theirs"])
def test_a_seat_in_a_withdrawn_session_is_neither_asked_for_nor_offered(timetable, luis, mei, art, math, which):
    withdraw(art if which == "mine" else math)

    with pytest.raises(Refused, match="has been withdrawn and does not run"):
        exchange_actions.ask(math, mei, by=luis, now=EARLY)


def test_an_offer_of_a_seat_that_was_withdrawn_since_cannot_be_accepted(timetable, offer, luis, mei, art, math):
    withdraw(art)

    with pytest.raises(Refused, match="“Art for All” has been withdrawn and does not run"):
        says_yes(offer)


def test_somebody_who_sits_elsewhere_never_sees_the_offer_and_the_asker_cannot_tell(timetable, luis, math, mei):
    ben = make_staff("Ben Elsewhere")

    offer = exchange_actions.ask(math, ben, by=luis, now=EARLY)

    assert offer.state is ExchangeState.OFFERED
    assert exchange_queries.offers_to(ben, timetable, now=EARLY) == []
    assert letters(ben) == []


def test_an_offer_ends_after_two_days_and_an_hour_before_the_slot(timetable, luis, mei, math):
    early = exchange_actions.ask(math, mei, by=luis, now=BEFORE)
    assert early.expires_at == BEFORE + timedelta(days=2)
    with pytest.raises(TooLate, match="has ended"):
        says_yes(early, now=BEFORE + timedelta(days=2))

    late = exchange_actions.ask(math, mei, by=luis, now=EARLY)

    assert (early.state, late.expires_at) == (ExchangeState.LAPSED, at("8:15"))


def test_saying_no_changes_nothing_and_tells_no_one(timetable, offer, luis, mei):
    exchange_actions.decline(offer, now=EARLY)
    exchange_actions.decline(offer, now=EARLY)

    assert letters(luis) == []
    with pytest.raises(TooLate):
        says_yes(offer)


def test_a_withdrawn_offer_cannot_be_accepted(offer):
    exchange_actions.withdraw(offer, now=EARLY)

    with pytest.raises(TooLate, match="has ended"):
        says_yes(offer)


def test_a_seat_that_went_elsewhere_cannot_be_exchanged(timetable, offer, luis, mei):
    seat_actions.take_seat(run(timetable, seats=9), by=mei, now=EARLY)

    with pytest.raises(TooLate, match="went elsewhere meanwhile"):
        says_yes(offer)


def test_an_offer_lapses_with_the_seat_it_offers(timetable, offer, luis):
    seat_actions.take_seat(run(timetable, seats=9), by=luis, now=EARLY)
    db.session.refresh(offer)

    assert offer.state is ExchangeState.LAPSED


def test_one_seat_is_offered_to_one_colleague_at_a_time(timetable, offer, luis, mei, math):
    assert exchange_actions.ask(math, mei, by=luis, now=EARLY).id == offer.id

    with pytest.raises(Refused, match="to Mei Tanaka already"):
        exchange_actions.ask(math, make_staff(), by=luis, now=EARLY)


def test_a_second_yes_is_the_same_exchange(timetable, offer, luis, math):
    says_yes(offer), says_yes(offer)

    assert places(luis, timetable) == {math.id}
    assert len(letters(luis)) == 1


def test_after_a_new_timetable_an_old_offer_changes_nothing(timetable, offer):
    timetable.state = TimetableState.SUPERSEDED
    db.session.flush()

    with pytest.raises(Refused, match="published timetable"):
        says_yes(offer)


@pytest.mark.slow
def test_of_two_offers_for_one_seat_accepted_at_once_one_comes_about(app, timetable, luis, mei, art, math):
    ana, third = make_staff("Ana Third"), run(timetable, "Third")
    enrol(ana, third)
    ids = [exchange_actions.ask(math, mei, by=person, now=EARLY).id for person in (luis, ana)]
    timetable_id, people = timetable.id, {luis.id, mei.id, ana.id}

    def yes(exchange_id: int) -> None:
        says_yes(db.session.get(Exchange, exchange_id))

    outcomes = at_once(app, [partial(yes, exchange_id) for exchange_id in (*ids, *ids)])

    assert outcomes == ["TooLate", "TooLate", "done", "done"]  # the winner's second yes is the same exchange
    timetable = db.session.get(Timetable, timetable_id)
    taken = [places(db.session.get(StaffMember, person), timetable) for person in people]
    assert sorted(len(each) for each in taken) == [1, 1, 1]
    assert len(frozenset().union(*taken)) == 3


@pytest.mark.slow
def test_a_timetable_published_during_an_exchange_loses_neither(app, timetable, offer, luis, mei, art, math):
    """Publish during a swap: one is first; the other sees it."""
    draft = make_timetable(timetable.day, state=TimetableState.DRAFT)
    for former, person in ((art, luis), (math, mei)):
        same = make_offering(draft, former.session, former.slot, former.room, seats=1)
        enrol(person, same)
    offer_id, draft_id, coordinator_id, former_id = offer.id, draft.id, make_coordinator().id, timetable.id

    def publish() -> None:
        by = db.session.get(StaffMember, coordinator_id)
        actions.publish(db.session.get(Timetable, draft_id), by=by, now=EARLY)

    def yes() -> None:
        says_yes(db.session.get(Exchange, offer_id))

    outcomes = at_once(app, [publish, yes])

    assert outcomes in (["done", "done"], ["Refused", "done"])
    state = db.session.get(Exchange, offer_id).state
    assert (state is ExchangeState.ACCEPTED) == (outcomes == ["done", "done"])
    assert db.session.get(Timetable, draft_id).state is TimetableState.PUBLISHED
    assert (
        queries.seats_taken(db.session.scalars(select(Offering).where(Offering.timetable_id == former_id)).first()) == 1
    )


def test_the_offer_is_seen_by_the_two_and_answered_by_the_one(client, timetable, offer, luis, mei):
    client.sign_in(make_staff())
    assert client.send(f"/exchanges/{offer.id}/acceptance").status_code == 403
    client.sign_in(luis)
    assert client.send(f"/exchanges/{offer.id}/acceptance").status_code == 403
    assert "“Number Talks” for your seat in “Art for All”" in client.get("/my-day/exchanges").text
    client.sign_in(mei)
    assert client.send(f"/exchanges/{offer.id}/withdrawal").status_code == 403
    assert "Luis Ortega would exchange with you" in client.get("/my-day/exchanges").text
    assert client.send(f"/exchanges/{offer.id}/refusal").location == "/my-day/exchanges"
    assert "Luis Ortega" not in client.get("/my-day/exchanges").text


def test_a_colleague_is_found_by_name_and_asked(client, timetable, luis, mei, math):
    client.sign_in(luis)

    page = client.get(f"/offerings/{math.id}/exchange", query_string={"name": "tana"}).text
    assert "Mei Tanaka" in page
    answer = client.send(f"/offerings/{math.id}/exchange", colleague=str(mei.id), name="tana")

    assert answer.location == "/my-day/exchanges"
    client.sign_in(mei)
    assert "A colleague would exchange seats with you." in client.get("/my-day").text


def test_a_refused_question_keeps_the_name_that_was_typed(client, timetable, mei, math):
    client.sign_in(make_staff())

    answer = client.send(f"/offerings/{math.id}/exchange", colleague=str(mei.id), name="tana")

    assert answer.status_code == 409
    assert "no seat of the same length" in answer.text
    assert 'value="tana"' in answer.text


@pytest.mark.parametrize(
    ("title", "seats", "reason"),
    [
        ("Art for All", 1, "“Art for All” is in your day already."),
        ("Roomy", 9, "“Roomy” has a free seat: take it."),
    ],
)
def test_where_there_is_nothing_to_exchange_nobody_is_asked_for_a_colleague(
    client, timetable, luis, art, title, seats, reason
):
    wants = art if title == art.title else run(timetable, title, seats=seats)
    client.sign_in(luis)

    page = client.get(f"/offerings/{wants.id}/exchange", query_string={"name": "tana"}).text

    assert reason in page
    assert "Name of your colleague" not in page


def test_before_publication_the_page_says_when_exchanges_begin(client):
    make_day()
    client.sign_in(make_staff())

    page = client.get("/my-day/exchanges")

    assert (page.status_code, "Nobody has a seat yet" in page.text) == (200, True)
