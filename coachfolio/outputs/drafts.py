"""What was written, in words."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from coachfolio.base.words import shown
from coachfolio.editing.drafts import Draft

__all__ = ["then", "written_lines"]


def then(folder: str) -> str:
    """What comes after a command that somebody is told to type: the folder, unless they are in it."""
    return f" {shown(shlex.quote(folder), 300)}" if folder else ""


def written_lines(drafts: Sequence[Draft], folder: str) -> Iterator[str]:
    """Which files were written and which were changed, and the next step. `folder` is put before their paths."""
    for draft in drafts:
        place = shown("/".join(filter(None, (folder, draft.path))), 300)
        yield f"Written: {place}" if draft.before is None else f"Changed: {place}"
    yield f"Look at {'it' if len(drafts) == 1 else 'them'}, and save as you save everything else."
