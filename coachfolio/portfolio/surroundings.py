"""What stands around a file of a portfolio and decides what was meant in it, and what its content is by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from coachfolio.evidence import kind_of_path
from coachfolio.evidence.model import PortfolioFile
from coachfolio.format.documents import read
from coachfolio.format.documents.values import shape_of
from coachfolio.format.fitting import fits
from coachfolio.format.packs import packs
from coachfolio.format.qualification import Qualification
from coachfolio.format.schemas import evidence_kinds, schema
from coachfolio.format.slips.known import Known
from coachfolio.portfolio.portfolio import ENDINGS, PORTFOLIO_FILE, id_of

__all__ = ["kind_by_content", "known_for"]

_DATED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-|$)")


def known_for(
    path: str, file: PortfolioFile | None, qualification: Qualification | None, paths: Iterable[str]
) -> Known:
    """What decides between two readings of a value in a file."""
    day = _DATED.match(id_of(path))
    return Known(
        day=day[1] if day else "",
        clients=tuple(file.clients) if file else (),
        people=tuple(file.people) if file else (),
        criteria=tuple(criterion.ref for criterion in qualification.criteria) if qualification else (),
        units=tuple(unit.ref for unit in qualification.units) if qualification else (),
        packs=tuple(packs()) if path == PORTFOLIO_FILE else (),
        ids=frozenset(id_of(other) for other in paths if other.lower().endswith(ENDINGS) and kind_of_path(other)),
    )


def kind_by_content(data: bytes, wanted: str = "") -> str:
    """The one kind of evidence that a file's fields fit; empty where they fit none or several.

    `wanted` is the kind that the file's place asks for: where the fields have most of what it needs, it is that.
    """
    document = read("", data, shape_of(wanted or evidence_kinds()[0]))
    if document.fields is None:
        return ""
    if wanted:
        from coachfolio.format.slips.names import name_in  # few files are asked about

        part = schema(wanted)
        names = {name.field for written in document.fields if (name := name_in(str(written), part))}
        return wanted if len(names & set(part["required"])) * 2 > len(part["required"]) else ""
    kinds = [kind for kind in evidence_kinds() if fits(_read_as(kind, data), kind)]
    return kinds[0] if len(kinds) == 1 else ""


def _read_as(kind: str, data: bytes) -> object:
    return read("", data, shape_of(kind)).fields
