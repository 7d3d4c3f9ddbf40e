"""docs/running.md and the files for a server say what is so: commands, options, settings, units, addresses."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from pdday.cli import pdday as command
from pdday.config import SETTINGS

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "scripts/deploy"
GUIDE = (ROOT / "docs/running.md").read_text()
UNITS = sorted(DEPLOY.glob("pdday*.service")) + sorted(DEPLOY.glob("*.timer"))


def asked_of_pdday() -> list[tuple[str, list[str]]]:
    """Every `pdday command --option` in the guide and in the units: the command, its options."""
    texts = [GUIDE.replace("\\\n", " "), *(unit.read_text() for unit in UNITS)]
    lines = re.findall(r"(?:^|`|bin/|; )pdday ([a-z-]+)([^\n`;]*)", "\n".join(texts), flags=re.MULTILINE)
    return [(name, re.findall(r"(--[a-z-]+)", rest)) for name, rest in lines]


def test_every_command_and_option_that_is_named_exists():
    wrong = [
        (name, option)
        for name, options in asked_of_pdday()
        for option in (options or [""])
        if name not in command.commands
        or (option and option != "--help" and option not in {o for p in command.commands[name].params for o in p.opts})
    ]

    assert len(asked_of_pdday()) > 25
    assert wrong == []


def test_every_setting_that_is_named_exists_and_the_file_of_settings_names_all():
    sample = (DEPLOY / "pdday.env").read_text()
    named = set(re.findall(r"\b(PDDAY_[A-Z_]+|DATABASE_URL)\b", GUIDE))

    assert named - set(SETTINGS) == set()
    assert set(re.findall(r"^#?([A-Z_]+)=", sample, flags=re.MULTILINE)) == set(SETTINGS)


def test_every_unit_and_script_that_is_named_is_there():
    units = set(re.findall(r"\bpdday[a-z-]*\.(?:service|timer)\b", GUIDE))
    scripts = set(re.findall(r"\bscripts/[a-z-]+\b", GUIDE))

    assert [each for each in sorted(units) if not (DEPLOY / each).is_file()] == []
    assert [each for each in sorted(scripts) if not (ROOT / each).exists()] == []


def test_every_health_page_that_is_named_is_served(app: Flask):
    named = set(re.findall(r"`(/health/\w+)`", GUIDE))

    assert named == {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/health")}


def test_every_place_in_the_guide_that_is_linked_is_there():
    headings = {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", GUIDE, flags=re.MULTILINE)
    }

    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) - headings == set()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_no_unit_may_gain_rights_or_write_elsewhere(unit: Path):
    told = unit.read_text()
    if unit.suffix == ".timer":
        assert "OnCalendar=" in told
        return

    wanted = ("User=pdday", "NoNewPrivileges=yes", "ProtectSystem=strict", "UMask=0077", "CapabilityBoundingSet=\n")
    assert [line for line in wanted if line not in told + "\n"] == []


def test_the_installer_says_first_what_it_would_do(tmp_path: Path):
    """Outside /opt/pdday it refuses at once, and without a name too."""
    script = ROOT / "scripts/install-server"
    nameless = subprocess.run([script], capture_output=True, text=True, check=False)
    elsewhere = subprocess.run([script, "pd.example.org", "--dry-run"], capture_output=True, text=True, check=False)

    assert (nameless.returncode, "Say the name people use" in nameless.stderr) == (1, True)
    assert (elsewhere.returncode, "expect the code in /opt/pdday" in elsewhere.stderr) == (1, True)
