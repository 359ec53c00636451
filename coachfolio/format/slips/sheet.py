"""The lines of a text while they are read, and what was found so far."""

from __future__ import annotations

import re

from coachfolio.format.schemas import Schema
from coachfolio.format.slips.outline import FieldFound, decoration_in, field_in, is_unknown_field, item_in
from coachfolio.format.slips.slip import Line, OpenSection, Slip, indent_of

__all__ = ["Sheet"]


class Sheet:
    """One text: its lines, those that were read, and the sections that are open. The reader is the rest of it."""

    def __init__(self, lines: list[Line], part: Schema) -> None:
        self.lines = lines
        self.part = part
        self.at = 0
        self.out: list[Line] = []
        self.slips: list[Slip] = []
        self.frames: list[OpenSection] = []
        self.frames_closed: list[OpenSection] = []
        """The items that were read, the last one at the end."""
        self.prefix = ""
        """What the next line has before its field: the dash of the item that it begins."""

    def text(self, at: int | None = None) -> str:
        at = self.at if at is None else at
        return self.lines[at].text if at < len(self.lines) else ""

    def emit(self, text: str | None = None, *, end: bool = True) -> None:
        """The line that it is at, as it is or as it has to be, and on to the next."""
        line = self.lines[self.at]
        new = line.text if text is None else text
        if self.prefix:
            new, self.prefix = self.prefix + new[len(self.prefix) :], ""
        self.out.append(Line(new, line.origin))
        self.at += 1

    def say(self, rule: str, message: str, hint: str, *, at: int | None = None, **more: object) -> None:
        """A slip at the line that it is at; one more line of the last slip where it is the same in a row."""
        origin = self.lines[min(self.at if at is None else at, len(self.lines) - 1)].origin
        last = self.slips[-1] if self.slips else None
        mends = bool(more.get("mends", True))
        if last and (last.rule, last.message, last.hint, last.mends) == (rule, message, hint, mends):
            if origin not in last.lines:
                self.slips[-1] = Slip(
                    rule, message, hint, (*last.lines, origin), last.column, last.end_column, mends, last.concealed
                )
            return
        column = more.get("column", 0)
        self.slips.append(Slip(rule, message, hint, (origin,), column if isinstance(column, int) else 0, 0, mends))

    def following(self, at: int) -> int:
        """The next line with something on it; the number of lines where there is none."""
        at += 1
        while at < len(self.lines) and not self.text(at).strip():
            at += 1
        return at

    def field_at(self, at: int, *, prose: bool = False) -> FieldFound | None:
        after = self.following(at)
        followed = False
        if after < len(self.lines):
            deeper = indent_of(self.text(after)) > indent_of(self.text(at)) or item_in(self.text(after)) is not None
            followed = deeper or field_in(self.text(after), self.frames, prose=False, followed=False) is None
        return field_in(self.text(at), self.frames, prose=prose, followed=followed)

    def is_structure(self, at: int, *, prose: bool) -> bool:
        """Whether a line ends the text above it."""
        text = self.text(at)
        body = text.strip()
        if body.startswith("#") or re.fullmatch(r"---|\.\.\.", text.rstrip()) or decoration_in(text) is not None:
            return True
        item = item_in(text)
        if item and any(frame.dash is not None and indent_of(text) <= frame.dash for frame in self.frames):
            return True
        found = self.field_at(at, prose=prose)
        if found:
            there = found.name.field in self.frames[found.depth].names
            return not (prose and there and found.name.how != "exact")
        return not prose and is_unknown_field(text) and len(body.split(":")[0].split()) <= 2

    def section(self, frame: OpenSection) -> None:
        """Read the fields of one section, up to the first line that is none of its own."""
        raise NotImplementedError

    def decoration(self) -> bool:
        """Make a remark of a line that only decorates. False where it is none."""
        raise NotImplementedError

    def heading_of_field(self) -> bool:
        """Make a field of a heading such as ## Reflection with text below it. False where it is none."""
        raise NotImplementedError
