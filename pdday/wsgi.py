"""The application that gunicorn serves, set up for a process that stays."""

import gc

from pdday import logs
from pdday.app import create_app

logs.set_up()
app = create_app()

# What is loaded by now stays until the end: the collector need not look through it again and again. Nor need it come
# after every 700 objects, when one page makes thousands and drops them at its end. Without this one page in twenty
# waited a tenth of a second more (docs/speed.md).
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
