"""Questions about timetables: may it be drafted, published, taken? Pure, but for the rows they are handed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from pdday import words
from pdday.programme.models import Day, Gathering, Slot
from pdday.programme.vocabulary import FOR_EVERYONE, SlotKind
from pdday.proposals.models import Session
from pdday.solver import Broken, Claim, Plan, Problem, Rule, check
from pdday.staff.models import School, StaffMember
from pdday.staff.rules import may_coordinate
from pdday.timetable.broken import in_our_words
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, Timetable
from pdday.timetable.seat_models import Exchange
from pdday.words import InARow, Sentence

#: Doors open this long before the slot begins; from then on seats are given there, against who is in the room.
DOORS_OPEN_BEFORE = timedelta(minutes=20)
#: From so long before the slot nobody who waits is moved any more.
LAST_CALL_BEFORE = timedelta(hours=1)
#: A search that had its time ends nearer to its bound than this: the worst of the sizes measured stands at 11 %.
GAP_OF_A_BEGINNING = 0.15


def has_free_seat(offering: Offering, *, taken: int) -> bool:
    """Whether one more person fits, also under a limit posted since. Ask it, with its count, under the lock."""
    return taken < min(offering.seats, offering.room.capacity)


def leads(staff_id: int, session: Session | None) -> bool:
    """Whether the colleague leads the session; nobody leads what is for everyone."""
    return session is not None and any(each.staff_id == staff_id for each in session.presenters)


def may_see_who_comes(reader: StaffMember, offering: Offering) -> bool:
    """Those who lead a run prepare it for the people in it, by name, role and school; coordinators answer for all."""
    return may_coordinate(reader) or leads(reader.id, offering.session)


def doors_are_open(slot: Slot, *, now: datetime) -> bool:
    """Whether the slot is so near, or begun, that its doors decide."""
    return now >= slot.begins_at - DOORS_OPEN_BEFORE


def is_last_call(slot: Slot, *, now: datetime) -> bool:
    """Whether people are on their way, so that nobody is moved without pressing a button."""
    return now >= slot.begins_at - LAST_CALL_BEFORE


def takes_place(offering: Offering) -> bool:
    """Whether it takes place: presenters may take their session back after publication."""
    return offering.session is None or offering.session.cancelled_at is None


def why_it_does_not_run(offering: Offering) -> Sentence | None:
    """What somebody hears who wants a seat where nothing takes place any more; None where something does."""
    if takes_place(offering):
        return None
    return Sentence("“{title}” has been withdrawn and does not run.", {"title": offering.title})


def full(offering: Offering, *, others: Sequence[Offering]) -> Sentence:
    """What somebody hears who would be one too many: how many seats there are, and what else is free."""
    facts = {"title": offering.title, "seats": min(offering.seats, offering.room.capacity)}
    if not others:
        return Sentence("“{title}” is full: {seats} of {seats} seats are taken. Nothing else is free then.", facts)
    facts["others"] = ", ".join(f"“{each.title}”" for each in others)
    return Sentence("“{title}” is full: {seats} of {seats} seats are taken. Free at the same time: {others}.", facts)


def why_not_draft(
    day: Day,
    *,
    sessions: int,
    gatherings: Sequence[Gathering],
    expected: Mapping[int, Sequence[StaffMember]],
    schools: Sequence[School],
) -> list[Sentence]:
    """What a day lacks before a timetable can be drafted; empty when nothing."""
    reasons = []
    if not any(slot.kind is SlotKind.BREAKOUT for slot in day.slots):
        reasons.append(Sentence("The day has no breakout slot yet."))
    if not sessions:
        reasons.append(Sentence("No session has been accepted yet."))
    reasons += _schools_without_a_place(day, gatherings, schools)
    for gathering in gatherings:
        coming = len(expected[gathering.id])
        if coming > gathering.room.capacity:
            reasons.append(
                Sentence(
                    "“{title}” expects {people} in {room}, which holds {seats}. Add an overflow room.",
                    {
                        "title": gathering.title,
                        "people": words.people(coming),
                        "room": gathering.room.name,
                        "seats": gathering.room.capacity,
                    },
                )
            )
    return reasons


def _schools_without_a_place(day: Day, gatherings: Sequence[Gathering], schools: Sequence[School]) -> list[Sentence]:
    placed = {(school.slot_id, school.school_id) for gathering in gatherings for school in gathering.schools}
    return [
        Sentence(
            "{school} has no room in “{slot}”, which is for everyone.",
            {"school": school.name, "slot": slot.label},
        )
        for slot in day.slots
        if slot.kind in FOR_EVERYONE
        for school in schools
        if (slot.id, school.id) not in placed
    ]


def published_already(timetable: Timetable) -> Sentence:
    """What somebody hears who would publish a timetable that is no draft any more."""
    return Sentence("Draft {number} has been published already.", {"number": timetable.number})


def why_not_publish(
    timetable: Timetable,
    problem: Problem,
    plan: Plan,
    *,
    names: Mapping[str, str | Sentence],
    led_by: Mapping[int, frozenset[int]],
    gatherings: Sequence[Gathering],
    expected: Mapping[int, Sequence[StaffMember]],
) -> list[Sentence]:
    """What keeps a draft from being published, judged by today's rows and not by those it was made from.

    `problem` is made from today's rows and `plan` is the draft read as a plan for it; `names` tells ids of
    the problem as people know them; `led_by` gives the staff ids that present each session today; `expected`
    says who belongs in each gathering today.
    """
    found = check(problem, plan)
    if gone := what_is_gone(found, plan, names):
        return [gone]
    cancelled = runs_of_cancelled(problem, plan)
    return [
        *(
            in_our_words(broken, problem, plan, names)
            for broken in found
            if isinstance(broken.rule, Rule) and not cancelled & set(broken.what)
        ),
        *_presenters_since_changed(timetable, led_by),
        *_rooms_since_shrunk(timetable),
        *_gatherings_since_changed(timetable, gatherings, expected),
    ]


def what_is_gone(found: Sequence[Broken], plan: Plan, names: Mapping[str, str | Sentence]) -> Sentence | None:
    """The people, rooms, slots and sessions of a plan that its problem has not, by name; None when there are none.

    With any of them nothing more can be read from the plan.
    """
    runs = {run.id for run in plan.runs}
    ids = dict.fromkeys(each for broken in found if broken.rule is Claim.REFERENCES for each in broken.what)
    gone = tuple(names.get(each, each) for each in ids if each not in runs)
    if not gone:
        return None
    return Sentence(
        "Since this draft was made, the day has lost {things}. Repair it.",
        {"things": InARow(gone)},
    )


def runs_of_cancelled(problem: Problem, plan: Plan) -> set[str]:
    """Runs of sessions that do not run any more: that is said once, and nothing else matters of them."""
    return {run.id for run in plan.runs if (each := problem.session_by_id.get(run.session)) and each.most_runs == 0}


def _presenters_since_changed(timetable: Timetable, led_by: Mapping[int, frozenset[int]]) -> Iterator[Sentence]:
    for offering in timetable.offerings:
        if offering.session_id is None:
            continue
        drafted = {each.staff_id for each in offering.enrolments if each.source is EnrolmentSource.PRESENTING}
        if drafted != led_by[offering.session_id]:
            yield Sentence(
                "“{title}” has other presenters now than when this draft was made. Repair it.",
                {"title": offering.title},
            )


def _rooms_since_shrunk(timetable: Timetable) -> Iterator[Sentence]:
    for offering in timetable.offerings:
        if offering.seats > offering.room.capacity:
            yield Sentence(
                "“{title}” offers {seats}, but {room} now holds {capacity}. Repair it.",
                {
                    "title": offering.title,
                    "seats": words.seats(offering.seats),
                    "room": offering.room.name,
                    "capacity": offering.room.capacity,
                },
            )


def _gatherings_since_changed(
    timetable: Timetable, gatherings: Sequence[Gathering], expected: Mapping[int, Sequence[StaffMember]]
) -> Iterator[Sentence]:
    drafted = {
        (offering.slot_id, offering.room_id): {each.staff_id for each in offering.enrolments}
        for offering in timetable.offerings
        if offering.session_id is None
    }
    for gathering in gatherings:
        people = {person.id for person in expected[gathering.id]}
        if drafted.pop((gathering.slot_id, gathering.room_id), None) != people:
            yield Sentence(
                "Who comes to “{title}” in {room} has changed since this draft was made. Repair it.",
                {"title": gathering.title, "room": gathering.room.name},
            )
    if drafted:
        yield Sentence("A room for everyone has been taken away since this draft was made. Repair it.")


def why_too_late_to_exchange(wants: Offering, *, now: datetime) -> Sentence | None:
    """That people are on their way to it, or it has been; None as long as a colleague could still answer."""
    if not is_last_call(wants.slot, now=now):
        return None
    if now >= wants.slot.ends_at:
        return Sentence("“{title}” is over, so nobody exchanges seats any more.", {"title": wants.title})
    return Sentence("“{title}” is about to begin, so nobody exchanges seats any more.", {"title": wants.title})


def why_not_exchange(wants: Offering, places: Sequence[Enrolment], *, taken: int) -> Sentence | None:
    """Why these places, all that somebody has at that time, are no offer for a seat in `wants`; None if they are."""
    if gone := next(filter(None, map(why_it_does_not_run, (wants, *(place.offering for place in places)))), None):
        return gone
    if any(place.offering_id == wants.id for place in places):
        return Sentence("“{title}” is in your day already.", {"title": wants.title})
    slots = {each.slot_id for each in wants.slots}
    if len(places) != 1 or {each.slot_id for each in places[0].offering.slots} != slots:
        return Sentence("You have no seat of the same length at that time, so there is nothing to exchange.")
    if has_free_seat(wants, taken=taken):
        return Sentence("“{title}” has a free seat: take it.", {"title": wants.title})
    return None


def why_not_leave(place: Enrolment) -> Sentence | None:
    """What binds somebody to a place they have; None if they may give it up, as whatever does not run."""
    if not takes_place(place.offering):
        return None
    match place.source:
        case EnrolmentSource.PRESENTING:
            return Sentence("You lead a session then.")
        case EnrolmentSource.REQUIRED:
            return Sentence("What you have then is required for your job this year.")
        case EnrolmentSource.PIN | EnrolmentSource.COORDINATOR:
            return Sentence("A coordinator placed you there. Ask the coordinator.")
        case EnrolmentSource.EVERYONE:
            return Sentence("Everyone is together then.")
        case _:
            return None


def why_not_here(broken: Broken, *, left: Iterable[Offering] = ()) -> Sentence:
    """Why somebody cannot take a seat, told to them: what is theirs is said, what is others' is not.

    `left` is what they would leave for it.
    """
    match broken.rule:
        case Rule.RUNS if emptied := next((each for each in left if _is_named_in(broken, each)), None):
            return Sentence(
                "You are the only one with a seat in “{title}” in slot {slot}, and it may not run for nobody. "
                "Ask the coordinator.",
                {"title": emptied.title, "slot": emptied.slot.label},
            )
        case Rule.TRAVEL:
            return Sentence("The way from your session before, or to the one after, takes longer than the break.")
        case Rule.NEEDS:
            return Sentence("The room lacks something you told us that you need.")
        case Rule.AVAILABLE:
            return Sentence("You told us that you are away then.")
        case Rule.VETO:
            return Sentence("You marked it as not for you.")
        case Rule.AUDIENCE:
            return Sentence("It is meant for other jobs than yours, and not on your list. Ask the coordinator.")
        case Rule.JOINED:
            return Sentence("Somebody comes with you. Ask the coordinator to move you both.")
        case _:
            return Sentence("A rule of the day does not allow it. Ask the coordinator.")


def _is_named_in(broken: Broken, offering: Offering) -> bool:
    """Whether the offering's run is among what breaks the rule; a run's id ends with its offering's."""
    return any(each.endswith(f":{offering.id}") for each in broken.what)


def is_beginning(timetable: Timetable) -> bool:
    """Whether the search was ended so early that more seconds are worth the while."""
    return timetable.made_from_id is None and timetable.gap > GAP_OF_A_BEGINNING


def may_answer(person: StaffMember, exchange: Exchange) -> bool:
    """Only who is asked answers."""
    return exchange.colleague_id == person.id


def may_withdraw(person: StaffMember, exchange: Exchange) -> bool:
    """Only who asked takes the offer back."""
    return exchange.asker_id == person.id
