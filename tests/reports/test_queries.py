"""What is counted, row by row, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import event

from pdday.db import db
from pdday.feedback.models import SealedTicket, UseInPractice
from pdday.proposals.vocabulary import ProposalState
from pdday.reports import queries
from pdday.reports.answered import opinions_by_strand, pairs_by_strand, responses_by_offering, suggesting
from pdday.reports.asked import proposals_by_strand, requests_by_session
from pdday.reports.counts import (
    Choosing,
    Demand,
    Item,
    Offered,
    Pairs,
    Requests,
    Response,
    Share,
    Turnout,
    total,
)
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import EmployeeGroup, RoleGroup
from pdday.timetable import actions as timetable_actions
from pdday.timetable.models import EnrolmentSource, TimetableState
from tests.factories import (
    BEFORE,
    enrol,
    keep,
    make_day,
    make_offering,
    make_proposal,
    make_room,
    make_school,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.reports.factories import (
    a_day_with_one_session,
    answer,
    attend,
    be_away,
    commit_to,
    hand_in,
    make_finished_day,
    report_leave,
    wish,
)
from tests.timetable.factories import problem_and

LATER = datetime(2027, 6, 15, 15, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("app")


def invited(day) -> Turnout:
    return total(Turnout, [row for _, row in queries.turnout_by_group(day)])


def chosen(day) -> Choosing:
    return total(Choosing, [row for _, row in queries.choosing_by_group(day)])


def test_guests_and_people_who_left_before_the_day_are_not_invited():
    day, staff, *_ = a_day_with_one_session()
    make_staff(school=staff[0].home_school, employee_group=EmployeeGroup.GUEST)
    staff[1].left_at = datetime(2027, 3, 11, tzinfo=UTC)
    staff[2].left_at = datetime(2027, 4, 1, tzinfo=UTC)

    assert invited(day).invited == 2


def test_two_attendances_credit_one_person_once_and_no_minutes_credit_nobody():
    day, staff, session, offering = a_day_with_one_session()
    other = make_offering(offering.timetable, session, slot_of(day, "B"), make_room(day.host_school))
    attend(staff[0], offering, minutes=60)
    attend(staff[0], other, minutes=60)
    attend(staff[1], offering, minutes=0)
    attend(staff[2], offering)

    assert invited(day).credited == 1


def test_whoever_reported_leave_and_came_is_not_excused():
    day, staff, _, offering = a_day_with_one_session()
    report_leave(staff[0], day)
    report_leave(staff[1], day)
    attend(staff[1], offering, minutes=60)

    assert (invited(day).credited, invited(day).excused) == (1, 1)


def test_only_the_published_timetable_says_who_presents():
    day, staff, session, offering = a_day_with_one_session()
    enrol(staff[0], offering, source=EnrolmentSource.PRESENTING)
    draft = make_timetable(day, state=TimetableState.DRAFT)
    enrol(staff[1], make_offering(draft, session, slot_of(day, "A"), offering.room), source=EnrolmentSource.PRESENTING)

    assert invited(day).presenters == 1


def test_slots_in_which_people_present_are_away_or_required_are_not_free():
    day, staff, session, offering = a_day_with_one_session(people=1)
    required = make_session(day, decided_by_id=staff[0].id, decided_at=BEFORE)
    in_b = make_offering(offering.timetable, required, slot_of(day, "B"), make_room(day.host_school))
    enrol(staff[0], offering, source=EnrolmentSource.PRESENTING)
    enrol(staff[0], in_b, source=EnrolmentSource.REQUIRED)
    be_away(staff[0], day, "C")
    wish(staff[0], day, session)

    row = chosen(day)

    assert (row.slots, row.required_slots, row.free_slots, row.empty_slots) == (3, 1, 1, 1)


def test_free_slots_are_counted_by_what_fills_them():
    day, (person, *_), _, offering = a_day_with_one_session()
    decided = {"decided_by_id": person.id, "decided_at": BEFORE}
    sessions = [make_session(day, **decided) for _ in range(5)]
    for label, session, rank in zip("BCD", (sessions[0], sessions[3], sessions[4]), (1, 4, None), strict=True):
        place = make_offering(offering.timetable, session, slot_of(day, label), make_room(day.host_school))
        enrol(person, place, rank=rank, source=EnrolmentSource.WISH if rank else EnrolmentSource.FILL)
    wish(person, day, *sessions[:4])

    row = chosen(day)

    assert (row.first_slots, row.second_third_slots, row.lower_slots) == (1, 0, 1)
    assert (row.unlisted_slots, row.empty_slots, row.rank_sum) == (1, 1, 5)
    assert row.free_slots == 4


@pytest.mark.parametrize(
    ("ranks", "got", "is_top"), [((1, 2, 3, 4), 4, 0), ((1, 1, 4, 4), 4, 1), ((2, 5, 9, 11), 9, 1)]
)
def test_top_three_means_the_rank_of_the_third_wish_or_better(ranks, got, is_top):
    day, (person, *_), session, offering = a_day_with_one_session()
    decided = {"decided_by_id": person.id, "decided_at": BEFORE}
    others = [make_session(day, **decided) for _ in range(3)]
    wish(person, day, session, *others, ranks=ranks)
    enrol(person, offering, rank=got)

    assert chosen(day).top_three == is_top


def test_a_draft_and_the_report_tell_of_the_same_people_and_their_top_three():
    day, ana, ben, lea, two = make_day(), *(make_staff(name) for name in ("Ana Ace", "Ben Bay", "Lea Led", "Tom Two"))
    room, led = make_room(day.host_school), make_session(day, presenters=(lea,))
    first, second, third, fourth = (make_session(day) for _ in range(4))
    for person, wishes in ((ana, (first, second, third)), (ben, (first, second, third, fourth)), (lea, (first,))):
        wish(person, day, *wishes)
    wish(two, day, second, third)
    for label in "BCD":
        be_away(lea, day, label)
    runs = ((led, "A", room, ()), (third, "B", room, (ana, two)), (fourth, "C", room, (ben,)))

    draft = timetable_actions.draft(day, *problem_and(day, *runs), by_id=None, now=BEFORE)
    draft.state, draft.published_by_id, draft.published_at = TimetableState.PUBLISHED, ana.id, BEFORE
    db.session.flush()

    row, told = chosen(day), draft.measures
    assert told["top_three"] == {"count": row.top_three, "people": row.choosers} == {"count": 2, "people": 3}
    assert told["none_of_top_three"] == {"count": row.choosers - row.top_three, "people": row.choosers}


def test_whoever_leads_all_day_is_not_the_worst_off():
    day, ana, lea = make_day(), make_staff("Ana Ace"), make_staff("Lea Led")
    room, led, wanted = make_room(day.host_school), make_session(day, presenters=(lea,), runs=(1, 2)), make_session(day)
    wish(ana, day, wanted)
    wish(lea, day, wanted)
    be_away(lea, day, "C")
    be_away(lea, day, "D")
    runs = ((led, "A", room, ()), (led, "B", room, ()), (wanted, "C", room, (ana,)))

    draft = timetable_actions.draft(day, *problem_and(day, *runs), by_id=None, now=BEFORE)

    assert (draft.measures["choosers"], draft.measures["lowest_satisfaction"]) == (1, 1.0)


def test_a_list_without_wishes_is_sent_but_chooses_nothing():
    day, staff, session, _ = a_day_with_one_session()
    wish(staff[0], day)
    wish(staff[1], day, session)

    row = chosen(day)

    assert (row.people, row.lists, row.choosers) == (3, 2, 1)


def test_people_on_leave_do_not_count_on_the_page_of_choice():
    day, staff, session, _ = a_day_with_one_session()
    report_leave(staff[0], day)
    wish(staff[0], day, session)

    row = chosen(day)

    assert (row.people, row.lists, row.choosers) == (2, 0, 0)


def test_answers_count_once_they_are_released():
    day, _, _, offering = a_day_with_one_session()
    answer(offering, good_use=5, before=2, now=4)
    answer(offering, good_use=3, before=2, now=4)
    answer(offering, good_use=None, before=2)
    keep(SealedTicket(key="a", offering_id=offering.id, sealed=b"not to be read yet"))

    (said,) = opinions_by_strand(day)

    assert (said.strand, said.tickets, said.by_item[Item.GOOD_USE]) == ("Belonging and Climate", 3, Share(1, 2))
    assert pairs_by_strand(day) == (Pairs("Belonging and Climate", 2, 4, 2),)


def test_each_item_counts_who_agrees_from_its_own_point_on():
    day, _, _, offering = a_day_with_one_session()
    for point in (2, 3, 4):
        row = answer(offering)
        row.objectives_met = row.will_try = row.practised = point
    db.session.flush()

    (said,) = opinions_by_strand(day)

    assert said.by_item[Item.OBJECTIVES_MET] == Share(2, 3)
    assert said.by_item[Item.WILL_TRY] == said.by_item[Item.PRACTISED] == Share(1, 3)
    assert said.by_item[Item.ROLES_HEARD] == Share(0, 0)


def test_suggestions_are_counted_by_their_point_and_skipped_ones_are_not():
    day, _, _, offering = a_day_with_one_session()
    for point in (10, 10, 0, None):
        answer(offering).would_suggest = point
    db.session.flush()

    assert suggesting(day) == {0: 1, 10: 2}


def test_the_response_is_of_attendees_leaves_presenters_out_and_waits_for_the_release():
    day, staff, _, offering = a_day_with_one_session()
    attend(staff[0], offering, presents=True)
    attend(staff[1], offering)
    attend(staff[2], offering)
    hand_in(staff[1], offering)
    hand_in(staff[2], offering)
    answer(offering, good_use=4)
    keep(SealedTicket(key="a", offering_id=offering.id, sealed=b"not to be read yet"))

    assert responses_by_offering(day) == (Response(present=2, answered=1, strand="Belonging and Climate"),)


def test_plenaries_have_no_exit_ticket_to_respond_to():
    day, staff, _, offering = a_day_with_one_session()
    keynote = make_offering(offering.timetable, None, slot_of(day, "Keynote"), make_room(day.host_school))
    attend(staff[0], keynote)

    assert responses_by_offering(day) == ()


def test_replies_are_counted_by_the_days_after_which_they_came():
    day, staff, *_ = a_day_with_one_session()
    commit_to(staff[0], day, d30=UseInPractice.PLANNED, d90=UseInPractice.ROUTINE)
    commit_to(staff[1], day, d90=UseInPractice.ROUTINE)
    commit_to(staff[2], day)

    assert queries.commitments_made(day) == 3
    assert queries.replies_by_days_after(day) == {
        30: {UseInPractice.PLANNED: 1},
        90: {UseInPractice.ROUTINE: 2},
    }


def test_the_session_most_wanted_in_vain_comes_first():
    day, staff, session, offering = a_day_with_one_session()
    popular = make_session(day, "De-Escalation", decided_by_id=staff[0].id, decided_at=BEFORE)
    for person in staff:
        wish(person, day, popular, session)
    enrol(staff[0], offering, rank=2)

    assert queries.most_unmet_sessions(day) == (Demand("De-Escalation", 3, 0), Demand("Fractions", 3, 1))


def test_nurses_are_counted_as_student_services():
    made = make_finished_day()

    groups = {who.role_group for who, _ in queries.turnout_by_group(made.day)}

    assert RoleGroup.STUDENT_SERVICES in groups


def test_a_whole_day_is_counted_as_by_hand():
    made = make_finished_day()

    counts = queries.counts(made.day, now=LATER)

    # Of 60 people, number 0, 7, 14 … 56 (nine) and number 5, on leave, were not there.
    assert invited(made.day) == Turnout(invited=60, credited=50, excused=1, presenters=2)
    assert (counts.plan.number, counts.plan.gap) == (made.timetable.number, 0.01375)
    # 40 sent a list; number 5 is on leave. Person 1 presents in slot A, so four free slots less one.
    assert (chosen(made.day).lists, chosen(made.day).choosers) == (39, 39)
    assert chosen(made.day).free_slots == 39 * 4 - 1


def test_reading_costs_the_same_with_one_group_and_with_thirty(app: Flask):
    made = make_finished_day()
    few = _statements(made.day)
    for number in range(30):
        make_staff(school=make_school(f"School No. {number}"), role=_role(number), employee_group=_group(number))
    db.session.flush()

    assert _statements(made.day) == few
    assert few <= 19


def _statements(day) -> int:
    """How many statements reading the counts takes, the day itself not counted."""
    said: list[str] = []

    def listen(_connection, _cursor, statement, *_):
        said.append(statement)

    db.session.flush()
    db.session.expire_all()
    assert day.id
    event.listen(db.engine, "before_cursor_execute", listen)
    queries.counts(day, now=LATER)
    event.remove(db.engine, "before_cursor_execute", listen)
    return len(said)


def _role(number: int):
    roles = list(StaffMember.role.type.enums)
    return roles[number % len(roles)]


def _group(number: int):
    groups = [each for each in EmployeeGroup if each is not EmployeeGroup.GUEST]
    return groups[number % len(groups)]


def test_a_day_with_nothing_at_all_can_be_counted():
    day = make_day()

    counts = queries.counts(keep(day), now=LATER)

    assert (counts.turnout, counts.opinions, counts.responses, counts.plan) == ((), (), (), None)


def test_requests_leave_out_people_on_leave_and_are_met_by_a_place_in_that_session():
    day, staff, session, offering = a_day_with_one_session()
    for person in staff:
        wish(person, day, session)
    enrol(staff[0], offering, rank=1)
    report_leave(staff[2], day)

    assert requests_by_session(day) == (Requests("Fractions", "Belonging and Climate", asked=2, placed=1, seats=30),)


def test_drafts_of_proposals_are_not_counted():
    day, staff, *_ = a_day_with_one_session()
    make_proposal(day, state=ProposalState.DRAFT)
    make_proposal(day, state=ProposalState.DECLINED, decided_by_id=staff[0].id, decided_at=BEFORE)
    make_proposal(
        day, state=ProposalState.ACCEPTED, decided_by_id=staff[0].id, decided_at=BEFORE, need_tag="de-escalation"
    )

    assert set(proposals_by_strand(day)) == {
        Offered("Belonging and Climate", ProposalState.ACCEPTED, 2, 1),
        Offered("Belonging and Climate", ProposalState.DECLINED, 1),
    }


def test_wishes_are_counted_over_all_lists():
    day, staff, session, _ = a_day_with_one_session()
    other = make_session(day, decided_by_id=staff[0].id, decided_at=BEFORE)
    wish(staff[0], day, session, other)
    wish(staff[1], day, session)

    assert chosen(day).wishes == 3
