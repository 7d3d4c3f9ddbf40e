"""Settings that are allowed each by itself and do not fit together, or not a district in earnest."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import cast
from urllib.parse import urlsplit

from flask import current_app

from pdday.config import Config
from pdday.doctor.finding import Examination, Finding, look, well, wrong
from pdday.staff.queries import find_district
from pdday.staff.rules import is_made_up


def config() -> Config:
    """The settings of the installation that is looked over."""
    return cast(Config, current_app.config["PDDAY"])


def address() -> Iterator[Finding]:
    """People's own way in: encrypted, and the same in messages as in their browsers."""
    about, url = "address", config().url
    if _is_this_machine(url):
        yield look(
            about,
            f"Messages and badges name {url}, which only this machine reaches.",
            "Set PDDAY_URL to the address that people use, such as https://pd.example.org.",
        )
    elif not config().secure:
        yield wrong(
            about,
            f"{url} is not encrypted: whoever is in the same network can read along and sign in as others.",
            "Put Caddy in front (docs/running.md) and set PDDAY_URL to https://…",
        )
    elif config().hops == 0:
        yield wrong(
            about,
            "PDDAY_URL says https, and PDDAY_HOPS that no proxy is in front: pdday takes every visitor for the proxy.",
            "Set PDDAY_HOPS=1 when Caddy runs in front of pdday.",
        )
    else:
        yield well(about, f"People reach pdday at {url}, behind {config().hops} proxy.")


def mail() -> Iterator[Finding]:
    """Without mail nobody gets a code."""
    about = "mail settings"
    if config().mail is None:
        yield wrong(
            about,
            "No mail is set up: nobody gets a code to sign in, and every message waits.",
            "Set PDDAY_MAIL and PDDAY_MAIL_FROM. Until then, for one person: pdday code E-MAIL",
        )
    elif config().mail_from.endswith("@localhost"):
        yield wrong(
            about,
            f"Messages come from {config().mail_from}, which mail servers refuse.",
            "Set PDDAY_MAIL_FROM to an address that your mail server may send for.",
        )
    elif str(config().mail).startswith("smtp://") and not _is_this_machine(str(config().mail)):
        yield well(about, "Messages go out by SMTP, encrypted if the server offers it.")
    else:
        yield well(about, "Messages go out by a connection that is encrypted, or stays on this machine.")


def demonstration() -> Iterator[Finding]:
    """The fictional district lets everybody in as anybody."""
    about = "demonstration"
    if config().demo and is_made_up(find_district()):
        yield look(
            about,
            "This is the fictional district: everybody may sign in as anybody.",
            "For a real district begin with an empty database, and leave PDDAY_DEMO out.",
        )
    elif config().demo:
        yield look(about, "PDDAY_DEMO is set and does nothing in a real district.", "Leave PDDAY_DEMO out.")


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


#: Asked of the settings alone.
SETTINGS: tuple[Examination, ...] = (address, mail)
