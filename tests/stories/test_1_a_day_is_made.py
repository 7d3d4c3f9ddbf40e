"""Part 1: Dana opens pdday for the first time, makes a day out of nothing and brings in the staff."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.stories.person import Person, iso
from tests.stories.story import STAFF, Story, the_roster

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOMS = {
    "101": ("8", ("Projector", "Room for a wheelchair", "Step-free way")),
    "102": ("7", ("Projector",)),
    "103": ("6", ()),
    "104": ("6", ("Room for a wheelchair", "Step-free way")),
}
DUTIES = {
    "Ruth Abara": "Reviewer",
    "Mei Tanaka": "Reviewer",
    "Adam Frank": "Steward",
    "Tom Reyes": "Principal",
}
STRANDS = ("Belonging", "Math and Numeracy", "Literacy")


def a_day_is_made(story: Story) -> None:
    the_district_begins(story)
    dana = story.somebody("Dana Whitfield")
    nothing_is_there_yet(dana)
    sites_and_rooms_are_added(dana)
    the_day_gets_its_frame(dana, story)
    the_roster_is_looked_at_mended_and_imported(dana)
    people_get_their_duties(dana)
    dana_reads_who_accepted_the_terms(dana)


def the_district_begins(story: Story) -> None:
    """One command; everything after it is done in browsers."""
    story.installation.command(
        *("district", "Ridge School District", "--state", "IL", "--time-zone", story.times.zone),
        *("--school", "Ridge High", "--coordinator", "dana.whitfield@ridge.example"),
        *("--first-name", "Dana", "--last-name", "Whitfield", "--employee-number", "R101"),
    )


def nothing_is_there_yet(dana: Person) -> None:
    dana.go("/programme")
    dana.reads("No day is planned yet")
    dana.look()
    dana.go("/my-day")
    dana.look()


def sites_and_rooms_are_added(dana: Person) -> None:
    dana.go("/programme")
    dana.press("Sites and rooms")
    dana.press("Add a site")
    dana.look()
    dana.fill("Name", "Lake Elementary")
    dana.fill("Short name", "Lake")
    dana.fill("Kind of site", "Elementary")
    dana.fill("Minutes to Ridge High", "9")
    dana.press("Add this site")
    for name, (seats, features) in ROOMS.items():
        dana.press("Add a room Ridge High")
        dana.fill("Name or number", name)
        dana.fill("Seats", seats)
        for feature in features:
            dana.tick(feature)
        dana.press("Add this room")
    dana.press("Add a room Ridge High")
    dana.look()
    dana.fill("Name or number", "Gym")
    dana.fill("Seats", "300")
    dana.fill("Posted limit", "250")
    dana.page.get_by_label("Sessions may be held here").uncheck()
    dana.press("Add this room")
    dana.reads("Gym")
    dana.look()


def the_day_gets_its_frame(dana: Person, story: Story) -> None:
    times = story.times
    dana.go("/programme")
    dana.press("Make a day")
    dana.look()
    dana.fill("Name of the day", "Sharing Day")
    dana.fill("Date", iso(times.today))
    dana.fill("Where people arrive", "Ridge High")
    dana.fill("Time zone", "Springfield")
    dana.press("Make this day")
    dana.reads("Write the zone by a city")
    expect(dana.page.get_by_label("Name of the day")).to_have_value("Sharing Day")
    dana.fill("Time zone", times.zone)
    dana.press("Make this day")
    dana.reads("“Sharing Day” is made.")
    begin_phase(dana, story, "proposing")
    dana.look()
    for strand in STRANDS:
        dana.go("/programme/strands")
        dana.fill("Name of the strand", strand)
        dana.press("Add this strand")
    dana.look()
    for label, (begins, ends) in times.slots.items():
        is_plenary = label == "Welcome"
        dana.go("/programme/slots/new")
        dana.fill("Name on signs", label)
        dana.fill("Kind", "Plenary, for everyone" if is_plenary else "Breakout, people choose")
        dana.fill("Begins", f"{begins:%H:%M}")
        dana.fill("Ends", f"{ends:%H:%M}")
        dana.fill("Credit minutes", "45" if is_plenary else "50")
        if not is_plenary:
            dana.fill("Block", "morning")
        dana.look()
        dana.press("Add this slot")
        dana.reads(f"“{label}” is in the day.")
    dana.go("/programme/gatherings/new")
    dana.look()
    dana.fill("What people read on the sign", "Welcome and thanks")
    dana.page.get_by_label("Room").select_option(label="Gym, Ridge High (250)")
    dana.tick("Ridge High")
    dana.tick("Lake Elementary")
    dana.press("Add this gathering")
    dana.look()


def begin_phase(dana: Person, story: Story, kind: str) -> None:
    """Give this phase today, the ones before it days in the past, and those after it days to come."""
    order = ["asking", "proposing", "reviewing", "choosing", "drafting", "published", "under_way", "closed"]
    dana.go("/programme/phases")
    for name in ("proposing", "reviewing", "choosing", "drafting"):
        on = iso(story.times.today + timedelta(days=order.index(name) - order.index(kind)))
        for end in ("begins", "ends"):
            dana.page.locator(f"#{name}_{end}").fill(on)
    dana.look()
    dana.press("Save the dates")
    dana.reads("The phases have their dates.")


def the_roster_is_looked_at_mended_and_imported(dana: Person) -> None:
    dana.press("Staff", exact=True)
    upload(dana, the_roster(with_a_mistake=True))
    dana.reads("There is no site “Rigde High”.")
    dana.reads("It can't be imported yet")
    dana.look()
    dana.press("No, forget this file")

    upload(dana, the_roster())
    dana.reads("Job titles to match: 14 people")
    dana.page.get_by_label("Teacher II").select_option(label="Classroom teacher")
    dana.press("Match these titles")
    expect(dana.page.locator(".stat", has_text="added")).to_contain_text(str(len(STAFF) - 1))
    dana.look()
    dana.press("Yes, import the roster")
    expect(dana.page.get_by_role("row", name="Ridge High")).to_contain_text("14")
    dana.look()


def people_get_their_duties(dana: Person) -> None:
    for name, duty in DUTIES.items():
        dana.go(f"/staff/people?name={name.split()[1]}")
        dana.look()
        dana.press(name)
        dana.look()
        dana.tick(duty)
        dana.page.locator("form", has=dana.page.get_by_role("heading", name="What they may do")).get_by_label(
            "Why"
        ).fill("Said yes in the staff meeting.")
        dana.press("Set these duties")
        expect(dana.page.get_by_role("checkbox", name=re.compile(duty, re.IGNORECASE))).to_be_checked()


def dana_reads_who_accepted_the_terms(dana: Person) -> None:
    """Everybody accepts them when they come in first; so far that is Dana."""
    dana.go("/staff/terms")
    dana.reads(f"1 of {len(STAFF)}")
    dana.look()


def upload(dana: Person, roster: str) -> None:
    dana.page.get_by_label("Roster as CSV").set_input_files(
        {"name": "roster.csv", "mimeType": "text/csv", "buffer": roster.encode()}
    )
    dana.press("Show what it would change")


def test_part_1_a_day_is_made_out_of_nothing(story: Story):
    story.tell_until(a_day_is_made)

    dana = story.somebody("Dana Whitfield")
    dana.go("/programme")
    dana.reads("Sharing Day")
    assert story.looks.faults == []
    assert dana.complaints == []
