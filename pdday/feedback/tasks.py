"""What the worker does for feedback by itself: release batches whose time has come, ask how commitments are going."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, url_for

from pdday import lanes
from pdday.db import db
from pdday.feedback import actions, commitment_actions
from pdday.feedback.models import Commitment
from pdday.rounds import every_round


@every_round
def release_what_is_due(now: datetime) -> None:
    """Let presenters read what has waited long enough."""
    actions.release_what_is_due(now=now)
    db.session.commit()


@every_round
def ask_how_it_is_going(now: datetime) -> None:
    """Put the messages of the follow-ups after 30, 60 and 90 days into the outbox, each once."""
    with current_app.test_request_context(base_url=current_app.config["PDDAY"].url):
        put = commitment_actions.remind_authors(address_of=_address, now=now)
    db.session.commit()
    if put:
        lanes.hurry_messages()


def _address(commitment: Commitment, after_days: int) -> str:
    return url_for("commitments.show_follow_up", commitment_id=commitment.id, after_days=after_days, _external=True)
