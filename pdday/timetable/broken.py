"""What a broken rule says in a coordinator's words: people, sessions and rooms by name, in any language.

The rule's own sentence comes first; what breaks it is told from the ids that the checker names, not from its
English. What somebody needs, and whom they may not meet or never leave, is told as no more than a private rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pdday import words
from pdday.programme.names import FEATURES
from pdday.programme.vocabulary import Feature
from pdday.solver import Broken, Plan, Problem, Rule
from pdday.solver.rules import PRIVATE
from pdday.timetable.names import RULES
from pdday.words import InARow, Sentence


def in_our_words(broken: Broken, problem: Problem, plan: Plan, names: Mapping[str, str | Sentence]) -> Sentence:
    """The rule, and what breaks it; of a private rule no more than about whom it is, and where it is not kept."""
    if broken.rule in PRIVATE:
        return _in_confidence(broken, plan, names)
    told = _told(broken, problem, plan, names)
    if told.pattern == _CANCELLED:
        return told
    return Sentence("{rule} {told}", {"rule": RULES[broken.rule.value], "told": told})


def _in_confidence(broken: Broken, plan: Plan, names: Mapping[str, str | Sentence]) -> Sentence:
    """Of two people the first alone: both names would tell of an instruction about the two."""
    runs = [run.id for run in plan.runs if run.id in broken.what]
    return Sentence(
        "A private rule about {who} is not kept in {where}.",
        {"who": names.get(broken.what[0], broken.what[0]), "where": InARow(tuple(names.get(run, run) for run in runs))},
    )


_CANCELLED = "{session} has been cancelled since this draft was made. Repair it."


def _told(broken: Broken, problem: Problem, plan: Plan, names: Mapping[str, str | Sentence]) -> Sentence:
    first, *more = broken.what
    second = more[0] if more else ""
    room = next((run.room for run in plan.runs if run.id in broken.what), "")
    facts: dict[str, object] = {
        "first": names.get(first, first),
        "second": names.get(second, second),
        "room": names.get(room, room),
        "others": InARow(tuple(names.get(each, each) for each in more)),
        "rest": InARow(tuple(names.get(each, each) for each in more[1:])),
    }
    match broken.rule:
        case Rule.RUNS | Rule.LENGTH | Rule.SLOT_ALLOWED:
            return _about_runs(broken, problem, plan, facts)
        case Rule.ROOM_ONCE:
            return Sentence("{first} holds {others} at the same time.", facts)
        case Rule.ROOM_OPEN:
            return Sentence("{first}: {second} is closed then.", facts)
        case Rule.ROOM_FEATURES:
            session = _session_of(first, plan)
            lacking = problem.session(session).features - problem.room(second).features
            return Sentence("{first}: {second} lacks {features}.", {**facts, "features": _features(lacking)})
        case Rule.ROOM_SITE:
            site = problem.room(second).site
            return Sentence("{first} may not be at {site}.", {**facts, "site": names.get(site, site)})
        case Rule.ROOM_CAPACITY:
            return _too_many(first, problem, plan, facts)
        case _:
            return _about_people(broken, problem, plan, names, facts)


def _about_runs(broken: Broken, problem: Problem, plan: Plan, facts: dict[str, object]) -> Sentence:
    first = broken.what[0]
    match broken.rule:
        case Rule.LENGTH:
            length = problem.session(_session_of(first, plan)).length
            return Sentence("{first} finds no {length} slots that follow each other.", {**facts, "length": length})
        case Rule.SLOT_ALLOWED:
            return Sentence("{first} may not be in slot {slot}.", {**facts, "slot": broken.what[1]})
    if (session := problem.session_by_id.get(first)) is None:
        title = f"“{problem.session(_session_of(first, plan)).title}”"
        return Sentence("{session} runs twice at the same time, or once for nobody.", {"session": title})
    title = f"“{session.title}”"
    if session.most_runs == 0:
        return Sentence(_CANCELLED, {"session": title})
    count, most = words.times(sum(run.session == first for run in plan.runs)), words.times(session.most_runs)
    numbers = {"session": title, "fewest": session.fewest_runs, "most": most, "count": count}
    if session.fewest_runs == session.most_runs:
        return Sentence("{session} runs {most}, and here {count}.", numbers)
    return Sentence("{session} runs {fewest} to {most}, and here {count}.", numbers)


def _too_many(run_id: str, problem: Problem, plan: Plan, facts: dict[str, object]) -> Sentence:
    run = next(run for run in plan.runs if run.id == run_id)
    numbers = {
        "people": words.people(sum(seat.run == run_id for seat in plan.seats)),
        "seats": words.seats(problem.heads(run)),
    }
    return Sentence("{first}: {people} for {seats} in {second}.", {**facts, **numbers})


def _about_people(
    broken: Broken, problem: Problem, plan: Plan, names: Mapping[str, str | Sentence], facts: dict[str, object]
) -> Sentence:
    first = broken.what[0]
    match broken.rule:
        case Rule.PRESENTERS if first in problem.attendee_by_id:
            return Sentence("{first} leads {others} at the same time.", facts)
        case Rule.PRESENTERS:
            return Sentence("{second} leads {first} and is away then.", facts)
        case Rule.ONE_PLACE:
            return _in_two_places(broken, problem, plan, names)
        case Rule.AVAILABLE:
            return Sentence("{first} is away during {second}.", facts)
        case Rule.ONCE_ONLY if first in problem.session(broken.what[1]).presenters:
            return Sentence("{first} leads {second} and can't have a seat in it.", facts)
        case Rule.ONCE_ONLY:
            return Sentence("{first} is in {second} more than once.", facts)
        case Rule.VETO:
            return Sentence("{first} said that {second} is not for them.", facts)
        case Rule.AUDIENCE:
            return Sentence("{second} is meant for others than {first}, who did not ask for it.", facts)
        case Rule.TRAVEL:
            return Sentence("{first} can't get from {second} to {rest} in the break.", facts)
        case Rule.PINS if first in problem.session_by_id:
            return Sentence("{first} is not where it is pinned.", facts)
        case Rule.PINS:
            return Sentence("{first} is not in {second} as pinned.", facts)
        case _:
            raise ValueError(f"{broken.rule} is not a rule of people")


def _in_two_places(broken: Broken, problem: Problem, plan: Plan, names: Mapping[str, str | Sentence]) -> Sentence:
    """Who, when, and which runs they are, leading or sitting, each with its room."""
    who, slot = broken.what
    sits_in = {seat.run for seat in plan.seats if seat.attendee == who}
    places = tuple(
        Sentence(
            "“{title}” in {room}",
            {"title": problem.session(run.session).title, "room": names.get(run.room, run.room)},
        )
        for run in plan.runs
        if (run.id in sits_in or who in problem.session(run.session).presenters)
        and slot in problem.covers(run.session, run.slot)
    )
    facts = {"who": names.get(who, who), "slot": slot, "places": InARow(places)}
    return Sentence("{who} is in two places in slot {slot}: {places}.", facts)


def _session_of(run_id: str, plan: Plan) -> str:
    return next(run.session for run in plan.runs if run.id == run_id)


def _features(features: Iterable[str]) -> InARow:
    return InARow(tuple(FEATURES[Feature(each)] for each in sorted(features)))
