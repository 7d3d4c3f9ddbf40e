"""What gunicorn loads."""

from pdday import logs
from pdday.app import create_app
from pdday.words import LANGUAGES, translations

logs.set_up()
app = create_app()
for language in LANGUAGES:  # read now (0.2 s), not while somebody waits for the first page in that language
    translations(language)
