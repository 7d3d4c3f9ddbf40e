"""Shared glue for views; knows no feature."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Give `app` its filters, headers and error pages."""
