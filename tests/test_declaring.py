"""Declarations made with a command: every point said, by somebody who may, about the portfolio as it is."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachfolio import check, open_portfolio, schema
from coachfolio.cli.declaring import DECLARATION_KINDS, WAYS_OF_SIGNING
from coachfolio.editing import declaring
from coachfolio.editing.declaring import declarable, declaration_draft, statement_in_words
from coachfolio.editing.drafts import NotWritten, write
from coachfolio.evidence.model import Declaration
from coachfolio.facts.assessment import DeclarationMade
from coachfolio.facts.assessment.declared import STATEMENTS

from .commands import Commands, at_a_terminal
from .conftest import PORTFOLIO, SESSION, TODAY

PEOPLE = PORTFOLIO.replace("  peer-1", "  tutor-1: {role: tutor}\n  iqa-1: {role: iqa}\n  peer-1")
SESSION_FILE = "sessions/2026-03-04-c01-board.yaml"
FILES = {
    "portfolio.yaml": PEOPLE,
    SESSION_FILE: SESSION + "attachments: [2026-03-04-notes.txt]\n",
    "sessions/2026-03-04-notes.txt": "What we drew.\n",
    "assessment/decisions/2026-05-15-d7-03.yaml": "date: 2026-05-15\nby: assessor-1\nfeedback: Read.\n",
}
EVERY_POINT = {kind: dict.fromkeys(points, True) for kind, points in STATEMENTS.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return portfolio_in(tmp_path / "portfolio", FILES)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def portfolio_in(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return folder


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def declared(folder: Path) -> list[DeclarationMade]:
    return list(check(open_portfolio(folder), today=TODAY).progress.assessment.declared)


# --- what is written


def test_it_says_every_point_and_which_state_it_is_about(folder: Path, run: Commands) -> None:
    before = everything_in(folder)
    said = run("declare", "authenticity", folder, "--yes-to-all", "--ai-use", "none", "--signed", "handwritten")
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "You declare as learner, on 14 November 2026, about 1 piece of evidence as it is now:",
        "- that the work is your own",
        "- that this work has not been handed in for anything else",
        "- that you have pointed out any earlier work of yours that is in it",
        "- that you say whose words and ideas you have used",
        f"Written: {folder}/declarations/2026-11-14-authenticity.yaml",
        "Look at it, and save as you save everything else.",
    ]
    after = everything_in(folder)
    assert set(after) - set(before) == {"declarations/2026-11-14-authenticity.yaml"}
    assert {name: after[name] for name in before} == before
    about = declarable(folder, "authenticity", None, TODAY)
    assert after["declarations/2026-11-14-authenticity.yaml"].decode() == (
        "date: 2026-11-14\n"
        "kind: authenticity\n"
        "by: learner\n"
        "statements:\n"
        "  own_work: yes\n"
        "  not_handed_in_elsewhere: yes\n"
        "  earlier_work_pointed_out: yes\n"
        "  sources_credited: yes\n"
        "ai_use: none\n"
        f"manifest: {about.manifest}\n"
        f"said: {about.said}\n"
        "signatures: [{by: learner, on: 2026-11-14, method: handwritten}]\n"
    )


@pytest.mark.parametrize("kind", DECLARATION_KINDS)
def test_what_it_writes_holds_until_the_work_changes(folder: Path, run: Commands, kind: str) -> None:
    more: tuple[str, ...] = (
        ("--ai-use", "described", "--ai-text", "Dictated.\nThen corrected.") if kind == "authenticity" else ()
    )
    more = ("--by", "tutor-1") if kind == "centre" else more
    assert run("declare", kind, folder, "--yes-to-all", *more).code == 0
    (one,) = declared(folder)
    assert one.holds
    assert one.pinned
    # what is said about the work, and who declares what, is none of the work
    portfolio_in(folder, {"assessment/decisions/2026-05-15-d7-03.yaml": "date: 2026-05-15\nby: assessor-1\n"})
    other = "consent" if kind == "confidentiality" else "confidentiality"
    assert run("declare", other, folder, "--yes-to-all").code == 0
    assert all(one.holds for one in declared(folder))
    for path, text in (
        (SESSION_FILE, FILES[SESSION_FILE].replace("60", "61")),
        ("sessions/2026-03-04-notes.txt", "What we drew, and more.\n"),
        ("sessions/2026-03-11-c02.yaml", SESSION.replace("03-04", "03-11")),
    ):
        portfolio_in(folder, {path: text})
        assert [one.stale for one in declared(folder)] == [True, True], path
        portfolio_in(folder, FILES)
        (folder / "sessions/2026-03-11-c02.yaml").unlink(missing_ok=True)
        assert all(one.holds for one in declared(folder))


def test_the_wording_of_a_centres_form_goes_with_it(folder: Path, run: Commands) -> None:
    words = "This is: my own work.\n\n# Every word of it."
    assert run("declare", "consent", folder, "--yes-to-all", "--text", words).code == 0
    (one,) = declared(folder)
    assert one.declaration.text == words


def test_nothing_is_ever_put_over_another_declaration(folder: Path, run: Commands) -> None:
    for words in ("One.", "Two.", "Three."):
        assert run("declare", "consent", folder, "--yes-to-all", "--text", words).code == 0
    assert sorted(path.name for path in (folder / "declarations").iterdir()) == [
        "2026-11-14-consent-2.yaml",
        "2026-11-14-consent-3.yaml",
        "2026-11-14-consent.yaml",
    ]
    assert all(one.holds for one in declared(folder))


def test_the_same_is_not_declared_twice_on_a_day(folder: Path, run: Commands) -> None:
    assert run("declare", "consent", folder, "--yes-to-all").code == 0
    before = everything_in(folder)
    again = run("declare", "consent", folder, "--yes-to-all")
    assert (again.code, "You declared this already on 14 November 2026" in again.err) == (2, True)
    assert everything_in(folder) == before
    portfolio_in(folder, {SESSION_FILE: FILES[SESSION_FILE].replace("60", "61")})
    assert run("declare", "consent", folder, "--yes-to-all").code == 0


def test_nobody_declares_for_a_day_to_come(folder: Path, run: Commands) -> None:
    before = everything_in(folder)
    said = run("declare", "consent", folder, "--yes-to-all", "--on", "2026-11-15")
    assert (said.code, said.err.startswith("15 November 2026 is still to come.")) == (2, True)
    assert everything_in(folder) == before


def test_two_at_once_do_not_write_over_each_other(folder: Path) -> None:
    drafts = [declaration_draft(folder, "consent", statements=EVERY_POINT["consent"], on=TODAY) for _ in range(2)]
    write([drafts[0]])
    with pytest.raises(NotWritten, match="by something else just now"):
        write([drafts[1]])


# --- who may


@pytest.mark.parametrize(
    ("kind", "by", "says"),
    [
        ("authenticity", "assessor-1", "A declaration of authenticity is the learner's own"),
        ("consent", "nobody-1", "A declaration of consent is the learner's own"),
        ("centre", "learner", "may not declare for the centre"),
        ("centre", "peer-1", "peer-1 has the role peer in portfolio.yaml, and may not declare for the centre"),
        ("centre", "nobody-1", "Nobody in portfolio.yaml is called nobody-1."),
        ("centre", None, "Say with --by who this is: assessor-1 or tutor-1."),
    ],
)
def test_whoever_may_not_gets_nothing_written(
    folder: Path, kind: declaring.DeclarationKind, by: str | None, says: str
) -> None:
    before = everything_in(folder)
    ai: Any = {"ai_use": "none"} if kind == "authenticity" else {}
    with pytest.raises(NotWritten) as refused:
        declaration_draft(folder, kind, by=by, statements=EVERY_POINT[kind], on=TODAY, **ai)
    assert says in str(refused.value)
    assert "Nothing was written." in str(refused.value)
    assert everything_in(folder) == before


def test_the_only_one_who_may_is_meant(folder: Path, run: Commands) -> None:
    (folder / "portfolio.yaml").write_text(PEOPLE.replace("tutor-1: {role: tutor}", "tutor-1: {role: peer}"))
    assert run("declare", "centre", folder, "--yes-to-all").code == 0
    (one,) = declared(folder)
    assert (one.declaration.by, one.holds) == ("assessor-1", True)


def test_a_centre_may_say_who_may(folder: Path) -> None:
    (folder / "qualification.yaml").write_text("format: 1\nmay: {declare_for_centre: [iqa]}\n")
    assert declarable(folder, "centre", None, TODAY).by == "iqa-1"


def test_the_learner_by_another_name_may_not(folder: Path) -> None:
    text = PEOPLE.replace("{name: A. Learner}", "{name: A. Learner, saves_as: [a@home.example]}")
    (folder / "portfolio.yaml").write_text(
        text.replace("tutor-1: {role: tutor}", "tutor-1: {role: tutor, saves_as: [A@home.example]}")
    )
    with pytest.raises(NotWritten, match="tutor-1 has the learner's address or key"):
        declarable(folder, "centre", "tutor-1", TODAY)


# --- what may not be declared


@given(kind=st.sampled_from(DECLARATION_KINDS), data=st.data())
def test_one_point_denied_or_left_out_and_there_is_no_declaration(
    kind: declaring.DeclarationKind, data: st.DataObject
) -> None:
    points = STATEMENTS[kind]
    said = data.draw(st.fixed_dictionaries({}, optional={point: st.booleans() for point in points}))
    ai: Any = data.draw(st.sampled_from([{}, {"ai_use": "none"}])) if kind == "authenticity" else {}
    whole = said == dict.fromkeys(points, True) and (kind != "authenticity" or bool(ai))
    if whole:
        return
    with pytest.raises(NotWritten, match="Nothing was written"):
        declaration_draft("/nowhere", kind, statements=said, on=TODAY, **ai)


@pytest.mark.parametrize(
    ("ai", "says"),
    [
        ({}, "Nothing was said about whether artificial intelligence was used."),
        ({"ai_use": "described"}, "it is not said how"),
        ({"ai_use": "described", "ai_use_described": " \n"}, "it is not said how"),
        ({"ai_use": "none", "ai_use_described": "for everything"}, "Say which of them is so."),
    ],
)
def test_the_use_of_artificial_intelligence_has_to_be_told(folder: Path, ai: Any, says: str) -> None:
    with pytest.raises(NotWritten) as refused:
        declaration_draft(folder, "authenticity", statements=EVERY_POINT["authenticity"], on=TODAY, **ai)
    assert says in str(refused.value)


def test_it_belongs_to_authenticity_alone(folder: Path, run: Commands) -> None:
    said = run("declare", "consent", folder, "--yes-to-all", "--ai-use", "none")
    assert (said.code, "belongs to the declaration of authenticity" in said.err) == (2, True)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"sessions/2026-03-11-c01.yaml": "minutes: 1h\n"}, "1 file cannot be read as they are"),
        ({"sessions/more/2026-03-04-c01-board.yaml": SESSION}, "Two pieces of evidence have the same name"),
        ({"portfolio.yaml": "format: 1\n"}, "portfolio.yaml cannot be read"),
        (
            {"sessions/2026-11-15-c01.yaml": SESSION.replace("03-04", "11-15").replace("2026-03", "2026-11")},
            "came after",
        ),
    ],
)
def test_what_nobody_can_tell_is_not_declared(folder: Path, run: Commands, files: dict[str, str], says: str) -> None:
    portfolio_in(folder, files)
    before = everything_in(folder)
    said = run("declare", "consent", folder, "--yes-to-all")
    assert said.code == 2
    assert says in said.err
    assert "Nothing was written." in said.err or "so nothing was written." in said.err
    assert everything_in(folder) == before


def test_what_is_only_planned_may_be_of_a_later_day(folder: Path, run: Commands) -> None:
    planned = SESSION.replace("2026-03-04", "2026-12-01") + "status: planned\n"
    portfolio_in(folder, {"sessions/2026-12-01-c01.yaml": planned})
    assert run("declare", "consent", folder, "--yes-to-all").code == 0


def test_an_empty_portfolio_declares_nothing(tmp_path: Path, run: Commands) -> None:
    said = run("declare", "consent", portfolio_in(tmp_path / "p", {"portfolio.yaml": PORTFOLIO}), "--yes-to-all")
    assert (said.code, said.err) == (
        2,
        "There is no evidence in this portfolio yet, so there is nothing to declare.\n",
    )


# --- asked


def test_each_point_is_asked_and_then_it_is_signed(folder: Path) -> None:
    said = at_a_terminal(
        "declare", "authenticity", folder, answers="y\ny\ny\ny\ny\nA speech program, for the diary.\ny\n"
    )
    assert said.code == 0, said.err
    for point in STATEMENTS["authenticity"]:
        assert f"Do you declare that {statement_in_words(point)}? [y/n]: " in said.out
    assert "Was artificial intelligence used in the work? [y/n]: " in said.out
    assert "Sign it as learner, typed? [y/n]: " in said.out
    (one,) = declared(folder)
    assert one.holds
    assert (one.declaration.ai_use, one.declaration.ai_use_described) == (
        "described",
        "A speech program, for the diary.",
    )


def test_one_no_ends_it(folder: Path) -> None:
    before = everything_in(folder)
    said = at_a_terminal("declare", "authenticity", folder, answers="y\nn\n")
    assert said.code == 2
    assert "It is not declared that this work has not been handed in for anything else." in said.err
    assert "pointed out" not in said.out
    assert everything_in(folder) == before


def test_what_is_not_signed_is_not_written(folder: Path) -> None:
    before = everything_in(folder)
    for answers in ("y\nn\n", "y\n\x04", "\x04"):
        said = at_a_terminal("declare", "consent", folder, answers=answers)
        assert "Traceback" not in said.err
        assert ("Stopped. Nothing was written." in said.err) == answers.endswith("\x04")
        assert everything_in(folder) == before


def test_whoever_may_not_is_not_asked_first(folder: Path) -> None:
    said = at_a_terminal("declare", "centre", folder, "--by", "peer-1", answers="")
    assert (said.code, "Do you declare" in said.out) == (2, False)


@pytest.mark.parametrize(
    ("kind", "options", "says"),
    [
        ("consent", (), "--yes-to-all"),
        ("authenticity", ("--yes-to-all",), "--ai-use none or --ai-use described"),
        ("authenticity", ("--yes-to-all", "--ai-use", "described"), "--ai-text"),
        ("authentcity", ("--yes-to-all",), "Did you mean authenticity?"),
    ],
)
def test_where_nobody_can_be_asked_it_says_which_option_to_give(
    folder: Path, run: Commands, kind: str, options: tuple[str, ...], says: str
) -> None:
    before = everything_in(folder)
    said = run("declare", kind, folder, *options)
    assert said.code == 2
    assert says in " ".join(said.err.split())
    assert everything_in(folder) == before


# --- in step with the format


def test_the_command_knows_the_kinds_the_points_and_the_ways_to_sign_of_the_format() -> None:
    fields = schema("declarations")["properties"]
    assert (
        tuple(STATEMENTS) == DECLARATION_KINDS == tuple(fields["kind"]["enum"]) == get_args(declaring.DeclarationKind)
    )
    ways = tuple(fields["signatures"]["items"]["properties"]["method"]["enum"])
    assert ways == WAYS_OF_SIGNING == get_args(declaring.SignedBy)
    assert tuple(fields["ai_use"]["enum"]) == get_args(declaring.AiUse)
    for points in STATEMENTS.values():
        for point in points:
            words = statement_in_words(point)
            assert fields["statements"]["properties"][point]["description"] == f"Yes, if {words}."


def test_the_day_of_a_declaration_is_the_day_it_is_made(folder: Path) -> None:
    on = datetime.date(2026, 6, 1)
    write([declaration_draft(folder, "consent", statements=EVERY_POINT["consent"], on=on)])
    (one,) = (piece for piece in open_portfolio(folder).evidence if isinstance(piece, Declaration))
    assert (one.date, one.signatures[0].on, one.id) == (on, on, "2026-06-01-consent")
