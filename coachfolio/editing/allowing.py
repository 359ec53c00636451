"""Words that look like a client's name and are none: written into the private list, with the reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from coachfolio.base.words import shown
from coachfolio.confidentiality.key import KEY_FILE, key_from
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, with_item

__all__ = ["allowing"]


def allowing(folder: str | os.PathLike[str], text: str, *, because: str, only_in: str = "") -> Draft:
    """The list of clients with words that may stand in the portfolio, or only in one file or folder of it.

    `text` are the words as they stand there. What names a client for sure may be allowed in one place only.
    Raises NotWritten, and BrokenKey where the list cannot be used.
    """
    text, because = " ".join(text.split()), " ".join(because.split())
    if not os.path.lexists(Path(folder, KEY_FILE)):
        raise NotWritten(f"There is no list of clients here, {KEY_FILE}, so no words are looked for.")
    if not because:
        raise NotWritten("Say after --because why these words are no client's name.")
    draft = as_it_is(folder, KEY_FILE)
    assert draft.before is not None
    key = key_from(draft.before.encode("utf-8"))
    place = _place(folder, only_in)
    found = key.matcher.found(text, place) or key.matcher.found(f"I saw {text} there", place)
    if not found:
        raise NotWritten("Nothing in these words is taken for a client's name, or they are allowed already.")
    if any(hit.weight == "blocks" for hit in found) and not place:
        raise NotWritten(
            "These words name a client of your list. They can be allowed in one place only: say with --in which."
        )
    item: dict[str, Any] = {"text": text, "reason": because, **({"path": place} if place else {})}
    return with_item(draft, ("allowed",), item)


def _place(folder: str | os.PathLike[str], only_in: str) -> str:
    """A file of the portfolio, or a folder of it with a stroke at its end. Raises NotWritten."""
    if not only_in:
        return ""
    path = os.path.normpath(only_in).replace(os.sep, "/")
    inside = not (path == ".." or path.startswith(("../", "/")) or Path(only_in).is_absolute())
    if inside and Path(folder, path).is_dir():
        return f"{path}/"
    if not inside or not Path(folder, path).is_file():
        raise NotWritten(f"There is no file or folder {shown(only_in, 100)} here. Write it as a finding shows it.")
    return path
