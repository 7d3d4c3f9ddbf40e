"""Questions about people: what their duties allow, and when a one-time code still opens the door. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from pdday.staff.models import District, SignInCode, StaffMember, WrongPin
from pdday.staff.vocabulary import Device, Duty
from pdday.words import Sentence

#: How long a code is good for.
CODE_LIFE = timedelta(minutes=10)
#: Tries at codes that one account allows within a time, however many codes it asks for. At fifty a day a
#: stranger who knows an address needs 38 years for even odds of one right guess among a million codes.
TRIES = ((5, timedelta(minutes=10)), (50, timedelta(days=1)))
#: Codes that one account is sent within a code's life; more would only bury the person's mail.
CODES_AT_ONCE = 5
#: The longest any of these limits looks back.
LOOK_BACK = max(since for _, since in TRIES)
#: Signed in for a working day; longer only on a device the person calls their own.
SIGN_IN_LIFE = {Device.OWN: timedelta(days=30), Device.WORK: timedelta(hours=12), Device.SHARED: timedelta(hours=1)}
#: A shared device that nobody touches for so long has been left; it forgets who was there.
SHARED_IDLE = timedelta(minutes=5)
#: Before that it asks for so long whether somebody is still there. Touches are told to the server as seldom.
SHARED_WARNING = timedelta(minutes=1)
#: Digits of a PIN for shared devices.
PIN_DIGITS = 6
#: Wrong PINs that one account allows from one place within a time. At twenty a day a colleague who knows the name
#: needs 68 years for even odds of one right guess among a million.
WRONG_PINS = ((5, timedelta(minutes=10)), (20, timedelta(days=1)))
#: The same from everywhere together. More than from one place, so that nobody far away shuts a colleague out of the
#: kiosk; at sixty a day it is 22 years for somebody with many places.
WRONG_PINS_ANYWHERE = ((15, timedelta(minutes=10)), (60, timedelta(days=1)))
#: Wrong PINs of all accounts together from one place: a school with a kiosk mistypes less, a list of names more.
WRONG_PINS_FROM_A_PLACE = ((30, timedelta(minutes=10)),)
#: The one district where anyone may try being anyone: everybody in it is made up.
DEMO_DISTRICT = "Harlow Ridge School District"


def may_coordinate(person: StaffMember) -> bool:
    """Coordinators run the day: they see and may do everything but read other people's wishes aloud."""
    return person.has_duty(Duty.COORDINATOR)


def may_steward(person: StaffMember) -> bool:
    """Stewards stand at doors; coordinators may too."""
    return person.has_duty(Duty.STEWARD) or may_coordinate(person)


def may_read_own_school(person: StaffMember) -> bool:
    """Principals read what their own school comes to, in counts of five and more; never about one person."""
    return person.has_duty(Duty.PRINCIPAL)


def may_sign_in(person: StaffMember) -> bool:
    """Everyone who works here; people who have left keep their past but no way in."""
    return person.left_at is None


def face_of(person: StaffMember) -> str:
    """What the form about a person was made of, so that two who correct it at once hear of each other."""
    told = (
        person.employee_id, person.first_name, person.last_name, person.legal_name, person.email,
        person.home_school_id, person.role, person.employee_group, person.language, person.left_at,
    )  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:16]


def parts_of_terms(words: str) -> list[tuple[bool, str]]:
    """The paragraphs of data-use terms, each with whether it is a heading."""
    parts = [part.strip() for part in words.split("\n\n") if part.strip()]
    return [(part.startswith("# "), part.removeprefix("# ")) for part in parts]


def is_made_up(district: District | None) -> bool:
    """Whether this is the demo district. A setting alone must never open a real one."""
    return district is not None and district.name == DEMO_DISTRICT


def may_be_sent_a_code(codes: Sequence[SignInCode], *, now: datetime) -> bool:
    """Whether one more code may go out, given the account's codes so far."""
    return sum(code.made_at > now - CODE_LIFE for code in codes) < CODES_AT_ONCE


def may_try(codes: Sequence[SignInCode], *, now: datetime) -> bool:
    """Whether the account has a try left, counting those at all its codes, newer and older."""
    return all(sum(code.tries for code in codes if code.made_at > now - since) < most for most, since in TRIES)


def may_try_pin(wrong: Sequence[WrongPin], from_here: Sequence[WrongPin], *, place: str | None, now: datetime) -> bool:
    """Whether a try at an account's PIN is left from this place, given the wrong ones at it, and those of all
    accounts from here."""
    both = [each for each in wrong if each.place == place]
    return all(
        sum(each.tried_at > now - since for each in tries) < most
        for tries, limits in (
            (both, WRONG_PINS), (wrong, WRONG_PINS_ANYWHERE), (from_here, WRONG_PINS_FROM_A_PLACE),
        )
        for most, since in limits
    )  # fmt: skip


def why_not_pin(digits: str) -> Sentence | None:
    """Why these digits make no PIN: the few that everyone tries first."""
    up, down = "01234567890", "98765432109"
    if len(set(digits)) == 1 or digits in up or digits in down or digits[:3] == digits[3:]:
        return Sentence("That one is guessed too easily. Take six digits that do not repeat or count up or down.")
    return None


def is_still_there(seen_at: datetime | None, *, now: datetime) -> bool:
    """Whether somebody who was last seen at a shared device then may still be in front of it."""
    return seen_at is not None and now - seen_at < SHARED_IDLE + SHARED_WARNING


def is_good(code: SignInCode, *, now: datetime) -> bool:
    """Whether a code, if typed rightly, still opens the door."""
    return code.used_at is None and now < code.expires_at
