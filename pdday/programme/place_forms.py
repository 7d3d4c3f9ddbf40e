"""What a coordinator types about places: sites and the ways between them, rooms and what they offer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from pdday.programme.forms import chosen, number, numbered, stripped, text, with_fields
from pdday.programme.models import Room, Slot
from pdday.programme.names import FEATURES, SETUPS
from pdday.programme.rules import PlannedRoom
from pdday.programme.vocabulary import Feature, RoomSetup
from pdday.staff.models import School
from pdday.staff.names import LEVELS
from pdday.staff.vocabulary import SchoolLevel
from pdday.web.forms import PageForm

#: Nothing in a school is larger, nor farther away.
MOST_SEATS, MOST_SQUARE_FEET, MOST_MINUTES = 20_000, 1_000_000, 600


class SiteForm(PageForm):
    """A site and the way to the others. Made by `site_form`."""

    name = text(_l("Name"), _l("Name the site."))
    short_name = text(_l("Short name"), _l("Give a short name for door plates and tables."), longest=30)
    level = SelectField(_l("Kind of site"), choices=lambda: chosen(LEVELS))

    def chosen_level(self) -> SchoolLevel:
        return SchoolLevel(self.level.data)

    def ways(self) -> list[Field]:
        """The fields for the ways to other sites."""
        return [field for _, field in numbered(self, "minutes_to_")]

    def minutes_to(self) -> dict[int, int]:
        """Minutes to other sites by their id; those left empty are left out."""
        return {number: field.data for number, field in numbered(self, "minutes_to_") if field.data is not None}


def site_form(others: Sequence[School], minutes_to: Mapping[int, int], school: School | None = None) -> SiteForm:
    """The form for a site, with a field for the way to each other one."""
    fields = {
        f"minutes_to_{other.id}": number(_("Minutes to %(name)s", name=other.name), 0, MOST_MINUTES, Optional())
        for other in others
    }
    typed: dict[str, Any] = {f"minutes_to_{other}": minutes for other, minutes in minutes_to.items()}
    if school is not None:
        typed |= {"name": school.name, "short_name": school.short_name, "level": school.level.value}
    return with_fields(SiteForm, fields)(data=typed)  # type: ignore[no-any-return]


class ClosureForm(PageForm):
    """The slots in which a room is lost, and why. Made by `closure_form`."""

    slots = SelectMultipleField(
        _l("Closed in"),
        [InputRequired(_l("Choose at least one slot."))],
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    reason = StringField(_l("Why"), [Length(max=120)], filters=[stripped])


def closure_form(slots: Sequence[Slot], closures: Collection[int]) -> ClosureForm:
    """The form that closes a room, with every slot checked in which it is open yet."""
    still_open = [slot for slot in slots if slot.id not in closures]
    form = ClosureForm(slots=[slot.id for slot in still_open], prefix="closing-")
    form.slots.choices = [SelectChoice(slot.id, slot.label) for slot in still_open]
    return form


class RoomForm(PageForm):
    """A room: what it holds, what it offers, when it is closed. Made by `room_form`."""

    name = text(_l("Name or number"), _l("Write what the door says."), longest=40)
    seats = number(_l("Seats"), 1, MOST_SEATS, InputRequired(_l("Say how many people can sit there.")))
    posted_limit = number(_l("Posted limit"), 1, MOST_SEATS, Optional())
    area_square_feet = number(_l("Area in square feet"), 1, MOST_SQUARE_FEET, Optional())
    setup = SelectField(_l("How it is furnished"), choices=lambda: chosen(SETUPS))
    features = SelectMultipleField(
        _l("What it offers"),
        choices=lambda: chosen(FEATURES),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    holds_sessions = BooleanField(_l("Sessions may be held here"))

    def reasons(self) -> list[Field]:
        """The fields for the reasons why the room is closed."""
        return [field for _, field in numbered(self, "closed_in_")]

    def planned(self) -> PlannedRoom:
        return PlannedRoom(
            name=self.name.data,
            seats=self.seats.data,
            posted_limit=self.posted_limit.data,
            area_square_feet=self.area_square_feet.data,
            setup=RoomSetup(self.setup.data),
            features=tuple(Feature(each) for each in self.features.data or ()),
            holds_sessions=self.holds_sessions.data,
            closures={number: field.data for number, field in numbered(self, "closed_in_") if field.data},
        )


def room_form(
    slots: Sequence[Slot], closures: Mapping[int, str], room: Room | None = None, *, as_kept: bool = False
) -> RoomForm:
    """The form for a room, with a field for the reason why it is closed in each slot.

    `as_kept` when another form of its page was sent, so that nothing of that is taken for this one's.
    """
    fields = {f"closed_in_{slot.id}": StringField(slot.label, [Length(max=120)], filters=[stripped]) for slot in slots}
    typed: dict[str, Any] = {f"closed_in_{slot_id}": reason for slot_id, reason in closures.items()}
    if room is None:
        typed["holds_sessions"] = True
    else:
        plain = ("name", "seats", "posted_limit", "area_square_feet", "features", "holds_sessions")
        typed |= {name: getattr(room, name) for name in plain} | {"setup": room.setup.value}
    sent: dict[str, Any] = {"formdata": None} if as_kept else {}
    return with_fields(RoomForm, fields)(data=typed, **sent)  # type: ignore[no-any-return]
