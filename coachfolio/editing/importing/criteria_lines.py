"""Criteria in running text: headings, numbered lines and numbered lists of a document, pasted text or a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from coachfolio.editing.importing.criteria_read import CriteriaList, plain_number
from coachfolio.editing.importing.facts import Left
from coachfolio.format.foreign.contents import TextPassage

__all__ = ["UNIT_LINE", "OutlineSoFar", "take_heading", "take_passages"]

_REF: Final = r"(?:[A-Z]{1,3}\d[\w./-]*\d|\d{3,4}[-/]\d{2,4}|\d{3,4})"
UNIT_LINE: Final = re.compile(
    rf"(?:unit\s*(?:reference|ref|number|no\.?|code)?\s*[:–—-]?\s*(?P<ref>{_REF})|(?P<bare>[A-Z]{{1,2}}\d\.\d\d"
    r"|\d{4}-\d{3}))"
    r"(?:\s*(?:[:–—.-]|\s)\s*(?P<title>.*))?|unit\s*(?:title|name)?\s*[:–—-]\s*(?P<only>.+)"
    r"|unit\s+(?P<short>\d{1,2})\b\s*[:–—.-]?"
    r"\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_OUTCOME: Final = re.compile(
    r"(?:learning\s+outcome|LO|outcome|element)\s*(?P<number>\d{1,2})\s*[:.)–—-]*\s*(?P<text>.*)", re.IGNORECASE
)
_CRITERION: Final = re.compile(
    r"(?:AC\s*|assessment criterion\s*)?(?P<number>\d{1,2}\s?[.,]\s?\d{1,3}|s\d{1,2})(?P<end>[.):]*)"
    r"(?:\s+|(?=[A-Z])|$)(?P<text>.*)",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"(?P<number>\d{1,2})[.)]?\s+(?P<text>[A-Z(“\"].*)")
_ITEM: Final = re.compile(r"(?P<indent>\s*)(?P<number>\d+)\.$")
_STOPS: Final = re.compile(
    r"(?:assessment (?:guidance|requirements?|methods?)|indicative content|depth|guidance|sufficiency|resources|reading"
    r"|additional (?:information|guidance)|delivery (?:guidance|advice)|notes?|unit (?:aim|purpose)"
    r"|evidence requirements|aims?|purpose|range|content|assessor'?s? (?:feedback|comments?|name|signature)"
    r"|pass|refer(?:ral)?)\b\s*(?:[:–—-].*)?$",
    re.IGNORECASE,
)
_LABELS: Final = re.compile(
    r"(?:learning outcomes?.*|assessment criteria.*|the learner (?:will|can|should)\b.*|on completion of .*|criteria"
    r"|contents)[:.]?$",
    re.IGNORECASE,
)
_FIGURE: Final = re.compile(
    r"(?P<what>credits?(?: value)?|guided learning hours|GLH|level|total qualification time|TQT|UAN"
    r"|unit (?:reference|code))\s*[:–—-]?\s*(?P<value>[\w./-]+)\s*(?:hours|credits?)?\.?",
    re.IGNORECASE,
)
_FURNITURE: Final = re.compile(
    r"(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|©.*|.*\bversion \d.*|.*copyright.*", re.IGNORECASE
)


class OutlineSoFar:
    """Where in the outline of a document the reading stands."""

    def __init__(self) -> None:
        self.stopped = False
        self.lists = 0
        """The number of the last item of the outermost list."""


def take_heading(text: str, place: str, found: CriteriaList) -> bool:
    """Take a line that begins a unit or an outcome, or gives a unit's figure. False where it is none."""
    if figure := _FIGURE.fullmatch(text):
        _take_figure(figure["what"].casefold(), figure["value"], found)
        return True
    unit = UNIT_LINE.fullmatch(text)
    if unit and len(text) < 300:
        ref = unit["ref"] or unit["bare"] or unit["short"] or ""
        title = unit["title"] or unit["only"] or unit["rest"] or ""
        if unit["only"] and found.unit.ref and not found.unit.title and not found.unit.criteria:
            found.unit.title = title.strip()
        else:
            found.begin_unit(ref.replace("/", "-"), title.strip(" :–—-"), place)
        return True
    outcome = _OUTCOME.fullmatch(text)
    if outcome:
        found.begin_outcome(outcome["number"], outcome["text"])
        return True
    return False


def _take_figure(what: str, value: str, found: CriteriaList) -> None:
    number = float(value) if re.fullmatch(r"\d+(?:\.\d+)?", value) else None
    if what.startswith("credit") and number is not None:
        found.unit.credits = number
    elif what in ("guided learning hours", "glh") and number is not None:
        found.unit.guided_hours = number
    elif what in ("unit reference", "unit code") and not found.unit.ref:
        found.unit.ref = value.replace("/", "-")


def take_passages(passages: Iterable[TextPassage], found: CriteriaList) -> None:
    """Take the criteria of running text in their order; what is none is left out, and listed."""
    state = OutlineSoFar()
    for passage in passages:
        if passage.part in ("header", "footer", "comment"):
            found.left.append(Left(passage.text, passage.place, f"it stands in {_article(passage.part)}"))
            continue
        for number, line in enumerate(passage.text.split("\n")):
            if line.strip():
                _take_line(line.strip(" *_"), passage, state, found, first=number == 0)


def _article(part: str) -> str:
    return f"a {part}"


def _take_line(line: str, passage: TextPassage, state: OutlineSoFar, found: CriteriaList, *, first: bool) -> None:
    if take_heading(line, passage.place, found):
        state.stopped = False
        return
    if first and (item := _ITEM.fullmatch(passage.item)):
        _take_item(line, item, passage, state, found)
        return
    criterion = _CRITERION.fullmatch(line)
    if criterion and (criterion["text"] or first):
        number = plain_number(criterion["number"])
        assert number is not None
        odd = f"{criterion['number']}{criterion['end']}" if number[1] or criterion["end"].strip("):") else ""
        found.criterion(number[0], criterion["text"], passage.place, odd=odd)
        state.stopped = False
        return
    if (bare := _BARE.fullmatch(line)) and _may_be_outcome(bare["number"], found) and not state.stopped:
        found.begin_outcome(bare["number"], bare["text"])
        return
    if _STOPS.fullmatch(line):
        state.stopped = True
    elif _LABELS.fullmatch(line):
        state.stopped = False
        return
    is_text = not state.stopped and not passage.heading and not _FURNITURE.fullmatch(line)
    if not (is_text and found.more(line)):
        if passage.heading == 1 and not found.unit.criteria and not found.unit.title and not state.stopped:
            found.unit.title = line
            return
        found.left.append(Left(line, passage.place, "it is no criterion"))


def _take_item(line: str, item: re.Match[str], passage: TextPassage, state: OutlineSoFar, found: CriteriaList) -> None:
    """An item of a list that is numbered by itself: an outcome, a criterion below one, or a point below that."""
    deep, number = len(item["indent"]) // 2, item["number"]
    typed = _CRITERION.fullmatch(line)
    if typed and typed["text"]:
        plain = plain_number(typed["number"])
        assert plain is not None
        found.criterion(plain[0], typed["text"], passage.place)
    elif deep == 0 and found.outcome_number and state.lists == 0:
        found.criterion(f"{found.outcome_number}.{number}", line, passage.place)
    elif deep == 0:
        state.lists = int(number)
        found.begin_outcome(number, line)
    elif deep == 1 and found.outcome_number:
        found.criterion(f"{found.outcome_number}.{number}", line, passage.place)
    elif not found.more(line):
        found.left.append(Left(line, passage.place, "it is no criterion"))
    state.stopped = False


def _may_be_outcome(number: str, found: CriteriaList) -> bool:
    """Whether a bare number can begin the next outcome of the unit."""
    if not found.outcome_number:
        heads = {criterion.number.partition(".")[0] for criterion in found.unit.criteria}
        return number not in heads and (int(number) == 1 or str(int(number) - 1) in heads)
    return int(number) == int(found.outcome_number) + 1
