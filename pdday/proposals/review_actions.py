"""What reviewers and coordinators do with a proposal: release it, review it, decide about it.

Actions flush; the edge commits. Each that changes a proposal holds its lock and counts its version up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pdday import trail
from pdday.db import db, lock
from pdday.errors import NotReady, Refused, TooLate
from pdday.programme.models import Day, Slot
from pdday.proposals import letters, queries, rules, texts
from pdday.proposals.actions import move, refuse_unless_next
from pdday.proposals.models import Proposal, ProposalPresenter, Review, Session, SessionPresenter
from pdday.proposals.vocabulary import DECIDED, Criterion, Modality, ProposalState
from pdday.staff.models import StaffMember
from pdday.words import Sentence


def release(proposal: Proposal, *, by: StaffMember, now: datetime) -> None:
    """Let reviewers read it, without its presenters' names."""
    lock(proposal)
    if rules.waits_for_release(proposal):
        proposal.released_at = now
        db.session.flush()
        trail.record("release", proposal, by=by, at=now, facts={"names_told": len(texts.names_told(proposal))})


def release_all(day: Day, *, by: StaffMember, now: datetime) -> int:
    """Let reviewers read all that waits and names nobody in its text; how many that were."""
    waiting = [
        each for each in queries.sent_proposals(day) if rules.waits_for_release(each) and not texts.names_told(each)
    ]
    for proposal in waiting:
        release(proposal, by=by, now=now)
    return len(waiting)


def review(
    proposal: Proposal, ratings: Mapping[Criterion, int], *, comment: str, by: StaffMember, now: datetime
) -> Review:
    """Keep what a reviewer thinks of it; a second time replaces the first."""
    kept = _own_review(proposal, by=by, now=now)
    kept.recused, kept.comment = False, comment
    for criterion in Criterion:
        setattr(kept, criterion.value, ratings[criterion])
    db.session.flush()
    return kept


def recuse(proposal: Proposal, *, by: StaffMember, now: datetime) -> Review:
    """A reviewer steps back; what they rated before is gone, and nobody asks why."""
    kept = _own_review(proposal, by=by, now=now)
    kept.recused, kept.comment = True, ""
    for criterion in Criterion:
        setattr(kept, criterion.value, None)
    db.session.flush()
    return kept


def accept(proposal: Proposal, *, why: str, version: int, by: StaffMember, now: datetime) -> Session:
    """Make it a session of the programme, with the slots in which it fits and its presenters are free."""
    _hold_to_decide(proposal, ProposalState.ACCEPTED, version=version)
    if reasons := rules.why_not_accept(proposal):
        raise NotReady("“{title}” cannot be accepted yet.", {"title": proposal.title}, reasons=tuple(reasons))
    _decide(proposal, ProposalState.ACCEPTED, why=why, by=by, now=now)
    session = _session_of(proposal, proposal.day.slots)
    db.session.add(session)
    db.session.flush()
    return session


def ask_for_changes(proposal: Proposal, *, why: str, version: int, by: StaffMember, now: datetime) -> None:
    """Accept it once something is changed; its presenters change it and send it again."""
    _hold_to_decide(proposal, ProposalState.REVISE, version=version)
    _decide(proposal, ProposalState.REVISE, why=why, by=by, now=now)


def waitlist(proposal: Proposal, *, why: str, version: int, by: StaffMember, now: datetime) -> None:
    """Keep it in case a place in the programme becomes free."""
    _hold_to_decide(proposal, ProposalState.WAITLISTED, version=version)
    _decide(proposal, ProposalState.WAITLISTED, why=why, by=by, now=now)


def merge(proposal: Proposal, into: Proposal | None, *, why: str, version: int, by: StaffMember, now: datetime) -> None:
    """Make it part of another one, whose text stays; its presenters are asked to lead that together."""
    if into is None:
        raise Refused("Choose the proposal that it becomes part of.")
    for each in sorted((proposal, into), key=lambda one: one.id):
        lock(each)
    _hold_to_decide(proposal, ProposalState.MERGED, version=version)
    joining = rules.who_would_join(into, proposal)
    if not rules.can_take_in(into, proposal):
        raise TooLate("“{title}” can't take in another proposal any more. Choose another.", {"title": into.title})
    if len(into.presenters) + len(joining) > rules.MOST_PRESENTERS:
        raise Refused("At most {most} people can lead one session.", {"most": rules.MOST_PRESENTERS})
    proposal.merged_into = into
    _decide(proposal, ProposalState.MERGED, why=why, by=by, now=now)
    letters.tell_who_is_joined(proposal, into, now=now)
    first_free = 1 + max(each.position for each in into.presenters)
    for position, person in enumerate(joining, first_free):
        into.presenters.append(ProposalPresenter(staff=person, position=position))
    into.version += 1
    db.session.flush()


def decline(proposal: Proposal, *, why: str, version: int, by: StaffMember, now: datetime) -> None:
    """Not this time: with a reason, an offer for what comes next, and no score."""
    _hold_to_decide(proposal, ProposalState.DECLINED, version=version)
    _decide(proposal, ProposalState.DECLINED, why=why, by=by, now=now)


def _session_of(proposal: Proposal, slots: list[Slot]) -> Session:
    """As its presenters offered it; how often it runs, the demand decides up to what they are willing to."""
    length = texts.find_length(slots, proposal.minutes)
    site = queries.find_virtual_site() if proposal.modality is Modality.VIRTUAL else None
    return Session(
        proposal=proposal,
        length=length.slots if length else 1,
        fewest_runs=1,
        most_runs=proposal.runs_offered,
        school=site,
        allowed_slots=texts.slots_it_may_cover(proposal, slots),
        presenters=[
            SessionPresenter(staff_id=each.staff_id, position=position)
            for position, each in enumerate(proposal.presenters, 1)
        ],
    )


def _hold_to_decide(proposal: Proposal, state: ProposalState, *, version: int) -> None:
    """Of two coordinators who decide at once, one is told what the other did."""
    lock(proposal)
    if proposal.version != version:
        news = _news(proposal)
        raise TooLate("{news} Nothing of yours was sent, and your reason is still here.", {"news": news})
    refuse_unless_next(proposal, state)


def _news(proposal: Proposal) -> Sentence:
    """What happened to it since somebody opened it."""
    facts = {"title": proposal.title, "state": letters.state_name(proposal)}
    if proposal.decided_by is None or proposal.state not in DECIDED:
        return Sentence("“{title}” was changed while you read it. It is “{state}” now.", facts)
    return Sentence(
        "{name} decided about “{title}” while you read it: “{state}”.", {"name": proposal.decided_by.name, **facts}
    )


def _decide(proposal: Proposal, state: ProposalState, *, why: str, by: StaffMember, now: datetime) -> None:
    proposal.decided_by_id, proposal.decided_at, proposal.decided_why = by.id, now, why
    move(proposal, state)
    trail.record(state.value, proposal, by=by, at=now, why=why)
    letters.tell_decision(proposal, now=now)


def _own_review(proposal: Proposal, *, by: StaffMember, now: datetime) -> Review:
    lock(proposal)
    if not rules.is_in_review(proposal):
        raise TooLate("“{title}” is no longer in review.", {"title": proposal.title})
    kept = db.session.get(Review, (proposal.id, by.id)) or Review(proposal_id=proposal.id, staff_id=by.id)
    kept.at = now
    db.session.add(kept)
    return kept
