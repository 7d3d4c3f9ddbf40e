"""What the others of one's groups make a wish worth, in the search over timetables.

The search reckons everybody's day by itself, but whether a team meets hangs on several days at once. So what two
share is worth a part of their meeting to each of them, and costs a part of it if they are to be spread. The parts are
so small that no day gains more than one meeting is worth. Seats are chosen, and scores counted, by who really meets.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pdday.solver.aims import Option
from pdday.solver.problem import Problem

#: How likely somebody gets what they ask for. Whoever presents is surely there.
COMES = 0.5

#: By attendee, the sessions they ask for.
Asked = Mapping[str, set[str]]


def with_company(problem: Problem, aims: Sequence[list[list[Option]]]) -> list[list[list[Option]]]:
    """Everybody's aims, in the order of attendees, each option worth what it is beside the others of one's groups."""
    if not (problem.together or problem.spread):
        return list(aims)
    people = [attendee.id for attendee in problem.attendees]
    asked = {who: {option.session for aim in some for option in aim} for who, some in zip(people, aims, strict=True)}
    extra: dict[tuple[str, str], float] = defaultdict(float)
    for member, session, points in (*_meetings(problem, asked), *_crowds(problem, asked)):
        extra[member, session] += points
    return [
        [[option._replace(worth=option.worth + extra[who, option.session]) for option in aim] for aim in some]
        for who, some in zip(people, aims, strict=True)
    ]


def _meetings(problem: Problem, asked: Asked) -> Iterator[tuple[str, str, float]]:
    """(member, session, points): where a team could meet; a day that is full of such sessions gains one meeting."""
    for group in problem.together:
        for member in group:
            others = [other for other in group if other != member]
            theirs = set[str]().union(*(asked[other] | set(problem.presents(other)) for other in others))
            shared = sorted(asked[member] & theirs)
            for session in shared:
                yield member, session, problem.weights.together / min(len(shared), len(problem.slots))


def _crowds(problem: Problem, asked: Asked) -> Iterator[tuple[str, str, float]]:
    """(member, session, points): where people who are to be spread would meet; two who ask for it bear half each."""
    for group in problem.spread:
        for member in group:
            for session in sorted(asked[member]):
                presenting = sum(session in problem.presents(other) for other in group if other != member)
                asking = sum(session in asked[other] for other in group if other != member)
                runs = max(1, problem.session(session).most_runs)
                yield member, session, -problem.weights.split * (presenting + COMES * asking / 2) / runs
