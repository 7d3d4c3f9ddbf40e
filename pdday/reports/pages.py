"""The shape of the finished report: pages of numbers and tables. Page, PDF, CSV and XLSX are all made from this.

Frozen from top to bottom: whoever shows a report can change nothing in it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pdday.clock import on_the_wall
from pdday.reports.shares import Extreme, Rate
from pdday.reports.values import Figure, Nothing, Withheld
from pdday.staff.names import EVERYONE
from pdday.words import Sentence


@dataclass(frozen=True)
class Highlight:
    """One of the five numbers: its name, how it is said large, and the sentence beneath."""

    key: str
    name: Sentence
    figure: Figure
    large: Sentence
    beneath: Sentence


@dataclass(frozen=True)
class Line:
    """One row of a table: a group, and a figure for each column."""

    key: str
    label: Sentence
    figures: tuple[Figure, ...]

    @property
    def is_withheld(self) -> bool:
        return all(isinstance(figure, Withheld) for figure in self.figures)


@dataclass(frozen=True)
class Table:
    """Figures by group, with what the whole comes to in the last line, and a sentence on what they mean."""

    key: str
    title: Sentence
    #: What the first column holds, such as “Role”.
    groups: Sentence
    columns: tuple[Sentence, ...]
    lines: tuple[Line, ...]
    everyone: Line | None = None
    note: Sentence | None = None
    #: The head of the first column, inside a sentence.
    groups_inside: Sentence | None = None
    #: What the columns say, for the files, in which every figure stands by itself.
    definition: Sentence | None = None
    #: On paper it stands in the appendix: the page's charts say the main of it.
    is_detail: bool = False

    def __post_init__(self) -> None:
        """Tell of every group what is told of everyone: where all did something, rounding a few hides nothing."""
        if self.everyone is not None:
            object.__setattr__(self, "lines", tuple(_told_alike(line, self.everyone) for line in self.lines))

    @property
    def withholds(self) -> tuple[Line, ...]:
        """Lines that may withhold something; none while nothing is on record but how large the groups are."""
        told = self.everyone.figures[1:] if self.everyone else ()
        return () if told and all(isinstance(figure, Nothing) for figure in told) else self.lines

    def all_lines(self) -> tuple[Line, ...]:
        """The groups, then everyone."""
        return self.lines if self.everyone is None else (*self.lines, self.everyone)


def _told_alike(line: Line, everyone: Line) -> Line:
    return replace(
        line, figures=tuple(_as_of_everyone(*each) for each in zip(line.figures, everyone.figures, strict=True))
    )


def _as_of_everyone(figure: Figure, whole: Figure) -> Figure:
    if isinstance(figure, Extreme) and isinstance(whole, Rate) and whole.share == float(figure.is_all):
        return Rate(figure.of if figure.is_all else 0, figure.of, figure.interval)
    return figure


@dataclass(frozen=True)
class Page:
    """A page of the report. `number` is that of the whole report, of which some pages are yet to come."""

    key: str
    number: int
    title: Sentence
    #: The page's finding, in one sentence.
    headline: Sentence
    tables: tuple[Table, ...]
    highlights: tuple[Highlight, ...] = ()


@dataclass(frozen=True)
class Report:
    """What came of one day, as of one moment."""

    day_name: str
    district: str
    date: datetime.date
    time_zone: str
    read_at: datetime.datetime
    #: Groups with fewer people are withheld.
    smallest_group: int
    pages: tuple[Page, ...]
    findings: tuple[Sentence, ...]
    limits: tuple[Sentence, ...]
    decisions: tuple[Sentence, ...]
    #: Whether nobody has been recorded and nobody has answered, so that figures are still to come.
    is_ahead: bool = False

    def page(self, key: str) -> Page | None:
        """The page of this key, if the report has it."""
        return next((page for page in self.pages if page.key == key), None)

    @property
    def read_on(self) -> datetime.date:
        """The school's calendar day on which it was counted."""
        return on_the_wall(self.read_at, self.time_zone).date()

    @property
    def withheld_lines(self) -> int:
        """How many groups are withheld, over all tables."""
        return sum(line.is_withheld for page in self.pages for table in page.tables for line in table.withholds)

    @property
    def withheld_figures(self) -> int:
        """How many single figures are withheld beside those, in lines that tell others."""
        lines = (
            line for page in self.pages for table in page.tables for line in table.withholds if not line.is_withheld
        )
        return sum(isinstance(figure, Withheld) for line in lines for figure in line.figures)


@dataclass(frozen=True)
class Entry:
    """One figure and its place in the report: a row of the CSV, and of a sheet of the XLSX."""

    page: Page
    table: Sentence
    group: Sentence
    name: Sentence
    figure: Figure
    definition: Sentence | None


def entries(page: Page) -> Iterator[Entry]:
    """Every figure of a page, in reading order."""
    for highlight in page.highlights:
        yield Entry(page, page.title, EVERYONE, highlight.name, highlight.figure, highlight.beneath)
    for table in page.tables:
        for line in table.all_lines():
            for column, figure in zip(table.columns, line.figures, strict=True):
                yield Entry(page, table.title, line.label, column, figure, table.definition or table.note)
