"""The ratchet: it says what falls, all of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coachfolio import InMemory, Portfolio, check, open_portfolio
from coachfolio.base.diagnostics import START, Diagnostic, Severity
from coachfolio.base.words import one_line
from coachfolio.checks.rules import RULES, Rule, in_family
from coachfolio.confidentiality.covering import COVER
from coachfolio.facts.losses import Loss, LossKind, earlier_portfolio, losses_between, same_but_for_words
from coachfolio.hooks.message import AboutMessage
from coachfolio.outputs.hooks import message_text

from .conftest import PORTFOLIO, TODAY
from .effort import examples

CRITERIA = ("D7.01/s1", "D7.02/s2", "D7.03/s1", "D7.03/s2")
SAID = ("I waited.", "I spoke.", "It was: odd # not a remark", "minutes: 90")

Files = Mapping[str, str]


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """One session."""
    claims = draw(st.lists(st.sampled_from(CRITERIA), max_size=2, unique=True))
    lines = "".join(f"\n  - {{criterion: {one}, where: reflection, how: so}}" for one in claims)
    status = draw(st.sampled_from(("", "status: cancelled\n")))
    remark = draw(st.sampled_from(("", "# a remark\n")))
    return (
        f"{remark}date: 2026-03-04\nminutes: {draw(st.sampled_from((30, 45, 60)))}\nclient: C01\nrole: coach\n{status}"
        f"reflection: |\n  {draw(st.sampled_from(SAID))}\n" + (f"claims:{lines}\n" if claims else "")
    )


folders = st.dictionaries(st.sampled_from([f"sessions/2026-0{n}-c01.yaml" for n in range(1, 6)]), sheets(), max_size=4)
changes = st.dictionaries(
    st.sampled_from([f"sessions/2026-0{n}-c01.yaml" for n in range(1, 6)]), st.none() | sheets(), max_size=3
)


def opened(files: Files) -> Portfolio:
    return open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO, **files}))


def changed(files: Files, change: Mapping[str, str | None]) -> dict[str, str]:
    return {path: text for path, text in {**files, **change}.items() if text is not None}


def kinds(before: Files, after: Files) -> set[str]:
    """The kinds of loss, by the way that the hooks go: from what differs."""
    paths = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    later = opened(after)
    earlier = earlier_portfolio(later, {path: before[path].encode() if path in before else None for path in paths})
    assert earlier.evidence == opened(before).evidence
    found = losses_between(
        earlier,
        later,
        contents_before={path: before[path] for path in paths if path in before},
        contents_after={path: after[path] for path in paths if path in after},
    )
    return {one.kind for one in found}


def minutes(files: Files) -> int:
    """What was held, counted without coachfolio."""
    held = [text for text in {*files.values()} if "cancelled" not in text]  # two of one text are one
    return sum(int(re.findall(r"^minutes: (\d+)", text, re.MULTILINE)[0]) for text in held)


def criteria(files: Files) -> set[str]:
    return {one for text in files.values() for one in re.findall(r"criterion: ([^,]+)", text)}


@given(folders, changes)
@examples(150)
def test_it_is_silent_exactly_when_nothing_falls(before: Files, change: Mapping[str, str | None]) -> None:
    after = changed(before, change)
    gone = before.keys() - after.keys()
    found = kinds(before, after)
    fresh = {text for path, text in after.items() if text != before.get(path)}
    moved = {path for path in gone if before[path] in fresh or before[path] in after.values()}
    assert ("evidence" in found) == bool(gone - moved)
    assert ("hours" in found) == (minutes(after) < minutes(before))
    assert ("criterion" in found) == bool(criteria(before) - criteria(after))
    assert found <= {"evidence", "hours", "criterion", "credits"}


@given(folders, folders)
@examples(60)
def test_what_only_adds_loses_nothing(before: Files, more: Files) -> None:
    assert kinds(before, {**more, **before}) == set()


@given(sheets(), sheets())
@example("date: 2026-03-04\nminutes: 30\nclient: C01\nrole: coach\n", "minutes: 1h\n")
@examples(200)
def test_what_differs_in_words_only_is_told_without_the_rest(before: str, after: str) -> None:
    path = "sessions/2026-01-c01.yaml"
    same = same_but_for_words(path, before.encode(), after.encode())
    if same:
        assert kinds({path: before}, {path: after}) == set()

    def counted(text: str) -> str:
        return re.sub(r"^(# .*|  (?!- ).*)\n", "", text, flags=re.MULTILINE)

    assert same == (counted(before) == counted(after))


def test_words_that_are_signed_count() -> None:
    agreed = "date: 2026-03-04\nclient: C01\nkind: two-way\npurpose: {}\nsignatures: [{{by: client, on: 2026-03-04}}]\n"
    path = "agreements/c01.yaml"
    before, after = agreed.format("One"), agreed.format("Another")
    assert not same_but_for_words(path, before.encode(), after.encode())
    assert kinds({path: before}, {path: after}) == {"signature"}
    signed_again = after.replace("on: 2026-03-04}]", "on: 2026-03-09}]")
    assert kinds({path: before}, {path: signed_again}) == set()
    assert kinds({path: before}, {path: before + "extra: {own: 1}\n"}) == set()


def test_what_cannot_be_told_is_not_the_same() -> None:
    sheet = b"date: 2026-03-04\nminutes: 30\nclient: C01\nrole: coach\n"
    path = "sessions/2026-01-c01.yaml"
    assert same_but_for_words(path, sheet, sheet + b"title: Words\n")
    for before, after in ((None, sheet), (sheet, None), (b"[", sheet), (sheet, b"[")):
        assert not same_but_for_words(path, before, after)
    assert not same_but_for_words("notes/x.yaml", sheet, sheet)


def test_a_file_that_no_longer_counts_takes_its_hours_along() -> None:
    before = "date: 2026-03-04\nminutes: 30\nclient: C01\nrole: coach\n"
    path = "sessions/2026-01-c01.yaml"
    assert kinds({path: before}, {path: before.replace("30", "half")}) == {"hours"}


SHEET = "date: 2026-03-04\nminutes: 30\nclient: C01\nrole: coach\n"


@pytest.mark.parametrize(
    ("after", "path"),
    [
        ({"sessions/2026-01-c01.yaml": SHEET + "title: Words\n"}, "sessions/2026-01-c01.yaml"),
        ({"sessions/2026/2026-01-c01.yaml": SHEET + "title: Words\n"}, "sessions/2026/2026-01-c01.yaml"),
        ({"sessions/2026/2026-01-c01.yaml": SHEET}, None),
        ({}, "sessions/2026-01-c01.yaml"),
    ],
)
def test_what_is_sealed_may_move_and_not_change(after: Files, path: str | None) -> None:
    before = {"sessions/2026-01-c01.yaml": SHEET}
    found = losses_between(
        opened(before),
        opened(after),
        contents_before=before,
        contents_after=after,
        sealed=[("sealed/assessor/1", "2026-01-c01", SHEET), ("sealed/peer/1", "2026-01-c01", "another content")],
    )
    assert [one.path for one in found if one.kind == "seal"] == ([path] if path else [])


def waived(waiver: str, *losses: Loss) -> list[str]:
    """What a check says of losses and waivers, waived findings left out."""
    portfolio = open_portfolio(InMemory({"portfolio.yaml": f"{PORTFOLIO}waivers:\n  - {{{waiver}}}\n"}))
    report = check(portfolio, today=TODAY, losses=losses)
    return [one.code for one in report.diagnostics if one.code.startswith(("CF8", "CF9")) and not one.waived]


def test_a_waiver_of_a_loss_is_looked_at_as_any_other() -> None:
    lost = Loss("evidence", "The evidence x is removed.", "sessions/x.yaml")
    assert waived("code: CF901, path: sessions/x.yaml, reason: so", lost) == []
    assert waived("code: CF901, path: sessions/, reason: so", lost) == []
    assert waived("code: CF901, path: sessions/y.yaml, reason: so", lost) == ["CF901"]
    assert waived("code: CF901, path: sessions/x.yaml, reason: so, until: 2026-11-13", lost) == ["CF802", "CF901"]
    assert waived("code: CF901, reason: so", lost) == ["CF803"]
    assert waived("code: CF901, path: sessions/, reason: so", *[lost] * 11) == ["CF803"]
    assert waived("code: CF999, path: sessions/x.yaml, reason: so", lost) == ["CF806", "CF901"]


def test_where_nothing_is_saved_a_waiver_of_a_loss_is_not_unused_and_may_be_too_broad() -> None:
    assert waived("code: CF901, path: sessions/x.yaml, reason: so") == []
    assert waived("code: CF902, criterion: D7.03/s2, reason: so") == []
    assert waived("code: CF903, reason: so") == ["CF803"]
    assert waived("code: CF903, path: portfolio.yaml, reason: so, until: 2026-11-13") == ["CF802"]


KINDS = tuple(zip(get_args(LossKind), [rule for rule in RULES if rule.family == "losses"], strict=True))


@pytest.mark.parametrize(("kind", "rule"), KINDS)
def test_every_kind_of_loss_has_one_rule_of_its_own(kind: LossKind, rule: Rule) -> None:
    report = check(opened({}), today=TODAY, losses=(Loss(kind, "It is gone.", "sessions/x.yaml", "D7.03/s2"),))
    [one] = [one for one in report.diagnostics if in_family(one.code, "losses")]
    assert (one.code, one.path, one.criterion) == (rule.code, "sessions/x.yaml", "D7.03/s2")
    assert one.message == "It is gone."
    assert report.failed
    assert not rule.no_waiver


@given(st.text().map("sessions/{}.yaml".format))
@example("sessions/a, b: {c} #d.yaml")
@example("sessions/\u202e\x1b[2J.yaml")
@example("sessions/\udcff.yaml")
@example("sessions/\u2022.yaml")
@example("sessions/\n  - {code: CF903}.yaml")
@examples(200)
def test_a_waiver_that_is_proposed_names_just_that_file(path: str) -> None:
    lost = Diagnostic("CF901", "evidence-lost", Severity.ERROR, path, START, "It is gone.", "")
    lines = list(message_text(AboutMessage((), (lost,), TODAY)))
    assert all(line.isprintable() or line == one_line(line) for line in lines)
    proposed = [line for line in lines if line.startswith("    - {")]
    if not proposed:
        assert path != one_line(path) or COVER in path  # which may stand for a client's name
        return
    portfolio = open_portfolio(InMemory({"portfolio.yaml": PORTFOLIO + "waivers:\n" + "\n".join(proposed) + "\n"}))
    assert portfolio.file is not None
    assert [(one.code, one.path) for one in portfolio.file.waivers] == [("CF901", path)]


def test_another_qualification_is_a_change_of_everything() -> None:
    before = opened({})
    assert earlier_portfolio(before, {"portfolio.yaml": None}).file is None
