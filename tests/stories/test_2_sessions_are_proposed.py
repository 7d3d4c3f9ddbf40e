"""Part 2: teachers propose on their phones, colleagues say yes, reviewers read without names, Dana decides."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE
from tests.stories.person import Person
from tests.stories.story import Story, address_of
from tests.stories.test_1_a_day_is_made import a_day_is_made, begin_phase

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Offer:
    """What somebody proposes."""

    title: str
    by: str
    together_with: str | None
    strand: str
    happens: str


OFFERS = (
    Offer("Puzzles on Monday", "Mei Tanaka", "Amira Haddad", "Math and Numeracy", "A can collapses; why?"),
    Offer("Calm Corners", "Luis Ortega", "Rosa Delgado", "Belonging", "We build one corner for your room."),
    Offer("Reading Circles", "Priya Nair", None, "Literacy", "We read one page together, four ways."),
    Offer("Fractions on the Floor", "Ben Okafor", None, "Math and Numeracy", "Tape, feet and number lines."),
    Offer("My Favorite App", "Omar Farouk", None, "Literacy", "A tour of an app."),
)


REASON = "The reason, as its presenters will read it"


def sessions_are_proposed(story: Story) -> None:
    a_proposal_is_written_on_a_phone_with_every_mishap(story, OFFERS[0])
    for offer in OFFERS[1:]:
        a_proposal_is_written(story, offer)
    begin_phase(story.somebody("Dana Whitfield"), story, "reviewing")
    reviewers_read_without_names(story)
    dana_decides(story)


def a_proposal_is_written_on_a_phone_with_every_mishap(story: Story, offer: Offer) -> None:
    """Scenario 1 and 2 on the way: the session times out, the train has no network, parts are missing."""
    mei = story.somebody(offer.by, size=PHONE)
    begin_draft(mei, offer)
    mei.look()
    page = mei.page
    mei.fill("What happens in it", offer.happens)
    expect(page.locator("#saved")).to_contain_text("on this and every device")

    page.context.set_offline(True)
    mei.fill("Where have you used it?", "Grade 7, before the unit on pressure.")
    mei.reads("No connection, so not saved yet.")
    mei.look("without a connection")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("on this and every device", timeout=20_000)

    mei.press("Send for review")
    mei.reads("It is not sent yet, and nothing you wrote is lost.")
    mei.reads("Finish the sentence: one thing people can do afterwards.")
    expect(page.get_by_label("What happens in it")).to_have_value(offer.happens)

    page.context.clear_cookies()
    mei.fill("Afterwards, people will be able to …", "open a unit with one puzzle")
    mei.reads("You are signed out, so this is not saved yet.")
    mei.sign_in()
    mei.go("/proposals")
    mei.press(f"Go on writing {offer.title}")
    expect(page.get_by_label("What happens in it")).to_have_value(offer.happens)
    complete(mei)
    a_colleague_says_yes(story, mei, offer)
    send(mei, offer)
    mei.look()
    mei.complaints.clear()  # the browser says aloud that it had no network and was signed out


def a_proposal_is_written(story: Story, offer: Offer) -> None:
    author = story.somebody(offer.by, size=PHONE)
    begin_draft(author, offer)
    author.fill("What happens in it", offer.happens)
    author.fill("Where have you used it?", "All of last year.")
    complete(author)
    if offer.together_with:
        a_colleague_says_yes(story, author, offer)
    send(author, offer)


def begin_draft(author: Person, offer: Offer) -> None:
    author.go("/proposals")
    author.look()
    author.fill("Working title", offer.title)
    author.fill("Strand", offer.strand)
    author.press("Begin a draft")


def complete(author: Person) -> None:
    """All that was missing, with an agenda that adds up to the fifty minutes of every slot."""
    page = author.page
    author.fill("Afterwards, people will be able to …", "try it on Monday")
    page.get_by_label("50 minutes").check()
    for number, (minutes, activity) in enumerate((("15", "Try it as students"), ("35", "Plan your own")), 1):
        author.press("Add a step")
        page.locator(f"#steps-{number - 1}-minutes").fill(minutes)
        author.fill(f"Step {number}: what people do", activity)
    author.page.get_by_role("group", name="Grades").get_by_text("K–2", exact=True).click()
    author.fill("At most, people", "8")
    author.fill("How often would you run it?", "3")
    for words in ("We offer it freely", "It sells nothing", "No student can be recognized", "is our own"):
        page.get_by_role("group", name="True of this session").get_by_label(words).check()


def a_colleague_says_yes(story: Story, author: Person, offer: Offer) -> None:
    assert offer.together_with
    author.press("Save, and ask a colleague to join")
    author.fill("Name", offer.together_with.split()[1])
    author.press("Find")
    author.press(f"Ask to join {offer.together_with}")
    author.reads(f"{offer.together_with} is asked")
    author.look()
    author.press("Back to the proposal")
    author.press("Send for review")
    author.reads(f"{offer.together_with} has not said yes yet.")

    colleague = story.somebody(offer.together_with, size=PHONE)
    story.installation.letter_to(str(colleague.email), f"{offer.by} asks you to lead a session together")
    colleague.go("/proposals")
    colleague.press(f"Yes, together {offer.title}")
    colleague.reads(f"You lead “{offer.title}” together.")


def send(author: Person, offer: Offer) -> None:
    if not author.page.get_by_role("button", name="Send for review").count():
        author.go("/proposals")
        author.press(f"Go on writing {offer.title}")
    author.press("Send for review")
    author.reads("Sent. You will hear from the coordinator when it is decided")


def reviewers_read_without_names(story: Story) -> None:
    """Scenario 5 on the way: Mei reviews too, but never her own."""
    dana = story.somebody("Dana Whitfield")
    dana.go("/decisions")
    dana.look()
    dana.press("Release those that name nobody")
    dana.reads("Reviewers can read 5 more proposals.")

    mei = story.somebody("Mei Tanaka")
    mei.go("/reviews")
    mei.reads("Calm Corners")
    mei.does_not_read(OFFERS[0].title)

    ruth = story.somebody("Ruth Abara")
    ruth.go("/reviews")
    ruth.look()
    for offer in OFFERS[:2]:
        ruth.go("/reviews")
        ruth.press(f"Read {offer.title}")
        ruth.does_not_read(offer.by)
        ruth.look()
        for criterion in ("relevance", "practical_use", "active_learning", "fits_time", "inclusive", "clarity"):
            ruth.page.locator(f"#{criterion}").get_by_label("3, well").check()
        ruth.fill("To the authors", "The opening works. Leave more time for planning.")
        ruth.press("Keep my review")
    ruth.press(f"Read {OFFERS[4].title}")
    ruth.press("Step back from this one")
    ruth.reads("Nobody asks why.")


def dana_decides(story: Story) -> None:
    dana = story.somebody("Dana Whitfield")
    for offer in OFFERS[:4]:
        open_decision(dana, offer)
        dana.look()
        dana.fill(REASON, "People asked for this in spring.")
        dana.press("Accept", exact=True)
        dana.reads("Decided. Its presenters get one message with your reason.")
    two_decide_about_the_same(dana, OFFERS[4])
    the_letters_go_out(story)


def open_decision(dana: Person, offer: Offer) -> None:
    dana.go("/decisions")
    dana.press(f"Open {offer.title}")


def two_decide_about_the_same(dana: Person, offer: Offer) -> None:
    """The second of two who decide at once is told so, keeps what they typed, and changes nothing."""
    open_decision(dana, offer)
    other = dana.page.context.new_page()
    other.goto(dana.page.url)
    dana.fill(REASON, "Two sessions on apps are in already.")
    dana.press("Not this time")
    dana.reads("Decided. Its presenters get one message with your reason.")

    other.get_by_label(REASON).fill("I would take it.")
    other.get_by_role("button", name="Accept", exact=True).click()
    expect(other.locator("main .notice.stop")).to_be_visible()
    expect(other.get_by_label(REASON)).to_have_value("I would take it.")
    other.close()
    dana.go("/decisions")
    expect(dana.page.get_by_role("row", name=offer.title)).to_contain_text("not this time")


def the_letters_go_out(story: Story) -> None:
    """Scenario 8 on the way: a declined proposer reads a reason, an offer and no score."""
    for name in ("Mei Tanaka", "Amira Haddad"):
        letter = story.installation.letter_to(str(address_of(name)), "“Puzzles on Monday” is in the program")
        assert "People asked for this in spring." in letter
    declined = story.installation.letter_to("omar.farouk@ridge.example", "is not in the program this time")
    assert "Two sessions on apps are in already." in declined
    assert "a mentor" in declined
    assert "3" not in declined
    omar = story.somebody("Omar Farouk")
    omar.go("/proposals")
    omar.press("My Favorite App")
    omar.reads("Two sessions on apps are in already.")
    omar.look()


def test_part_2_sessions_are_proposed_reviewed_and_decided(story: Story):
    story.tell_until(a_day_is_made, sessions_are_proposed)

    dana = story.somebody("Dana Whitfield")
    dana.go("/decisions")
    expect(dana.page.get_by_role("row").filter(has_text="accepted")).to_have_count(4)
    assert story.looks.faults == []
    assert {name: person.complaints for name, person in story.people.items() if person.complaints} == {}
