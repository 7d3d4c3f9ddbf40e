"""The report in a real browser, on a phone and on a desk: readable by all, wider than no window."""

from __future__ import annotations

import pytest

from pdday.staff.models import StaffDuty
from pdday.staff.vocabulary import Duty
from tests.browser import DESK, PHONE
from tests.reports.factories import make_finished_day
from tests.reports.test_views import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_every_page_of_the_report_reads_well(request, app, size, scheme):
    made = make_finished_day()
    dana = made.people[-1]
    dana.duties.append(StaffDuty(duty=Duty.COORDINATOR))
    reading = request.getfixturevalue("open_page")(size=size, scheme=scheme, person=dana)

    for address in PAGES:
        reading.go(address)

        assert reading.axe() == []
        assert not reading.scrolls_sideways()
    assert reading.complaints == []
