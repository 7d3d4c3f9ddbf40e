"""What can happen to a person who has left: looked at, and purged. Irreversible, so it is shown before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pdday import persons, trail
from pdday.db import db, lock
from pdday.errors import NotReady, Refused, TooLate
from pdday.persons import Fate, Step
from pdday.staff import mentions
from pdday.staff.mentions import Mention
from pdday.staff.models import StaffMember
from pdday.words import Sentence

#: Folders of the instance with made or waiting files that name people. They can be made again.
FOLDERS_WITH_NAMES = ("badges", "rosters")


@dataclass(frozen=True)
class Purge:
    """Everything that a yes would do with what is held on a person."""

    person: StaffMember
    steps: tuple[Step, ...]
    mentions: tuple[Mention, ...]

    def told(self, fate: str) -> list[Sentence]:
        """What becomes of things of this fate, in sentences."""
        return [step.sentence for step in self.steps if step.fate == fate]

    @property
    def why_not(self) -> tuple[Sentence, ...]:
        """What stands in the way."""
        return tuple(self.told(Fate.IN_THE_WAY))

    @property
    def needs_file(self) -> bool:
        """Whether a state may still ask for the record of hours, so that it has to be on file first."""
        return any(step.fate is Fate.FILE_FIRST for step in self.steps)

    @property
    def fingerprint(self) -> str:
        """Changes when anything of what is shown changes."""
        return sha256("\n".join(f"{step.fate}: {step.sentence}" for step in self.steps).encode()).hexdigest()


def plan(person: StaffMember, *, now: datetime) -> Purge:
    """What a purge of `person` would do. Changes nothing. Raises TooLate when it was done before."""
    if person.purged_at is not None:
        raise TooLate("What named this person has been removed already.")
    named = mentions.find_mentions(person)
    steps = [*persons.fates.ask(person.id, now=now), *_about_mentions(person, named)]
    return Purge(person, tuple(steps), tuple(named))


def purge(
    person: StaffMember, *, typed_name: str, fingerprint: str, is_on_file: bool, by: StaffMember, now: datetime
) -> Purge:
    """Remove everything that names `person`, as `plan` showed it, for good.

    Raises NotReady while something stands in the way, TooLate when things are not what they were when they were
    shown, and Refused when the name is not typed as it stands, or hours are not on file that a state may ask for.
    """
    lock(person)
    planned = plan(person, now=now)
    if person.id == by.id:
        raise Refused("You can't remove yourself. Ask another coordinator.")
    if planned.why_not:
        raise NotReady("{name} can't be removed yet.", {"name": person.name}, reasons=planned.why_not)
    if planned.fingerprint != fingerprint:
        raise TooLate("Something has changed since this page was made. Nothing was removed. Look at it once more.")
    if typed_name.split() != person.name.split():
        raise Refused("Type the name exactly as it is here: {name}. Nothing was removed.", {"name": person.name})
    if planned.needs_file and not is_on_file:
        raise Refused("Put the record of hours on file first, then say so. Nothing was removed.")
    mentions.remove(list(planned.mentions))
    for step in planned.steps:
        for statement in step.statements:
            db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.flush()
    db.session.expire_all()
    trail.record("purge", person, by=by, at=now, facts={"texts": len(planned.mentions)})
    return planned


def forget_files(instance: Path) -> None:
    """Remove made and waiting files that name people. After the commit: a purge that fails keeps them."""
    for folder in FOLDERS_WITH_NAMES:
        for file in (instance / folder).glob("*"):
            file.unlink(missing_ok=True)


def _about_mentions(person: StaffMember, named: list[Mention]) -> list[Step]:
    steps = [
        Step(Fate.GOES, Sentence("Sheets of badges and uploaded rosters that wait here; they can be made again.")),
        Step(
            Fate.STAYS,
            Sentence("Words that speak of them by first name or initials only: pdday can't tell whom they mean."),
        ),
        Step(Fate.STAYS, Sentence("Backups made before today. Delete those by your district's own schedule.")),
    ]
    if named:
        told = "Their name, address or number in {count} texts of others: “{removed}” is there instead."
        steps.insert(0, Step(Fate.GOES, Sentence(told, {"count": len(named), "removed": mentions.REMOVED})))
    if mentions.has_namesake(person):
        told = "The name in texts of others, because a colleague has the same name and may be meant."
        steps.append(Step(Fate.STAYS, Sentence(told)))
    return steps
