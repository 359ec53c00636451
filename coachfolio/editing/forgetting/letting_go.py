"""The last of forgetting: the client goes off the list of clients."""

from __future__ import annotations

import os
from pathlib import Path

from coachfolio.confidentiality.earlier import Sought
from coachfolio.confidentiality.key import KEY_FILE, BrokenKey, key_from
from coachfolio.editing.drafts import Draft, NotWritten, as_it_is, write
from coachfolio.format.documents import read
from coachfolio.format.documents.splicing import CannotSplice, entry_taken_out
from coachfolio.format.documents.text import BOM
from coachfolio.format.documents.values import shape_of

__all__ = ["let_go"]


def let_go(folder: str | os.PathLike[str], client: str, sought: Sought) -> bool:
    """Take a client off the list of clients, and nothing else; whether nothing of them is on it any more.

    What is written in a way that takes no change by a program is left as it is.
    """
    if not Path(folder, KEY_FILE).is_file():
        return sought.key is None
    try:
        draft = as_it_is(folder, KEY_FILE)
        mark = BOM if draft.after.startswith(BOM) else ""
        text = draft.after.removeprefix(BOM)
        key = key_from(text.encode("utf-8"))
        if client in key.codes:
            new = entry_taken_out(text, ("clients", client))
            if key_from(new.encode("utf-8")).codes != tuple(code for code in key.codes if code != client):
                return False
            if _rest(new, client) != _rest(text, client):
                return False
            write([Draft(draft.folder, draft.path, draft.before, mark + new)])
            text = new
    except (NotWritten, CannotSplice, BrokenKey):
        return False
    return not sought.has_name(text)


def _rest(text: str, client: str) -> object:
    """What a list says of everybody else."""
    fields = dict(read(KEY_FILE, text.encode("utf-8"), shape_of("private-clients")).fields or {})
    clients = {code: about for code, about in (fields.pop("clients", None) or {}).items() if code != client}
    return fields, clients
