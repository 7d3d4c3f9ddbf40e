"""What pages call phases, kinds of slots, and how rooms are furnished and equipped."""

from __future__ import annotations

from pdday.programme.vocabulary import Feature, PhaseKind, RoomSetup, SlotKind
from pdday.words import Sentence

PHASES = {
    PhaseKind.ASKING: Sentence("Asking what people need"),
    PhaseKind.PROPOSING: Sentence("Proposing sessions"),
    PhaseKind.REVIEWING: Sentence("Reviewing proposals"),
    PhaseKind.CHOOSING: Sentence("Choosing sessions"),
    PhaseKind.DRAFTING: Sentence("Drafting the timetable"),
    PhaseKind.PUBLISHED: Sentence("Timetable published"),
    PhaseKind.UNDER_WAY: Sentence("The day itself"),
    PhaseKind.CLOSED: Sentence("Closing and reporting"),
    PhaseKind.ARCHIVED: Sentence("Archived"),
}
#: What the page is called to which a step of the day, or somebody who waits, leads a coordinator.
LEADS_TO = {
    "programme.edit_day": Sentence("Change the day"),
    "programme.edit_phases": Sentence("Phases"),
    "programme.show": Sentence("Program"),
    "programme.strands": Sentence("Strands"),
    "goals.show_all": Sentence("Goals"),
    "slots.new_slot": Sentence("Add a slot"),
    "slots.new_gathering": Sentence("Add a gathering"),
    "slots.edit_lunches": Sentence("Lunch waves"),
    "places.sites": Sentence("Sites and rooms"),
    "roster.show": Sentence("Staff"),
    "reviews.pile": Sentence("Proposals"),
    "timetable.assignment": Sentence("Assignment"),
    "timetable.latest": Sentence("Timetable"),
    "repairs.latest": Sentence("Repair the timetable…"),
    "credit.show": Sentence("Hours"),
    "guests.show_all": Sentence("Guests"),
    "remarks.show_all": Sentence("Words to read"),
}
SLOT_KINDS = {
    SlotKind.CHECK_IN: Sentence("Check-in"),
    SlotKind.PLENARY: Sentence("Plenary, for everyone"),
    SlotKind.BREAKOUT: Sentence("Breakout, people choose"),
    SlotKind.LUNCH: Sentence("Lunch"),
    SlotKind.TEAM_TIME: Sentence("Team time"),
    SlotKind.REFLECTION: Sentence("Reflection, for everyone"),
}
SETUPS = {
    RoomSetup.THEATRE: Sentence("Rows of chairs"),
    RoomSetup.CLASSROOM: Sentence("Classroom"),
    RoomSetup.PODS: Sentence("Tables in pods"),
    RoomSetup.U_SHAPE: Sentence("U shape"),
    RoomSetup.LAB: Sentence("Lab"),
    RoomSetup.GYM: Sentence("Gym"),
    RoomSetup.OPEN: Sentence("Open space"),
}
FEATURES = {
    Feature.PROJECTOR: Sentence("Projector"),
    Feature.DISPLAY: Sentence("Display"),
    Feature.DOCUMENT_CAMERA: Sentence("Document camera"),
    Feature.AUDIO: Sentence("Sound"),
    Feature.MIC: Sentence("Microphone"),
    Feature.HEARING_LOOP: Sentence("Hearing loop"),
    Feature.WHITEBOARD: Sentence("Whiteboard"),
    Feature.OUTLETS: Sentence("Power at the seats"),
    Feature.COMPUTERS: Sentence("Computers"),
    Feature.WIFI_OK: Sentence("Good Wi-Fi"),
    Feature.PRINTER_ACCESS: Sentence("Printer at hand"),
    Feature.PHONE_LINE: Sentence("Phone"),
    Feature.MOVABLE_FURNITURE: Sentence("Movable furniture"),
    Feature.SINKS: Sentence("Sinks"),
    Feature.GAS: Sentence("Gas"),
    Feature.KILN: Sentence("Kiln"),
    Feature.INSTRUMENTS: Sentence("Instruments"),
    Feature.BAND_ROOM: Sentence("Band room"),
    Feature.ART_ROOM: Sentence("Art room"),
    Feature.GYM: Sentence("Gym"),
    Feature.LIBRARY: Sentence("Library"),
    Feature.NATURAL_LIGHT: Sentence("Daylight"),
    Feature.QUIET: Sentence("Quiet"),
    Feature.NEAR_RESTROOM: Sentence("Near a restroom"),
    Feature.WHEELCHAIR_ACCESS: Sentence("Room for a wheelchair"),
    Feature.ADJUSTABLE_SEATING: Sentence("Adjustable seating"),
    Feature.STEP_FREE_ROUTE: Sentence("Step-free way"),
    Feature.OUTDOOR_ROUTE: Sentence("Way leads outdoors"),
    Feature.VIRTUAL_ROOM: Sentence("Virtual room"),
}
