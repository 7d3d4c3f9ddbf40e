"""What people hear about proposals by mail: a decision with its reason, never a score."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pdday import outbox
from pdday.proposals import queries
from pdday.proposals.models import Proposal
from pdday.proposals.names import STATES
from pdday.proposals.vocabulary import ProposalState
from pdday.staff.models import StaffMember
from pdday.words import Sentence

#: What was decided, and what happens next.
DECISIONS = {
    ProposalState.ACCEPTED: (
        Sentence("“{title}” is in the program"),
        Sentence(
            "You will hear about your slot and room when the timetable is published. Thank you for sharing your work."
        ),
    ),
    ProposalState.REVISE: (
        Sentence("“{title}” needs a change before it is in"),
        Sentence("Open “My proposals” in pdday, change it and send it again. What you wrote is all there."),
    ),
    ProposalState.WAITLISTED: (
        Sentence("“{title}” is on the waiting list"),
        Sentence("If a place in the program becomes free, you are asked first. You don't need to do anything."),
    ),
    ProposalState.MERGED: (
        Sentence("“{title}” becomes part of another session"),
        Sentence(
            "It goes into “{into}”, whose text stays as it is, led by {leads}. You are asked to lead it together: open "
            "“My proposals” in pdday and say yes or no. What you wrote is kept there, too."
        ),
    ),
    ProposalState.DECLINED: (
        Sentence("“{title}” is not in the program this time"),
        Sentence(
            "What we can offer instead: a mentor who helps you make more of it, a place in the poster gallery, or "
            "a fresh start next time with all you wrote. Answer the coordinator of the day to take any of them up."
        ),
    ),
}
_LETTER = Sentence(
    "Hello {first_name},\n\n{news}.\n\nThe reason:\n{why}\n\n{next}\n\n"
    "What reviewers wrote to you, if anything, is in pdday under “My proposals”.\n"
)
_ASKED_SUBJECT = Sentence("{by} asks you to lead a session together")
_ASKED = Sentence(
    "Hello {first_name},\n\n{by} would like to lead “{title}” with you. It is up to you: open “My proposals” in pdday "
    "and say yes or no. Nobody is told why you say no, and until you say yes your name is shown nowhere.\n"
)
_WITHDRAWN_SUBJECT = Sentence("“{title}” was withdrawn after it was accepted")
_WITHDRAWN = Sentence(
    "Hello {first_name},\n\n{by} withdrew “{title}”, which had been accepted. Its session is cancelled and goes into "
    "no new timetable. A timetable that is published already still has it: open it in pdday to see whom that "
    "affects.\n\nThe reason given: {why}\n"
)
_TAKEN_BACK_SUBJECT = Sentence("“{title}” was withdrawn")
_TAKEN_BACK = Sentence(
    "Hello {first_name},\n\n{by} withdrew “{title}”, which you were to lead together. You don't need to do anything; "
    "what was written is kept under “My proposals”.\n"
)
_JOINED_SUBJECT = Sentence("“{title}” becomes part of your “{into}”")
_JOINED = Sentence(
    "Hello {first_name},\n\nthe coordinators merged “{title}”, led by {names}, into your “{into}”. Your text stays as "
    "it is. They are asked to lead it with you; until they say yes their names are shown nowhere.\n\n"
    "The reason:\n{why}\n"
)
_NO_REASON = Sentence("none")


def tell_decision(proposal: Proposal, *, now: datetime) -> None:
    """Each presenter hears what was decided and why, once."""
    news, what_next = DECISIONS[proposal.state]
    news = Sentence(news.pattern, {"title": proposal.title})
    if proposal.merged_into is not None:
        into = proposal.merged_into
        leads = ", ".join(each.staff.name for each in into.presenters if each.agreed_at is not None)
        what_next = Sentence(what_next.pattern, {"into": into.title, "leads": leads})
    for each in proposal.presenters:
        facts = {"news": news, "why": proposal.decided_why, "next": what_next}
        _put(each.staff, news, _LETTER, facts, once=f"proposal-{proposal.id}:{proposal.version}", now=now)


def ask_to_present(proposal: Proposal, colleague: StaffMember, *, by: StaffMember, now: datetime) -> None:
    """A colleague hears that their name was put on a proposal; once for each proposal."""
    facts = {"by": by.name, "title": proposal.title or STATES[ProposalState.DRAFT]}
    subject = Sentence(_ASKED_SUBJECT.pattern, facts)
    _put(colleague, subject, _ASKED, facts, once=f"proposal-{proposal.id}:asked", now=now)


def tell_coordinators_of_withdrawal(proposal: Proposal, *, by: StaffMember, why: str, now: datetime) -> None:
    """Coordinators hear that an accepted session is gone."""
    facts = {"by": by.name, "title": proposal.title, "why": why or _NO_REASON}
    subject = Sentence(_WITHDRAWN_SUBJECT.pattern, facts)
    for coordinator in queries.coordinators():
        _put(coordinator, subject, _WITHDRAWN, facts, once=f"proposal-{proposal.id}:withdrawn", now=now)


def tell_presenters_of_withdrawal(proposal: Proposal, *, by: StaffMember, now: datetime) -> None:
    """Whoever else was to lead it hears that it is taken back."""
    facts = {"by": by.name, "title": proposal.title}
    subject = Sentence(_TAKEN_BACK_SUBJECT.pattern, facts)
    for each in proposal.presenters:
        if each.agreed_at is not None and each.staff_id != by.id:
            _put(each.staff, subject, _TAKEN_BACK, facts, once=f"proposal-{proposal.id}:taken-back", now=now)


def tell_who_is_joined(proposal: Proposal, into: Proposal, *, now: datetime) -> None:
    """The presenters of the proposal that stays hear who is asked to join them."""
    names = ", ".join(each.staff.name for each in proposal.presenters)
    facts = {"title": proposal.title, "into": into.title, "names": names, "why": proposal.decided_why}
    subject = Sentence(_JOINED_SUBJECT.pattern, facts)
    for each in into.presenters:
        if each.agreed_at is not None:
            _put(each.staff, subject, _JOINED, facts, once=f"proposal-{proposal.id}:joins-{into.id}", now=now)


def state_name(proposal: Proposal) -> Sentence:
    """What pages call its state."""
    return STATES[proposal.state]


def _put(
    person: StaffMember, subject: Sentence, body: Sentence, facts: Mapping[str, object], *, once: str, now: datetime
) -> None:
    if person.email is None:
        return
    outbox.put(
        once=f"{once}:staff-{person.id}",
        staff=person,
        to=person.email,
        subject=subject.said(person.language),
        body=Sentence(body.pattern, {"first_name": person.first_name, **facts}).said(person.language),
        now=now,
    )
