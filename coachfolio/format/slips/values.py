"""Single values that do not fit: what each was meant to be, written in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from coachfolio.base.diagnostics import Where
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed
from coachfolio.format.documents.nodes import Node, ScalarNode
from coachfolio.format.documents.places import span_of
from coachfolio.format.documents.splicing import node_at
from coachfolio.format.documents.text import lines_of
from coachfolio.format.schemas import ANNOTATION, Schema
from coachfolio.format.slips.choices import choice_in
from coachfolio.format.slips.clocks import clock_meant
from coachfolio.format.slips.days import day_meant, period_meant
from coachfolio.format.slips.durations import minutes_meant
from coachfolio.format.slips.known import Known
from coachfolio.format.slips.marks import in_marks
from coachfolio.format.slips.meaning import Meaning
from coachfolio.format.slips.names import code_in, evidence_in, known_part, reference_in

__all__ = ["Known", "Repair", "part_at", "repair_for", "replaced"]


@frozen()
class Repair(Frozen):
    """What a value was meant to be."""

    where: Where
    source: str = ""
    """As it is written; empty where only the person can say."""
    hint: str = ""
    """What to write instead, in a sentence."""
    remark: str = ""
    block: tuple[str, ...] = ()
    """The lines below the field, where it is a list or a section and no brackets are around it."""
    on_name: bool = False
    """Whether it is the field's name that is replaced."""


_REFERENCE: Final = re.compile(r"[,;&+]|\band\b")
_BELOW: Final = "Write each on a line of its own below it, with a hyphen and a space"
_FIELDS_BELOW: Final = "Write its fields on lines of their own below it, two spaces further in"
_ONE_CLIENT: Final = (
    "One contact is with one client. Write the code of one, or declare the group as a client of its own in "
    "portfolio.yaml, with kind: group."
)
_NUMBERS: Final = {
    word: str(number)
    for number, word in enumerate(
        ["nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}


def part_at(part: Schema | None, where: Where) -> Schema | None:
    """The part of a schema for a place."""
    for step in where:
        if part is None:
            return None
        part = part.get("items") if isinstance(step, int) else known_part(part, step)
    return part


def repair_for(where: Where, value: Any, part: Schema, known: Known, beside: Mapping[str, Any]) -> Repair | None:
    """What a value that does not fit was meant to be; None where nothing can be said of it.

    `beside` are the other fields of its section.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    kinds = part.get("type", ())
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    if "array" in kinds and isinstance(value, str):
        return _list(where, value, part, known)
    if "object" in kinds and isinstance(value, str) and "string" not in kinds:
        return _section(where, value, part)
    if "object" in kinds and isinstance(value, list) and where and where[-1] == "clients":
        return None
    if not isinstance(value, str):
        return _of_list(where, value, part)
    refers = part.get(ANNOTATION, {}).get("refers")
    refers = refers or ("criterion" if part.get(ANNOTATION, {}).get("bare") == "criterion" else None)
    if refers:
        return _reference(where, value, str(refers), known)
    if where == ("qualification",):
        same = [pack for pack in known.packs if pack.casefold() == value.strip().casefold()]
        return Repair(where, same[0], f"Write {same[0]}") if same else None
    meant = _single(str(where[-1]) if where else "", value, part, known, beside)
    if meant is None:
        return None
    return _written(where, meant, quotes=part.get(ANNOTATION, {}).get("format") == "time")


def _single(name: str, value: str, part: Schema, known: Known, beside: Mapping[str, Any]) -> Meaning | None:
    if "enum" in part:
        return choice_in(value, part)
    if part.get("format") == "date":
        days = [known.day, *(str(each) for each in beside.values() if re.fullmatch(r"\d{4}-\d\d-\d\d", str(each)))]
        return day_meant(value, near=[day for day in days if day], start=beside.get("start"))
    if part.get(ANNOTATION, {}).get("format") == "time":
        return clock_meant(value, beside.get("minutes"))
    if part.get("type") in ("integer", "number"):
        return _number(name, value, part, beside)
    return None


def _number(name: str, value: str, part: Schema, beside: Mapping[str, Any]) -> Meaning | None:
    if "minutes" in name:
        start = beside.get("start")
        clock = clock_meant(str(start)).value if start else None
        meant = minutes_meant(value, start=clock)
        if not meant.is_plain:
            return meant if meant.asks else Meaning(asks=part.get(ANNOTATION, {}).get("hint", ""))
        most = part.get("maximum", meant.value)
        return meant if part.get("minimum", 0) <= meant.value <= most else None
    plain = value.strip().strip("\"'").casefold()
    plain = _NUMBERS.get(plain, plain)
    match = re.fullmatch(r"v?(\d+)(?:\.0+)?(?:\s+(?:people|persons|sessions|words|participants))?\.?", plain)
    return Meaning(value=int(match[1])) if match else None


def _written(where: Where, meant: Meaning, *, quotes: bool) -> Repair:
    if not meant.is_plain:
        return Repair(where, hint=meant.asks)
    source = f'"{meant.value}"' if quotes else str(meant.value)
    more = " What stands behind it can follow after # as a remark." if meant.remark else ""
    return Repair(where, source, f"Write {source}{'' if source.endswith('.') else '.'}{more}", meant.remark)


def _reference(where: Where, value: str, refers: str, known: Known) -> Repair | None:
    if refers == "client":
        found = code_in(value, known.clients)
        if found is None:
            several = [code for code in known.clients if re.search(rf"\b{re.escape(code)}\b", value)]
            if len(several) > 1:
                return Repair(where, hint=_ONE_CLIENT)
            return None
        named = value.strip() != found and re.search(r"[A-Za-z]{3,}", value.replace(found, ""))
        more = " A name has no place here: it stays in your private list of clients." if named else ""
        return Repair(where, found, f"Write {found}.{more}")
    if refers in ("person", "party"):
        found = code_in(value, known.people)
        return Repair(where, found, f"Write {found}.") if found else None
    if refers in ("criterion", "unit"):
        return _criterion(where, value, known.criteria if refers == "criterion" else known.units)
    found = evidence_in(value, known.ids)
    return Repair(where, found, f"Write {found}, without folder and ending .yaml.") if found else None


def _criterion(where: Where, value: str, refs: Sequence[str]) -> Repair | None:
    found = reference_in(value, refs)
    if found:
        return Repair(where, found, f"Write {found}.")
    several = _several(value, refs)
    if several and where and isinstance(where[-1], int):
        items = " and ".join(f"- {ref}" for ref in several)
        return Repair(where, "\n".join(several), f"Write each as an item of its own: {items}")
    return None


def _several(value: str, refs: Sequence[str]) -> list[str] | None:
    """References in one text, of which the later ones may leave their unit out."""
    found: list[str] = []
    for piece in _REFERENCE.split(value.strip("()[] ")):
        unit = found[-1].rpartition("/")[0] if found else ""
        ref = reference_in(piece, refs) or (reference_in(f"{unit}/{piece}", refs) if unit else None)
        if ref is None:
            return None
        found.append(ref)
    return found if found and len(set(found)) == len(found) else None


def _list(where: Where, value: str, part: Schema, known: Known) -> Repair | None:
    item = part["items"]
    notes = item.get(ANNOTATION, {})
    refers = notes.get("refers") or ("criterion" if notes.get("bare") == "criterion" else "")
    if refers in ("criterion", "unit"):
        refs = _several(value, known.criteria if refers == "criterion" else known.units)
        if refs is None:
            return None
        source = f"[{', '.join(refs)}]"
        items = tuple(f"- {ref}" for ref in refs)
        return Repair(where, source, f"It is a list. {_BELOW}: {' and '.join(items)}", block=items)
    if refers == "evidence":
        ids = [evidence_in(piece, known.ids) for piece in _REFERENCE.split(value)]
        if not all(ids):
            return None
        source = f"[{', '.join(str(each) for each in ids)}]"
        items = tuple(f"- {id}" for id in ids)
        return Repair(where, source, f"It is a list. {_BELOW}: {' and '.join(items)}", block=items)
    if item.get("type") == "string" and not refers and not {"pattern", "enum", "format"} & item.keys():
        if ";" in value or "\n" in value:
            return Repair(
                where,
                hint="It is a list. Write each item on a line of its own, beginning with a hyphen and a space (- ).",
            )
        return Repair(
            where,
            f"- {value}",
            "It is a list. Write it on a line of its own below, beginning with a hyphen and a space (- ).",
        )
    return None


def _of_list(where: Where, value: Any, part: Schema) -> Repair | None:
    """A list where one value is wanted: brackets around it, left from a form."""
    if isinstance(value, list) and "enum" in part and len(value) == 1:
        return Repair(where, hint=choice_in(str(value[0]), part).asks or f"Write {value[0]}.")
    if isinstance(value, list) and part.get(ANNOTATION, {}).get("refers") == "client":
        return Repair(where, hint=_ONE_CLIENT)
    return None


def _section(where: Where, value: str, part: Schema) -> Repair | None:
    name = str(where[-1]) if where else ""
    if name == "period" and (days := period_meant(value)):
        source = f"{{from: {days[0]}, to: {days[1]}}}"
        lines = (f"from: {days[0]}", f"to: {days[1]}")
        return Repair(where, source, f"It is a section. {_FIELDS_BELOW}: {' and '.join(lines)}", block=lines)
    if name == "clients":
        codes = [piece for piece in re.split(r"[,;\s]+", value) if piece]
        if codes and all(re.fullmatch(r"[A-Z]{1,3}[0-9]{1,4}", code) for code in codes):
            return Repair(
                where,
                "{" + ", ".join(f"{code}: {{}}" for code in codes) + "}",
                "Write each code on a line of its own below, with a colon and what you say of the client behind it.",
                block=tuple(f"{code}: {{}}" for code in codes),
            )
        return None
    fields = part.get("properties", {})
    needed = part.get("required", ())
    if len(where) == 2 and where[0] == "people" and "role" in fields:
        role = choice_in(value, fields["role"])
        if role.is_plain:
            return Repair(
                where,
                f"{{role: {role.value}}}",
                f"It is a section. {_FIELDS_BELOW}: role: {role.value}",
                block=(f"role: {role.value}",),
            )
        return Repair(where, hint=f"It is a section. {_FIELDS_BELOW}, with the role among them.")
    if list(needed) == ["name"]:
        line = f"name: {_plain(value)}"
        return Repair(where, f"{{{line}}}", f"It is a section. {_FIELDS_BELOW}: name: and the name.", block=(line,))
    if fields:
        return Repair(where, hint=f"It is a section. {_FIELDS_BELOW}, such as {listed(list(fields)[:3])}.")
    return None


def _plain(value: str) -> str:
    return value if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ._/()'-]*", value) else in_marks(value)


def renamed_key(where: Where, known: Sequence[str]) -> Repair | None:
    """A client's code or a short name that is written nearly right."""
    owner, key = str(where[0]), str(where[-1])
    if owner == "clients" and re.fullmatch(r"[A-Za-z]{1,3}[ -]?[0-9]{1,4}", key):
        code = re.sub(r"[ -]", "", key).upper()
    elif owner == "people":
        code = re.sub(r"[^a-z0-9]+", "-", key.casefold()).strip("-")
    else:
        return None
    if not code or code in known:
        return None
    form = "capital letters and digits" if owner == "clients" else "a short name of small letters, digits and hyphens"
    return Repair(where, code, f"Write {code}: {form}.", on_name=True)


# --- put in place


def replaced(text: str, repair: Repair) -> str | None:
    """The text with a value, or a name, in the place of another, and everything around it as it was."""
    node = _key_at(text, repair.where) if repair.on_name else node_at(text, repair.where)
    if node is None:
        return None
    lines = lines_of(text)
    span = span_of(node, lines)
    if span.line != span.end_line and not isinstance(node, ScalarNode):
        return None
    starts = _starts(text)
    begin, end = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
    source = repair.source
    holder = node_at(text, repair.where[:-1])
    flow = bool(getattr(holder, "flow_style", False))
    indent = " " * _column_of_field(lines[span.line - 1])
    if repair.block and not flow and isinstance(repair.where[-1], str):
        while text[begin - 1] == " ":
            begin -= 1
        source = "".join(f"\n{indent}  {line}" for line in repair.block)
        rest = re.match(r"[ \t]+#.*", text[end:])
        if rest:  # a remark stays beside the name
            return text[:begin] + rest[0] + source + text[end + rest.end() :]
    elif "\n" in source or source.startswith("- "):
        if flow and not source.startswith("- "):
            source = source.replace("\n", ", ")
        elif flow:
            source = f"[{in_marks(source[2:])}]"
        elif isinstance(repair.where[-1], int):
            source = source.replace("\n", f"\n{indent}- ")
        else:
            value = text[begin:end] if source.startswith("- ") else ""
            inner = f"\n{indent}  - {value}" if value else "".join(f"\n{indent}  {line}" for line in source.split("\n"))
            while text[begin - 1] == " ":
                begin -= 1
            source = inner
    after = text[end:]
    if repair.remark:
        if flow or re.match(r"[ \t]*#", after):
            return None
        source += f"  # {repair.remark}"
    return text[:begin] + source + after


def _column_of_field(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def _key_at(text: str, where: Where) -> Node | None:
    holder = node_at(text, where[:-1])
    for key, _ in getattr(holder, "value", ()) or ():
        if isinstance(key, ScalarNode) and key.value == where[-1]:
            return key
    return None
