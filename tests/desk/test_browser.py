"""My day on a phone, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import PHONE, Reading
from tests.factories import enrol, make_day, make_offering, make_room, make_session, make_staff, make_timetable, slot_of

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


@pytest.mark.parametrize("room", ["Gym", "Lowry Library"])
def test_where_i_am_next_has_a_line_for_its_title_beside_any_room(open_page: Callable[..., Reading], room: str):
    day, luis = make_day(), make_staff("Luis Ortega")
    session = make_session(day, "Whose Story Is on the Shelf? A Classroom Library Check")
    enrol(
        luis, make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school, room)), rank=1
    )

    box = open_page(size=PHONE, person=luis).go("/my-day").locator("#next-title").bounding_box()

    assert box is not None
    assert box["width"] > PHONE[0] / 3
