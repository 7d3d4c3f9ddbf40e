"""What a principal reads: their own school beside the district, and nothing else."""

from __future__ import annotations

import pytest

from pdday.reports import figures, schools
from pdday.reports.counts import Turnout
from pdday.staff.models import StaffDuty
from pdday.staff.vocabulary import Duty
from tests.factories import make_day, make_school, make_staff
from tests.markup import Markup
from tests.reader import Reader
from tests.reports.counted import NURSE, PARA, TEACHER, counts
from tests.reports.factories import make_finished_day


def test_a_school_stands_beside_the_district_on_every_page_that_tells_of_sites():
    report = figures.report(counts(turnout=((TEACHER, Turnout(60, 50)), (PARA, Turnout(40, 30)))))

    page = schools.page(report, "Lowry")

    assert [table.title.said() for table in page.tables] == [
        "Who took part",
        "Voice",
        "Choice and fairness",
        "Attendance and hours",
    ]
    assert {line.label.said() for table in page.tables for line in table.all_lines()} == {"Lowry", "Everyone"}
    assert page.tables[0].lines[0].figures == report.page("participation").tables[-1].lines[0].figures


def test_a_school_that_the_report_withholds_is_withheld_from_its_principal_too():
    report = figures.report(counts(turnout=((TEACHER, Turnout(60, 50)), (NURSE, Turnout(9, 9)), (PARA, Turnout(3, 2)))))

    page = schools.page(report, "Lowry")

    assert all(line.is_withheld for line in page.tables[0].lines)


def principal_of(school) -> object:
    return make_staff("Rosa Delgado", school=school, duties=(Duty.PRINCIPAL,))


@pytest.mark.slow
def test_a_principal_reads_their_own_school_and_no_other(client: Reader):
    made = make_finished_day()
    client.sign_in(principal_of(made.schools[0]))

    page = client.get("/my-school").text

    assert Markup(page).faults() == []
    assert "Ridge High beside the whole district" in page
    assert "Lowry Middle" not in page
    assert "Bridge Academy" not in page


@pytest.mark.slow
def test_no_name_list_answer_or_commitment_stands_on_a_principals_page(client: Reader):
    """Scenario 36."""
    made = make_finished_day()
    client.sign_in(principal_of(made.schools[0]))

    page = client.get("/my-school").text

    assert "Try it" not in page
    assert [person.last_name for person in made.people if person.name in page] == []
    assert client.get("/report").status_code == 403
    assert client.get("/report/figures.csv").status_code == 403


@pytest.mark.slow
def test_a_coordinator_without_that_duty_has_the_report_instead(client: Reader):
    made = make_finished_day()
    made.people[-1].duties.append(StaffDuty(duty=Duty.COORDINATOR))
    client.sign_in(made.people[-1])

    assert client.get("/my-school").status_code == 403


@pytest.mark.slow
def test_a_school_with_nobody_on_a_day_yet_is_told_so_kindly(client: Reader):
    make_day(make_school())
    lone = principal_of(make_school("Empty High"))
    client.sign_in(lone)

    page = client.get("/my-school").text

    assert "Empty High beside the whole district" in page
