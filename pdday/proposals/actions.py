"""What presenters do with a proposal: begin, save, lead it together, send it, take it back.

Actions flush; the edge commits. Each that changes a proposal holds its lock and counts its version up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from pdday import trail
from pdday.clock import on_the_wall
from pdday.db import db, lock
from pdday.errors import NotReady, Refused, TooLate
from pdday.programme.models import Day, Strand
from pdday.proposals import letters, queries, registers, rules, texts
from pdday.proposals.models import Proposal, ProposalPresenter, ProposalStep, SessionPresenter
from pdday.proposals.registers import Withdrawal
from pdday.proposals.texts import Missing, Wording
from pdday.proposals.vocabulary import Format, ProposalState
from pdday.staff.models import StaffMember

#: How many people a session holds until its presenters say otherwise.
USUAL_SIZE = 24


class ChangedElsewhere(TooLate):
    """Another window saved a different text after this one was opened; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(
            "Not saved: another window, or a colleague who presents with you, changed this proposal after you opened "
            "it here. What you typed is still below, and beside it what was saved there. Save again to keep yours."
        )


class NotWhole(NotReady):
    """Parts are missing, so it cannot be sent; the form shows each at its field."""

    def __init__(self, parts: Sequence[Missing], *, was_sent: bool = False) -> None:
        self.parts = tuple(parts)
        if was_sent:
            super().__init__("What you sent stays as it was until this is whole, and nothing you wrote is lost.")
        else:
            super().__init__("It is not sent yet, and nothing you wrote is lost.")


def begin(day: Day, *, title: str, strand: Strand, by: StaffMember, now: datetime) -> Proposal:
    """A new draft, led by `by`; the one begun before if it has the same title."""
    lock(day)
    over = rules.why_not_begin(day, today=today(day, now))
    if over is not None:
        raise TooLate(over.pattern, over.facts)
    lengths = texts.lengths(day.slots)
    if not lengths:
        raise NotReady("The day has no slots yet, so nobody knows how long a session may be. Ask its coordinator.")
    begun = queries.find_draft(by, day, title)
    if begun is not None:
        return begun
    proposal = Proposal(
        day=day,
        code=queries.free_code(day),
        title=title,
        strand=strand,
        format=Format.WORKSHOP,
        minutes=max(lengths, key=lambda length: len(length.places)).minutes,
        most_people=USUAL_SIZE,
        saved_at=now,
        presenters=[ProposalPresenter(staff=by, position=1, agreed_at=now)],
    )
    db.session.add(proposal)
    db.session.flush()
    trail.record("begin", proposal, by=by, at=now)
    return proposal


def keep(proposal: Proposal, wording: Wording, *, version: int, now: datetime) -> Proposal:
    """Keep the text as it is typed, whole or not; of what is sent, apart from it, until `save` puts it in.

    The same text twice is one; a different one from an older version is refused.
    """
    lock(proposal)
    if proposal.state is not ProposalState.SUBMITTED:
        return save(proposal, _titled(proposal, wording), version=version, now=now)
    if texts.typed_wording(proposal) == wording:
        return proposal
    _refuse_unless_open(proposal, now=now)
    if proposal.typed_version != version:
        raise ChangedElsewhere
    if texts.wording_of(proposal) == wording:
        _forget_unsent(proposal)
    else:
        times = 1 + proposal.typed_version - proposal.version
        proposal.unsent = {"wording": texts.in_json(wording), "times": times}
    db.session.flush()
    return proposal


def save(proposal: Proposal, wording: Wording, *, version: int, now: datetime) -> Proposal:
    """This is its text now; what was sent has to stay whole. Twice is once; over a newer one it is refused."""
    lock(proposal)
    if texts.wording_of(proposal) == wording and not proposal.unsent:
        return proposal
    _refuse_unless_open(proposal, now=now)
    if proposal.typed_version != version:
        raise ChangedElsewhere
    has_to_be_whole = proposal.state is ProposalState.SUBMITTED or _titled(proposal, wording) != wording
    with db.session.no_autoflush:  # what is missing is said at its field, before the database refuses it
        _write(proposal, wording)
        if has_to_be_whole:
            _refuse_unless_whole(proposal)
    proposal.saved_at = now
    _forget_unsent(proposal)
    db.session.flush()
    return proposal


def forget_unsent(proposal: Proposal) -> None:
    """Go back to what was sent. Twice is once."""
    lock(proposal)
    if proposal.unsent:
        _forget_unsent(proposal)
        db.session.flush()


def ask_to_present(proposal: Proposal, colleague: StaffMember, *, by: StaffMember, now: datetime) -> None:
    """Put a colleague's name on it; nothing comes of that until they agree."""
    lock(proposal)
    _refuse_unless_open(proposal, now=now)
    if rules.find_part(colleague, proposal) is not None:
        return
    if len(proposal.presenters) >= rules.MOST_PRESENTERS:
        raise Refused("At most {most} people can lead one session.", {"most": rules.MOST_PRESENTERS})
    if colleague.left_at is not None:
        raise Refused("{name} does not work here any more.", {"name": colleague.name})
    position = 1 + max(each.position for each in proposal.presenters)
    proposal.presenters.append(ProposalPresenter(staff=colleague, position=position))
    proposal.version += 1
    db.session.flush()
    letters.ask_to_present(proposal, colleague, by=by, now=now)


def agree(proposal: Proposal, *, by: StaffMember, now: datetime) -> None:
    """`by` says yes to presenting it."""
    lock(proposal)
    part = _part_of(by, proposal)
    if part.agreed_at is None:
        part.agreed_at = now
        _lead_its_session(by, proposal)
        db.session.flush()


def leave(proposal: Proposal, colleague: StaffMember, *, by: StaffMember, now: datetime) -> None:
    """Take a co-presenter's name off, at their own wish or that of the others; nobody is told why."""
    lock(proposal)
    part = rules.find_part(colleague, proposal)
    if part is None:
        return
    if part.position == 1:
        raise Refused("{name} leads this session. To give it up, withdraw the proposal.", {"name": colleague.name})
    if part.agreed_at is not None:
        _refuse_unless_open(proposal, now=now)
    proposal.presenters.remove(part)
    proposal.version += 1
    db.session.flush()
    trail.record("leave", proposal, by=by, at=now, facts={"staff": colleague.id})


def submit(proposal: Proposal, *, by: StaffMember, now: datetime) -> Proposal:
    """Send it for review. Twice is once; what was sent back for changes may return after the call has closed."""
    lock(proposal)
    if proposal.state is ProposalState.SUBMITTED:
        return proposal
    refuse_unless_next(proposal, ProposalState.SUBMITTED)
    _refuse_unless_whole(proposal)
    closed = rules.why_not_propose(proposal.day, today=today(proposal.day, now))
    if closed is not None and proposal.state is ProposalState.DRAFT:
        raise TooLate(closed.pattern, closed.facts)
    proposal.released_at = None
    move(proposal, ProposalState.SUBMITTED)
    trail.record("submit", proposal, by=by, at=now)
    return proposal


def withdraw(proposal: Proposal, *, by: StaffMember, now: datetime, why: str = "") -> Proposal:
    """Take it back at any time before the day; its session, if there is one, is cancelled. Twice is once."""
    lock(proposal)
    if proposal.state is ProposalState.WITHDRAWN:
        return proposal
    refuse_unless_next(proposal, ProposalState.WITHDRAWN)
    session = proposal.session
    if session is not None:
        session.cancelled_at, session.cancelled_by_id = now, by.id
    move(proposal, ProposalState.WITHDRAWN)
    trail.record("withdraw", proposal, by=by, at=now, why=why or None)
    if session is not None:
        letters.tell_coordinators_of_withdrawal(proposal, by=by, why=why, now=now)
        registers.withdrawn.ask(Withdrawal(session, now))
    letters.tell_presenters_of_withdrawal(proposal, by=by, now=now)
    return proposal


def today(day: Day, now: datetime) -> date:
    """The date on the school's calendar."""
    return on_the_wall(now, day.time_zone).date()


def _forget_unsent(proposal: Proposal) -> None:
    """No version comes twice, so a page that is open still knows that it is an old one."""
    proposal.version, proposal.unsent = proposal.typed_version + 1, None


def _titled(proposal: Proposal, wording: Wording) -> Wording:
    """What was sent once and came back is called as before while its title is being written anew."""
    if wording.title or proposal.state is ProposalState.DRAFT:
        return wording
    return replace(wording, title=proposal.title)


def _write(proposal: Proposal, wording: Wording) -> None:
    plain = set(Wording.__dataclass_fields__) - {"objectives", "barred_slot_ids", "steps"}
    for name in sorted(plain):
        setattr(proposal, name, getattr(wording, name))
    proposal.objective = "\n".join(wording.objectives)
    proposal.barred_slots = [slot for slot in proposal.day.slots if slot.id in wording.barred_slot_ids]
    while len(proposal.steps) > len(wording.steps):
        proposal.steps.pop()
    for position, step in enumerate(wording.steps, 1):
        if position > len(proposal.steps):
            proposal.steps.append(ProposalStep(position=position))
        row = proposal.steps[position - 1]
        row.minutes, row.activity, row.protocol = step.minutes, step.activity, step.protocol


def move(proposal: Proposal, state: ProposalState) -> None:
    proposal.state = state
    proposal.version += 1
    db.session.flush()


def _lead_its_session(person: StaffMember, proposal: Proposal) -> None:
    """Who agrees after it was accepted (two proposals were merged) leads the session, too."""
    session = proposal.session
    if session is not None and session.cancelled_at is None:
        position = 1 + max((each.position for each in session.presenters), default=0)
        session.presenters.append(SessionPresenter(staff=person, position=position))


def _part_of(person: StaffMember, proposal: Proposal) -> ProposalPresenter:
    part = rules.find_part(person, proposal)
    if part is None:
        raise TooLate("Your name has been taken off “{title}”.", {"title": proposal.title})
    return part


def _refuse_unless_open(proposal: Proposal, *, now: datetime) -> None:
    if not rules.may_still_change(proposal, today=today(proposal.day, now)):
        raise TooLate("“{title}” can no longer be changed here. Ask a coordinator.", {"title": proposal.title})


def _refuse_unless_whole(proposal: Proposal) -> None:
    if parts := texts.missing_parts(proposal):
        raise NotWhole(parts, was_sent=proposal.state is ProposalState.SUBMITTED)


def refuse_unless_next(proposal: Proposal, state: ProposalState) -> None:
    if not rules.can_become(proposal, state):
        raise TooLate(
            "Nothing was changed: “{title}” is “{state}” by now.",
            {"title": proposal.title, "state": letters.state_name(proposal)},
        )
