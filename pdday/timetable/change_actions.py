"""Changes by hand: a run moves, one more is held or one less, a person goes elsewhere.

Each is looked at before it is made, by the same checker that reads whole timetables: what breaks a rule is
refused, what bends a wish is said. A draft is changed where it stands; of a timetable that was published a new
draft is made, to be published anew.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from pdday import trail
from pdday.db import db, lock
from pdday.errors import NotReady, TooLate
from pdday.programme.models import Room, Slot
from pdday.proposals.models import Session
from pdday.solver import Plan, Problem, check
from pdday.staff.models import StaffMember
from pdday.timetable import actions, queries, rules, versions
from pdday.timetable.changes import (
    AddRun,
    Change,
    DropRun,
    MovePerson,
    MoveRun,
    effect_of,
    first_people,
    left_behind,
    rank_of,
    runs_given_up,
)
from pdday.timetable.effects import Told, in_words
from pdday.timetable.hand_changes import CHANGED
from pdday.timetable.models import (
    Enrolment,
    EnrolmentSlot,
    EnrolmentSource,
    Offering,
    OfferingSlot,
    Timetable,
    TimetableState,
)
from pdday.timetable.problem_from_rows import problem_behind, room_key, row_id, session_key, staff_key
from pdday.timetable.rows_from_plan import plan_of
from pdday.words import Sentence


def move_run(offering: Offering, slot: Slot, room: Room) -> MoveRun:
    """The change that brings a run into another slot or room."""
    return MoveRun(run_key(offering), slot.label, room_key(room.id))


def add_run(session: Session, slot: Slot, room: Room) -> AddRun:
    """The change by which a session runs once more."""
    return AddRun(session_key(session.id), slot.label, room_key(room.id))


def drop_run(offering: Offering) -> DropRun:
    """The change by which a run is not held."""
    return DropRun(run_key(offering))


def move_person(person: StaffMember, into: Offering | None, leaves: Offering | None = None) -> MovePerson:
    """The change that gives a person a place, for what they have then; or takes one from them."""
    return MovePerson(
        staff_key(person.id),
        None if into is None else run_key(into),
        None if leaves is None else run_key(leaves),
    )


def run_key(offering: Offering) -> str:
    """A run's id in the plan."""
    return f"{session_key(offering.session_id or 0)}@{offering.slot.label}:{offering.id}"


def look(timetable: Timetable, change: Change) -> Told:
    """What a change would come to; nothing is changed. Raises NotReady where the timetable can't be read any more."""
    problem = problem_behind(timetable)
    return _told(timetable, problem, _readable_plan(timetable, problem), change)


def make(
    timetable: Timetable, change: Change, *, by: StaffMember, now: datetime, why: str, makes: int | None = None
) -> Timetable:
    """Make a change, and say in which draft: this one, or a new one if this one has been published.

    `makes` is the number that the new draft would have had when the page was read; if there is another of that
    number by now, the form was sent twice, or a colleague was first. Raises NotReady with the rules it breaks.
    """
    lock(timetable.day)
    lock(timetable)
    problem = problem_behind(timetable)
    plan = _readable_plan(timetable, problem)
    if _is_done(plan, change):
        return timetable
    if timetable.state is not TimetableState.DRAFT and makes not in (None, queries.next_number(timetable.day)):
        raise TooLate("Draft {number} has been made meanwhile. See whether your change is in it.", {"number": makes})
    told = _told(timetable, problem, plan, change)
    if told.breaks:
        raise NotReady("That breaks a rule, so nothing was changed.", reasons=tuple(told.breaks))
    draft, twins = timetable, {each.id: each.id for each in timetable.offerings}
    if timetable.state is not TimetableState.DRAFT:
        draft, twins = versions.copy_of(timetable, by=by, now=now, why=why)
    _write(draft, change, twins, problem, plan)
    db.session.flush()
    db.session.expire_all()
    versions.judge_anew(draft, problem, plan_of(draft, problem))
    trail.record(CHANGED, draft, by=by, at=now, why=why or None, facts=_facts(change, plan))
    return draft


def _readable_plan(timetable: Timetable, problem: Problem) -> Plan:
    plan = plan_of(timetable, problem)
    names = actions.names(timetable.day) | actions.names_in(timetable)
    if gone := rules.what_is_gone(check(problem, plan), plan, names):
        raise NotReady("Draft {number} can't be changed.", {"number": timetable.number}, reasons=(gone,))
    return plan


def _told(timetable: Timetable, problem: Problem, plan: Plan, change: Change) -> Told:
    effect = effect_of(problem, plan, change)
    names: dict[str, str | Sentence] = {**actions.names(timetable.day), **actions.names_of_runs(problem, effect.plan)}
    return in_words(effect, problem, names)


def _is_done(plan: Plan, change: Change) -> bool:
    """Whether everything is as the change wants it: a second click on the same button."""
    match change:
        case MoveRun():
            return any((run.id, run.slot, run.room) == (change.run, change.slot, change.room) for run in plan.runs)
        case MovePerson(into=None):
            return all((seat.attendee, seat.run) != (change.attendee, change.leaves) for seat in plan.seats)
        case MovePerson():
            return any((seat.attendee, seat.run) == (change.attendee, change.into) for seat in plan.seats)
        case _:
            return False


def _write(draft: Timetable, change: Change, twins: dict[int, int], problem: Problem, plan: Plan) -> None:
    """Change the rows of `draft`; `twins` says which of its offerings stands for which of the plan's."""
    slot_ids = {slot.label: slot.id for slot in draft.day.slots}
    match change:
        case MoveRun():
            offering = _offering(change.run, twins)
            for attendee in left_behind(problem, plan, change):
                _take_place(draft, row_id(attendee), offering)
            offering.slot_id, offering.room_id = slot_ids[change.slot], row_id(change.room)
            _lay_out(draft, offering, problem, slot_ids, change.slot)
        case AddRun():
            offering = Offering(timetable_id=draft.id, session_id=row_id(change.session))
            offering.slot_id, offering.room_id = slot_ids[change.slot], row_id(change.room)
            _lay_out(draft, offering, problem, slot_ids, change.slot)
            for presenter in problem.session(change.session).presenters:
                _give_place(draft, row_id(presenter), offering, EnrolmentSource.PRESENTING, None)
            for seat in first_people(problem, plan, change):
                _give_place(draft, row_id(seat.attendee), offering, EnrolmentSource(seat.why.value), seat.rank)
        case DropRun():
            db.session.execute(delete(Offering).where(Offering.id == _offering(change.run, twins).id))
        case MovePerson():
            for attendee, run in runs_given_up(problem, plan, change):
                _take_place(draft, row_id(attendee), _offering(run, twins))
            if change.into is not None:
                offering = _offering(change.into, twins)
                rank = rank_of(problem, change.attendee, session_key(offering.session_id or 0))
                _give_place(draft, row_id(change.attendee), offering, EnrolmentSource.COORDINATOR, rank)


def _offering(run: str, twins: dict[int, int]) -> Offering:
    return db.session.get_one(Offering, twins[int(run.rsplit(":", 1)[1])])


def _lay_out(draft: Timetable, offering: Offering, problem: Problem, slot_ids: dict[str, int], label: str) -> None:
    """Let an offering fill its slots and room, and everyone in it with it."""
    session, room = problem.session(session_key(offering.session_id or 0)), problem.room(room_key(offering.room_id))
    offering.seats = session.heads(room.seats)
    db.session.add(offering)
    db.session.flush()
    db.session.execute(delete(EnrolmentSlot).where(EnrolmentSlot.offering_id == offering.id))
    db.session.execute(delete(OfferingSlot).where(OfferingSlot.offering_id == offering.id))
    db.session.expire(offering)
    filled = [slot_ids[each] for each in problem.covers(session.id, label)]
    db.session.add_all(
        OfferingSlot(offering_id=offering.id, slot_id=each, timetable_id=draft.id, room_id=offering.room_id)
        for each in filled
    )
    db.session.flush()
    for enrolment in offering.enrolments:
        _fill_slots(draft, enrolment, filled)


def _give_place(draft: Timetable, staff_id: int, offering: Offering, source: EnrolmentSource, rank: int | None) -> None:
    place = Enrolment(
        timetable_id=draft.id,
        offering_id=offering.id,
        staff_id=staff_id,
        session_id=offering.session_id,
        source=source,
        rank=rank,
    )
    db.session.add(place)
    db.session.flush()
    _fill_slots(draft, place, [each.slot_id for each in offering.slots])


def _fill_slots(draft: Timetable, place: Enrolment, slot_ids: list[int]) -> None:
    db.session.add_all(
        EnrolmentSlot(
            timetable_id=draft.id,
            staff_id=place.staff_id,
            slot_id=slot_id,
            enrolment_id=place.id,
            offering_id=place.offering_id,
        )
        for slot_id in slot_ids
    )
    db.session.flush()


def _take_place(draft: Timetable, staff_id: int, offering: Offering) -> None:
    mine = Enrolment.offering_id == offering.id, Enrolment.staff_id == staff_id
    db.session.execute(
        delete(EnrolmentSlot).where(EnrolmentSlot.offering_id == offering.id, EnrolmentSlot.staff_id == staff_id)
    )
    db.session.execute(delete(Enrolment).where(Enrolment.timetable_id == draft.id, *mine))


def _facts(change: Change, plan: Plan) -> dict[str, object]:
    """The change as the trail keeps it, with the room that a moved run was in; ids of rows, no wish and no need."""
    kept = {"change": type(change).__name__, **{name: value for name, value in vars(change).items() if value}}
    if isinstance(change, MoveRun):
        kept["from_room"] = next(run.room for run in plan.runs if run.id == change.run)
    return kept
