"""The morning rush: everybody opens "my day" within two minutes, while stewards scan badges at many doors."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from pdday.checkin.models import Badge, Scan
from pdday.db import db
from pdday.programme.models import Slot
from pdday.programme.queries import days
from pdday.staff.models import StaffDuty
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering
from pdday.timetable.queries import published_timetable
from scripts.speed.district import Filled
from scripts.speed.load import Asked, Browser, timed
from scripts.speed.pages import cookie_of

_PROOF = re.compile(rb'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass(frozen=True)
class Door:
    """One door: its offering, its steward's cookie, and the badges of those who come through it."""

    offering_id: int
    cookie: str
    badges: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Who opens their day, and who stands at which door."""

    readers: tuple[str, ...]
    doors: tuple[Door, ...]
    seconds: float
    seed: int


@dataclass
class Went:
    """How the rush went."""

    pages: Asked = field(default_factory=Asked)
    scans: Asked = field(default_factory=Asked)
    sent: list[str] = field(default_factory=list)
    #: Scans of this rush that are rows in the database afterwards.
    kept: int = 0


def plan(app: Flask, filled: Filled, *, people: int, doors: int, scans_a_door: int, seconds: float, seed: int) -> Plan:
    """A rush by chance: different people, and at each door those who are expected there, each with their badge."""
    chance = Random(seed)
    with app.app_context():
        readers = chance.sample(sorted(filled.tokens), people)
        stewards = _stewards()
        offerings = _first_offerings(doors)
        return Plan(
            readers=tuple(cookie_of(app, filled, each) for each in readers),
            doors=tuple(
                Door(
                    offering.id,
                    cookie_of(app, filled, stewards[place % len(stewards)]),
                    tuple(_badges(offering)[place // _distinct(offerings) :: doors][:scans_a_door]),
                )
                for place, offering in enumerate(offerings)
            ),
            seconds=seconds,
            seed=seed,
        )


def run(address: str, app: Flask, planned: Plan) -> Went:
    """Let it happen, then count in the database what was kept of it."""
    went = Went()
    with ThreadPoolExecutor(1) as own:  # a thread without a loop: a browser's driver keeps one on that of the tests
        own.submit(asyncio.run, _rush(address, planned, went)).result()
    with app.app_context():
        rows = select(func.count(Scan.id)).where(Scan.scan_id.in_(went.sent))
        went.kept = db.session.scalar(rows) or 0
        db.session.remove()
    return went


async def _rush(address: str, planned: Plan, went: Went) -> None:
    chance, began = Random(planned.seed), time.perf_counter()

    async def open_my_day(cookie: str, at: float) -> None:
        await asyncio.sleep(began + at - time.perf_counter())
        browser = Browser(address, cookie)
        await timed(went.pages, lambda: browser.ask("/my-day"))
        browser.close()

    async def stand_at(door: Door, first: float) -> None:
        await asyncio.sleep(first)
        browser, pause = Browser(address, door.cookie), planned.seconds / max(1, len(door.badges))
        page = await timed(went.pages, lambda: browser.ask(f"/doors/{door.offering_id}"))
        proof = _PROOF.search(page.unpacked() if page else b"")
        for place, badge in enumerate(door.badges):
            await asyncio.sleep(began + first + place * pause - time.perf_counter())
            await _scan(browser, door, badge, proof.group(1).decode() if proof else "", chance, went)
        browser.close()

    readers = (open_my_day(cookie, chance.uniform(0, planned.seconds)) for cookie in planned.readers)
    doors = (stand_at(door, chance.uniform(0, 1)) for door in planned.doors)
    await asyncio.gather(*readers, *doors)


async def _scan(browser: Browser, door: Door, badge: str, proof: str, chance: Random, went: Went) -> None:
    """One badge: the form is sent, and the page it leads to is read, as a steward's phone does."""
    scan_id = str(UUID(int=chance.getrandbits(128), version=4))
    went.sent.append(scan_id)
    form = urlencode({"csrf_token": proof, "scan_id": scan_id, "token": badge})
    answer = await timed(went.scans, lambda: browser.ask(f"/doors/{door.offering_id}/scans", form))
    if answer and (way_on := answer.headers.get("location")):
        await timed(went.pages, lambda: browser.ask(way_on))


def _stewards() -> list[int]:
    may = (Duty.STEWARD, Duty.COORDINATOR)
    return list(
        db.session.scalars(select(StaffDuty.staff_id).where(StaffDuty.duty.in_(may)).order_by(StaffDuty.staff_id))
    )


def _first_offerings(doors: int) -> list[Offering]:
    """So many doors of the day's first slot, which may have only one: then several stewards stand at it."""
    timetable = published_timetable(days()[-1])
    assert timetable is not None
    first = list(
        db.session.scalars(
            select(Offering)
            .join(Slot, Offering.slot_id == Slot.id)
            .where(Offering.timetable_id == timetable.id)
            .order_by(Slot.position, Offering.id)
        )
    )
    opening = [each for each in first if each.slot_id == first[0].slot_id]
    return [opening[place % len(opening)] for place in range(doors)]


def _distinct(offerings: Sequence[Offering]) -> int:
    return len({each.id for each in offerings})


def _badges(offering: Offering) -> list[str]:
    """Badges of those who are expected there."""
    rows = db.session.scalars(
        select(Badge.token)
        .join(Enrolment, Enrolment.staff_id == Badge.staff_id)
        .where(Enrolment.offering_id == offering.id, Enrolment.source != EnrolmentSource.PRESENTING)
        .where(Badge.day_id == offering.timetable.day_id, Badge.revoked_at.is_(None))
        .order_by(Badge.id)
    ).all()
    return list(rows)
