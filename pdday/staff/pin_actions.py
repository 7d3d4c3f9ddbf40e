"""What can happen to PINs: given by a coordinator, tried at a shared device, changed by their owner.

A PIN is shown once, to whoever has it made, and kept as a salted, slow hash. That hash is not keyed like a
one-time code's, because a PIN lives for years: a rotated key would make every slip of paper worthless.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import delete
from werkzeug.security import check_password_hash, generate_password_hash

from pdday import outbox, trail
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.staff import queries, rules
from pdday.staff.actions import Tried, begin_sign_in
from pdday.staff.models import School, SignIn, StaffMember, WrongPin
from pdday.staff.vocabulary import Device
from pdday.words import Sentence

#: One sentence for every way in which it does not work, so that it tells a stranger nothing.
NOT_THE_PIN = Sentence(
    "That name and that PIN do not go together. Type your name or your employee number as on your slip (the "
    "number, if a colleague has the same name). After five wrong PINs wait ten minutes, or ask for a new one."
)
NOT_YOUR_PIN = "That is not your current PIN. After five wrong ones wait ten minutes, or ask for a new one."
MAIL_SUBJECT = Sentence("Your PIN for shared devices was changed")
MAIL_BODY = Sentence(
    "Hello {first_name},\n\n"
    "you have a new PIN for shared devices.\n\n"
    "Was that not you? Then tell your coordinator, and sign out everywhere on your page in pdday.\n"
)


@dataclass(frozen=True)
class Slip:
    """A PIN on its way to its owner: on a page once, then on paper."""

    person: StaffMember
    pin: str


@dataclass(frozen=True)
class PinChange:
    """What came of one try to change a PIN. Not raised at once, because a wrong try must be kept."""

    is_done: bool

    def refuse_unless_done(self) -> None:
        """Raises Refused if the PIN of before was not the right one."""
        if not self.is_done:
            raise Refused(NOT_YOUR_PIN)


def try_pin(who: str, digits: str, *, now: datetime, place: str | None = None) -> Tried:
    """Try a PIN for the colleague of this name or number; the right one signs them in on a shared device.

    `place` is where the try comes from, as `web.pace.place_of_request` says it.

    The caller commits before it says what came of it, because a wrong try counts. Takes as long for people
    whom nobody knows.
    """
    person = queries.find_staff_with_pin(who)
    if person is None:
        check_password_hash(_nobodys_hash(), digits)
        return Tried(None, NOT_THE_PIN)
    if not _is_right(person, digits, place=place, now=now):
        return Tried(None, NOT_THE_PIN)
    return Tried(begin_sign_in(person, device=Device.SHARED, now=now))


def give_pins(school: School, *, by: StaffMember, now: datetime) -> list[Slip]:
    """A PIN for everyone at this site who has neither e-mail nor PIN. Shown once: only hashes are kept."""
    lock(school)
    people = [person for person in queries.staff_without_mail(school) if person.pin_hash is None]
    slips = [_give(person) for person in people]
    if slips:
        trail.record("give_pins", school, by=by, at=now, facts={"staff": [person.id for person in people]})
    db.session.flush()
    return slips


def give_pin(person: StaffMember, *, by: StaffMember, now: datetime) -> Slip:
    """A new PIN for one colleague; the one before stops working, and so does every shared device they left open."""
    lock(person)
    if not rules.may_sign_in(person):
        raise Refused("{name} has left, and people who have left can't sign in.", {"name": person.name})
    slip = _give(person)
    _close_shared_devices(person, now=now)
    trail.record("give_pin", person, by=by, at=now)
    _tell(person, once=f"pin-given-{person.id}-{now:%Y-%m-%dT%H}", now=now)  # pressed twice, told once
    db.session.flush()
    return slip


def change_pin(
    person: StaffMember, digits: str, *, former: str | None, this: SignIn, now: datetime, place: str | None = None
) -> PinChange:
    """Let somebody take a PIN of their own choice, if they know the one they have; only `this` sign-in of theirs
    on a shared device goes on.

    The caller commits before it says what came of it, because a wrong try counts.
    """
    why_not = rules.why_not_pin(digits)
    if why_not is not None:
        raise Refused(why_not.pattern)
    lock(person)
    if person.pin_hash is not None and not _is_right(person, former or "", place=place, now=now):
        return PinChange(is_done=False)
    person.pin_hash = generate_password_hash(digits)
    _close_shared_devices(person, now=now, but=this)
    trail.record("change_pin", person, by=person, at=now)
    _tell(person, once=f"pin-{secrets.token_hex(16)}", now=now)
    db.session.flush()
    return PinChange(is_done=True)


def _is_right(person: StaffMember, digits: str, *, place: str | None, now: datetime) -> bool:
    """Whether this is the person's PIN and a try is left; a wrong one is counted, one too many opens nothing."""
    lock(person)
    db.session.execute(
        delete(WrongPin).where(WrongPin.staff_id == person.id, WrongPin.tried_at <= now - rules.LOOK_BACK)
    )
    wrong = queries.wrong_pins_since(person, now - rules.LOOK_BACK)
    may_try = rules.may_try_pin(wrong, queries.wrong_pins_from(place, now - rules.LOOK_BACK), place=place, now=now)
    is_right = check_password_hash(person.pin_hash or _nobodys_hash(), digits)
    if may_try and not is_right:
        db.session.add(WrongPin(staff_id=person.id, tried_at=now, place=place))
        db.session.flush()
    return may_try and is_right


@cache
def _nobodys_hash() -> str:
    """The hash of a PIN that nobody has: trying it costs as much as trying somebody's."""
    return generate_password_hash(secrets.token_hex())


def _give(person: StaffMember) -> Slip:
    digits = _new_digits()
    person.pin_hash = generate_password_hash(digits)
    db.session.execute(delete(WrongPin).where(WrongPin.staff_id == person.id))
    return Slip(person, digits)


def _new_digits() -> str:
    while True:
        digits = f"{secrets.randbelow(10**rules.PIN_DIGITS):0{rules.PIN_DIGITS}}"
        if rules.why_not_pin(digits) is None:
            return digits


def _close_shared_devices(person: StaffMember, *, now: datetime, but: SignIn | None = None) -> None:
    for sign_in in queries.live_sign_ins(person, now=now):
        if sign_in.device is Device.SHARED and sign_in != but:
            sign_in.ended_at = now


def _tell(person: StaffMember, *, once: str, now: datetime) -> None:
    """Write to whoever has an address: somebody else may have sat in front of an open page."""
    if person.email is None:
        return
    outbox.put(
        once=once,
        staff=person,
        to=person.email,
        subject=MAIL_SUBJECT.said(person.language),
        body=Sentence(MAIL_BODY.pattern, {"first_name": person.first_name}).said(person.language),
        urgent=True,
        now=now,
    )
