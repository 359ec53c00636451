"""Forms made from the schemas: what is filled in is what the file says, and nothing else in the file is touched."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio.base.own_folder import make_own
from coachfolio.editing.forms.changing import CannotChange, with_values
from coachfolio.editing.forms.entries import (
    KEY,
    VALUE,
    FormEntry,
    cannot_show,
    entries_of,
    pairs_of,
    same,
    tree_of,
    values_from,
)
from coachfolio.editing.forms.filling import clashes, entries_from, filled_in, sheet_from
from coachfolio.editing.forms.typed import Typed, all_typed, drop_typed, is_window_id, keep_typed, typed_in
from coachfolio.format.documents import read
from coachfolio.format.documents.splicing import remarks_in
from coachfolio.format.documents.text import lines_of
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.forms import FormField, field_at, form_fields
from coachfolio.format.schemas import EVIDENCE_SCHEMAS, schema

from .effort import examples
from .sheets import Sheet, sheets

FORMS = (*EVIDENCE_SCHEMAS, "portfolio", "qualification-overlay", "sampling-policy", "private-clients")
HOSTILE = (
    *("NO", "1.10", "012", "1e3", "2026-03-04", "14:00", "yes", "null", "~", "0x1F", ".5", "+5", "on", "=1+1"),
    *("a\nb", "---", "a\n---\nb", "...", "&a", "*a", "!x", "!!python/object x", "<<: x", "# coachfolio: x", "a # b"),
    *('"quoted"', "it's", "a: b", "- x", "? x", "[x", "{x", "| x", "> x", "%Y", "@x", "`x`", "\tx\ty", "a\tb"),
    *("👩🏽‍🏫 日本語 ﬁ", "x\u2028y", "x\u00a0y", "x\u200by", "\\u0041 \\n", "<script>alert(1)</script>", "<!--"),
    *("<<<<<<< one", "a\n=======\nb", "x" * 300, "draft: yes", "a\r\nb", "a\n\n\nb", "  indented\n back", "#", ":"),
)


def shown(kind: str, text: str) -> tuple[dict[str, FormEntry], dict[str, Any]]:
    """The entries of a file, and its values."""
    document = read("", text.encode(), shape_of(kind))
    assert document.fields is not None, document.problems
    return entries_of(form_fields(kind), document.fields), dict(document.fields)


def sent(kind: str, entries: Mapping[str, FormEntry]) -> dict[str, FormEntry]:
    """Entries as a browser sends them, read again."""
    return tree_of(form_fields(kind), [(name, said.replace("\n", "\r\n")) for name, said in pairs_of(entries)])


def filled(kind: str, text: str, entries: Mapping[str, FormEntry]) -> str:
    """The text of a file with what was filled in."""
    _, values = shown(kind, text)
    made = values_from(form_fields(kind), sent(kind, entries), values)
    assert not made.unread
    return with_values(text, kind, made.value, made.kept)


def scalars(fields: tuple[FormField, ...], before: str = "") -> Iterator[tuple[str, FormField]]:
    """The name of an entry for every scalar that a form has, with its field."""
    for part in fields:
        name = f"{before}{part.name}"
        if part.how == "section":
            yield from scalars(part.parts, f"{name}.")
        elif part.how == "sections":
            yield from scalars(part.parts, f"{name}.0.")
        elif part.how == "list" and part.item is not None:
            yield f"{name}.0", part.item
        elif part.how == "named":
            yield f"{name}.0.{KEY}", part
            yield from [(f"{name}.0.{VALUE}", part.item)] if part.item else scalars(part.parts, f"{name}.0.")
        else:
            yield name, part


@pytest.mark.parametrize("kind", FORMS)
def test_every_example_goes_round(kind: str) -> None:
    """Form to file to form, for every field: nothing is lost, and what is not changed is not written."""
    form = form_fields(kind)
    for example in _examples(schema(kind)):
        text = _file_of(kind, example)
        entries, values = shown(kind, text)
        assert not cannot_show(form, values)
        assert filled(kind, text, entries) == text
        made = values_from(form, sent(kind, entries), {})
        again = read("", written(made.value, shape_of(kind)).encode(), shape_of(kind)).fields
        assert _stripped(again) == _stripped(values)  # prose on several lines gets an end to its last one
        assert set(entries) == set(example)


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _stripped(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_stripped(inner) for inner in value]
    return value.strip() if isinstance(value, str) else value


def _file_of(kind: str, example: Mapping[str, Any]) -> str:
    """An example as a file has it."""
    fields = read("", json.dumps(example).encode(), shape_of(kind)).fields
    assert fields is not None
    return written(fields, shape_of(kind))


def _examples(part: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from part["examples"]
    first = part["examples"][0]
    for name, inner in part["properties"].items():
        for example in inner.get("examples", ()):
            yield {**first, name: example}


def test_every_field_has_help_and_is_found_by_its_name() -> None:
    for kind in FORMS:
        names = [name for name, _ in scalars(form_fields(kind))]
        assert len(names) == len(set(names))
        for name, part in scalars(form_fields(kind)):
            assert part.help, (kind, name)
            assert part.label or ".0" in name, (kind, name)
            assert KEY in name or VALUE in name or field_at(form_fields(kind), name) is not None, (kind, name)


@pytest.mark.parametrize("turn", range(6))
def test_whatever_is_typed_stays_text_in_every_field(turn: int) -> None:
    """Each kind with hostile words in every field that takes any: the file says them, and so does the form again."""
    for kind in FORMS:
        form = form_fields(kind)
        text = _file_of(kind, schema(kind)["examples"][0])
        entries, values = shown(kind, text)
        tree = dict(pairs_of(entries))
        names = [name for name, part in scalars(form) if part.how not in ("text", "yes-no", "number", "named")]
        for number, name in enumerate(names):
            tree[name] = HOSTILE[(number * 6 + turn) % len(HOSTILE)]
        tree.update({name: "a-name" for name, _ in scalars(form) if name.endswith(KEY)})
        made = values_from(form, tree_of(form, tree.items()), values)
        after = with_values(text, kind, made.value, made.kept)
        again = dict(pairs_of(shown(kind, after)[0]))
        plain = {name: value.strip().replace("\r\n", "\n") for name, value in tree.items()}
        assert {name: value.strip() for name, value in again.items()} == plain, kind
        assert remarks_in(after) == []


def test_names_that_no_field_has_put_nothing_in() -> None:
    form = form_fields("sessions")
    pairs = [
        *[("dat", "x"), ("extra.x", "x"), ("claims.how", "x"), ("claims.x.how", "x"), ("claims.0", "x")],
        *[("claims.00.how", "x"), ("claims.99999999.how", "x"), ("claims.-1.how", "x"), ("claims.٣.how", "x")],
        *[("actions.0.x", "x"), ("", "x"), (".", "x"), ("date.0", "x"), ("__class__", "x")],
    ]
    assert tree_of(form, pairs) == {}
    assert tree_of(form, [("claims.1.how", "x"), ("date", "y")]) == {"claims": {"1": {"how": "x"}}, "date": "y"}


WORDS = st.sampled_from(HOSTILE) | st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20)


@examples(160)
@given(st.data())
def test_a_form_changes_what_was_changed_and_no_other_byte(data: st.DataObject) -> None:
    sheet: Sheet = data.draw(sheets())
    form = form_fields("sessions")
    entries, values = shown("sessions", sheet.text)
    assert not cannot_show(form, values)
    pairs = dict(pairs_of(entries))
    names = [name for name, part in scalars(form) if part.how not in ("text", "number", "yes-no")]
    names += [name for name in pairs if name.split(".")[0] in ("claims", "actions")]
    names += ["claims.7.criterion", "claims.7.how", "actions.8"]
    changed = data.draw(st.dictionaries(st.sampled_from(names), st.just("") | WORDS, min_size=1, max_size=4))
    tree = tree_of(form, {**pairs, **changed}.items())
    made = values_from(form, tree, values)
    try:
        after = with_values(sheet.text, "sessions", made.value, made.kept)
    except CannotChange:
        # only a remark inside what is exchanged is in the way, and a file that would have nothing in it
        assert "#" in sheet.text or not made.value
        return
    again, says = shown("sessions", after)
    assert says == made.value
    touched = {name.split(".")[0] for name in changed}
    assert {name: entry for name, entry in again.items() if name not in touched} == {
        name: entry for name, entry in entries.items() if name not in touched
    }
    _untouched(sheet.text, after, touched)


def _untouched(before: str, after: str, touched: set[str]) -> None:
    """Every line that stands outside the fields that were changed is there, in its order, with its own end."""
    left = iter(_lines_outside(after, touched))
    for line in _lines_outside(before, touched):
        assert line in left, line
    assert ("\r\n" in after) == ("\r\n" in before) or "\n" not in before or "\n" not in after
    assert "\n" not in after.replace("\r\n", "") or "\r\n" not in before


def _lines_outside(text: str, touched: set[str]) -> list[str]:
    lines = lines_of(text)
    document = read("", text.encode(), shape_of("sessions"))
    assert document.fields is not None
    inside: set[int] = set()
    for name in touched & set(document.fields):
        inside.update(range(document.span((name,), on_key=True).line - 1, document.span((name,)).end_line))
    return [line for number, line in enumerate(lines) if number not in inside]


SHEET = """\
# my diary
date: 2026-03-04   # a Wednesday
minutes: 60
client: 'C01'
role: coach

# what it was about
purpose: |
  Papers.

  More papers.
actions:
- "one"  # first
# between
- two
claims:
  - criterion: D7.03/s2   # weak
    where: reflection
  - D7.02/s1
"""


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"minutes": "75"}, "minutes: 60", "minutes: 75"),
        ({"client": "C02"}, "client: 'C01'", "client: C02"),
        ({"date": "2026-03-05"}, "2026-03-04 ", "2026-03-05 "),
        ({"mode": "video"}, "role: coach\n", "role: coach\nmode: video\n"),
        ({"title": "NO"}, "date:", 'title: "NO"\ndate:'),
        ({"claims.0.criterion": "D7.04/s1"}, "D7.03/s2 ", "D7.04/s1 "),
        ({"actions.0": ""}, '- "one"  # first\n', ""),
        ({"actions.1": "three"}, "- two", "- three"),
        ({"actions.9": "1.10"}, "- two\n", '- two\n- "1.10"\n'),
        ({"claims.0.where": ""}, "    where: reflection\n", ""),
        ({"claims.0.how": "so"}, "    where: reflection\n", "    where: reflection\n    how: so\n"),
        ({"claims.1.how": "so"}, "  - D7.02/s1", "  - {criterion: D7.02/s1, how: so}"),
        ({"claims.1.criterion": ""}, "  - D7.02/s1\n", ""),
        ({"purpose": "Papers.\n\nLess."}, "  More papers.\n", "  Less.\n"),
        ({"purpose": ""}, "purpose: |\n  Papers.\n\n  More papers.\n", ""),
        ({"planned": "no"}, "role: coach\n", "role: coach\nplanned: no\n"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_change_is_one_change(changes: dict[str, str], old: str, new: str, end: str) -> None:
    text = SHEET.replace("\n", end)
    entries, _ = shown("sessions", text)
    after = filled("sessions", text, tree_of(form_fields("sessions"), {**dict(pairs_of(entries)), **changes}.items()))
    assert after == SHEET.replace(old, new, 1).replace("\n", end)


def test_what_is_not_sent_stays() -> None:
    _, values = shown("sessions", SHEET)
    made = values_from(form_fields("sessions"), {"claims": {"0": {"how": "so"}}}, values)
    claims = [{"criterion": "D7.03/s2", "where": "reflection", "how": "so"}, "D7.02/s1"]
    assert made.value == {**values, "claims": claims}
    assert made.places[("claims", 0, "how")] == "claims.0.how"


def test_a_finding_is_led_to_the_entry_that_it_is_about() -> None:
    _, values = shown("sessions", SHEET)
    entries = tree_of(
        form_fields("sessions"), [("claims.0.criterion", ""), ("claims.0.where", ""), ("claims.1.how", "x")]
    )
    made = values_from(form_fields("sessions"), entries, values)
    assert made.value["claims"] == [{"criterion": "D7.02/s1", "how": "x"}]
    assert made.places[("claims", 0, "how")] == "claims.1.how"
    assert made.kept[("claims",)] == (1,)


def test_what_is_no_form_is_said() -> None:
    text = "date: [1]\nactions: x\nclaims: [[x]]\nextra: x\nrole: coach\n"
    values = read("", text.encode(), shape_of("sessions")).fields
    assert values is not None
    assert cannot_show(form_fields("sessions"), values) == ["date", "actions", "claims", "extra"]


def test_two_entries_are_the_same_where_nothing_is_said() -> None:
    assert same({}, {"a": " ", "b": {"0": ""}})
    assert not same({"a": "x"}, {})
    assert not same("a", "b")
    assert same("", {})


# --- filled in


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written() -> None:
    sheet = sheet_from("sessions", SHEET)
    entries = entries_from("sessions", [("minutes", "an hour"), ("claims.1.criterion", "x"), ("date", "")])
    filled = filled_in(sheet, entries)
    assert {problem.entry for problem in filled.problems} == {"date", "claims.1.criterion", "minutes"}
    assert all(problem.message and problem.hint for problem in filled.problems)


def test_a_new_sheet_is_written_as_a_person_would() -> None:
    sheet = sheet_from("sessions", "")
    pairs = [("date", "2026-03-04"), ("minutes", "1h15"), ("client", " C01 "), ("role", "coach"), ("planned", "no")]
    filled = filled_in(sheet, entries_from("sessions", [*pairs, ("actions.0", "one"), ("actions.1", "")]))
    assert not filled.problems
    assert filled.text == ("date: 2026-03-04\nminutes: 75\nclient: C01\nrole: coach\nplanned: no\nactions:\n  - one\n")
    missing = filled_in(sheet, entries_from("sessions", pairs[1:]))
    assert [problem.entry for problem in missing.problems] == ["date"]


def test_a_mistake_that_was_there_before_keeps_no_other_field_from_being_changed() -> None:
    sheet = sheet_from("sessions", SHEET.replace("role: coach", "role: trainer"))
    assert not filled_in(sheet, entries_from("sessions", [("minutes", "75"), ("role", "trainer")])).problems
    assert filled_in(sheet, entries_from("sessions", [("role", "x")])).problems


def test_what_another_program_changed_meanwhile_stays_and_a_clash_is_said() -> None:
    since = sheet_from("sessions", SHEET)
    now = sheet_from("sessions", SHEET.replace("minutes: 60", "minutes: 90").replace("Papers.", "The papers."))
    sent_then = [(name, said) for name, said in pairs_of(since.entries) if name != "minutes"]
    entries = entries_from("sessions", [*sent_then, ("minutes", "75"), ("mode", "video")])
    assert [(clash.field, clash.there, clash.typed) for clash in clashes(now, entries, since)] == [
        ("Minutes", "90", "75")
    ]
    entries = entries_from("sessions", [*pairs_of(since.entries), ("mode", "video")])
    assert not clashes(now, entries, since)
    assert filled_in(now, entries, since).text == now.text.replace("role: coach\n", "role: coach\nmode: video\n")


def test_a_file_that_cannot_be_read_is_no_form() -> None:
    assert sheet_from("sessions", "date: [\n").values is None
    assert sheet_from("sessions", "date: [\n").unread
    assert sheet_from("sessions", "date: {a: b}\n").not_shown == ("date",)
    assert sheet_from("sessions", "date: 2026-03-04\nmood: good\n").unknown == ("mood",)


def test_what_is_typed_is_kept_for_each_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "own"))
    one = Typed("window-one", "sessions", "", (("purpose", "a\nb 👩🏽‍🏫 \ud800"),), when=1.0)
    other = Typed("window-two", "sessions", "sessions/a.yaml", (("purpose", "c"),), "date: 2026-03-04\n", None, 2.0)
    for typed in (one, other):
        keep_typed(tmp_path / "portfolio", typed)
    assert typed_in(tmp_path / "portfolio", "window-one") == one
    assert list(all_typed(tmp_path / "portfolio")) == [other, one]
    assert not all_typed(tmp_path / "elsewhere")
    assert not is_window_id("../x")
    assert not is_window_id("")
    drop_typed(tmp_path / "portfolio", "window-one")
    assert list(all_typed(tmp_path / "portfolio")) == [other]
    if sys.platform == "linux":
        files = [place for place in (tmp_path / "own").rglob("*") if place.is_file()]
        assert [stat.S_IMODE(place.stat().st_mode) for place in files] == [0o600]


def test_no_home_is_made_for_somebody_who_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "none")
    with pytest.raises(OSError, match="No such file"):
        make_own(tmp_path / "none" / ".cache" / "coachfolio")
    assert not (tmp_path / "none").exists()
    make_own(tmp_path / "elsewhere" / "coachfolio")
    assert (tmp_path / "elsewhere" / "coachfolio").is_dir()
