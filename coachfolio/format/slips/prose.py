"""Text below a field of text, however it was written: at the margin, without |, with a first-line indent."""

from __future__ import annotations

import re
from typing import Final

from coachfolio.format.documents.nodes import MappingNode, NotYaml, ScalarNode, TooDeep, compose
from coachfolio.format.slips.marks import mended_value, split_remark
from coachfolio.format.slips.outline import FieldFound, field_in
from coachfolio.format.slips.sheet import Sheet
from coachfolio.format.slips.slip import STEP, Line, OpenSection, Slip, indent_of

__all__ = ["text_field"]

_BLOCK: Final = re.compile(r"[|>](?:[1-9][+-]?|[+-][1-9]?)?(?:\s+#.*)?")
_BAR: Final = re.compile(r"\|\s*(?=\S)(?!#)")
_BESIDE: Final = (
    "Begin the text on lines of its own below it, two spaces further than the field, whose own line ends with |."
)


def text_field(reader: Sheet, frame: OpenSection, found: FieldFound, start: str) -> None:
    """A field of text at the line that the reader is at; `start` is what stands before its value."""
    value, name = found.value, found.name.field
    body = _body(reader, frame, found)
    lines = [reader.text(at) for at in body]
    margin = [at for at in body if reader.text(at).strip() and indent_of(reader.text(at)) <= frame.column]
    first = next((at for at in body if reader.text(at).strip()), None)
    bar = bool(value) and not _BLOCK.fullmatch(value) and bool(_BAR.match(value))
    letter = value in ("l", "I", "ǀ", "¦", "!") and first is not None
    if _BLOCK.fullmatch(value):
        _block(reader, frame, found, start, body, margin)
        return
    if bar or letter:
        if bar:
            reader.say(
                "quote-needed", f"Nothing may stand behind | on the line of {name}: its text begins below.", _BESIDE
            )
        else:
            reader.say(
                "quote-needed",
                f"Behind the colon of {name} stands the letter {value}, where | was meant: the text is on lines of "
                "its own.",
                f"Write {name}: |",
            )
        _as_block(reader, frame, found, start, body, value[1:].strip())
        return
    quote = value[:1] in "\"'" and value[:1] != "" and body and _closes(value, lines)
    if quote and margin:
        _quoted_over_lines(reader, frame, name, start, body, margin)
        return
    if body and ":" not in found.separator and not value:
        _as_block(reader, frame, found, start, body, value)
        return
    if quote or (body and not margin and _reads(start + value, lines)):
        reader.emit(start + value)
        for _ in body:
            reader.emit()
        return
    if not any(line.strip() for line in lines):
        _one_line(reader, found, start)
        return
    _say_why(reader, frame, found, body, margin)
    _as_block(reader, frame, found, start, body, value)


def _body(reader: Sheet, frame: OpenSection, found: FieldFound) -> list[int]:
    """The lines that belong to the text, without blank ones at its end."""
    value = found.value
    block = bool(_BLOCK.fullmatch(value) or _BAR.match(value))
    at_margin = False
    going_on = not value or bool(_BLOCK.fullmatch(value)) or bool(_BAR.match(value))  # nothing was said yet
    body: list[int] = []
    end = 0
    at = reader.at + 1
    while at < len(reader.lines):
        text = reader.text(at)
        if not text.strip():
            body.append(at)
            at += 1
            continue
        deeper = indent_of(text) > frame.column and not (frame.dash is not None and indent_of(text) <= frame.dash)
        if deeper and block:
            going_on = True
        elif deeper:
            other = field_in(text, reader.frames, prose=False, followed=False)
            known = other is not None and other.name.how == "exact" and ":" in other.separator
            new = known and other is not None and other.name.field not in reader.frames[other.depth].names
            if new and (value or not (other and other.value)):
                break
            going_on = going_on or not value
        elif reader.is_structure(at, prose=at_margin or (going_on and not (block and end))):
            break
        else:
            going_on = at_margin = True
        body.append(at)
        end = len(body)
        at += 1
    return body[:end]


def _closes(value: str, lines: list[str]) -> bool:
    """Whether text in quotation marks goes on over the lines to their very end."""
    mark = value[0]
    whole = [line.strip() for line in lines if line.strip()]
    inside = value[1:] + "".join(whole)
    closes = bool(whole) and whole[-1].endswith(mark) and not value[1:].rstrip().endswith(mark)
    return closes and mark not in inside[:-1]


def _reads(header: str, lines: list[str]) -> bool:
    """Whether YAML reads the lines as one text."""
    indent = len(header) - len(header.lstrip())
    snippet = "\n".join([header, *lines]) + "\n"
    if header.lstrip().startswith("- "):
        snippet = " " * indent + "  " + header.lstrip()[2:] + "\n" + "\n".join(lines) + "\n"
    try:
        root = compose(snippet)
    except (NotYaml, TooDeep):
        return False
    if not isinstance(root, MappingNode) or len(root.value) != 1:
        return False
    return isinstance(root.value[0][1], ScalarNode)


def _one_line(reader: Sheet, found: FieldFound, start: str) -> None:
    value = found.value
    marked = mended_value(value, free=True, name=found.name.field) if value else None
    if marked is None:
        reader.emit(start + value)
        return
    stops = marked.open and reader.following(reader.at) >= len(reader.lines)
    reader.say(marked.rule, marked.message, marked.hint, column=found.value_at + marked.offset, mends=not stops)
    reader.emit(start + marked.source)


def _say_why(reader: Sheet, frame: OpenSection, found: FieldFound, body: list[int], margin: list[int]) -> None:
    """What keeps the lines from being read as text."""
    name = found.name.field
    inside = f"Write {name}: | and put the whole text on lines of its own below it, each indented two spaces further."
    if margin:
        _say_margin(reader, name, body, margin, inside)
        return
    if found.value and mended_value(found.value, free=True, name=name):
        marked = mended_value(found.value, free=True, name=name)
        assert marked is not None
        reader.say(marked.rule, marked.message, inside, column=found.value_at + marked.offset)
        return
    for at in body:
        line = reader.text(at)
        if "\t" in line[: len(line) - len(line.lstrip())]:
            reader.say("tab", f"There is a tab before the text of {name}, where spaces belong.", inside, at=at)
            continue
        plain = re.sub(r"^[-*+•–] ", "", line.strip())
        marked = mended_value(plain, free=True, name=name) if plain else None
        if marked or line.lstrip().startswith("#"):
            reader.say(
                marked.rule if marked else "text-after-hash",
                marked.message
                if marked
                else f"A line that begins with # is a remark, and this one stands inside the text of {name}.",
                inside,
                at=at,
            )
            return
    reader.say("text-as-field", f"The text of {name} cannot be read as one text.", inside)


def _say_margin(reader: Sheet, name: str, body: list[int], margin: list[int], hint: str) -> None:
    """One slip for all lines at the margin, at the first one of each paragraph."""
    begins = [at for at in margin if at - 1 not in margin or not reader.text(at - 1).strip()]
    last = reader.slips[-1] if reader.slips else None
    reader.say(
        "text-as-field",
        f"This line belongs to the text of {name}, as it seems, and does not begin under it.",
        hint,
        at=begins[0],
    )
    slip = reader.slips[-1]
    if slip is not last:
        head = [reader.lines[reader.at].origin] if reader.at not in begins else []
        origins = (*(reader.lines[at].origin for at in begins), *head)
        reader.slips[-1] = Slip(slip.rule, slip.message, slip.hint, origins)


def _quoted_over_lines(
    reader: Sheet, frame: OpenSection, name: str, start: str, body: list[int], margin: list[int]
) -> None:
    _say_margin(
        reader,
        name,
        body,
        margin,
        f"Indent it two spaces further than {name}, or write the text on lines of its own after |, without quotation "
        "marks.",
    )
    lines = [reader.lines[reader.at], *(reader.lines[at] for at in body)]
    mark = lines[0].text[len(start) :].strip()[:1]
    texts = [lines[0].text[len(start) :].strip()[1:], *(line.text.strip() for line in lines[1:])]
    texts[-1] = texts[-1].removesuffix(mark)
    reader.emit(f"{start.rstrip()} |")
    base = " " * (frame.column + STEP)
    reader.out.append(Line(base + texts[0], lines[0].origin))
    for piece in texts[1:]:
        reader.emit(base + piece if piece else "")


def _as_block(reader: Sheet, frame: OpenSection, found: FieldFound, start: str, body: list[int], value: str) -> None:
    """The field with its text on lines of its own below it."""
    base = frame.column + STEP
    plain, remark = split_remark(value) if not body else (value, "")
    header = f"{start.rstrip()} |{remark}"
    if plain.strip():
        origin = reader.lines[reader.at]
        reader.emit(header)
        reader.out.append(type(origin)(" " * base + plain.strip(), origin.origin))
    else:
        reader.emit(header)
    deeper = [
        indent_of(reader.text(at))
        for at in body
        if indent_of(reader.text(at)) > frame.column and reader.text(at).strip()
    ]
    least = min(deeper, default=base)
    first = not plain.strip()
    for at in body:
        text = reader.text(at)
        if not text.strip():
            reader.emit("")
            continue
        more = 0 if first else max(indent_of(text) - least, 0) if indent_of(text) > frame.column else 0
        reader.emit(" " * (base + more) + text.strip(" \t\xa0"))
        first = False


def _block(
    reader: Sheet, frame: OpenSection, found: FieldFound, start: str, body: list[int], margin: list[int]
) -> None:
    """Text below | or >: lines that do not begin under it are put there."""
    name = found.name.field
    content = [at for at in body if reader.text(at).strip()]
    deeper = [at for at in content if at not in margin]
    explicit = bool(re.match(r"[|>][+-]?[1-9]", found.value))
    reader.emit(start + found.value)
    if explicit or not content:
        for _ in body:
            reader.emit()
        return
    widths = [indent_of(reader.text(at)) for at in deeper]
    common = max(sorted(set(widths)), key=widths.count, default=frame.column + STEP)
    base = min((each for each in widths if widths.count(each) > 1), default=common) if widths else common
    base = max(
        min(base, widths[1]) if len(widths) == 2 and widths[0] > widths[1] > frame.column + 1 else base,
        frame.column + 1,
    )
    if len(widths) == 2 and widths[0] < widths[1]:
        base = widths[0]
    if widths and widths[0] == frame.column + STEP:
        base = widths[0]
    hint = f"Indent it like the other lines of {name}, {base} spaces in, so that the text stands on lines of its own."
    if margin:
        _say_margin(reader, name, body, margin, hint)
    for at in body:
        text = reader.text(at)
        lead = text[: len(text) - len(text.lstrip(" \t\xa0"))]
        if not text.strip():
            reader.emit()
        elif at in margin:
            reader.emit(" " * base + text.strip(" \t\xa0"))
        elif "\t" in lead or "\xa0" in lead:
            reader.say(
                "tab" if "\t" in lead else "invisible-character",
                f"There is a tab before the text of {name}, where spaces belong."
                if "\t" in lead
                else f"The spaces before the text of {name} are no ordinary ones.",
                hint,
                at=at,
            )
            reader.emit(" " * base + text.strip(" \t\xa0"))
        elif indent_of(text) < base:
            reader.say(
                "text-as-field",
                f"This line of {name} does not begin under the others: its indent is too small.",
                hint,
                at=at,
            )
            reader.emit(" " * base + text.strip())
        elif at == content[0] and indent_of(text) > base:
            reader.say(
                "not-yaml",
                f"The first line of {name} has a larger indent than those below it, as in a book.",
                f"Begin it under the others, {base} spaces in.",
                at=at,
            )
            reader.emit(" " * base + text.strip())
        else:
            reader.emit()
