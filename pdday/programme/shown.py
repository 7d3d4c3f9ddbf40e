"""Which day a page is about: the one its address names (`?day=7`), else the one people speak of at the moment.

The address and nothing else remembers the choice, so two tabs may show two days and neither posts into the other's.
Links and forms of a page that names its day name it too.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, has_request_context, redirect, request, url_for

from pdday.clock import now
from pdday.programme import queries
from pdday.programme.models import Day
from pdday.staff.access import PUBLIC, current_staff
from pdday.staff.rules import may_coordinate
from pdday.web.errors import found

#: The name under which an address says its day.
_NAME = "day"


def init_app(app: Flask) -> None:
    """Let the addresses on a page stay with its day."""
    app.url_defaults(_stay_with_the_day)


def find_shown_day() -> Day | None:
    """The day of the page that is asked for; None before the first is made. Stops with 404 for one there is not."""
    if _NAME not in request.args:
        return queries.find_current_day(now=now())
    day_id = request.args.get(_NAME, type=int)
    return found(queries.find_day(day_id) if day_id is not None else None)


def shown_day() -> Day:
    """The day of the page. Before the first is made, coordinators are led to where they make it, others to My day."""
    day = find_shown_day()
    if day is None:
        abort(redirect(url_for("programme.show" if may_coordinate(current_staff()) else "my_day.show")))
    return day


def _stay_with_the_day(endpoint: str, values: dict[str, Any]) -> None:
    if has_request_context() and _NAME in request.args and endpoint not in PUBLIC:
        values.setdefault(_NAME, request.args[_NAME])
