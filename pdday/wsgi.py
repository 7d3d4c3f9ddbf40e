"""What gunicorn loads."""

from pdday import logs
from pdday.app import create_app

logs.set_up()
app = create_app()
