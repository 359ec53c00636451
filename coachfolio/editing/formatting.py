"""Files written strictly: one way for each value that the reader takes in several ways.

Nothing that a file says is changed, and no remark. A value that other programs would take for something else, such as
a time without quotation marks, gets them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any, Final

from coachfolio.editing.fixing import FilePlan, FixPlan, is_wanted
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents import read
from coachfolio.format.documents.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose
from coachfolio.format.documents.places import span_of
from coachfolio.format.documents.splicing import has_repeats
from coachfolio.format.documents.text import BOM, lines_of, outside_text_blocks
from coachfolio.format.documents.values import shape_of
from coachfolio.format.schemas import ANNOTATION, Schema, schema
from coachfolio.format.slips.marks import in_marks
from coachfolio.format.slips.names import known_part
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE
from coachfolio.portfolio.sources import Folder, Source

__all__ = ["format_plan", "formatted"]

_GUESSED: Final = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null|~)|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|0[xo][0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|nan)"
    r"|\d{4}-\d\d?-\d\d?(?:[Tt ]+\d.*)?",
    re.IGNORECASE,
)
"""What another reader of YAML takes for a number, a day, or yes and no."""


def format_plan(place: str | os.PathLike[str] | Source, *, only: str = "") -> FixPlan:
    """What would be written otherwise in the files that are in order. Raises NoPortfolio.

    What was judged, and what was decided on it, is left byte for byte as it is.
    """
    source: Source = Folder(place) if isinstance(place, str | os.PathLike) else place
    portfolio = open_portfolio(source)
    pinned = {name.split("/")[0] for piece in portfolio.evidence for name in getattr(piece, "contents", None) or ()}
    paths = [piece.path for piece in portfolio.evidence if piece.id not in pinned and not hasattr(piece, "contents")]
    if portfolio.file is not None:
        paths.append(PORTFOLIO_FILE)
    plans = []
    for path in sorted(paths):
        if is_wanted(path, only):
            before = source.read(path)
            after = formatted(before, "portfolio" if path == PORTFOLIO_FILE else str(kind_of_path(path)))
            if after != before:
                plans.append(FilePlan(path, path, before, after, 1))
    return FixPlan(tuple(plans))


def formatted(data: bytes, kind: str) -> bytes:
    """The bytes of one file in order, written strictly; as they are where that cannot be proved."""
    shape = shape_of(kind)
    before = read("", data, shape)
    if before.fields is None:
        return data
    text = data.decode("utf-8").removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    text = _without_blanks_at_ends(text)
    if not has_repeats(text):
        text = _values(text, schema(kind))
    after = read("", text.encode("utf-8"), shape)
    same = after.fields == before.fields and len(after.problems) <= len(before.problems)
    return text.encode("utf-8") if same else data


def _without_blanks_at_ends(text: str) -> str:
    """Without blanks at the ends of lines that are no part of a block of text, and with one line end at the end."""
    lines = lines_of(text)
    outside = {number for number, _ in outside_text_blocks(text)}
    kept = [line.rstrip(" ") if number in outside or not line.strip() else line for number, line in enumerate(lines, 1)]
    return "\n".join(kept).rstrip("\n") + "\n"


def _values(text: str, part: Schema) -> str:
    lines = lines_of(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    edits = []
    for node, inner in _scalars(compose(text), part):
        span = span_of(node, lines)
        source = _strict(node, inner)
        if source is not None and span.line == span.end_line:
            begin = starts[span.line - 1]
            edits.append((begin + span.column - 1, begin + span.end_column - 1, source))
    for begin, end, source in sorted(edits, reverse=True):
        text = text[:begin] + source + text[end:]
    return text


def _scalars(node: Node | None, part: Any) -> Iterator[tuple[ScalarNode, Any]]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _scalars(value, known_part(part or {}, key.value))
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalars(item, (part or {}).get("items"))
    elif isinstance(node, ScalarNode) and part is not None:
        yield node, part


def _strict(node: ScalarNode, part: Schema) -> str | None:
    """How a value is written; None where it is so already."""
    raw: str = node.value
    notes = part.get(ANNOTATION, {})
    kinds = part.get("type", ())
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    if notes.get("format") == "yes-no":
        meant = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}.get(raw.strip().lower())
        return meant if meant != raw or node.style else None
    if node.style:
        return None
    if kinds & {"integer", "number"}:
        number = float(raw) if re.fullmatch(r"[-+]?[0-9]+(?:\.[0-9]*)?", raw) else None
        if number is not None and number.is_integer():
            return str(int(number)) if raw != str(int(number)) else None
        return None
    if "string" in kinds and part.get("format") != "date" and _GUESSED.fullmatch(raw):
        return in_marks(raw)
    return None
