"""Putting a value into a file: it is there afterwards, and nothing else is another."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from coachfolio.base.diagnostics import Where
from coachfolio.format.documents import locate, read
from coachfolio.format.documents.splicing import (
    CannotSplice,
    entry_taken_out,
    field_put_in,
    has_repeats,
    item_put_in,
    remarks_in,
)
from coachfolio.format.documents.text import lines_of
from coachfolio.format.documents.values import Shape, shape_of

from .effort import examples, within
from .sheets import Sheet, sheets, words

SESSION = shape_of("sessions")
RECORD = shape_of("assessment-decisions")
TOLERANT = examples(60)
LIMIT = 2.0
"""Seconds of the processor for one change."""

PROSE = st.lists(words() | st.just(""), min_size=1, max_size=4).map("\n".join).map(str.strip).filter(bool)
LONG = st.integers(80, 120).map(lambda size: ("so many words " * 10)[:size].strip())
TEXTS = st.one_of(words(), PROSE, LONG, st.sampled_from(["yes", "1.10", "# not a remark", "a: b", "it's", "- x", "~"]))
NEW: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "outcome": TEXTS,
    "reflection": TEXTS,
    "minutes": st.integers(1, 1440),
    "planned": st.booleans(),
    "actions": st.lists(TEXTS, min_size=1, max_size=3),
    "extra": st.dictionaries(st.sampled_from(["a", "b", "c"]), TEXTS | st.integers(0, 9), min_size=1),
}


def fields_of(text: str, shape: Shape = SESSION) -> dict[str, Any]:
    document = read("x.yaml", text.encode(), shape)
    assert document.fields is not None, document.problems
    return dict(document.fields)


def untouched(before: str, after: str, where: Where, *, is_there: bool) -> None:
    """Every line of the file that the value does not stand on is as it was, with its own end."""
    old = before.splitlines(keepends=True) if "\u2028" not in before else None
    if old is None:
        return
    first, last = len(old), len(old)
    if is_there:
        span, key = locate(before, where), locate(before, where, on_key=True)
        first, last = key.line - 1, span.end_line
    new = after.splitlines(keepends=True)
    if is_there:
        assert new[:first] == old[:first]
        assert new[len(new) - len(old[last:]) :] == old[last:]
    else:
        # what was put in is one stretch of whole lines, or stands between brackets on one line
        same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        behind = len(old) - same
        if new[len(new) - behind :] != old[same:]:
            assert new[len(new) - behind + 1 :] == old[same + 1 :]


@TOLERANT
@given(st.data())
def test_a_field_gets_another_value_and_nothing_else_changes(data: st.DataObject) -> None:
    sheet: Sheet = data.draw(sheets())
    name = data.draw(st.sampled_from(sorted(NEW)))
    value = data.draw(NEW[name])
    is_there = name in sheet.fields
    with within(LIMIT):
        after = field_put_in(sheet.text, (name,), value, SESSION)
    inside = _remarks_inside(sheet.text, (name,)) if is_there else 0
    assert fields_of(after) == {**sheet.fields, name: value}
    assert list(fields_of(after)) == _in_its_place(list(sheet.fields), name)
    if not inside:
        assert remarks_in(after) == remarks_in(sheet.text)
    untouched(sheet.text, after, (name,), is_there=is_there)
    assert ("\r\n" in after) == ("\r\n" in sheet.text) or "\n" not in sheet.text
    assert "\n" not in after.replace("\r\n", "") or "\r\n" not in sheet.text


def _in_its_place(names: list[str], name: str) -> list[str]:
    """The names with a new one where the schema has it: behind the nearest one before it, else first."""
    if name in names:
        return names
    order = list(SESSION.fields)
    earlier = [one for one in names if order.index(one) < order.index(name)]
    at = names.index(max(earlier, key=order.index)) + 1 if earlier else 0
    return [*names[:at], name, *names[at:]]


def _remarks_inside(text: str, where: Where) -> int:
    """Remarks between the first and the last line of a list or section: they go with it."""
    span = locate(text, where)
    key = locate(text, where, on_key=True)
    lines = lines_of(text)[key.line - 1 : span.end_line]
    return len(lines) > 1 and any("#" in line for line in lines)


@TOLERANT
@given(st.data())
def test_a_field_deep_inside_gets_another_value(data: st.DataObject) -> None:
    sheet: Sheet = data.draw(sheets())
    inner = [one.where for one in sheet.placed if len(one.where) > 1 and isinstance(one.where[-1], str)]
    where = data.draw(st.sampled_from(inner or [(next(iter(sheet.fields)),)]))
    value = data.draw(TEXTS | st.integers(-5, 5) | st.booleans() if where[0] == "extra" else TEXTS)
    if len(where) == 1:
        value = sheet.fields[str(where[0])]
        if value is None:
            return
    inside = _remarks_inside(sheet.text, where)
    with within(LIMIT):
        after = field_put_in(sheet.text, where, value, SESSION)
    wanted = copy.deepcopy(sheet.fields)
    part: Any = wanted
    for step in where[:-1]:
        part = part[step]
    part[where[-1]] = value
    assert fields_of(after) == wanted
    if not inside:
        assert remarks_in(after) == remarks_in(sheet.text)


@TOLERANT
@given(st.data())
def test_a_list_gets_one_more_item(data: st.DataObject) -> None:
    sheet: Sheet = data.draw(sheets())
    name = data.draw(st.sampled_from(["actions", "claims"]))
    value = data.draw(
        TEXTS if name == "actions" else st.fixed_dictionaries({"criterion": st.just("D7.02/s1"), "how": TEXTS})
    )
    with within(LIMIT):
        after = item_put_in(sheet.text, (name,), value, SESSION)
    assert fields_of(after) == {**sheet.fields, name: [*sheet.fields.get(name, []), value]}
    assert remarks_in(after) == remarks_in(sheet.text)
    assert [line for line in lines_of(after) if line in lines_of(sheet.text)] or name in sheet.fields


@TOLERANT
@given(sheets())
def test_every_remark_is_found(sheet: Sheet) -> None:
    """The sheets have a remark of one kind behind values, and others between the fields."""
    assert not has_repeats(sheet.text)
    fields = fields_of(sheet.text)
    bare = "\n".join(line for line in lines_of(sheet.text))
    for remark in remarks_in(sheet.text):
        bare = bare.replace(remark, "", 1)
    if not any("#" in part for part in _texts(fields)):
        assert "#" not in bare


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


DECISIONS = """\
# Heading
date: 2026-02-20   # a Friday
by: assessor-1
decisions:
    # the first
  - criterion: D7.03/s1
    verdict: pass # gladly
    feedback: |  # with care
      Good.

      Very good.
    # about the feedback
  - {criterion: D7.03/s2, verdict: referral} # and this
# about the actions
actions: [] # none yet
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_each_way_of_writing_keeps_its_remarks(ending: str) -> None:
    text = DECISIONS.replace("\n", ending)
    for where, value, shown in [
        (("date",), "2026-02-21", "date: 2026-02-21   # a Friday\n"),
        (("decisions", 0, "verdict"), "referral", "    verdict: referral # gladly\n"),
        (("decisions", 0, "feedback"), "Poor.", "    feedback: Poor.  # with care\n    # about the feedback\n"),
        (
            ("decisions", 0, "feedback"),
            "Poor.\nAnd\n\nmore.",
            "    feedback: |-  # with care\n      Poor.\n      And\n\n      more.\n    # about the feedback\n",
        ),
        (("decisions", 1, "feedback"), "a: b", '{criterion: D7.03/s2, verdict: referral, feedback: "a: b"} # and'),
        (("acknowledged",), "2026-03-01", "actions: [] # none yet\nacknowledged: 2026-03-01\n"),
        (("unit",), "D7.03", "by: assessor-1\nunit: D7.03\ndecisions:\n"),
    ]:
        after = field_put_in(text, where, value, RECORD)
        assert shown.replace("\n", ending) in after
        assert remarks_in(after) == remarks_in(text)
    action = {"what": "More", "owner": "learner"}
    assert "actions: [{what: More, owner: learner}] # none yet" in item_put_in(text, ("actions",), action, RECORD)
    more = item_put_in(text, ("decisions",), {"criterion": "D7.03/s3", "verdict": "none"}, RECORD)
    assert f"# and this{ending}  - {{criterion: D7.03/s3, verdict: none}}{ending}# about the actions" in more


def test_a_remark_further_right_belongs_to_what_is_above_it() -> None:
    text = "date: 2026-02-20\n  # a Friday\n\n# about by\nby: assessor-1\n"
    assert field_put_in(text, ("unit",), "D7.03", RECORD) == f"{text}unit: D7.03\n"
    text = "by: assessor-1\n\n    # about by\n\n# about acknowledged\nacknowledged: 2026-02-20\n"
    after = field_put_in(text, ("unit",), "D7.03", RECORD)
    assert after == text.replace("    # about by\n", "    # about by\nunit: D7.03\n")


def test_a_field_with_nothing_in_it_is_replaced_with_its_section() -> None:
    assert field_put_in("extra:\n  a:\ndate: x\n", ("extra",), {"b": 1}, RECORD) == "extra: {b: 1}\ndate: x\n"
    assert field_put_in("extra:\n  a:\ndate: x\n", ("extra", "a"), 1, RECORD) == "extra:\n  a: 1\ndate: x\n"
    assert field_put_in("extra:\n  a:\ndate: x\n", ("extra", "b"), 1, RECORD) == "extra:\n  a:\n  b: 1\ndate: x\n"


def test_names_of_fields_are_names_to_every_program() -> None:
    names = ["2026-03-04", "012345", "1e5", "0x1f", "null", "yes", "a: b", "1-2", "~", "2026-03-04-c01", "a/b-1.md"]
    text = field_put_in("by: x\n", ("extra",), dict.fromkeys(names, 1), RECORD)
    assert list(fields_of(text, RECORD)["extra"]) == names
    assert list(YAML(typ="safe", pure=True).load(text)["extra"]) == names
    assert "2026-03-04-c01: 1" in text


def test_what_is_repeated_is_seen() -> None:
    assert has_repeats("a: &x [1]\nb: *x\n")
    assert not has_repeats("a: '&x'\nb: [1]\nc: [1]\n")


def test_there_must_be_a_place_for_it() -> None:
    with pytest.raises(CannotSplice):
        field_put_in("a: 1\n", ("b", "c"), 1, Shape())
    with pytest.raises(CannotSplice):
        field_put_in("a: 1\n", ("a", "c"), 1, Shape())
    with pytest.raises(CannotSplice):
        item_put_in("a: 1\n", ("a",), 1, Shape())


CLIENTS = {
    "among others": (
        "clients:\n  # a\n  A1:\n    names: [Ada]\n    # hers\n  # b\n  A2: {names: [Bo]}  # his\n",
        (
            "clients:\n  # a\n  # b\n  A2: {names: [Bo]}  # his\n",
            "clients:\n  # a\n  A1:\n    names: [Ada]\n    # hers\n  # b\n",
        ),
    ),
    "between braces": (
        "clients: {A1: {names: [Ada]}, A2: {names: [Bo]}}\n",
        ("clients: {A2: {names: [Bo]}}\n", "clients: {A1: {names: [Ada]}}\n"),
    ),
    "braces over lines": (
        "clients: {\n  A1: {names: [Ada]},\n  A2: {names: [Bo]}\n}\n",
        ("clients: {\n  A2: {names: [Bo]}\n}\n", "clients: {\n  A1: {names: [Ada]}\n}\n"),
    ),
    "without an end": (
        "format: 1\nclients:\n  A1: {names: [Ada]}\n  A2:\n    names:\n    - Bo",
        ("format: 1\nclients:\n  A2:\n    names:\n    - Bo", "format: 1\nclients:\n  A1: {names: [Ada]}\n"),
    ),
}


@pytest.mark.parametrize("way", CLIENTS)
def test_an_entry_is_taken_out_with_what_belongs_to_it(way: str) -> None:
    text, without = CLIENTS[way]
    for code, expected in zip(("A1", "A2"), without, strict=True):
        assert entry_taken_out(text, ("clients", code)) == expected
        windows = text.replace("\n", "\r\n")
        assert entry_taken_out(windows, ("clients", code)) == expected.replace("\n", "\r\n")
    only = entry_taken_out(without[0], ("clients", "A2"))
    assert "Bo" not in only
    assert "clients: {}" in only
    with pytest.raises(CannotSplice):
        entry_taken_out(text, ("clients", "A3"))
