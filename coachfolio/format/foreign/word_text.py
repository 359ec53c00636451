"""The words of one paragraph of a Word document: runs, fields to fill in, boxes to tick, changes that are tracked.

What is read is what the page shows once every change is accepted. What stands in a control that nobody filled in is the
template's and no answer.
"""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from coachfolio.format.foreign.word_styles import child, on, value

__all__ = [
    "CHOICES",
    "NOT_FILLED_IN",
    "STRUCK_OUT",
    "TICKED",
    "UNCHECKED",
    "Paragraph",
    "ParagraphReader",
    "day_of_control",
]

TICKED: Final = "☒"
UNCHECKED: Final = "☐"
STRUCK_OUT: Final = "that a tracked change takes out"
NOT_FILLED_IN: Final = "that a control shows until it is filled in"
CHOICES: Final = ("dropDownList", "comboBox", "checkbox")
"""Controls in which something is chosen, and nothing written."""
_WRAPPERS: Final = frozenset(
    (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "customXml",
        "dir",
        "bdo",
        "sdtContent",
        "fldSimple",
        "Choice",
        "Fallback",
    )
)
_TAKEN_OUT: Final = frozenset(("del", "moveFrom"))
_SIGNS: Final = {"noBreakHyphen": "-", "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n"}
_SYMBOLS: Final = {
    "F0FE": TICKED,
    "F0FD": TICKED,
    "F0FC": TICKED,
    "F052": TICKED,
    "F054": TICKED,
    "F0A8": UNCHECKED,
    "F06F": UNCHECKED,
    "F0A3": UNCHECKED,
    "F0B7": "\N{BULLET}",
    "F0E0": "→",
}
"""Letters of Wingdings that are boxes and arrows."""
_COUNTED: Final = ("PAGE", "NUMPAGES", "SECTIONPAGES", "FILENAME", "PRINTDATE", "SAVEDATE", "TOC", "PAGEREF")
"""Fields whose result the program works out by itself: it is nobody's word."""


@dataclass
class Paragraph:
    """What one paragraph says."""

    text: str = ""
    about: ET.Element | None = None
    strong: bool = False
    chosen: bool = False
    """Whether it has boxes, or a list to choose from."""
    day: datetime.date | None = None
    """What a control for a day holds, where the paragraph has one."""
    inner: list[ET.Element] = field(default_factory=list)
    """What lies in text boxes that are anchored here."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Footnotes that are referred to here: `footnotes` or `endnotes`, and the id."""
    joins_next: bool = False
    """Whether its end was taken out by a tracked change."""


@dataclass
class _Field:
    """A field to fill in, or one that Word works out, while its parts go by."""

    about: ET.Element
    code: str = ""
    shows: bool = False
    """Whether its result goes by, and not its code."""


class ParagraphReader:
    """Reads paragraphs one after the other: a field may begin in one and end in another."""

    def __init__(self, bold: Callable[[ET.Element | None], bool]) -> None:
        self._bold = bold
        self._fields: list[_Field] = []
        self._said: list[str] = []
        self._weights: list[tuple[bool, int]] = []
        self._now = Paragraph()
        self.left: Counter[str] = Counter()
        """Words that were passed over, by why."""
        self.inserted: Counter[str] = Counter()
        """Pictures and other things that have no words."""

    def read(self, paragraph: ET.Element) -> Paragraph:
        """The words of a paragraph."""
        about = child(paragraph, "pPr")
        self._said, self._weights = [], []
        self._now = Paragraph(about=about)
        self._now.joins_next = child(about, "rPr", "del") is not None or child(about, "rPr", "moveFrom") is not None
        for inner in paragraph:
            self._inline(inner)
        self._now.text = _tidied("".join(self._said))
        letters = sum(number for _, number in self._weights)
        by_style = self._bold(about)
        self._now.strong = letters > 0 and (
            by_style or sum(number for strong, number in self._weights if strong) == letters
        )
        return self._now

    def _inline(self, element: ET.Element) -> None:
        tag = element.tag
        if tag == "r":
            self._run(element)
        elif tag == "sdt":
            self._control(element)
        elif tag == "fldSimple" and _code_of(element.get("instr", "")) in _COUNTED:
            return
        elif tag == "AlternateContent":
            self._inline_all(_alternative(element))
        elif tag in _WRAPPERS:
            self._inline_all(element)
        elif tag in _TAKEN_OUT:
            self.pass_over(element, STRUCK_OUT)
        elif tag in ("oMath", "oMathPara"):
            self._say("".join(inner.text or "" for inner in element.iter("t")), strong=False)

    def _inline_all(self, element: ET.Element | None) -> None:
        for inner in element if element is not None else ():
            self._inline(inner)

    def pass_over(self, element: ET.Element, why: str) -> None:
        """Count the words in it among those that are left out."""
        said = " ".join(inner.text or "" for inner in element.iter() if inner.tag in ("t", "delText"))
        self.left[why] += len(said.split())

    def _control(self, control: ET.Element) -> None:
        about, content = child(control, "sdtPr"), child(control, "sdtContent")
        box = child(about, "checkbox")
        if box is not None:
            self._box(on(box, "checked"))
            return
        if child(about, "showingPlcHdr") is not None:
            self.pass_over(control, NOT_FILLED_IN)
            return
        if any(child(about, kind) is not None for kind in CHOICES):
            self._now.chosen = True
        day = child(about, "date")
        if day is not None:
            self._now.day = day_of_control(day) or self._now.day
        self._inline_all(content)

    def _box(self, ticked: bool) -> None:
        self._now.chosen = True
        self._say(TICKED if ticked else UNCHECKED, strong=False)

    # --- runs

    def _run(self, run: ET.Element) -> None:
        about = child(run, "rPr")
        if on(about, "vanish") and not self._fields:
            self.pass_over(run, "that are hidden")
            return
        strong = on(about, "b")
        for element in run:
            self._in_run(element, strong)

    def _in_run(self, element: ET.Element, strong: bool) -> None:
        tag = element.tag
        if tag == "t":
            if self._is_shown():
                self._say(element.text or "", strong=strong)
        elif tag == "fldChar":
            self._field(element)
        elif tag == "instrText":
            if self._fields and not self._fields[-1].shows:
                self._fields[-1].code += element.text or ""
        elif tag in _SIGNS:
            if self._is_shown() and element.get("type") != "page":
                self._say(_SIGNS[tag], strong=strong)
        elif tag == "sym":
            self._symbol(element)
        elif tag in ("footnoteReference", "endnoteReference"):
            kind = tag.removesuffix("Reference") + "s"
            number = element.get("id", "")
            self._now.notes.append((kind, number))
            self._say(f"[^{number}]", strong=strong)
        elif tag in ("drawing", "pict", "object", "AlternateContent"):
            self._drawn(element)

    def _symbol(self, element: ET.Element) -> None:
        sign = element.get("char", "").upper()
        shown = _SYMBOLS.get(sign) if "wing" in element.get("font", "").casefold() or sign in _SYMBOLS else None
        if shown in (TICKED, UNCHECKED):
            self._box(shown == TICKED)
        elif shown:
            self._say(shown, strong=False)
        elif re.fullmatch(r"[0-9A-F]{4}", sign) and not 0xE000 <= int(sign, 16) <= 0xF8FF:
            self._say(chr(int(sign, 16)), strong=False)

    def _drawn(self, element: ET.Element) -> None:
        """A picture, or a text box. What Word keeps twice, for older programs, is read once."""
        if element.tag == "AlternateContent":
            chosen = _alternative(element)
            element = element if chosen is None else chosen
        boxes = list(_boxes(element))
        self._now.inner += boxes
        if not boxes:
            self.inserted["object" if element.tag == "object" else "picture"] += 1

    def _is_shown(self) -> bool:
        return all(open.shows and _code_of(open.code) not in _COUNTED for open in self._fields)

    def _field(self, element: ET.Element) -> None:
        kind = element.get("fldCharType")
        if kind == "begin":
            self._fields.append(_Field(element))
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
            self._filled(self._fields[-1])
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if not ended.shows:
                self._filled(ended)

    def _filled(self, field_: _Field) -> None:
        """A box to tick or a list to choose from, as older forms have them."""
        about = child(field_.about, "ffData")
        box, choices = child(about, "checkBox"), child(about, "ddList")
        if box is not None:
            ticked = child(box, "checked")
            self._box(on(box, "checked") if ticked is not None else on(box, "default"))
        elif choices is not None:
            self._now.chosen = True
            entries = [inner.get("val", "") for inner in choices if inner.tag == "listEntry"]
            number = value(choices, "result") or value(choices, "default") or "0"
            if number.isdigit() and int(number) < len(entries):
                self._say(entries[int(number)], strong=False)

    def _say(self, text: str, *, strong: bool) -> None:
        self._said.append(text)
        if text.strip():
            self._weights.append((strong, len(text)))


def _boxes(element: ET.Element) -> Iterator[ET.Element]:
    """The text boxes in a drawing, from the outside in; what lies in one is found when it is read."""
    for inner in element:
        if inner.tag == "txbxContent":
            yield inner
        elif inner.tag == "AlternateContent":
            chosen = _alternative(inner)
            if chosen is not None:
                yield from _boxes(chosen)
        else:
            yield from _boxes(inner)


def _alternative(element: ET.Element) -> ET.Element | None:
    """Of two forms of the same thing the newer, where it has what is written in it."""
    forms = [inner for inner in element if inner.tag in ("Choice", "Fallback")]
    written = [form for form in forms if any(True for _ in form.iter("t"))]
    return next(iter(written or forms), None)


def _code_of(code: str) -> str:
    return next(iter(code.split()), "").upper()


def day_of_control(control: ET.Element) -> datetime.date | None:
    """The day that a control for days holds."""
    try:
        return datetime.date.fromisoformat(control.get("fullDate", "")[:10])
    except ValueError:
        return None


_SOFT: Final = re.compile("[\u00ad\u200b\ufeff\u2060]")


def _tidied(text: str) -> str:
    """The text without blanks that nobody sees: at the ends, around line ends, and those that fill an empty field."""
    text = _SOFT.sub("", text).replace("\u2002", " ").replace("\u00a0", " ")
    lines = [re.sub(r"[ \t]*\t[ \t]*", "\t", line).strip() for line in text.split("\n")]
    return "\n".join(lines).strip()
