"""The only reader of the wall clock. Times are aware and UTC inside; school time only where people read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def school_time(day: date, wall: time, zone: str) -> datetime:
    """The instant at which the school's clock shows `wall` on `day`, in UTC.

    Raises ValueError for a wall time that the spring clock change leaves out.
    """
    local = datetime.combine(day, wall, tzinfo=ZoneInfo(zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{wall:%H:%M} does not exist on {day} in {zone}: the clocks change")
    return instant


def on_the_wall(moment: datetime, zone: str) -> datetime:
    """`moment` as the school's clock shows it."""
    return moment.astimezone(ZoneInfo(zone))


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Whole minutes from `earlier` to `later`, rounded down; negative if they are the other way round."""
    return (later - earlier) // timedelta(minutes=1)
