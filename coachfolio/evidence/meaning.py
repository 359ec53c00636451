"""What a piece of evidence says, whatever its lines look like: the second identity of a content.

Remarks, layout, quotation marks, indents, the order of fields and the way in which a text is broken into lines are no
part of it. The kind is: the same words in another folder are other evidence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["meaning_of"]


def meaning_of(kind: str, fields: Mapping[str, Any]) -> str:
    """The SHA-256 of what the fields of evidence of a kind say, in hexadecimal.

    It is over the kind and the fields as JSON, in ASCII and without blanks outside of texts. Fields are sorted by name,
    and left out where they have no value. Every run of blanks and line ends in a text is one blank.
    """
    said = json.dumps([kind, _plain(fields)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return " ".join(value.split()) if isinstance(value, str) else value
