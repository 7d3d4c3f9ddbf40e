"""`pdday doctor`: what is wrong with an installation, and what to do."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from pdday.cli.opened import installation
from pdday.doctor.examine import examine
from pdday.doctor.finding import Finding, Grade

#: How a finding is marked for a person.
MARKS = {Grade.WELL: "  ok  ", Grade.LOOK: " look ", Grade.WRONG: "WRONG "}


@click.command()
@click.option("--mail", "with_mail", is_flag=True, help="Try the mail server too.")
@click.option("--json", "as_json", is_flag=True, help="For a program: a list of findings.")
def doctor(with_mail: bool, as_json: bool) -> None:
    """Look the installation over: what is wrong, and what to do about it."""
    with installation():
        found = []
        for each in examine(with_mail=with_mail):
            found.append(each)
            if not as_json:
                _tell(each)
    wrong = sum(each.grade is Grade.WRONG for each in found)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], indent=2, ensure_ascii=False))
    else:
        click.echo(f"\n{wrong} to put right." if wrong else "\nNothing to put right.")
    sys.exit(1 if wrong else 0)


def _tell(finding: Finding) -> None:
    click.echo(f"{MARKS[finding.grade]}{finding.about}: {finding.sentence}")
    if finding.cure:
        click.echo(f"        → {finding.cure}")
