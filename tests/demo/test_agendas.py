"""The agendas of the demo's proposals."""

from __future__ import annotations

from pdday.demo.agendas import agenda
from pdday.demo.sessions import read


def test_every_agenda_adds_up_to_the_minutes_of_its_session():
    planned = read()

    assert [sum(step.minutes or 0 for step in agenda(each)) for each in planned] == [each.minutes for each in planned]


def test_no_step_of_an_agenda_is_empty():
    assert all((step.minutes or 0) >= 5 and step.activity for each in read() for step in agenda(each))
