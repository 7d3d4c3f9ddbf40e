"""Proposals as presenters fill them in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pdday.programme.models import Day, Phase
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals import texts
from pdday.proposals.models import Proposal, ProposalStep
from pdday.proposals.texts import Step, Wording
from pdday.proposals.vocabulary import Attestation, ProposalState, Protocol
from pdday.staff.models import StaffMember
from tests.factories import BEFORE, keep, make_day, make_proposal

#: Everything a proposal of one hour needs to be sent.
WHOLE: dict[str, Any] = {
    "abstract": "Watch a can collapse, list questions, sort them.",
    "objective": "start a unit with a puzzle",
    "used_in": "Grade 7, forces: the quiet ones asked most.",
    "grade_bands": ("6-8",),
    "attestations": tuple(sorted(Attestation)),
}


def make_open_day(*, until: date = date(2027, 12, 31)) -> Day:
    """A day to which proposals can be sent, from the first of January 2027."""
    day = make_day()
    day.phases.append(Phase(kind=PhaseKind.PROPOSING, begins_on=date(2026, 1, 1), ends_on=until))
    return keep(day)


def make_draft(day: Day, *presenters: StaffMember, title: str = "Phenomena First", **more: Any) -> Proposal:
    """A draft that has all it needs to be sent."""
    proposal = make_proposal(
        day, title, state=ProposalState.DRAFT, presenters=presenters, **(WHOLE | {"most_people": 24} | more)
    )
    proposal.steps = [
        ProposalStep(position=1, minutes=20, activity="Watch the puzzle", protocol=Protocol.NOTICE_AND_WONDER),
        ProposalStep(position=2, minutes=40, activity="Plan your own opening", protocol=Protocol.NONE),
    ]
    return keep(proposal)


def make_sent(day: Day, *presenters: StaffMember, released: bool = True, **more: Any) -> Proposal:
    """A whole proposal that was sent, and lies before reviewers if `released`."""
    proposal = make_draft(day, *presenters, **more)
    proposal.state, proposal.released_at = ProposalState.SUBMITTED, BEFORE if released else None
    return keep(proposal)


def wording(proposal: Proposal, **changes: Any) -> Wording:
    """What a presenter would send of it, with some changes."""
    return replace(texts.wording_of(proposal), **changes)


def steps(*minutes: int | None) -> tuple[Step, ...]:
    return tuple(Step(each, f"Do part {number}") for number, each in enumerate(minutes, 1))


def fields_of(proposal: Proposal, **changes: Any) -> dict[str, Any]:
    """The form's fields as a browser sends them."""
    kept = texts.wording_of(proposal)
    typed: dict[str, Any] = {
        name: value for name, value in vars(kept).items() if name not in ("objectives", "steps", "mentor_requested")
    }
    typed["setup"] = kept.setup or ""
    typed |= {"mentor_requested": "y"} if kept.mentor_requested else {}
    typed["version"] = proposal.version
    for number in (1, 2, 3):
        typed[f"objective_{number}"] = (*kept.objectives, "", "", "")[number - 1]
    for place, step in enumerate(kept.steps):
        typed[f"steps-{place}-minutes"] = step.minutes or ""
        typed[f"steps-{place}-activity"] = step.activity
        typed[f"steps-{place}-protocol"] = step.protocol.value
    typed |= changes
    return {name: list(value) if isinstance(value, tuple) else value for name, value in typed.items()}
