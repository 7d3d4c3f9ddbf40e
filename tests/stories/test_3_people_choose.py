"""Part 3: the staff choose, each in their own way: thumb, keyboard, two tabs, no script, no network, no list at all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE
from tests.stories.person import Person
from tests.stories.story import Story
from tests.stories.test_1_a_day_is_made import a_day_is_made, begin_phase
from tests.stories.test_2_sessions_are_proposed import sessions_are_proposed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PUZZLES, CORNERS, CIRCLES, FRACTIONS = (
    "Puzzles on Monday",
    "Calm Corners",
    "Reading Circles",
    "Fractions on the Floor",
)


def people_choose(story: Story) -> None:
    dana = story.somebody("Dana Whitfield")
    begin_phase(dana, story, "choosing")
    nora_chooses_with_her_thumb(story)
    kofi_chooses_by_keyboard_alone(story)
    ines_chooses_without_script(story)
    leila_has_two_tabs_open(story)
    hana_loses_her_network_and_clicks_twice(story)
    sam_asks_for_what_he_needs(story)
    joyce_chooses_at_the_kiosk(story)
    dana_sees_counts_and_reminds(story)


def nora_chooses_with_her_thumb(story: Story) -> None:
    nora = story.somebody("Nora Lind", size=PHONE)
    star(nora, CIRCLES, PUZZLES, FRACTIONS)
    nora.look()
    nora.press(PUZZLES)
    nora.look()
    nora.go("/my-choices")
    nora.press(f"Move {PUZZLES} up")
    expect(nora.page.locator("#said")).to_contain_text(f"“{PUZZLES}” is now number 1 of 3.")
    nora.reads("nobody gets in by being first")
    nora.look()
    assert list_of(nora) == [PUZZLES, CIRCLES, FRACTIONS]


def kofi_chooses_by_keyboard_alone(story: Story) -> None:
    """Scenario 9 on the way: no pointer is used, and every new rank is said."""
    kofi = story.somebody("Kofi Mensah")
    page = kofi.go("/sessions")
    for title in (PUZZLES, FRACTIONS, CORNERS):
        tab_to(page, f"{title}: Star")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"{title}: Starred")).to_be_focused()
    tab_to(page, "3 starred: put them in order")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Put your stars in order")).to_be_visible()
    first = list_of(kofi)[0]
    tab_to(page, f"Move {first} down")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text(f"“{first}” is now number 2 of 3.")
    expect(page.get_by_role("button", name=f"Move {first} down")).to_be_focused()


def ines_chooses_without_script(story: Story) -> None:
    ines = story.somebody("Ines Costa", size=PHONE, script=False)
    ines.go("/sessions")
    for title in (CORNERS, CIRCLES):
        ines.page.get_by_role("button", name=f"{title}: Star", exact=True).click()
    ines.go("/my-choices")
    ines.press(f"Move {CIRCLES} up")
    ines.reads(f"“{CIRCLES}” is now number 1 of 2.")
    assert list_of(ines) == [CIRCLES, CORNERS]
    ines.press("As good as the one above")
    ines.reads("Saved")


def leila_has_two_tabs_open(story: Story) -> None:
    """What is starred in one tab is not lost by what is moved in another."""
    leila = story.somebody("Leila Aziz")
    star(leila, CORNERS, FRACTIONS)
    leila.go("/my-choices")
    other = leila.page.context.new_page()
    other.goto(f"{story.installation.address}/sessions")
    other.get_by_role("button", name=f"{CIRCLES}: Star", exact=True).click()
    expect(other.get_by_role("button", name=f"{CIRCLES}: Starred")).to_be_visible()
    other.close()
    leila.press(f"Move {FRACTIONS} up")
    leila.go("/my-choices")
    assert set(list_of(leila)) == {CORNERS, FRACTIONS, CIRCLES}


def hana_loses_her_network_and_clicks_twice(story: Story) -> None:
    hana = story.somebody("Hana Sato", size=PHONE)
    page = hana.go("/sessions")
    page.context.set_offline(True)
    page.get_by_role("button", name=f"{PUZZLES}: Star", exact=True).click()
    hana.reads("Not saved: there is no connection. Press the star again in a moment.")
    hana.look("without a connection")
    page.context.set_offline(False)
    page.get_by_role("button", name=f"{PUZZLES}: Star", exact=True).click()
    expect(page.get_by_role("button", name=f"{PUZZLES}: Starred")).to_be_visible()
    page.get_by_role("button", name=f"{CORNERS}: Star", exact=True).dblclick()
    page.wait_for_load_state("networkidle")
    hana.go("/my-choices")
    assert list_of(hana)[0] == PUZZLES
    hana.complaints.clear()  # the browser says aloud that it had no network


def sam_asks_for_what_he_needs(story: Story) -> None:
    sam = story.somebody("Sam Whitaker", size=PHONE)
    sam.go("/my-choices/needs")
    sam.look()
    sam.tick("Wheelchair access or no steps")
    sam.press("Save what I need")
    star(sam, CORNERS, CIRCLES, PUZZLES)
    sam.press(FRACTIONS)
    sam.press("Not for me")
    sam.go("/my-choices")
    sam.reads(FRACTIONS)


def joyce_chooses_at_the_kiosk(story: Story) -> None:
    """Scenario 10 on the way: no mail, a PIN on a slip of paper, and a device that forgets her."""
    dana = story.somebody("Dana Whitfield")
    dana.go("/staff/people?name=Adeyemi")
    dana.press("Joyce Adeyemi")
    dana.press("Make a PIN")
    dana.look()
    pin = dana.page.locator(".slips .pin").inner_text()

    joyce = story.somebody("Joyce Adeyemi", size=PHONE, signed_in=False)
    joyce.go("/kiosk")
    joyce.look()
    joyce.fill("Your name or employee number", "Joyce Adeyemi")
    joyce.fill("PIN", pin)
    joyce.press("Sign in", exact=True)
    joyce.accept_the_terms()
    star(joyce, CIRCLES, CORNERS)
    joyce.press("Done: sign me out")
    joyce.go("/my-choices")
    joyce.does_not_read(CIRCLES)


def dana_sees_counts_and_reminds(story: Story) -> None:
    dana = story.somebody("Dana Whitfield")
    dana.go("/answers")
    dana.reads("7 of")
    dana.does_not_read("Nora Lind")
    dana.look()
    dana.press("Remind those who have not")
    reminder = story.installation.letter_to("greg.olsen@ridge.example", "")
    assert "Greg" in reminder
    assert story.installation.letters_to("sam.whitaker@ridge.example")[1:] == []
    dana.press("Arrangements to make")
    dana.reads("Sam Whitaker")
    dana.look()


def star(person: Person, *titles: str) -> None:
    """Star these sessions, in this order."""
    page = person.go("/sessions")
    for title in titles:
        page.get_by_role("button", name=f"{title}: Star", exact=True).click()
        expect(page.get_by_role("button", name=f"{title}: Starred")).to_be_visible()


def list_of(person: Person) -> list[str]:
    """The titles on somebody's list, the most wanted first, as their page shows them."""
    return person.page.locator(".ranks > li h3").all_inner_texts()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on the control of this name."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const at = document.activeElement;"
            " return (at.getAttribute('aria-label') ?? at.textContent).replace(/\\s+/g, ' ').trim(); }"
        )
        if focused == name:
            return
    raise AssertionError(f"Tab never came to “{name}”")


def test_part_3_everybody_chooses_in_their_own_way(story: Story):
    story.tell_until(a_day_is_made, sessions_are_proposed, people_choose)

    nora = story.somebody("Nora Lind")
    nora.go("/my-choices")
    assert list_of(nora) == [PUZZLES, CIRCLES, FRACTIONS]
    assert story.looks.faults == []
    assert {name: person.complaints for name, person in story.people.items() if person.complaints} == {}
