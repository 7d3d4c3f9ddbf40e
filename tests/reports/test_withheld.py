"""Which groups a report withholds, by hand; no database. `test_suppression` tries to work them out again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pdday.reports import figures, summary
from pdday.reports.counts import Turnout, Who
from pdday.reports.pages import Report
from pdday.reports.shares import Extreme, Rate
from pdday.reports.statistics import follows, withhold_across
from pdday.reports.values import Withheld
from pdday.staff.vocabulary import EmployeeGroup, RoleGroup, SchoolLevel
from tests.reports.counted import NURSE, PARA, TEACHER, cell, counts, opinions


def test_a_group_of_three_is_withheld_and_so_is_every_group_that_would_give_it_away():
    turnout = ((TEACHER, Turnout(30, 25, 0, 2)), (NURSE, Turnout(3, 2, 0, 0)), (PARA, Turnout(40, 31, 0, 0)))

    report = figures.report(counts(turnout=turnout))

    assert cell(report, "participation", "turnout_by_role", "student_services", 1) == Withheld()
    assert cell(report, "participation", "turnout_by_role", "teachers", 1) == Withheld()
    assert cell(report, "participation", "turnout_by_role", "paraprofessionals", 1) == Rate(31, 40)
    assert cell(report, "participation", "turnout_by_employee_group", "certificated", 1) == Rate(27, 33)


def test_a_small_group_between_two_overlapping_sortings_is_not_left_to_subtraction():
    aide = Who(EmployeeGroup.CLASSIFIED_HOURLY, RoleGroup.STUDENT_SERVICES, SchoolLevel.MIDDLE, "Lowry")
    turnout = (
        (TEACHER, Turnout(30, 25)),
        (NURSE, Turnout(3, 2)),
        (PARA, Turnout(12, 9)),
        (aide, Turnout(1, 1)),
    )

    report = figures.report(counts(turnout=turnout))

    assert not _worked_out(report, turnout)


WHOS = st.builds(
    Who,
    st.sampled_from([EmployeeGroup.CERTIFICATED, EmployeeGroup.CLASSIFIED_HOURLY, EmployeeGroup.ADMINISTRATOR]),
    st.sampled_from([RoleGroup.TEACHERS, RoleGroup.STUDENT_SERVICES, RoleGroup.PARAPROFESSIONALS]),
    st.just(SchoolLevel.HIGH),
    st.sampled_from(["Ridge", "Lowry"]),
)


@given(st.dictionaries(WHOS, st.integers(1, 25), min_size=1, max_size=8))
def test_no_withheld_group_follows_from_what_any_table_of_the_page_shows(sizes):
    turnout = tuple((who, Turnout(size, size // 2)) for who, size in sizes.items())

    report = figures.report(counts(turnout=turnout))

    assert not _worked_out(report, turnout)


def _worked_out(report: Report, turnout: tuple[tuple[Who, Turnout], ...]) -> set[str]:
    """Withheld groups that follow by adding and subtracting what the page shows, over all four tables."""
    group_of = {
        "turnout_by_role": lambda who: who.role_group.value,
        "turnout_by_employee_group": lambda who: who.employee_group.value,
        "turnout_by_level": lambda who: who.level.value,
        "turnout_by_site": lambda who: f"site {who.site}",
    }
    shown, hidden = [], {}
    for table in report.page("participation").tables:
        for line in table.all_lines():
            people = frozenset(who for who, _ in turnout if line.key in {"everyone", group_of[table.key](who)})
            if line.is_withheld:
                hidden[f"{table.key} {line.key}"] = people
            else:
                shown.append(people)
    return {name for name, people in hidden.items() if shown and follows(people, shown)}


def test_groups_that_overlap_are_hidden_until_nothing_follows():
    members = {
        "teachers": frozenset({"t"}),
        "nurses": frozenset({"n"}),
        "paras": frozenset({"p"}),
        "certificated": frozenset({"t", "n"}),
        "classified": frozenset({"p"}),
    }
    sizes = {"teachers": 30, "nurses": 3, "paras": 8, "certificated": 33, "classified": 8}

    hidden = withhold_across(members, sizes, hidden={"nurses", "paras"})

    assert {"nurses", "paras"} < hidden
    shown = [members[group] for group in members.keys() - hidden]
    assert not any(follows(members[group], [{"t", "n", "p"}, *shown]) for group in hidden)


def test_all_of_a_dozen_is_told_at_the_edge_and_without_the_count():
    report = figures.report(counts(turnout=((TEACHER, Turnout(100, 80)), (PARA, Turnout(12, 12)))))

    figure = cell(report, "participation", "turnout_by_role", "paraprofessionals", 1)

    assert figure == Extreme(12, is_all=True)
    assert (figure.said.said(), figure.basis.said()) == ("at least 95%", "of 12")
    assert figure.numbers.count is None


def test_where_everyone_did_it_no_group_is_rounded_beside_it():
    report = figures.report(counts(turnout=((TEACHER, Turnout(100, 100)), (PARA, Turnout(12, 12)))))

    figure = cell(report, "participation", "turnout_by_role", "paraprofessionals", 1)

    assert (figure.said.said(), figure.basis.said()) == ("100%", "12 of 12")


def test_a_report_without_records_counts_no_withheld_groups():
    nothing = figures.report(counts(turnout=((TEACHER, Turnout(100, 0)), (PARA, Turnout(3, 0)))))
    something = figures.report(counts(turnout=((TEACHER, Turnout(100, 80)), (PARA, Turnout(3, 3)))))

    told = {table.key: len(table.withholds) for table in something.page("participation").tables}
    assert {table.key: len(table.withholds) for table in nothing.page("participation").tables} == dict.fromkeys(told, 0)
    assert told["turnout_by_role"] == 2


def test_four_answers_are_withheld():
    assert summary.good_use(counts(opinions=(opinions(4, 4),))) == Withheld()
