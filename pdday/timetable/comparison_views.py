"""Compare two drafts: what each means for people, side by side, and what differs."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from pdday.programme.shown import find_shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.timetable import comparison, queries
from pdday.timetable.aims import aims_of
from pdday.timetable.aims_words import name_of
from pdday.timetable.models import Timetable
from pdday.timetable.names import STATES
from pdday.web.errors import found

bp = Blueprint("comparison", __name__)


@bp.get("/timetables/comparison")
def show() -> str:
    """Two drafts of the day side by side; the newest two, unless others are asked for."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    drafts = list(queries.timetables(day))
    one, other = _asked_for(drafts)
    found_out: dict[str, object] = {"lines": [], "differences": None}
    if one is not None and other is not None and one is not other:
        found_out = {
            "lines": list(comparison.lines(one, other)),
            "differences": comparison.differences(one, other),
        }
    return render_template(
        "timetable/comparison.html",
        day=day,
        drafts=drafts,
        one=one,
        other=other,
        states=STATES,
        made_with=lambda draft: name_of(aims_of(draft.aims)),
        **found_out,
    )


def _asked_for(drafts: list[Timetable]) -> tuple[Timetable | None, Timetable | None]:
    """The two that the address names; for one it does not name, one of the newest two."""
    by_id = {each.id: each for each in drafts}
    one, other = (drafts[1], drafts[0]) if len(drafts) > 1 else (None, None)
    if (asked := request.args.get("one", type=int)) is not None:
        one = found(by_id.get(asked))
    if (asked := request.args.get("other", type=int)) is not None:
        other = found(by_id.get(asked))
    return one, other
