"""Whom to tell of a weakness (RFC 9116), where the installation names somebody."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import cast

from flask import Blueprint, Response, current_app, url_for

from pdday.clock import now
from pdday.config import Config
from pdday.web.errors import found

bp = Blueprint("security", __name__)

#: What is read today holds for so long; the address is in the settings and is looked up anew each time.
GOOD_FOR = timedelta(days=90)


@bp.get("/.well-known/security.txt")
def contact() -> Response:
    """Nothing where nobody is named: an address that nobody reads would be worse."""
    config = cast(Config, current_app.config["PDDAY"])
    expires = datetime.combine(now() + GOOD_FOR, time(), UTC)
    lines = [f"Contact: {found(config.security_contact)}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}"]
    lines.append(
        "Preferred-Languages: en"
    )  # in which pdday's guides are for whoever runs it; of others we know nothing
    if config.secure:  # the standard wants no other address than an encrypted one
        lines.append(f"Canonical: {config.url}{url_for('security.contact')}")
    return Response("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
