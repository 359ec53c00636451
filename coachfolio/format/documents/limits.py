"""Bounds on what is read. A file beyond one is a finding, never a crash or a wait."""

from typing import Final

MAX_FILE_BYTES: Final = 256 * 1024
"""One evidence file, in bytes: about sixty times a sheet of 600 words."""

MAX_DEPTH: Final = 32
"""Sections and lists inside one another. The format itself needs six."""

MAX_REPEATED: Final = 1_000
"""Values that repeats (YAML's & and *) may add to one file."""

MAX_NUMBER_LENGTH: Final = 40
"""Characters of a number; anything longer is read as text."""

MAX_NUMBER: Final = 2**53
"""Up to here every whole number has a decimal of its own; anything larger is read as text."""

MAX_PROBLEMS: Final = 100
"""Findings of one kind in one file; more of them would say nothing new."""
