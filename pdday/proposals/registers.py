"""Registers: what taking an accepted session back must ask of later features, which answer when the app starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdday.programme.registers import Register
from pdday.proposals.models import Session
from pdday.words import Sentence


@dataclass(frozen=True)
class Touch:
    """Somebody or something that a session's withdrawal reaches; some of it only coordinators may know."""

    sentence: Sentence
    for_coordinators: bool = False


@dataclass(frozen=True)
class Withdrawal:
    """A session that its presenters have just taken back."""

    session: Session
    at: datetime


#: Whom the withdrawal of this session would reach.
touched: Register[Session, Touch] = Register()
#: Called once it is withdrawn, so that whoever counted on it hears of it, each once.
withdrawn: Register[Withdrawal, Sentence] = Register()
