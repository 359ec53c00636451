"""`python -m coachfolio`."""

from coachfolio.cli import run

run()
