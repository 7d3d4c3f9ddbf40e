"""What a colleague says about their record, and what a coordinator makes of it."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from pdday.clock import on_the_wall, school_time
from pdday.credit.record_queries import Record
from pdday.web.forms import PageForm

#: Letters of an explanation; a paragraph.
LONGEST = 500


class Right(StrEnum):
    """What a coordinator finds to be so."""

    THERE = "there"
    NOT_THERE = "not_there"
    AS_IT_IS = "as_it_is"


class DisputeForm(PageForm):
    """What was so instead."""

    words = TextAreaField(
        _l("What really happened?"),
        [
            DataRequired(_l("Say in a few words what really happened.")),
            Length(max=LONGEST),
        ],
        filters=[lambda typed: (typed or "").strip()],
    )


class CorrectionForm(PageForm):
    """What is right, and why it is changed or stays."""

    right = RadioField(_l("What is right?"), [DataRequired(_l("Choose what is right."))])
    arrived = TimeField(_l("There from"), [Optional()])
    left = TimeField(_l("Left at"), [Optional()])
    why = StringField(
        _l("Why"),
        [
            DataRequired(_l("Say why: it stays on record, and the colleague reads it.")),
            Length(max=LONGEST),
        ],
        filters=[lambda typed: (typed or "").strip()],
    )

    def __init__(self, record: Record) -> None:
        self.record = record
        attendance = record.attendance
        super().__init__(
            data={
                "right": Right.THERE.value,
                "arrived": self._wall(attendance.arrived_at if attendance else record.begins_at),
                "left": self._wall(attendance.left_at) if attendance and attendance.left_at else None,
            }
        )
        self.right.choices = [SelectChoice(Right.THERE.value, _l("They were there"))]
        if attendance:
            self.right.choices.append(SelectChoice(Right.NOT_THERE.value, _l("They were not there")))
        if record.dispute:
            self.right.choices.append(SelectChoice(Right.AS_IT_IS.value, _l("The record is right as it is")))

    def validate(self, extra_validators: object = None) -> bool:
        """Also that somebody who was there came at a time."""
        whole: bool = super().validate(extra_validators)
        if self.right.data == Right.THERE and self.arrived.data is None:
            self.arrived.errors = [*self.arrived.errors, _l("Say from when, such as 09:15.")]
            return False
        return whole

    @property
    def arrived_at(self) -> datetime:
        """When they came. What the form showed and nobody changed is meant to the second."""
        attendance = self.record.attendance
        return self._meant(self.arrived.data, attendance.arrived_at if attendance else None)

    @property
    def left_at(self) -> datetime | None:
        """When they left; None if they stayed to the end."""
        if self.left.data is None:
            return None
        attendance = self.record.attendance
        return self._meant(self.left.data, attendance.left_at if attendance else None)

    def _wall(self, moment: datetime) -> time:
        return on_the_wall(moment, self._zone).time().replace(second=0, microsecond=0)

    def _meant(self, wall: time, known: datetime | None) -> datetime:
        if known and self._wall(known) == wall:
            return known
        return school_time(on_the_wall(self.record.begins_at, self._zone).date(), wall, self._zone)

    @property
    def _zone(self) -> str:
        return self.record.offering.timetable.day.time_zone
