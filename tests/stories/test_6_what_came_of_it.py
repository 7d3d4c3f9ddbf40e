"""Part 6: Dana reads what came of the day, and takes it along as PDF, CSV and workbook; all tell the same story."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Download

from tests.stories.person import Person
from tests.stories.story import STAFF, Story
from tests.stories.test_1_a_day_is_made import a_day_is_made, begin_phase
from tests.stories.test_2_sessions_are_proposed import OFFERS, sessions_are_proposed
from tests.stories.test_3_people_choose import people_choose
from tests.stories.test_4_a_timetable_is_published import a_timetable_is_published
from tests.stories.test_5_the_day_is_held import the_day_is_held

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def what_came_of_it(story: Story) -> None:
    dana = story.somebody("Dana Whitfield")
    begin_phase(dana, story, "closed")
    every_page_is_read(dana)
    told = as_csv(dana)
    the_figures_tell_the_story(story, told)
    the_workbook_says_the_same(dana, told)
    the_paper_says_the_same(dana, story)


def every_page_is_read(dana: Person) -> None:
    dana.go("/report")
    tabs = dana.page.get_by_role("navigation", name="Pages of the report").get_by_role("link")
    for address in [str(tab.get_attribute("href")) for tab in tabs.all()]:
        dana.go(address)
        dana.look()


def the_figures_tell_the_story(story: Story, told: list[dict[str, str]]) -> None:
    """What the earlier parts did, counted by hand, is what the report counts."""
    everybody = str(len(STAFF))
    assert figure(told, "By site", "Everyone", "Took part") == (story.notes["arrived in A"], everybody)
    assert figure(told, "By site", "Everyone", "Led a session") == ("6", everybody)
    assert figure(told, "By site", "Ridge High", "Invited") == ("14", everybody)
    assert figure(told, "Proposals by strand", "All strands", "In the program") == ("4", str(len(OFFERS)))
    sent = [row for row in told if row["Group"].startswith("Colleagues who sent a list")]
    assert [(row["Count"], row["Out of"]) for row in sent] == [("7", everybody)]


def figure(told: list[dict[str, str]], table: str, group: str, name: str) -> tuple[str, str]:
    """A rate's count, and what it is out of."""
    (row,) = [
        row for row in told if (row["Table"], row["Group"], row["Figure"]) == (table, group, name) and row["Out of"]
    ]
    return row["Count"], row["Out of"]


def as_csv(dana: Person) -> list[dict[str, str]]:
    """The lines of the CSV."""
    dana.go("/report")
    text = fetched(dana, "Figures, CSV").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def the_workbook_says_the_same(dana: Person, told: list[dict[str, str]]) -> None:
    book = openpyxl.load_workbook(fetched(dana, "Figures, Excel"), read_only=True)
    lines = [line for sheet in book for line in sheet.iter_rows(values_only=True)]
    words = {str(cell) for line in lines for cell in line}
    assert {row["Group"] for row in told} <= words
    assert {row["In words"] for row in told} - {""} <= words


def the_paper_says_the_same(dana: Person, story: Story) -> None:
    dana.press("Make the PDF")
    dana.reads("The PDF is on its way.")
    link = dana.page.get_by_role("link", name="PDF", exact=True)
    for _ in range(60):
        dana.go("/report")
        if link.count():
            break
        dana.page.wait_for_timeout(500)
    paper = pypdf.PdfReader(fetched(dana, "PDF", exact=True))
    words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "Sharing Day" in words
    assert f"{story.notes['arrived in A']} of {len(STAFF)}" in words
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]


def fetched(dana: Person, name: str, *, exact: bool = False) -> Path:
    """The file behind a button."""
    with dana.page.expect_download() as file:
        dana.press(name, exact=exact)
    came: Download = file.value
    path = Path(came.path())
    return path.rename(path.with_suffix(Path(came.suggested_filename).suffix))


def test_part_6_the_report_and_its_files_tell_what_happened(story: Story):
    story.tell_until(
        a_day_is_made, sessions_are_proposed, people_choose, a_timetable_is_published, the_day_is_held, what_came_of_it
    )

    assert story.looks.faults == []
    assert {name: person.complaints for name, person in story.people.items() if person.complaints} == {}
