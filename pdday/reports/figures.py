"""The one figures object: counts in, a finished report out. Page, PDF, CSV and XLSX show this and nothing else.

Which number is where: page 1 is `summary` (the five numbers, left to right: took part, top-three choice, good
use of my time, gain in confidence, in use at 90 days), page 2 `participation`, 3 `voice`, 4 `fairness`,
5 `attendance`, 6 `reactions`, 7 `learning`. Each function there says over whom its share is taken; `counts` says
what is counted, `queries` how.
"""

from __future__ import annotations

from pdday.reports import attendance, fairness, findings, learning, participation, reactions, summary, voice
from pdday.reports.counts import Counts
from pdday.reports.pages import Report


def report(counts: Counts) -> Report:
    """The report on the day that was counted."""
    return Report(
        day_name=counts.day_name,
        district=counts.district,
        date=counts.date,
        time_zone=counts.time_zone,
        read_at=counts.read_at,
        smallest_group=counts.smallest_group,
        pages=(
            summary.page(counts),
            participation.page(counts),
            voice.page(counts),
            fairness.page(counts),
            attendance.page(counts),
            reactions.page(counts),
            learning.page(counts),
        ),
        findings=findings.findings(counts),
        limits=findings.limits(counts),
        decisions=findings.decisions(counts),
        is_ahead=not counts.responses and not counts.opinions,
    )
