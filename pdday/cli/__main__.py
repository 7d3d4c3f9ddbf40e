"""`python -m pdday.cli`: how the command starts its own children."""

from pdday.cli import main

main()
