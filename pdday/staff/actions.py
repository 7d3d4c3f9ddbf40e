"""What can be done with signing in: ask for a code, try one, begin and end being signed in."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode

from sqlalchemy import delete

from pdday import outbox, trail
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.staff import queries, rules
from pdday.staff.models import SignIn, SignInCode, StaffMember
from pdday.staff.vocabulary import Device
from pdday.words import Sentence, spoken

MAIL_SUBJECT = Sentence("Your code for pdday")
MAIL_BODY = Sentence(
    "Hello {first_name},\n\n"
    "your code is {code}. It works once, for ten minutes.\n\n"
    "Type it into the page where you asked for it, or open this address, which fills it in for you:\n"
    "{address}\n\n"
    "Did you not ask for it? Then somebody mistyped an address. Nothing happens unless the code is used.\n"
)
MOVED_SUBJECT = Sentence("Your address in pdday was changed")
MOVED_BODY = Sentence(
    "Hello {first_name},\n\n"
    "codes to sign in to pdday no longer come to this address: a coordinator has given another one for you.\n\n"
    "Did you not expect that? Then tell your coordinator, or the district’s office, today.\n"
)
#: One sentence for every way in which a code can be no good, so that it tells a stranger nothing.
NOT_THE_CODE = Sentence(
    "That code does not work. A code is good once, for ten minutes and five tries, and only the newest "
    "one counts. Check your mail again, or let us send a new one."
)


@dataclass(frozen=True)
class Tried:
    """What came of one try to come in. Not raised at once, because the try must be kept also when it was wrong."""

    token: str | None
    #: What whoever may not come in is told.
    why_not: Sentence = NOT_THE_CODE

    def key_to_the_door(self) -> str:
        """The token for the browser of the person who may come in. Raises Refused if the try was no good."""
        if self.token is None:
            raise Refused(self.why_not.pattern)
        return self.token


def ask_for_code(address: str, *, sign_in_page: str, key: str, now: datetime) -> None:
    """Send a new code to this address, if it is a colleague's; the codes before it stop working.

    Says nothing of whether the address is known. `key` keys the hash that is kept instead of the code.
    """
    person = queries.find_staff_by_email(address)
    if person is None or person.email is None or not rules.may_sign_in(person):
        return
    lock(person)
    if not rules.may_be_sent_a_code(queries.codes_since(person, now - rules.CODE_LIFE), now=now):
        return
    code, digits = _new_code(person, key=key, now=now)
    filled_in = f"{sign_in_page}?{urlencode({'email': person.email})}&code={{secret}}&proof={{proof}}"
    facts = {"first_name": person.first_name, "code": "{secret}", "address": filled_in}
    outbox.put(
        once=f"sign-in-code-{secrets.token_hex(16)}",  # not its id: SQLite gives the ids of forgotten codes again
        staff=person,
        to=person.email,
        subject=MAIL_SUBJECT.said(person.language),
        body=Sentence(MAIL_BODY.pattern, facts).said(person.language),
        secret=digits,
        proof=_proof(code, key=key),
        expires_at=now + rules.CODE_LIFE,
        urgent=True,
        now=now,
    )


def give_code(address: str, *, key: str, now: datetime) -> str:
    """A new code for the terminal of whoever runs the machine, where no mail is set up yet; the trail says so."""
    person = queries.find_staff_by_email(address)
    if person is None or not rules.may_sign_in(person):
        raise Refused("{address} is not the address of a colleague.", {"address": address})
    lock(person)
    _, digits = _new_code(person, key=key, now=now)
    trail.record("give_code", person, by=None, at=now, why="asked for at the terminal")
    return digits


def try_code(
    address: str,
    digits: str,
    *,
    device: Device,
    key: str,
    now: datetime,
    former_keys: Sequence[str] = (),
    language: str | None = None,
    proof: str = "",
) -> Tried:
    """Try a code for this address; the right one signs its person in and is used up.

    A code made before `key` was renewed is still good: `former_keys` keyed it. `language` is the one that was
    chosen before signing in, if one was: it becomes the person's.

    Whoever holds the mail itself, which its address shows by a `proof`, guesses nothing: however many wrong codes
    strangers have typed for this person, it opens the door.

    The caller commits before it says what came of it, because a wrong try counts.
    """
    person = queries.find_staff_by_email(address)
    if person is None or not rules.may_sign_in(person):
        return Tried(token=None)
    lock(person)
    codes = queries.codes_since(person, now - rules.LOOK_BACK)
    if not codes or not rules.is_good(codes[0], now=now):
        return Tried(token=None)
    newest = codes[0]
    if not any(hmac.compare_digest(_proof(newest, key=each).encode(), proof.encode()) for each in (key, *former_keys)):
        if not rules.may_try(codes, now=now):
            return Tried(token=None)
        newest.tries += 1
    hashes = [_code_hash(person, digits, key=each) for each in (key, *former_keys)]
    if not any(hmac.compare_digest(newest.code_hash, each) for each in hashes):
        return Tried(token=None)
    newest.used_at = now
    if language is not None:
        choose_language(person, language)
    return Tried(token=begin_sign_in(person, device=device, now=now))


def begin_sign_in(person: StaffMember, *, device: Device, now: datetime) -> str:
    """Let `person` in. Returns the token for their browser; only its hash is kept here."""
    token = secrets.token_urlsafe(32)
    ends_at = now + rules.SIGN_IN_LIFE[device]
    db.session.add(
        SignIn(staff_id=person.id, token_hash=token_hash(token), device=device, began_at=now, ends_at=ends_at)
    )
    db.session.flush()
    return token


def choose_language(person: StaffMember, language: str) -> None:
    """Speak this language to `person` from now on: on pages, in messages, on paper and in their calendar."""
    person.language = spoken(language)
    db.session.flush()


def end_sign_in(sign_in: SignIn, *, now: datetime) -> None:
    """Sign one browser out."""
    sign_in.ended_at = now
    db.session.flush()


def end_all_sign_ins(person: StaffMember, *, now: datetime) -> None:
    """Sign every browser of `person` out."""
    lock(person)
    for sign_in in queries.live_sign_ins(person, now=now):
        sign_in.ended_at = now
    db.session.flush()


def tell_of_new_address(person: StaffMember, former: str | None, *, now: datetime) -> None:
    """Write to the address to which this colleague's codes went before: the new one may not be theirs."""
    if former is None or former == person.email:
        return
    outbox.put(
        once=f"moved-{secrets.token_hex(16)}",
        staff=person,
        to=former,
        subject=MOVED_SUBJECT.said(person.language),
        body=Sentence(MOVED_BODY.pattern, {"first_name": person.first_name}).said(person.language),
        urgent=True,
        now=now,
    )


def token_hash(token: str) -> str:
    """What is kept of a browser's token. It is long and random, so a plain hash does."""
    return sha256(token.encode()).hexdigest()


def _new_code(person: StaffMember, *, key: str, now: datetime) -> tuple[SignInCode, str]:
    """A new code and its digits, of which only a keyed hash is kept."""
    _forget_old_codes(person, now=now)
    digits = f"{secrets.randbelow(1_000_000):06}"
    code = SignInCode(
        staff_id=person.id,
        code_hash=_code_hash(person, digits, key=key),
        made_at=now,
        expires_at=now + rules.CODE_LIFE,
    )
    db.session.add(code)
    db.session.flush()
    return code, digits


def _proof(code: SignInCode, *, key: str) -> str:
    """What only the mail of this code says. Opens nothing without the code itself."""
    return hmac.new(key.encode(), f"the mail of {code.staff_id}:{code.code_hash}".encode(), sha256).hexdigest()


def _code_hash(person: StaffMember, digits: str, *, key: str) -> str:
    """What is kept of a code: keyed, because a million codes are soon tried by whoever has the database."""
    return hmac.new(key.encode(), f"sign-in code:{person.id}:{digits}".encode(), sha256).hexdigest()


def _forget_old_codes(person: StaffMember, *, now: datetime) -> None:
    db.session.execute(
        delete(SignInCode).where(SignInCode.staff_id == person.id, SignInCode.made_at <= now - rules.LOOK_BACK)
    )
