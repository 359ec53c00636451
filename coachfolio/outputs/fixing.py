"""What would be mended, or was, in words and as the lines that change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from coachfolio.base.words import count, safe, shown

if TYPE_CHECKING:
    from coachfolio.editing.fixing import FilePlan, FixPlan

__all__ = ["diff_lines", "mended_lines", "offer"]


def offer(mends: int, folder: str) -> str:
    """The line that says how many findings the program could mend."""
    from coachfolio.outputs.drafts import then

    what = "one of these" if mends == 1 else f"{mends} of these"
    return f"coachfolio fix{then(folder)} mends {what}; with --diff it shows them first."


def mended_lines(plan: FixPlan, folder: str, *, done: str = "mended") -> Iterator[str]:
    """Which files were changed and which were moved."""
    for file in plan.files:
        place = shown("/".join(filter(None, (folder, file.path))), 300)
        slips = f" ({count(file.mends, 'slip')} {done})" if done == "mended" else ""
        if file.path != file.new_path:
            yield f"Moved: {place} is now {shown(file.new_path, 300)}{slips}"
        else:
            yield f"Changed: {place}{slips}"


def diff_lines(plan: FixPlan) -> Iterator[str]:
    """The lines that change, each with - as it is and + as it would be."""
    for file in plan.files:
        yield from (safe(line.rstrip("\r\n")) for line in _diff(file))


def _diff(file: FilePlan) -> Iterator[str]:
    import difflib

    if file.path != file.new_path:
        yield f"moved {file.path} to {file.new_path}"
    before, after = (data.decode("utf-8", "replace").splitlines() for data in (file.before, file.after))
    lines = list(difflib.unified_diff(before, after, file.path, file.new_path, lineterm="", n=2))
    yield from lines
    if not lines and file.before != file.after:
        yield f"--- {file.path}: the same words, in UTF-8 with line ends that are alike"
