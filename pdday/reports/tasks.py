"""The report as files: made by a job in the worker, or beside the demo by the command. Never in a web request."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from pdday import pdf
from pdday.charts import Medium
from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.jobs import Job, JobKind
from pdday.programme.models import Day
from pdday.reports import drawings, figures, queries, sheets
from pdday.reports.pages import Report
from pdday.staff.queries import language_of
from pdday.web.assets import STATIC
from pdday.web.downloads import keep_made_file
from pdday.words import spoken
from pdday.work import Tools, work

#: Fonts that the file to be opened by itself carries along; the others fall back to the reader's own.
CARRIED_FONTS = ("fonts/text-latin.woff2", "fonts/display-latin.woff2")


@work(JobKind.REPORT)
def make_report(job_id: int, tools: Tools) -> Mapping[str, Any]:
    """Make the PDF of the job's day in the language of whoever asked; the result names it, in the instance folder.

    No transaction is open while it is laid out.
    """
    job = db.session.get_one(Job, job_id)
    day = db.session.get_one(Day, job.day_id)
    locale = spoken(language_of(job.asked_by_id))
    report = figures.report(queries.counts(day, now=now()))
    db.session.rollback()
    tools.progress({"step": "laying out"})
    file = Path("reports") / f"report-{report.date.isoformat()}-{job_id}.pdf"
    keep_made_file(_instance() / file, paper(report, locale=locale))
    return {"file": file.as_posix()}


def write_report(day: Day, folder: Path, *, now: datetime, locale: str = "en") -> tuple[Path, ...]:
    """Write the report on `day` into `folder` as HTML, PDF, CSV and XLSX; the paths of the four."""
    report = figures.report(queries.counts(day, now=now))
    made = {
        "report.html": standalone(report, locale=locale).encode(),
        "report.pdf": paper(report, locale=locale),
        "report.csv": sheets.report_csv(report, locale=locale),
        "report.xlsx": sheets.report_xlsx(report, locale=locale),
    }
    for name, content in made.items():
        keep_made_file(folder / name, content)
    return tuple(folder / name for name in made)


def paper(report: Report, *, locale: str) -> bytes:
    """The report as a tagged PDF."""
    return pdf.render(sheet(report, locale=locale))


def sheet(report: Report, *, locale: str) -> str:
    """The report as the page that becomes paper."""
    return _rendered("reports/paper.html", report, medium=Medium.PAPER, locale=locale)


def standalone(report: Report, *, locale: str) -> str:
    """The report as one HTML file that needs no other: the stylesheet and the fonts stand in it."""
    return _rendered("reports/standalone.html", report, medium=Medium.SCREEN, locale=locale, styles=_styles())


def _rendered(template: str, report: Report, *, medium: Medium, locale: str, styles: str = "") -> str:
    """The template with every page of the report; in a request of its own, which a worker does not have."""
    with current_app.test_request_context(base_url=_config().url), force_locale(locale):
        return render_template(
            template,
            report=report,
            charts={page.key: drawings.charts(page) for page in report.pages},
            lines={page.key: drawings.lines(page) for page in report.pages},
            medium=medium,
            styles=styles,
        )


def _styles() -> str:
    """The stylesheet with its fonts inside it."""
    styles = (STATIC / "pdday.css").read_text()
    for name in CARRIED_FONTS:
        font = base64.b64encode((STATIC / name).read_bytes()).decode()
        styles = styles.replace(f'url("{name}")', f'url("data:font/woff2;base64,{font}")')
    return re.sub(r'@font-face \{[^}]*url\("fonts/[^}]*\}\n?', "", styles)


def _instance() -> Path:
    return _config().instance


def _config() -> Config:
    config: Config = current_app.config["PDDAY"]
    return config
