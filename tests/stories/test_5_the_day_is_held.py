"""Part 5: the day itself. The Wi-Fi was away all through slot A; slot B begins with the network back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

from pdday.clock import now, school_time
from tests.browser import PHONE
from tests.stories.person import Person
from tests.stories.story import Story
from tests.stories.test_1_a_day_is_made import a_day_is_made, begin_phase
from tests.stories.test_2_sessions_are_proposed import OFFERS, Offer, sessions_are_proposed
from tests.stories.test_3_people_choose import people_choose
from tests.stories.test_4_a_timetable_is_published import a_timetable_is_published

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def the_day_is_held(story: Story) -> None:
    begin_phase(story.somebody("Dana Whitfield"), story, "under_way")
    adam = story.somebody("Adam Frank", size=PHONE)
    slot_a_has_no_network(story, adam)
    slot_b_has_a_hand_scanner(story, adam)
    exit_tickets_are_handed_in(story, adam)
    the_hours_are_counted(story)
    nora_says_that_her_record_is_not_right(story)
    its_leader_reads_what_people_said(story)
    nora_commits_in_private(story)


def slot_a_has_no_network(story: Story, adam: Person) -> None:
    """Everybody is tapped in while the phone is cut off; nearly an hour later each arrives once, at its own time."""
    adam.go("/doors")
    adam.look()
    page = adam.page
    addresses = [str(link.get_attribute("href")) for link in doors_of(adam, "A").all()]
    assert len(addresses) >= 3
    begins = school_time(story.times.today, story.times.slots["A"][0], story.times.zone)
    arrived = 0
    for address in addresses:
        tab = page.context.new_page()
        tab.clock.install(time=begins + timedelta(minutes=5))
        tab.goto(f"{story.installation.address}{address}?by=list")
        page.context.set_offline(True)
        buttons = tab.locator("#list").get_by_role("button", name="In ")
        expected = buttons.count()
        for number in range(expected):
            buttons.nth(number).click()
        expect(tab.locator("#unsent")).to_contain_text("tries are not sent yet")
        tab.clock.set_system_time(now())
        page.context.set_offline(False)
        tab.clock.run_for(5000)
        expect(tab.locator("#counts")).to_contain_text("0 still expected", timeout=30_000)
        arrived += expected
        tab.close()
    story.notes["arrived in A"] = str(arrived)


def slot_b_has_a_hand_scanner(story: Story, adam: Person) -> None:
    nora = story.somebody("Nora Lind")
    code = code_on_badge(nora, Path(story.installation.environment["PDDAY_INSTANCE"]))
    address = door_of(nora, "B", adam)
    page = adam.go(address)
    adam.look()
    for _ in range(2):
        page.get_by_label("Badge code").focus()
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    adam.reads("Nora is in already")
    adam.look("somebody is in already")
    page.get_by_label("Badge code").fill("somebody elses")
    page.keyboard.press("Enter")
    adam.reads("Not a badge of this day")

    page = adam.go(f"{address}?by=name")
    adam.look("by name")
    adam.fill("First or last name", "Olsen")
    page.keyboard.press("Enter")
    adam.press("In Greg Olsen")
    expect(page.locator("#verdict .verdict")).to_contain_text("Greg Olsen")
    adam_takes_an_arrival_back(adam, address)


def adam_takes_an_arrival_back(adam: Person, address: str) -> None:
    """A slip at the door: undone with a reason, and Nora is expected and let in as before."""
    adam.go(f"{address}?by=list")
    adam.look("by list")
    adam.press("Undo Nora Lind")
    adam.look()
    adam.tick("It was somebody else")
    adam.press("Undo the arrival")
    adam.reads("Undone. They are expected here as before.")
    adam.press("In Nora Lind")
    adam.reads("Welcome, Nora")


def exit_tickets_are_handed_in(story: Story, adam: Person) -> None:
    """Everybody who was in the fullest session of slot A answers on their phone; nobody can be told apart."""
    offer, attended = fullest_in_a(adam)
    answering = [name for name in attended if name != "Joyce Adeyemi"]  # she has no phone
    assert len(answering) >= 5
    for name in answering:
        hand_in_a_ticket(story.somebody(name, size=PHONE), offer.title, scripted=name != "Ines Costa")
    story.notes |= {"asked about": offer.title, "led by": offer.by, "answered": str(len(answering))}


def fullest_in_a(adam: Person) -> tuple[Offer, list[str]]:
    """What most people attended in slot A, and who they were, without those who led it."""
    adam.go("/doors")
    doors = [(str(door.get_attribute("href")), door.inner_text()) for door in doors_of(adam, "A").all()]
    found = []
    for address, words in doors:
        offer = next(each for each in OFFERS if each.title in words)
        adam.go(f"{address}?by=list&way=leaving")
        there = adam.page.locator("#list li b").all_inner_texts()
        found.append((offer, [name for name in there if name not in (offer.by, offer.together_with)]))
    return max(found, key=lambda each: len(each[1]))


def hand_in_a_ticket(person: Person, title: str, *, scripted: bool) -> None:
    """Without a connection nothing typed is lost, where a script runs; a second press hands in no second ticket."""
    page = person.go("/my-day")
    person.press(f"Exit ticket, three minutes {title}")
    person.look()
    page.get_by_role("radiogroup", name="This session was a good use of my time").get_by_text(
        "Agree", exact=True
    ).click()
    person.fill("Keep: what should stay as it is?", "The corner itself.")
    if scripted:
        page.context.set_offline(True)
        person.press("Hand in my exit ticket")
        person.reads("No connection.")
        person.look("without a connection")
        page.context.set_offline(False)
    page.get_by_role("button", name="Hand in my exit ticket").dblclick()
    person.reads("Thank you, it is in")
    person.look()
    person.complaints.clear()  # the browser says aloud that it had no network


def code_on_badge(person: Person, folder: Path) -> str:
    """What a scanner reads off the badge on somebody's phone."""
    page = person.go("/my-badge")
    person.look()
    picture = folder / "badge.png"
    page.locator("svg.qr").screenshot(path=picture)
    (code,) = zxingcpp.read_barcodes(Image.open(picture))
    return str(code.text)


def door_of(person: Person, slot: str, steward: Person) -> str:
    """The address of the door of the session that somebody has in this slot."""
    page = person.go("/my-day")
    title = page.locator(".agenda > li", has=page.locator(".slot", has_text=slot)).locator("h3").inner_text()
    steward.go("/doors")
    return str(doors_of(steward, slot).filter(has_text=title).first.get_attribute("href"))


def doors_of(steward: Person, slot: str) -> Locator:
    """The links to the doors of one slot, on the page of all doors."""
    label = steward.page.locator("h2 .slot").get_by_text(slot, exact=True)
    return steward.page.locator("main section", has=label).get_by_role("link")


def the_hours_are_counted(story: Story) -> None:
    dana = story.somebody("Dana Whitfield")
    dana.go("/hours")
    dana.press("Count the hours")
    dana.reads("records counted.")
    dana.look()


def nora_says_that_her_record_is_not_right(story: Story) -> None:
    """Scenario 31 on the way: disputed, corrected with a reason, counted anew, and told."""
    nora, dana = story.somebody("Nora Lind"), story.somebody("Dana Whitfield")
    nora.go("/my-day")
    nora.reads("50 minutes counted")
    nora.look("after slot A")
    nora.page.get_by_role("link", name="This is not right").last.click()
    nora.look()
    nora.fill("What really happened?", "I left at the half to help a student.")
    nora.press("Send it to the coordinator")
    nora.reads("The coordinator looks at it and answers by mail.")

    dana.go("/hours")
    dana.look("somebody disputes")
    dana.press("Look at it Nora Lind")
    dana.reads("I left at the half to help a student.")
    page = dana.page
    came = page.get_by_label("There from").input_value()
    hour, minute = (int(part) for part in came.split(":"))
    left = hour * 60 + minute + 20
    dana.fill("Left at", f"{left // 60:02}:{left % 60:02}")
    dana.fill("Why", "She told us herself.")
    dana.look()
    dana.press("Put it on record")
    dana.reads("The record of Nora Lind is settled.")
    dana.reads("version 2")
    dana.reads("She told us herself.")
    dana.look("corrected")
    letter = story.installation.letter_to("nora.lind@ridge.example", "Your record of")
    assert "She told us herself." in letter


def its_leader_reads_what_people_said(story: Story) -> None:
    """Released in one batch of five or more; before that, and to anybody else, there is only a thank-you."""
    leader, dana = story.somebody(story.notes["led by"], size=PHONE), story.somebody("Dana Whitfield")
    leader.go("/what-people-said")
    leader.reads("Fewer than 5 answers can be read yet.")
    leader.look()
    dana.go("/exit-tickets")
    dana.look()
    dana.does_not_read("The corner itself.")
    dana.press("Release what waits")
    dana.reads("One session's answers are released.")
    leader.go("/what-people-said")
    leader.press(f"Read what people said {story.notes['asked about']}")
    leader.reads(f"{story.notes['answered']} exit tickets")
    leader.reads("The corner itself.")
    leader.look()
    nora = story.somebody("Nora Lind")
    nora.go(urlsplit(leader.page.url).path)
    nora.reads("This page is not yours")
    nora.complaints.clear()  # the browser says aloud that it was refused


def nora_commits_in_private(story: Story) -> None:
    """Scenario 36 on the way: what Nora means to try is hers, on the principal's screens too."""
    nora, tom = story.somebody("Nora Lind"), story.somebody("Tom Reyes")
    nora.go("/my-commitments")
    nora.fill("I will …", "open Monday with one puzzle")
    nora.look()
    nora.press("Keep my commitment")
    nora.reads("Kept. You can reword or delete it whenever you like.")
    for address in ("/my-commitments", "/my-day", "/you"):
        tom.go(address)
        tom.look()
        tom.does_not_read("one puzzle")


def test_part_5_the_day_is_held_and_every_arrival_counts_once(story: Story):
    story.tell_until(a_day_is_made, sessions_are_proposed, people_choose, a_timetable_is_published, the_day_is_held)

    dana = story.somebody("Dana Whitfield")
    dana.go("/wall")
    dana.look()
    assert story.looks.faults == []
    assert {name: person.complaints for name, person in story.people.items() if person.complaints} == {}
