"""Counts by hand for the report's pure tests, and how to read one cell of a page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from pdday.reports.counts import Counts, Item, Opinions, Plan, Share, Who
from pdday.reports.pages import Page, Report
from pdday.staff.vocabulary import EmployeeGroup, RoleGroup, SchoolLevel

TEACHER = Who(EmployeeGroup.CERTIFICATED, RoleGroup.TEACHERS, SchoolLevel.HIGH, "Ridge")
NURSE = Who(EmployeeGroup.CERTIFICATED, RoleGroup.STUDENT_SERVICES, SchoolLevel.HIGH, "Ridge")
PARA = Who(EmployeeGroup.CLASSIFIED_HOURLY, RoleGroup.PARAPROFESSIONALS, SchoolLevel.MIDDLE, "Lowry")
PLAN = Plan(number=3, status="feasible", score=41230.0, bound=41811.0, gap=0.0139, seed=4417)


def counts(**more: Any) -> Counts:
    facts: dict[str, Any] = {
        "day_name": "PD Day",
        "district": "Harlow Ridge",
        "date": date(2027, 3, 12),
        "time_zone": "America/Chicago",
        "read_at": datetime(2027, 6, 15, 15, tzinfo=UTC),
    }
    return Counts(**(facts | more))


def opinions(agree: int, of: int, *, strand: str = "Literacy") -> Opinions:
    """Tickets of a strand that all say the same of every item: so many agree, of so many."""
    return Opinions(strand, of, {item: Share(agree, of) for item in Item})


def figure(page: Page, table: str, group: str, column: int) -> Any:
    """The figure in one cell of a table."""
    (found,) = [each for each in page.tables if each.key == table]
    return next(line for line in found.all_lines() if line.key == group).figures[column]


def row(page: Page, table: str, group: str) -> tuple[Any, ...]:
    """All figures of one line of a table."""
    (found,) = [each for each in page.tables if each.key == table]
    return next(line for line in found.all_lines() if line.key == group).figures


def cell(report: Report, page: str, table: str, group: str, column: int) -> Any:
    """The figure in one cell of a table."""
    tables = {each.key: each for each in report.page(page).tables}
    return next(line for line in tables[table].all_lines() if line.key == group).figures[column]
