"""The tolerant reading of lines: every slip of form, and the text without those that have one meaning.

The schema says which fields a section has and what each holds, so a line is known for what it is where YAML is at a
loss. A line that is in order is left as it is.
"""

from __future__ import annotations

import re
from typing import Final

from coachfolio.format.schemas import Schema
from coachfolio.format.slips.durations import minutes_meant
from coachfolio.format.slips.listing import list_field, map_field
from coachfolio.format.slips.marks import is_balanced, mended_value, split_remark
from coachfolio.format.slips.outline import (
    FieldFound,
    decoration_in,
    field_in,
    is_fence,
    is_unknown_field,
    item_in,
    pasted_note,
)
from coachfolio.format.slips.prose import text_field
from coachfolio.format.slips.sheet import Sheet
from coachfolio.format.slips.slip import Line, OpenSection, Slip, holds, indent_of
from coachfolio.format.slips.tables import field_table

__all__ = ["Reader"]

_PROPER: Final = re.compile(r" ?: *")


class Reader(Sheet):
    """Goes through the lines of one text once."""

    def read(self) -> None:
        self.lines, slip = field_table(self.lines, self.part)
        if slip:
            self.slips.append(slip)
        self.without_fences()
        self.without_list()
        self.frames.append(OpenSection(self.part, 0))
        self.section(self.frames[0])

    # --- sections

    def section(self, frame: OpenSection) -> None:
        """The fields of one section, up to the first line that is none of its own."""
        depth = len(self.frames) - 1
        while self.at < len(self.lines):
            text = self.text()
            if not text.strip():
                self.emit()
                continue
            if text.lstrip().startswith("#") and not self.prefix:
                if not self.heading_of_field():
                    self.emit()
                continue
            if not self.prefix and frame.dash is not None and item_in(text) and indent_of(text) <= frame.dash:
                return
            if self.decoration():
                continue
            found = self.field_at(self.at)
            if found and found.depth < depth:
                return
            if found:
                self.field(frame, found)
                continue
            if frame.dash is not None and item_in(text):
                return
            if is_unknown_field(text) or pasted_note(text):
                if indent_of(text) < frame.column and depth:
                    return
                self.unknown()
                continue
            if depth:
                return
            self.stray(frame)

    def unknown(self) -> None:
        """A field that the schema does not have, with what belongs to it."""
        column = indent_of(self.text())
        note = pasted_note(self.text())
        if note:
            word = self.text().strip().split(":")[0].split(" ")[0]
            self.say(
                "unknown-field",
                f"{word}: is {note} that was pasted in, and is no field.",
                "Delete the line, or make it a remark with # and a space in front.",
                mends=False,
            )
        self.emit(f"# {self.text().strip()}" if note and self.text().count(": ") > 1 else self._quoted_line())
        while self.at < len(self.lines) and (not self.text().strip() or indent_of(self.text()) > column):
            if self.text().strip() and self.field_at(self.at):
                return
            self.emit(self._quoted_line())

    def _quoted_line(self) -> str | None:
        """A line under a field of one's own, with a value in quotation marks that cannot be read mended."""
        match = re.match(r"^(\s*(?:- )?[\w -]+:\s+)([\"'].*)$", self.text())
        if not match:
            return None
        marked = mended_value(match[2].rstrip(), free=True, name=match[1].strip(" -:\t"))
        if marked is None:
            return None
        self.say(marked.rule, marked.message, marked.hint)
        return match[1] + marked.source

    def decoration(self) -> bool:
        """A line that only decorates, made a remark."""
        words = decoration_in(self.text())
        if words is None:
            return False
        drawn = not words
        self.say(
            "text-as-field",
            "This line is drawn with signs such as _ or hyphens (- ) and has no field's name and colon."
            if drawn
            else "This is a remark as web pages have it, and not with a # in front.",
            "Delete it, or begin it with # and a space: then it is a remark.",
        )
        self.emit(f"# {self.text().strip() if drawn else words}")
        return True

    def heading_of_field(self) -> bool:
        """A heading such as ## Reflection, with the text of that field below it."""
        body = self.text().strip()
        match = re.fullmatch(r"#+\s*([A-Za-z][A-Za-z _-]{2,30}?)\s*:?\s*#*", body)
        after = self.following(self.at)
        if not match or after >= len(self.lines) or indent_of(self.text(after)) > indent_of(self.text()):
            return False
        found = field_in(f"{match[1]}:", self.frames, prose=True, followed=True)
        if not found or self.is_structure(after, prose=False):
            return False
        frame = self.frames[found.depth]
        part = frame.part["properties"][found.name.field]
        if holds(part) != "text" or found.name.field in frame.names or found.depth != len(self.frames) - 1:
            return False
        if item_in(self.text(after)):
            return False
        self.say(
            "text-as-field",
            f"The heading {match[1]} begins with #, so it is a remark and no field, and the text below it has none.",
            f"Write {found.name.field}: | in its place, and indent the text two spaces further.",
        )
        self.slips[-1] = Slip(
            self.slips[-1].rule,
            self.slips[-1].message,
            self.slips[-1].hint,
            (self.lines[self.at].origin, self.lines[after].origin),
        )
        self.lines[self.at] = Line(f"{' ' * frame.column}{found.name.field}:", self.lines[self.at].origin)
        return True

    def stray(self, frame: OpenSection) -> None:
        """A line of text where a field is expected."""
        ahead = any(self.field_at(at) for at in range(self.at + 1, len(self.lines)))
        body = self.text().strip()
        if not frame.names and ahead and self.at <= 5:
            shown = body if len(body) <= 40 and body.replace(" ", "").isalnum() else "it"
            self.say(
                "text-as-field",
                "This is a heading, and has no field's name and colon.",
                "Begin it with # and a space: then it is a remark. A title goes behind title: and a space.",
            )
            self.emit(f"# {body}" if shown else None)
            return
        if re.fullmatch(r"---|\.\.\.", self.text().rstrip()):
            self.say(
                "several-documents",
                f"The line {body} begins a second document, and one file holds one piece of evidence.",
                "Give the second its own file. If it is a line in your text, indent it under the field.",
                mends=False,
            )
            self.emit(f"# {body}")
            return
        named = f" The field above it is {frame.last}." if frame.last else ""
        last = self.at == len(self.lines) - 1 or not "".join(
            self.text(at) for at in range(self.at + 1, len(self.lines))
        )
        stops = " The file may stop here in the middle of a word." if last and " " not in body else ""
        self.say(
            "text-as-field",
            f"This line stands where a field is expected, and has no field's name and colon.{stops}",
            "If it belongs to the text above, indent it two spaces further than that field, whose line ends with |."
            + named,
            mends=False,
        )
        self.emit(f"# {body}")

    # --- fields

    def field(self, frame: OpenSection, found: FieldFound) -> None:
        """One field of a section, with everything that it holds."""
        name = found.name.field
        part = frame.part["properties"][name]
        kind = holds(part)
        if name in frame.names:
            self.again(frame, found)
            return
        self.between_prose(frame, found, kind)
        frame.names[name] = self.lines[self.at].origin
        frame.last = name
        start = self.header(frame, found)
        if kind == "text":
            text_field(self, frame, found, start)
        elif kind == "list":
            list_field(self, frame, found, part, start)
        elif kind in ("section", "map") and not found.value:
            self.emit(start)
            if kind == "map":
                map_field(self, frame, name, part["additionalProperties"])
            else:
                self.inner(frame, part)
        else:
            self.word(found, start, kind)

    def inner(self, frame: OpenSection, part: Schema) -> None:
        after = self.at if self.text().strip() else self.following(self.at)
        if after < len(self.lines) and indent_of(self.text(after)) > frame.column:
            self.frames.append(OpenSection(part, indent_of(self.text(after))))
            self.section(self.frames[-1])
            self.frames.pop()

    def word(self, found: FieldFound, start: str, kind: str) -> None:
        """A number, a choice, a day or a code: one value in one line."""
        name, value = found.name.field, found.value
        last = self.following(self.at) >= len(self.lines)
        marked = mended_value(value, free=kind != "section", name=name) if value else None
        if value[:1] in ("[", "{") and kind == "word":
            marked = None if is_balanced(value) else marked
        if marked:
            self.say(marked.rule, marked.message, marked.hint, column=found.value_at, mends=not (last and marked.open))
            value = marked.source
        if found.name.in_hours:
            minutes = minutes_meant(split_remark(value)[0], unit="hours")
            if minutes.is_plain:
                self.slips[-1] = Slip(
                    self.slips[-1].rule,
                    self.slips[-1].message,
                    f"Write {name}: {minutes.value}",
                    self.slips[-1].lines,
                )
                value = f"{minutes.value}{split_remark(value)[1]}"
        if value and "\t" in value.strip() and not found.separator.endswith("\t"):
            value = re.sub(r"\t+", " ", value)
        self.emit(start + value)

    def header(self, frame: OpenSection, found: FieldFound) -> str:
        """What stands before the value, as it has to be; what was wrong with it is said."""
        name, text = found.name.field, self.text()
        indent = indent_of(text)
        column = frame.column
        dash = bool(self.prefix)
        lead = text[: len(text) - len(text.lstrip(" \t\xa0"))]
        if "\t" in lead or "\xa0" in lead:
            self.say(*_TAB if "\t" in lead else _HARD)
        elif indent != column and not dash:
            self.misplaced(name, indent, column)
        proper = bool(_PROPER.fullmatch(found.separator)) and (found.separator.endswith(" ") or not found.value)
        if not proper:
            self.say(*_separator(found), column=indent_of(text) + len(found.written))
        if found.written != name:
            self.renamed(found)
        if proper and found.written == name and indent == column and not {"\t", "\xa0"} & set(lead):
            return text[: found.value_at]
        return f"{' ' * column}{name}:{' ' if found.value else ''}"

    def misplaced(self, name: str, indent: int, column: int) -> None:
        """A field that does not begin under the others; one more line of a run of them."""
        side = "too far to the right" if indent > column else "too far to the left"
        where = "at the margin" if not column else f"{column} spaces in, under the other fields of its section"
        last, origin = self.slips[-1] if self.slips else None, self.lines[self.at].origin
        hint = f"Begin it {where}, with spaces."
        if last and last.hint == hint and side in last.message and last.lines[-1] == origin - 1:
            self.slips[-1] = Slip(last.rule, last.message, last.hint, (*last.lines, origin), also="This line too.")
            return
        self.say(
            "not-yaml",
            f"The field {name} begins {side}: its indent is not that of the fields beside it.",
            hint,
        )

    def renamed(self, found: FieldFound) -> None:
        name = found.name.field
        self.say(
            "unknown-field",
            f"There is no field {_shown(found.written)} here: it is called {name}.",
            f"Write {name}: and keep what stands behind it."
            if not found.name.in_hours
            else f"Write {name}: and the number of minutes, which is hours times 60.",
        )

    def between_prose(self, frame: OpenSection, found: FieldFound, kind: str) -> None:
        """A line such as Actions: in the middle of text at the margin may be a field, or part of the text."""
        after = self.following(self.at)
        before = frame.part["properties"].get(frame.last)
        if (
            found.name.how != "form"
            or not found.value
            or holds(before) != "text"
            or kind not in ("list", "text")
            or after >= len(self.lines)
            or indent_of(self.text(after)) > frame.column
            or self.is_structure(after, prose=True)
            or item_in(self.text(after))
        ):
            return
        self.say(
            "text-as-field",
            f"The line {_shown(found.written)}: is read as the field {found.name.field}, and text goes on below it.",
            f"If it belongs to the text of {frame.last}, indent the whole text two spaces further than {frame.last}, "
            f"whose line ends with |. If it is the field, move the text below it up to {frame.last}.",
            mends=False,
        )
        first = frame.names[frame.last]
        slip = self.slips[-1]
        self.slips[-1] = Slip(slip.rule, slip.message, slip.hint, (first, *slip.lines), mends=False)

    def again(self, frame: OpenSection, found: FieldFound) -> None:
        """A field that was there already: dropped where it says the same, left for the person where it does not."""
        name = found.name.field
        first = frame.names[name]
        column = indent_of(self.text())
        end = self.at + 1
        while end < len(self.lines) and (not self.text(end).strip() or indent_of(self.text(end)) > column):
            end += 1
        while not self.text(end - 1).strip():
            end -= 1
        mine = [line.text.strip() for line in self.lines[self.at : end]]
        start = next((number for number, line in enumerate(self.out) if line.origin == first), 0)
        theirs = [line.text.strip() for line in self.out[start : start + len(mine)]]
        is_list = holds(frame.part["properties"][name]) == "list"
        goes_on = is_list and frame.last == name and not found.value and len(mine) > 1
        same = mine == theirs or (len(mine) == 1 and mine[0].split(":")[-1].strip() == theirs[0].split(":")[-1].strip())
        what = "and says the same" if same else "and the list goes on" if goes_on else "and only one could be read"
        text = holds(frame.part["properties"][name]) == "text"
        hint = (
            "Delete this one, which says the same."
            if same
            else f"Delete this line {name}:, so that what follows belongs to the list above."
            if goes_on
            else f"Look at both, and keep the one that is right. Where both are meant, put both below one {name}: |"
            if text
            else "Look at both, and keep the one that is right."
        )
        self.say("duplicate-field", f"The field {name} is here twice, {what}.", hint, mends=same or goes_on)
        slip = self.slips[-1]
        self.slips[-1] = Slip(
            slip.rule, slip.message, slip.hint, (slip.lines[0], first), mends=slip.mends, also="It is here first."
        )
        if goes_on:
            self.at += 1
            list_field(self, frame, found, frame.part["properties"][name], None)
            return
        self.at = end  # what is dropped is not read any further

    def without_list(self) -> None:
        """A file that is a list of one piece: the hyphen before its first field is taken away."""
        content = [number for number, line in enumerate(self.lines) if line.text.strip() and line.text[:1] != "#"]
        item = item_in(self.lines[content[0]].text) if content else None
        if (
            not item
            or not item.proper
            or not field_in(item.rest, [OpenSection(self.part, 0)], prose=False, followed=False)
        ):
            return
        if any(indent_of(self.lines[number].text) < item.rest_at for number in content[1:]):
            return
        self.at = content[0]
        self.say(
            "not-yaml",
            "A hyphen stands before the first field, which makes the file a list, and it is one piece of evidence.",
            "Take the hyphen away, and begin every field at the margin.",
        )
        self.at = 0
        self.lines = [Line(line.text[item.rest_at :], line.origin) for line in self.lines]

    def without_fences(self) -> None:
        kept = []
        for number, line in enumerate(self.lines):
            if is_fence(line.text):
                self.at = number
                self.say(
                    "quote-needed",
                    "A line of three backticks (```) is the edge of an example, and no part of it.",
                    "Delete this line.",
                )
            else:
                kept.append(line)
        self.at = 0
        self.lines = kept


_TAB: Final = (
    "tab",
    "There is a tab here, which cannot be told from spaces by eye.",
    "Type spaces instead: two for each step to the right.",
)
_HARD: Final = (
    "invisible-character",
    "There is a space here that is no ordinary space (U+00A0), as pasted text often has.",
    "Delete it and type the space again.",
)


def _separator(found: FieldFound) -> tuple[str, str, str]:
    name, apart = found.name.field, found.separator
    hint = "A field is its name, a colon and a space, and then what it holds."
    if "：" in apart:
        return "not-yaml", f"The colon behind {name} is a wide one, of another keyboard.", hint
    if ":" not in apart:
        return "not-yaml", f"There is no colon behind {name}.", f"Write {name}: and a space, and then what it holds."
    if "\t" in apart:
        return "tab", f"There is a tab behind the colon of {name}.", "Type one space instead."
    if "\xa0" in apart or "\u3000" in apart:
        return (
            "invisible-character",
            f"The space behind the colon of {name} is no ordinary space (U+00A0), as pasted text often has.",
            "Delete it and type the space again.",
        )
    return "not-yaml", f"There is no space behind the colon of {name}.", hint


def _shown(written: str) -> str:
    return re.sub(r"[\u00ad\u200b-\u200f\ufeff]", "", written)[:40]
