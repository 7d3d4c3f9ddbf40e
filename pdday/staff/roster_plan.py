"""What an import would do, found by comparing a roster with the people there are. Changes nothing."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pdday import persons
from pdday.db import db
from pdday.staff.models import JobTitle, School, StaffMember
from pdday.staff.roster import Entry, Fault, read
from pdday.staff.vocabulary import StaffRole
from pdday.words import Sentence

#: What a roster says only of people who are new: later they may have chosen otherwise themselves.
KEPT = frozenset({"language"})


@dataclass(frozen=True)
class Alike:
    """What is wrong in the same words on one line or on many, such as a site that is not known yet."""

    column: str
    sentence: Sentence
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Change:
    """A colleague whose row would change: each field with what it is and what it would be."""

    person: StaffMember
    entry: Entry
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Leaver:
    """A colleague whom the file does not name, and what would be lost sight of if they vanished."""

    person: StaffMember
    held: tuple[Sentence, ...]


@dataclass
class Import:
    """Everything a yes would do, and all that speaks against it."""

    added: list[Entry] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    leaving: list[Leaver] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: People by a job title for which no role is known.
    unmapped: dict[str, int] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    unchanged: int = 0
    fingerprint: str = ""

    @property
    def can_be_done(self) -> bool:
        """Whether nothing has to be mended first."""
        return not self.faults and not self.unmapped

    @property
    def is_unread(self) -> bool:
        """Whether not one line could be read, so that nothing can be said but what is wrong."""
        return bool(self.faults) and not (self.added or self.changed or self.unchanged)

    @property
    def wrong(self) -> list[Alike]:
        """The faults, those in the same words together, in the order of the lines on which they begin."""
        alike: dict[tuple[str, str], list[Fault]] = defaultdict(list)
        for fault in sorted(self.faults):
            alike[fault.column, str(fault.sentence)].append(fault)
        return [
            Alike(faults[0].column, faults[0].sentence, tuple(fault.line for fault in faults))
            for faults in alike.values()
        ]

    @property
    def held(self) -> list[Leaver]:
        """Those who leave only if it is ticked for each."""
        return [leaver for leaver in self.leaving if leaver.held]

    @property
    def free(self) -> list[Leaver]:
        """Those of whom nothing is held."""
        return [leaver for leaver in self.leaving if not leaver.held]


def titles() -> dict[str, StaffRole]:
    """The role for each job title that a coordinator has matched."""
    return {each.title: each.role for each in db.session.scalars(select(JobTitle))}


def plan(raw: bytes) -> Import:
    """What importing this file would do to the rows as they are now."""
    roster = read(raw, schools=db.session.scalars(select(School)).all(), titles=titles())
    people = db.session.scalars(
        select(StaffMember).options(joinedload(StaffMember.home_school)).order_by(StaffMember.id)
    ).all()
    known = {person.employee_id: person for person in people}
    found = Import(faults=list(roster.faults), ignored=roster.ignored)
    found.unmapped = dict(Counter(entry.unknown_title for entry in roster.entries if entry.unknown_title))
    for entry in roster.entries:
        _compare(found, entry, known.get(entry.employee_id))
    found.faults += _addresses_of_others(roster.entries, people)
    named = {entry.employee_id for entry in roster.entries}
    gone = [person for person in people if person.left_at is None and person.employee_id not in named]
    held = persons.why_they_stay([person.id for person in gone])
    found.leaving = [Leaver(person, tuple(held.get(person.id, ()))) for person in gone]
    found.fingerprint = _fingerprint(raw, found)
    return found


def _compare(found: Import, entry: Entry, person: StaffMember | None) -> None:
    if person is None:
        found.added.append(entry)
        return
    fields = {
        name: (getattr(person, name), value)
        for name, value in entry.facts.items()
        if getattr(person, name) != value and name not in KEPT
    }
    if person.left_at is not None:
        fields["left_at"] = (person.left_at, None)
    if fields:
        found.changed.append(Change(person, entry, fields))
    else:
        found.unchanged += 1


def _addresses_of_others(entries: Sequence[Entry], people: Sequence[StaffMember]) -> list[Fault]:
    """Lines whose address belongs to somebody who keeps it."""
    says = {entry.employee_id: entry.facts["email"] for entry in entries if "email" in entry.facts}
    keeps = {person.email: person for person in people if person.email == says.get(person.employee_id, person.email)}
    faults = []
    for entry in entries:
        owner = keeps.get(entry.facts["email"]) if entry.facts.get("email") else None
        if owner is not None and owner.employee_id != entry.employee_id:
            facts = {"email": owner.email, "name": owner.name, "employee_id": owner.employee_id}
            told = Sentence("“{email}” belongs to {name} ({employee_id}).", facts)
            faults.append(Fault(entry.line, "email", told))
    return faults


def _fingerprint(raw: bytes, found: Import) -> str:
    """Changes when the file or anything that the import would do changes."""
    changed = [
        (change.person.id, {name: [str(was), str(will)] for name, (was, will) in change.fields.items()})
        for change in found.changed
    ]
    leaving = [(leaver.person.id, [str(each) for each in leaver.held]) for leaver in found.leaving]
    told = {"added": [entry.employee_id for entry in found.added], "changed": changed, "leaving": leaving}
    return sha256(raw + json.dumps(told, sort_keys=True).encode()).hexdigest()
