"""The closed vocabularies of a day's frame."""

from __future__ import annotations

from enum import StrEnum


class PhaseKind(StrEnum):
    """The stretches of a day's story, in order."""

    ASKING = "asking"
    PROPOSING = "proposing"
    REVIEWING = "reviewing"
    CHOOSING = "choosing"
    DRAFTING = "drafting"
    PUBLISHED = "published"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    ARCHIVED = "archived"


class SlotKind(StrEnum):
    """What happens in a slot. Only breakouts go to the solver."""

    CHECK_IN = "check_in"
    PLENARY = "plenary"
    BREAKOUT = "breakout"
    LUNCH = "lunch"
    TEAM_TIME = "team_time"
    REFLECTION = "reflection"


#: Slots that everyone attends together, in offerings made without the solver.
FOR_EVERYONE = frozenset({SlotKind.PLENARY, SlotKind.REFLECTION})


class RoomSetup(StrEnum):
    """How a room is furnished."""

    THEATRE = "theatre"
    CLASSROOM = "classroom"
    PODS = "pods"
    U_SHAPE = "u_shape"
    LAB = "lab"
    GYM = "gym"
    OPEN = "open"


class Feature(StrEnum):
    """What a room offers, a session needs, or a person needs."""

    PROJECTOR = "projector"
    DISPLAY = "display"
    DOCUMENT_CAMERA = "document_camera"
    AUDIO = "audio"
    MIC = "mic"
    HEARING_LOOP = "hearing_loop"
    WHITEBOARD = "whiteboard"
    OUTLETS = "outlets"
    COMPUTERS = "computers"
    WIFI_OK = "wifi_ok"
    PRINTER_ACCESS = "printer_access"
    PHONE_LINE = "phone_line"
    MOVABLE_FURNITURE = "movable_furniture"
    SINKS = "sinks"
    GAS = "gas"
    KILN = "kiln"
    INSTRUMENTS = "instruments"
    BAND_ROOM = "band_room"
    ART_ROOM = "art_room"
    GYM = "gym"
    LIBRARY = "library"
    NATURAL_LIGHT = "natural_light"
    QUIET = "quiet"
    NEAR_RESTROOM = "near_restroom"
    WHEELCHAIR_ACCESS = "wheelchair_access"
    ADJUSTABLE_SEATING = "adjustable_seating"
    STEP_FREE_ROUTE = "step_free_route"
    OUTDOOR_ROUTE = "outdoor_route"
    VIRTUAL_ROOM = "virtual_room"
