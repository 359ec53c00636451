"""What stands in a form: the values of a file as text to be changed, and what was filled in as the values of a file.

An entry is a text, or entries by name; what stands in a list is named by its number. A form is sent as flat pairs, and
`claims.0.how` is the entry `how` of the first claim. A number stays that of the file's own item for as long as the form
is open: what is taken out leaves a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, Final

from coachfolio.base.diagnostics import Where
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.format.documents import read
from coachfolio.format.documents.values import ANYTHING
from coachfolio.format.documents.writing import written
from coachfolio.format.forms import FormField
from coachfolio.format.spoken import minutes_in

__all__ = [
    "KEY",
    "VALUE",
    "Built",
    "FormEntry",
    "cannot_show",
    "entries_of",
    "pairs_of",
    "same",
    "tree_of",
    "values_from",
]

FormEntry = str | Mapping[str, "FormEntry"]

KEY: Final = "_name"
"""The entry for the name under which a section or a value stands, where a coach gives names."""
VALUE: Final = "_value"
_WHOLE: Final = re.compile("-?(?:0|[1-9][0-9]{0,15})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?")
_LINE_ENDS: Final = re.compile(r"\r\n|\r")
_MOST_NUMBER: Final = 9999
"""The highest number of an item that a form may send."""


# --- from a file


def entries_of(fields: tuple[FormField, ...], values: Mapping[str, Any]) -> dict[str, FormEntry]:
    """The entries of every field that has a value, as a form shows them."""
    return {part.name: _entry(part, values[part.name]) for part in fields if values.get(part.name) is not None}


def _entry(part: FormField, value: Any) -> FormEntry:
    if part.how == "section":
        return entries_of(part.parts, value if isinstance(value, Mapping) else {part.bare: value})
    if part.how == "sections":
        return {str(number): _item_entry(part, item) for number, item in enumerate(value)}
    if part.how == "list":
        assert part.item is not None
        return {str(number): _entry(part.item, item) for number, item in enumerate(value)}
    if part.how == "named":
        return {str(number): {KEY: name, **_under(part, value[name])} for number, name in enumerate(value)}
    if part.how == "text":
        return _text_of(value)
    return _words(value)


def _item_entry(part: FormField, item: Any) -> FormEntry:
    if isinstance(item, Mapping):
        return entries_of(part.parts, item)
    return {} if item is None else {part.bare: _words(item)}


def _under(part: FormField, value: Any) -> Mapping[str, FormEntry]:
    if part.item is not None:
        return {VALUE: _entry(part.item, value)} if value is not None else {}
    return entries_of(part.parts, value or {})


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _LINE_ENDS.sub("\n", str(value))


def _text_of(value: Any) -> str:
    return written(value, ANYTHING, in_lines=True) if value else ""


def cannot_show(fields: tuple[FormField, ...], values: Mapping[str, Any]) -> list[str]:
    """The fields whose values stand there in another form than their kind has: no form can show them."""
    return [part.name for part in fields if not _can_show(part, values.get(part.name))]


def _can_show(part: FormField, value: Any) -> bool:
    if value is None:
        return True
    if part.how in ("section", "text"):
        return isinstance(value, Mapping) and (part.how == "text" or not cannot_show(part.parts, value))
    if part.how == "sections":
        return isinstance(value, list) and all(_can_show_item(part, item) for item in value)
    if part.how == "list":
        assert part.item is not None
        return isinstance(value, list) and all(_can_show(part.item, item) for item in value)
    if part.how == "named":
        return isinstance(value, Mapping) and all(_can_show_under(part, item) for item in value.values())
    return not isinstance(value, Mapping | list)


def _can_show_item(part: FormField, item: Any) -> bool:
    if isinstance(item, Mapping):
        return not cannot_show(part.parts, item)
    return item is None or (bool(part.bare) and not isinstance(item, list))


def _can_show_under(part: FormField, item: Any) -> bool:
    if part.item is not None:
        return _can_show(part.item, item)
    return item is None or (isinstance(item, Mapping) and not cannot_show(part.parts, item))


# --- as pairs


def pairs_of(entries: Mapping[str, FormEntry], before: str = "") -> Iterable[tuple[str, str]]:
    """Entries as a form sends them."""
    for name, entry in entries.items():
        if isinstance(entry, str):
            yield f"{before}{name}", entry
        else:
            yield from pairs_of(entry, f"{before}{name}.")


def tree_of(fields: tuple[FormField, ...], pairs: Iterable[tuple[str, str]]) -> dict[str, FormEntry]:
    """The entries that a form sent. Names that no field has are left out, so that nothing else can be put in."""
    tree: dict[str, Any] = {}
    for name, said in pairs:
        steps = name.split(".")
        if _is_known(fields, steps):
            part = tree
            for step in steps[:-1]:
                part = part.setdefault(step, {})
            part[steps[-1]] = _LINE_ENDS.sub("\n", said)
    return tree


def _is_known(fields: tuple[FormField, ...], steps: list[str]) -> bool:
    """Whether these steps lead to one entry of the form."""
    part = next((part for part in fields if part.name == steps[0]), None)
    if part is None:
        return False
    rest = steps[1:]
    if part.how == "section":
        return bool(rest) and _is_known(part.parts, rest)
    if part.how not in ("list", "sections", "named"):
        return not rest
    if not rest or not rest[0].isdecimal() or not rest[0].isascii() or int(rest[0][:6]) > _MOST_NUMBER:
        return False
    if rest[0] != str(int(rest[0])):
        return False
    if part.how == "list":
        return len(rest) == 1
    if part.how == "named" and rest[1:] in ([KEY], [VALUE] if part.item is not None else [KEY]):
        return True
    return len(rest) > 1 and _is_known(part.parts, rest[1:])


# --- to values


@frozen()
class Built(Frozen):
    """The values of what was filled in."""

    value: Any
    """None where nothing is filled in."""
    places: Mapping[Where, str] = field(default_factory=dict)
    """The way to each value, below this one, with the name of its entry."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """The names of entries that cannot be read as values, with what is wrong."""
    kept: Mapping[Where, tuple[int | None, ...]] = field(default_factory=dict)
    """By the way to a list: of each item its number in the file, or None for a new one."""

    def below(self, step: str | int, name: str) -> _Parts:
        """Everything that is said of this value, seen from the one around it."""
        return (
            {(step, *where): f"{name}.{inner}" for where, inner in self.places.items()},
            {f"{name}.{inner}" if inner else name: said for inner, said in self.unread.items()},
            {(step, *where): numbers for where, numbers in self.kept.items()},
        )


_Parts = tuple[dict[Where, str], dict[str, str], dict[Where, tuple[int | None, ...]]]


class _Gathered:
    """What is said of the values inside another."""

    def __init__(self) -> None:
        self.places: dict[Where, str] = {}
        self.unread: dict[str, str] = {}
        self.kept: dict[Where, tuple[int | None, ...]] = {}

    def take(self, step: str | int, name: str, made: Built) -> None:
        places, unread, kept = made.below(step, name)
        self.places.update(places)
        self.unread.update(unread)
        self.kept.update(kept)

    def built(self, value: Any) -> Built:
        return Built(value, self.places, self.unread, self.kept)


def values_from(fields: tuple[FormField, ...], entries: Mapping[str, FormEntry], values: Mapping[str, Any]) -> Built:
    """The values of entries. What is not among the entries, or is as it was, stays as `values` have it."""
    found: dict[str, Any] = dict(values)
    said = _Gathered()
    for part in fields:
        said.places[(part.name,)] = part.name
        if part.name not in entries:
            continue
        old = values.get(part.name)
        made = _built(part, entries[part.name], old)
        said.take(part.name, part.name, made)
        if made.value is not None:
            found[part.name] = made.value
        elif old is not None:
            del found[part.name]
    order = [part.name for part in fields]
    new = sorted((name for name in found if name not in values), key=order.index)
    return said.built({name: found[name] for name in (*values, *new) if name in found})


def _built(part: FormField, entry: FormEntry, old: Any) -> Built:
    if part.how in ("list", "sections"):
        return _built_list(part, entry if isinstance(entry, Mapping) else {}, old or [])
    if part.how == "named":
        return _built_named(part, entry if isinstance(entry, Mapping) else {}, old or {})
    if part.how == "section":
        inner = values_from(part.parts, entry if isinstance(entry, Mapping) else {}, old or {})
        return Built(inner.value or None, inner.places, inner.unread, inner.kept)
    said = entry if isinstance(entry, str) else ""
    if old is not None and same(said, _entry(part, old)):
        return Built(old)
    return _built_text(said) if part.how == "text" else Built(_scalar(part, said, old))


def _built_list(part: FormField, entry: Mapping[str, FormEntry], old: list[Any]) -> Built:
    items: list[Any] = []
    numbers: list[int | None] = []
    said = _Gathered()
    for number in sorted({*range(len(old)), *(int(number) for number in entry)}):
        before = old[number] if number < len(old) else None
        given = entry.get(str(number))
        made = Built(before) if given is None else _built_item(part, given, before)
        was_empty = number < len(old) and before is None and not _says(given or "")
        if made.value is not None or was_empty:
            said.places[(len(items),)] = str(number)
            said.take(len(items), str(number), made)
            numbers.append(number if number < len(old) else None)
            items.append(made.value)
    said.kept[()] = tuple(numbers)
    return said.built(items or None)


def _built_item(part: FormField, entry: FormEntry, before: Any) -> Built:
    if part.item is not None:
        return _built(part.item, entry, before)
    if isinstance(entry, str) or (before is not None and same(entry, _item_entry(part, before))):
        return Built(before)
    fields = before if isinstance(before, Mapping) else {} if before is None else {part.bare: before}
    inner = values_from(part.parts, entry, fields)
    is_bare = not isinstance(before, Mapping | None) and set(inner.value) == {part.bare}
    return Built(inner.value[part.bare] if is_bare else inner.value or None, inner.places, inner.unread, inner.kept)


def _built_named(part: FormField, entry: Mapping[str, FormEntry], old: Mapping[str, Any]) -> Built:
    found: dict[str, Any] = {}
    said = _Gathered()
    names = list(old)
    for number in sorted({*range(len(names)), *(int(number) for number in entry)}):
        given = entry.get(str(number))
        was = names[number] if number < len(names) else None
        if not isinstance(given, Mapping):
            found.update({} if was is None else {was: old[was]})
            continue
        name = str(given.get(KEY, was or "")).strip()
        rest = {inner: value for inner, value in given.items() if inner != KEY}
        if not name and _says(rest):
            said.unread[f"{number}.{KEY}"] = "Give this a name, or empty its other fields."
        if name in found:
            said.unread[f"{number}.{KEY}"] = "This name is here twice. Give one of the two another name."
        if "\n" in name:
            said.unread[f"{number}.{KEY}"] = "A name stands on one line."
        if not name or name in found or "\n" in name:
            continue
        made = _built_under(part, rest, None if was is None else old[was])
        if made.value is None:
            said.unread[f"{number}.{VALUE}"] = "Nothing stands behind this name. Fill it in, or empty the name."
            continue
        found[name] = made.value
        said.places[(name,)] = f"{number}.{KEY}"
        said.take(name, str(number), made)
    return said.built(found or None)


def _built_under(part: FormField, entry: Mapping[str, FormEntry], before: Any) -> Built:
    if part.item is None:
        return values_from(part.parts, entry, before or {})
    if VALUE not in entry:
        return Built(before)
    made = _built(part.item, entry[VALUE], before)
    return Built(made.value, {(): VALUE}, made.unread)


def _scalar(part: FormField, said: str, old: Any) -> Any:
    """What a text means in a field. What is no number, day or choice stays text, and a check says so."""
    if not said.strip():
        return None
    text = said.strip()
    if part.free and (part.how == "prose" or "\n" in text):
        return _prose(said, old)
    if part.how == "yes-no":
        return {"yes": True, "no": False}.get(text.casefold(), text)
    if part.how == "number":
        return _number(part, text)
    return text


def _prose(said: str, old: Any) -> str:
    text = said.rstrip().lstrip("\n")
    ends = "\n" in text or (isinstance(old, str) and old.endswith("\n"))
    return f"{text}\n" if ends else text


def _number(part: FormField, text: str) -> Any:
    if _WHOLE.fullmatch(text):
        return int(text)
    if not part.whole and _DECIMAL.fullmatch(text):
        return float(text)
    if "minutes" in part.name and re.search("[a-z:]", text, re.IGNORECASE):
        return minutes_in(text) or text
    return text


def _built_text(said: str) -> Built:
    """Anything at all, read as it would stand in a file."""
    if not said.strip():
        return Built(None)
    document = read("", said.encode("utf-8", "replace"), ANYTHING)
    if document.fields is None or document.problems:
        wrong = document.problems[0] if document.problems else None
        words = f"{wrong.message} {wrong.hint}" if wrong else "This cannot be read."
        return Built(None, {}, {"": words})
    return Built(dict(document.fields))


def same(entry: FormEntry, other: FormEntry) -> bool:
    """Whether two entries say the same; what is empty says nothing."""
    if isinstance(entry, str) and isinstance(other, str):
        return entry == other or not (_says(entry) or _says(other))
    if isinstance(entry, str) or isinstance(other, str):
        return not (_says(entry) or _says(other))
    return all(same(entry.get(name, ""), other.get(name, "")) for name in {*entry, *other})


def _says(entry: FormEntry) -> bool:
    return bool(entry.strip()) if isinstance(entry, str) else any(_says(inner) for inner in entry.values())
