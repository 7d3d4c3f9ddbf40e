"""Part 4: Dana drafts with the real worker and solver and publishes; the staff read why, and two want the last seat."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE
from tests.stories.installation import subject_of
from tests.stories.person import Person
from tests.stories.story import Story
from tests.stories.test_1_a_day_is_made import a_day_is_made, begin_phase
from tests.stories.test_2_sessions_are_proposed import OFFERS, sessions_are_proposed
from tests.stories.test_3_people_choose import PUZZLES, people_choose

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def a_timetable_is_published(story: Story) -> None:
    dana = story.somebody("Dana Whitfield")
    begin_phase(dana, story, "drafting")
    a_draft_is_made(dana)
    dana_publishes(story, dana)
    nora_reads_why(story)
    sam_has_a_room_without_steps(story)
    nora_swaps(story)
    badges_are_made(dana)


def a_draft_is_made(dana: Person) -> None:
    dana.go("/assignment")
    dana.look()
    dana.fill("Seconds to look for a good plan", "5")
    dana.press("Make a draft")
    dana.reads("A draft is being made")
    expect(dana.page.get_by_text("Draft 1 is made.")).to_be_visible(timeout=90_000)
    dana.look("with a draft")
    dana.press("See what it means for people")
    dana.reads("every rule holds. It can be published.")
    dana.look()


def dana_publishes(story: Story, dana: Person) -> None:
    dana.press("Publish draft 1…")
    dana.look("asked whether to publish")
    button = dana.page.get_by_role("button", name="Publish draft 1")
    button.dblclick()
    dana.reads("Published")
    dana.look("published")
    begin_phase(dana, story, "published")
    for name in ("nora.lind", "greg.olsen", "mei.tanaka"):
        letter = story.installation.letter_to(f"{name}@ridge.example", "Your PD day is ready.")
        assert "Room" in letter or "10" in letter
    ready = [
        mail
        for mail in story.installation.letters_to("nora.lind@ridge.example")
        if "Your PD day is ready" in subject_of(mail)
    ]
    assert len(ready) == 1


def nora_reads_why(story: Story) -> None:
    nora = story.somebody("Nora Lind")
    nora.go("/my-day")
    nora.reads(re.compile(r"Your (1st|2nd|3rd) choice"))
    nora.does_not_read("lottery")
    nora.look("published")
    greg = story.somebody("Greg Olsen", size=PHONE)
    greg.go("/my-day")
    greg.reads("You sent no list, so we chose one")


def sam_has_a_room_without_steps(story: Story) -> None:
    sam = story.somebody("Sam Whitaker")
    sam.go("/my-day")
    rooms = set(sam.page.locator(".agenda .plate").all_inner_texts()) - {"Gym"}
    assert rooms
    assert rooms <= {"101", "104"}
    dana = story.somebody("Dana Whitfield")
    dana.go("/timetable")
    dana.does_not_read("Wheelchair")


def nora_swaps(story: Story) -> None:
    """Slot C has not begun: Nora takes a seat that is free, and finds it on her day."""
    nora = story.somebody("Nora Lind")
    nora.go("/my-day")
    nora.press("See what is free in C")
    nora.look()
    nora.page.get_by_role("button", name="Take this seat").first.click()
    nora.reads("You have a seat in")
    nora.go("/my-day")
    nora.reads("You took this seat yourself.")


def badges_are_made(dana: Person) -> None:
    dana.go("/badges")
    dana.look()
    dana.press("Make the sheets")
    fetch = dana.page.get_by_role("link", name="Fetch 24 badges")
    expect(fetch).to_be_visible(timeout=60_000)
    with dana.page.expect_download() as sheets:
        fetch.click()
    assert sheets.value.path().read_bytes()[:5] == b"%PDF-"


def test_part_4_a_timetable_is_drafted_published_and_read(story: Story):
    story.tell_until(a_day_is_made, sessions_are_proposed, people_choose, a_timetable_is_published)

    dana = story.somebody("Dana Whitfield")
    dana.go("/timetable")
    dana.reads(PUZZLES)
    assert len(OFFERS) == 5
    assert story.looks.faults == []
    assert {name: person.complaints for name, person in story.people.items() if person.complaints} == {}
