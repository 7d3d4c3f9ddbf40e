"""How a seat changes hands after publication, by whoever's wish: the published timetable is held, then the people,
then the offerings (the door holds a person and then an offering, so nobody waits in a circle).

Holding the timetable lets one change be made at a time. A rule about two people, such as the two who are kept
apart, can only be kept so; and whoever publishes another timetable waits, or is first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, update

from pdday.db import db, exists, lock
from pdday.errors import NotReady, Refused, TooLate
from pdday.solver import Broken, Rule, check
from pdday.staff.models import StaffMember
from pdday.timetable import rules, seat_queries
from pdday.timetable.models import Enrolment, EnrolmentSlot, EnrolmentSource, Offering, Timetable, TimetableState
from pdday.timetable.problem_from_rows import problem_behind
from pdday.timetable.rows_from_plan import plan_of
from pdday.timetable.seat_models import Exchange, ExchangeState, SeatChange, SeatChangeKind, Waiting
from pdday.words import Sentence


def hold(timetable: Timetable) -> None:
    """Let nobody else change seats of this timetable, nor replace it, until we are done."""
    lock(timetable)
    if timetable.state is not TimetableState.PUBLISHED:
        raise Refused("Seats are taken in the published timetable.")


def refuse_withdrawn(offering: Offering) -> None:
    """Raises Refused where nothing takes place any more, so that nobody gets a seat there."""
    if gone := rules.why_it_does_not_run(offering):
        raise Refused(gone.pattern, gone.facts)


def put(person: StaffMember, offering: Offering, *, kind: SeatChangeKind, now: datetime) -> Enrolment:
    """Move the person into a free seat of `offering`, out of what they have in its slots.

    Raises NotReady with the reasons where they are bound to what they have, or a rule would be broken.
    """
    refuse_withdrawn(offering)
    left = seat_queries.places_in_slots(person, offering)
    if bound := why_not_leave(left, now=now):
        raise NotReady("You can't change this.", reasons=bound)
    offerings = [each.offering for each in left]
    place, broken = _moved(person, offering, left)
    if broken:
        reasons = tuple(rules.why_not_here(each, left=offerings) for each in broken)
        raise NotReady("That does not fit into your day.", reasons=reasons)
    note(person, left=left, taken=offering, kind=kind, now=now)
    return place


def why_not_put(person: StaffMember, offering: Offering, *, but: Set[Rule], now: datetime) -> tuple[Sentence, ...]:
    """What would stand against the person in `offering` if a seat were free; the rules in `but` are not asked."""
    if gone := rules.why_it_does_not_run(offering):
        return (gone,)
    left = seat_queries.places_in_slots(person, offering)
    if bound := why_not_leave(left, now=now):
        return bound
    offerings = [each.offering for each in left]
    trial = db.session.begin_nested()
    try:
        broken = _moved(person, offering, left)[1]
    finally:
        trial.rollback()
    return tuple(rules.why_not_here(each, left=offerings) for each in broken if each.rule not in but)


def why_not_leave(places: Iterable[Enrolment], *, now: datetime) -> tuple[Sentence, ...]:
    """What binds somebody to these places: how they came about, or that they have begun."""
    places = list(places)
    for place in places:
        if rules.doors_are_open(place.offering.slot, now=now):
            raise TooLate("“{title}” has begun.", {"title": place.offering.title})
    return tuple(told for told in map(rules.why_not_leave, places) if told)


class RulesOfTheDay:
    """The rules of the day as they stand before some people's seats change; asked again after, what breaks anew.

    Read is only what the people and their sessions have to do with: everything else is the same before and after.
    The day of a large district took a second to read, in which nobody else could write.
    """

    def __init__(self, timetable: Timetable, people: Iterable[StaffMember], *, into: Iterable[Offering]) -> None:
        self._timetable = timetable
        self._part = seat_queries.touched_by(timetable, [each.id for each in people], into=into)
        self._problem = problem_behind(timetable, part=self._part)
        self._before = self._broken()

    def newly_broken(self) -> list[Broken]:
        """What the seats break now and did not before."""
        return [each for each in self._broken() if each not in self._before]

    def _broken(self) -> list[Broken]:
        """Every rule that is broken; runs that were withdrawn and places of who left the district are not read."""
        db.session.flush()
        plan = plan_of(self._timetable, self._problem, part=self._part)
        gone = rules.runs_of_cancelled(self._problem, plan)
        there = self._problem.attendee_by_id
        seats = tuple(seat for seat in plan.seats if seat.attendee in there and seat.run not in gone)
        running = tuple(run for run in plan.runs if run.id not in gone)
        found = check(self._problem, replace(plan, runs=running, seats=seats))
        return [each for each in found if isinstance(each.rule, Rule)]


def leave(place: Enrolment) -> None:
    """Take the place away."""
    db.session.execute(delete(EnrolmentSlot).where(EnrolmentSlot.enrolment_id == place.id))
    db.session.execute(delete(Enrolment).where(Enrolment.id == place.id))
    db.session.expunge(place)


def enrol(person: StaffMember, offering: Offering) -> Enrolment:
    """Give the person a place of their own choice, without asking whether a seat is free."""
    twice = exists(
        seat_queries.places_of(person, offering.timetable).where(Enrolment.session_id == offering.session_id)
    )
    if twice:
        raise Refused("“{title}” is in your day already.", {"title": offering.title})
    place = Enrolment(
        timetable_id=offering.timetable_id,
        offering_id=offering.id,
        staff_id=person.id,
        session_id=offering.session_id,
        source=EnrolmentSource.SWAP,
        rank=seat_queries.rank_of(person, offering),
    )
    db.session.add(place)
    db.session.flush()
    db.session.add_all(
        EnrolmentSlot(
            timetable_id=offering.timetable_id,
            staff_id=person.id,
            slot_id=each.slot_id,
            enrolment_id=place.id,
            offering_id=offering.id,
        )
        for each in offering.slots
    )
    db.session.flush()
    return place


def note(
    person: StaffMember, *, left: Sequence[Enrolment], taken: Offering | None, kind: SeatChangeKind, now: datetime
) -> None:
    """Write down, slot by slot, what the person had and has; end what that makes pointless.

    They wait no longer for what they now have, and what they had is no longer theirs to exchange.
    """
    before = {slot.slot_id: place.offering for place in left for slot in place.offering.slots}
    after = {slot.slot_id for slot in taken.slots} if taken else set()
    timetable_id = (taken or left[0].offering).timetable_id
    db.session.add_all(
        SeatChange(
            timetable_id=timetable_id,
            staff_id=person.id,
            slot_id=slot_id,
            kind=kind,
            left_id=before[slot_id].id if slot_id in before else None,
            taken_id=taken.id if taken and slot_id in after else None,
            at=now,
        )
        for slot_id in sorted(before.keys() | after)
    )
    if taken:
        mine = (Waiting.staff_id == person.id, Waiting.session_id == taken.session_id)
        db.session.execute(delete(Waiting).where(*mine))
    db.session.execute(
        update(Exchange)
        .where(
            Exchange.asker_id == person.id,
            Exchange.state == ExchangeState.OFFERED,
            Exchange.offers_id.in_([place.offering_id for place in left]),
        )
        .values(state=ExchangeState.LAPSED, answered_at=now)
    )
    db.session.flush()


def _moved(person: StaffMember, offering: Offering, left: Sequence[Enrolment]) -> tuple[Enrolment, list[Broken]]:
    """The person's new place, and the rules that it breaks."""
    rules_of_the_day = RulesOfTheDay(offering.timetable, [person], into=[offering])
    for place in left:
        leave(place)
    place = enrol(person, offering)
    return place, rules_of_the_day.newly_broken()
