"""Reading a record whose older part is not on this computer (git calls such a record shallow)."""

from __future__ import annotations

from dataclasses import replace

from coachfolio.git.directory import OpenRecord
from coachfolio.git.process import Repository

__all__ = ["stopping_where_cut_off"]


def stopping_where_cut_off(record: OpenRecord) -> Repository:
    """The repository with the places marked where earlier history was left out: git stops there instead of failing."""
    if not record.shape.shallow:
        return record.repository
    marks = record.repository.folder / "cut-off"
    marks.write_text("".join(f"{save}\n" for save in record.shape.shallow), encoding="ascii")
    return replace(record.repository, variables={**record.repository.variables, "GIT_SHALLOW_FILE": str(marks)})
