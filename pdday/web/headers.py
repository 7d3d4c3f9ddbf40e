"""What every answer tells the browser: which sources it may use, where a form may go, what it may keep."""

from __future__ import annotations

from flask import Flask, Response, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

from pdday.config import Config

#: No inline script and no inline style anywhere; wasm is the badge reader's, blob its camera picture.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: A static file's address changes with its bytes.
FOR_A_YEAR = "public, max-age=31536000, immutable"
#: Pages name people and places; a shared computer must not show them after signing out.
NEVER_KEPT = "no-store"


def init_app(app: Flask) -> None:
    """Set the headers on every answer of `app`."""
    config: Config = app.config["PDDAY"]
    https_only = StrictTransportSecurity().max_age(31_536_000).include_subdomains() if config.secure else None
    security = Secure(
        csp=ContentSecurityPolicy().value(POLICY),
        hsts=https_only,
        permissions=PermissionsPolicy().camera("self").microphone().geolocation(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        xfo=XFrameOptions().deny(),  # what frame-ancestors says, for browsers that do not know it
    )

    @app.after_request
    def set_headers(response: Response) -> Response:
        security.set_headers(response)
        if request.endpoint == "static" and response.status_code in {200, 206, 304}:
            response.headers["Cache-Control"] = FOR_A_YEAR
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = NEVER_KEPT
        return response
