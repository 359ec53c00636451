"""Carrying a plan out: every file is changed, or none."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Final

from coachfolio.base.words import shown
from coachfolio.editing.drafts import ChangedMeanwhile, NotWritten, change_files
from coachfolio.editing.forgetting.facts import ForgettingPlan, NotForgotten
from coachfolio.editing.forgetting.remembered import remember
from coachfolio.editing.forgetting.saved import digest_of
from coachfolio.editing.renaming import rename, renaming

__all__ = ["carry_out", "give_plain_names"]

_WHEN: Final = re.compile(r"\d{4}-\d\d(?:-\d\d)?")


def carry_out(plan: ForgettingPlan) -> None:
    """Change the files as planned: every one of them, or none.

    Raises NotForgotten where the folder is not kept in git, or has something unsaved that would be lost. Raises it also
    where a file has changed since the plan was made, and where the folder cannot be written to.
    """
    if not plan.kept_in_git:
        raise NotForgotten(
            "This folder is not kept in git, so there would be no way back from a slip of the keys. Nothing was "
            "changed. Begin with coachfolio init, and save. Then forget the client."
        )
    if plan.unsaved:
        more = f" and {len(plan.unsaved) - 1} more" if len(plan.unsaved) > 1 else ""
        raise NotForgotten(
            f"{shown(plan.unsaved[0], 200)}{more} would change and is not saved as it is now, so there would be no way "
            "back from a slip of the keys. Nothing was changed. Save first: coachfolio save"
        )
    folder = Path(plan.folder)
    try:
        tells = [f"{plan.inside}{by_hand.path}" for by_hand in plan.by_hand]
        remember(Path(plan.top), plan.client, [*plan.told.paths, *tells])
        change_files(folder, plan.changes, lambda path: digest_of(folder / path, "sha256") == plan.before[path])
    except ChangedMeanwhile as error:
        raise NotForgotten(
            f"{shown(str(error), 200)} was changed by something else just now. Nothing was changed. Try again."
        ) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise NotForgotten(
            f"The files could not be written: {reason}. Nothing was changed. See that the folder can be written to "
            "and that there is room on the disk, and try again."
        ) from None


def give_plain_names(plan: ForgettingPlan) -> tuple[str, ...]:
    """Give files that stay, and whose names say more than a day and the code, names that do not.

    Returns the paths of those that keep their names, as what somebody judged has to.
    """
    kept = []
    for path in plan.telling_names:
        if not (Path(plan.folder) / path).exists():
            continue
        old = PurePosixPath(path).stem
        day = _WHEN.match(old)
        plain = f"{day[0] if day else 'contact'}-{plan.client.lower()}"
        for number in range(1, 100):
            try:
                made = renaming(plan.folder, old, plain if number == 1 else f"{plain}-{number}")
            except NotWritten as error:
                if "already" in str(error):
                    continue
                kept.append(path)
                break
            rename(made)
            break
    return tuple(kept)
