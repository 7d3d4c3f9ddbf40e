"""The morning rush: many people open "my day" while stewards scan. A small one in CI, the full one in `long`.

`scripts/benchmark-pages rush` is the same with 2,000 staff and a server of its own; it prints the times.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.checkin import badge_actions
from pdday.checkin.models import Scan
from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Duty
from scripts.speed import rush
from scripts.speed.district import Filled
from tests.browser import Site
from tests.counts import TIMES
from tests.factories import make_staff
from tests.reports.factories import make_finished_day

pytestmark = pytest.mark.slow

DOORS, SCANS = 3, 2


def test_a_rush_fails_nobody_and_loses_no_scan(app: Flask, config: Config, site: Site):
    made = make_finished_day()
    make_staff("Sam Reed", duties=(Duty.STEWARD,))
    badge_actions.issue_badges(made.day, now=now())
    db.session.commit()
    people = db.session.scalars(select(StaffMember)).all()
    filled = Filled(config, {each.id: site.token_for(each) for each in people})
    shape = {"people": min(len(people), 15 * TIMES), "doors": DOORS, "scans_a_door": SCANS}
    planned = rush.plan(app, filled, **shape, seconds=2.0 * TIMES, seed=1)

    went = rush.run(site.address, app, planned)

    sent = sum(len(door.badges) for door in planned.doors)
    assert (went.pages.errors, went.scans.errors) == ([], [])
    assert len(went.pages.seconds) == len(planned.readers) + DOORS + sent
    assert (sent, went.kept) == (DOORS * SCANS, DOORS * SCANS)
    assert db.session.scalar(select(func.count(func.distinct(Scan.scan_id))).where(Scan.scan_id.in_(went.sent))) == sent
