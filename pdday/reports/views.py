"""The report for coordinators: its pages, its figures as files, the PDF that a job makes; a principal's own school."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from pdday import charts, jobs, lanes
from pdday.charts import Medium
from pdday.clock import now
from pdday.db import db
from pdday.jobs import JobKind, JobState
from pdday.programme.shown import find_shown_day, shown_day
from pdday.reports import drawings, figures, queries, schools, sheets
from pdday.reports.pages import Report
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate, may_read_own_school
from pdday.web.downloads import CSV_TYPE, XLSX_TYPE, attached, made_file
from pdday.web.errors import found

bp = Blueprint("reports", __name__)


@bp.record_once
def _draw_in_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(drawing=charts.drawing, swatch=charts.swatch)


@bp.get("/report", defaults={"key": "summary"})
@bp.get("/report/<key>")
def show(key: str) -> str:
    require(may_coordinate(current_staff()))
    day = shown_day()
    report = figures.report(queries.counts(day, now=now()))
    page = found(report.page(key))
    return render_template(
        "reports/show.html",
        day=day,
        report=report,
        page=page,
        charts=drawings.charts(page),
        lines=drawings.lines(page),
        job=jobs.find_latest(JobKind.REPORT, day),
        medium=Medium.SCREEN,
    )


@bp.get("/my-school")
def my_school() -> str:
    """A principal's own school beside the district; nothing else of the report is theirs."""
    require(may_read_own_school(current_staff()))
    report = _report()
    page = schools.page(report, current_staff().home_school.name)
    return render_template("reports/my_school.html", report=report, page=page)


@bp.get("/report/figures.csv")
def figures_csv() -> Response:
    require(may_coordinate(current_staff()))
    report = _report()
    return attached(sheets.report_csv(report, locale=_locale()), name=_name(report, "csv"), type=CSV_TYPE)


@bp.get("/report/figures.xlsx")
def figures_xlsx() -> Response:
    require(may_coordinate(current_staff()))
    report = _report()
    return attached(sheets.report_xlsx(report, locale=_locale()), name=_name(report, "xlsx"), type=XLSX_TYPE)


@bp.post("/report/paper")
def make_paper() -> AnyResponse:
    require(may_coordinate(current_staff()))
    job = jobs.ask(JobKind.REPORT, day=found(find_shown_day()), wants={}, by=current_staff(), now=now())
    db.session.commit()
    lanes.hand_over(job.id)
    flash(_("The PDF is on its way."))
    return redirect(url_for("reports.show"))


@bp.get("/report/paper")
def paper() -> Response:
    """The PDF that the last job made."""
    require(may_coordinate(current_staff()))
    job = found(jobs.find_latest(JobKind.REPORT, found(find_shown_day())))
    file = found(job.result.get("file") if job.state is JobState.DONE else None)
    return made_file(Path(current_app.instance_path) / file, name=Path(file).name)


def _report() -> Report:
    return figures.report(queries.counts(shown_day(), now=now()))


def _name(report: Report, ending: str) -> str:
    return f"report-{report.date.isoformat()}.{ending}"


def _locale() -> str:
    return str(get_locale() or "en")
