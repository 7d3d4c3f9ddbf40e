"""Commands about an installation's keys; docs/security.md says when to run them, and in which order."""

from __future__ import annotations

import click
from cryptography.fernet import Fernet

from pdday import outbox
from pdday.cli.opened import migrated_installation
from pdday.config import forget_former_keys, renew_kept_keys
from pdday.db import db
from pdday.errors import Refused
from pdday.feedback import actions as feedback


@click.command("new-key")
def new_key() -> None:
    """Print a fresh key for PDDAY_SEAL_KEY or PDDAY_SECRET_KEY."""
    click.echo(Fernet.generate_key().decode())


@click.command("renew-keys")
@click.option("--forget", is_flag=True, help="Instead, forget the former keys, once nothing is locked with one.")
def renew_keys(forget: bool) -> None:
    """Make new keys where an installation keeps its own; the former ones stay good until they are forgotten."""
    with migrated_installation() as app:
        if forget:
            _refuse_while_a_former_key_is_needed()
            forget_former_keys(app.config["PDDAY"])
        else:
            renew_kept_keys(app.config["PDDAY"])
    click.echo(
        "The former keys are forgotten." if forget else "There are new keys. Restart pdday, then: pdday lock-anew"
    )


@click.command("lock-anew")
def lock_anew() -> None:
    """Lock what waits locked with a former PDDAY_SEAL_KEY with the one of now."""
    with migrated_installation():
        tickets, codes = feedback.lock_anew(), outbox.lock_anew()
        db.session.commit()
    click.echo(f"Locked anew: {tickets} exit tickets, {codes} messages. Nothing needs a former PDDAY_SEAL_KEY now.")


def _refuse_while_a_former_key_is_needed() -> None:
    needed = feedback.lock_anew() + outbox.lock_anew()
    db.session.rollback()
    if needed:
        raise Refused("{count} things are locked with a former key still. Run: pdday lock-anew", {"count": needed})
