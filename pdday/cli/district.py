"""Commands that begin a district, the fictional one too, and let its people in where no mail arrives."""

from __future__ import annotations

from urllib.parse import urlencode

import click

from pdday.cli.opened import migrated_installation, say
from pdday.clock import now, on_the_wall
from pdday.config import Config, is_address_known
from pdday.db import db
from pdday.staff.actions import give_code
from pdday.staff.district_actions import Beginning, begin_district
from pdday.staff.people_actions import name_coordinator
from pdday.staff.vocabulary import SchoolLevel
from pdday.words import Sentence


@click.command()
@click.argument("name")
@click.option("--state", required=True, metavar="XX", help="Two letters, such as IL.")
@click.option("--time-zone", required=True, metavar="ZONE", help="Such as America/Chicago.")
@click.option("--school", required=True, help="The first site: where the coordinator works.")
@click.option(
    "--kind",
    type=click.Choice([each.value for each in SchoolLevel]),
    default=SchoolLevel.DISTRICT.value,
    show_default=True,
    help="What kind of site that is.",
)
@click.option("--coordinator", required=True, metavar="E-MAIL", help="Who may do the rest in the browser.")
@click.option("--first-name", required=True, help="The coordinator's first name.")
@click.option("--last-name", required=True, help="The coordinator's last name.")
@click.option("--employee-number", metavar="NUMBER", help="The coordinator's number in the roster, if it is known.")
def district(
    name: str,
    state: str,
    time_zone: str,
    school: str,
    kind: str,
    coordinator: str,
    first_name: str,
    last_name: str,
    employee_number: str | None,
) -> None:
    """Begin the district NAME with its first site and its first coordinator."""
    number = employee_number or coordinator
    wanted = Beginning(name, state, time_zone, school, first_name, last_name, coordinator, number, SchoolLevel(kind))
    with migrated_installation() as app:
        begin_district(wanted, now=now())
        db.session.commit()
        config = app.config["PDDAY"]
        say(Sentence("{district} is set up. Open {page}", {"district": name, "page": _page("/sign-in", config)}))
        if config.mail is None:
            say(Sentence("No mail is set up (PDDAY_MAIL). For a first code: pdday code {to}", {"to": coordinator}))


@click.command()
@click.argument("email", metavar="E-MAIL")
def code(email: str) -> None:
    """Print a one-time code for the colleague with this E-MAIL, where no mail arrives."""
    with migrated_installation() as app:
        config = app.config["PDDAY"]
        digits = give_code(email, key=config.secret_key, now=now())
        db.session.commit()
        page = _page(f"/sign-in/code?{urlencode({'email': email})}", config)
        say(Sentence("{digits}: works once, for ten minutes. Type it at {page}", {"digits": digits, "page": page}))


@click.command()
@click.argument("email", metavar="E-MAIL")
def coordinator(email: str) -> None:
    """Make the colleague with this E-MAIL a coordinator, where no other one is at hand to do it."""
    with migrated_installation():
        person = name_coordinator(email, now=now())
        db.session.commit()
        say(Sentence("{name} is a coordinator. For a code: pdday code {to}", {"name": person.name, "to": email}))


@click.command()
@click.option("--staff", type=click.IntRange(30, 20_000), default=480, show_default=True, help="How many people.")
@click.option("--seed", type=int, help="Another seed gives another district; the same one gives the same.")
@click.option("--fresh", is_flag=True, help="Start over: what the demo did before is deleted.")
def demo(staff: int, seed: int | None, fresh: bool) -> None:
    """Load the fictional Harlow Ridge district and live through its day in front of you."""
    # Imported here, so that a real installation's commands never load the fiction.
    from pdday.demo import frame
    from pdday.demo.district import SEED
    from pdday.demo.run import run

    today = on_the_wall(now(), frame.TIME_ZONE).date()
    with migrated_installation():
        run(say=say, staff=staff, seed=SEED if seed is None else seed, today=today, fresh=fresh)


def _page(path: str, config: Config) -> str:
    """A page's whole address; where nobody has said it and nothing was served yet, its path: any port may be chosen."""
    return (
        f"{config.url}{path}" if is_address_known(config.instance) else f"{path} at the address that pdday serve prints"
    )
