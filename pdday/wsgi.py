"""The one line gunicorn loads."""

from pdday.app import create_app

app = create_app()
