"""No client's name in anything that the commands of assessment show: quoted, in the name of a file, or in an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from coachfolio.confidentiality.covering import covered
from coachfolio.confidentiality.key import key_from

from .commands import Commands, Said, at_a_terminal
from .conftest import PORTFOLIO, SESSION
from .effort import each

NAMED = "wilhelmina-zanders"
PEOPLE = PORTFOLIO.replace("  peer-1", "  iqa-1: {role: iqa}\n  peer-1")
FILES = {
    "portfolio.yaml": PEOPLE,
    "private/clients.yaml": "format: 1\nclients:\n  C01: {names: [Wilhelmina Zanders]}\n",
    f"sessions/2026-03-04-{NAMED}.yaml": SESSION
    + "  - {criterion: D7.03/s1, where: line 2, how: Wilhelmina Zanders says so}\n"
    "reflection: Wilhelmina Zanders held back.\n",
    f"assessment/decisions/2026-05-15-{NAMED}.yaml": "date: 2026-05-15\nby: assessor-1\nunit: D7.03\nsubmission: 1\n"
    f"decisions:\n  - {{criterion: D7.03/s2, verdict: referral, evidence: [2026-03-04-{NAMED}], "
    "feedback: Say what Wilhelmina Zanders did.}\n"
    "actions:\n  - {what: Ask Wilhelmina Zanders., owner: learner}\n",
    f"assessment/sampling/2026-06-26-{NAMED}.yaml": "date: 2026-06-26\nby: iqa-1\n"
    "findings:\n  - {finding: Wilhelmina Zanders is named., criterion: D7.03/s2, owner: assessor-1}\n",
}
DECISION, SAMPLE = f"2026-05-15-{NAMED}", f"2026-06-26-{NAMED}"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def names_nobody(said: Said) -> None:
    shown = (said.out + said.err).lower()
    assert shown.strip()
    assert "zanders" not in shown
    assert "wilhelmina" not in shown


@pytest.mark.parametrize(
    ("code", "args"),
    [
        (0, ("feedback", "list", ".")),
        (0, ("feedback", "acknowledge", DECISION, ".")),
        (2, ("feedback", "acknowledge", DECISION[:-1], ".")),
        (0, ("actions", ".")),
        (0, ("actions", "done", f"{DECISION}/1", ".")),
        (0, ("actions", "drop", f"{DECISION}/1", ".", "--note", "Not needed.")),
        (2, ("actions", "done", f"{DECISION}/11", ".")),
        (2, ("actions", "done", f"{SAMPLE}/1", ".")),
        (0, ("decide", "D7.03", ".", "--pass", "s1")),
        (2, ("decide", "D7.03", ".", "--pass", "s1", "--evidence", f"s1={DECISION[:-1]}")),
        (0, ("decide", "--pin", DECISION, ".")),
        (2, ("sign-off", "D7.03", ".")),
        (0, ("sample", "plan", ".")),
        (0, ("sample", "record", ".", "--agree", "D7.03/s2", "--because", "A referral.")),
        (0, ("sample", "close", f"{SAMPLE}/1", ".", "--how", "Mended.")),
        (2, ("sample", "close", f"{SAMPLE}/2", ".", "--how", "Mended.")),
        (0, ("sample", "report", ".")),
    ],
)
def test_nothing_that_is_printed_names_a_client(
    place: Path, run: Commands, monkeypatch: pytest.MonkeyPatch, code: int, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(place)
    said = run(*args)
    assert said.code == code, said
    names_nobody(said)


@pytest.mark.parametrize("text", [SESSION + "no: such field\n", SESSION.replace("2026-", "2027-")])
def test_a_declaration_that_cannot_be_made_names_no_file_that_names_a_client(
    place: Path, run: Commands, text: str
) -> None:
    (place / f"sessions/2026-03-04-{NAMED}.yaml").write_text(text, encoding="utf-8")
    said = run("declare", "confidentiality", place, "--yes-to-all")
    assert (said.code, "Nothing was written." in said.err) == (2, True)
    names_nobody(said)


def test_nothing_that_is_asked_names_a_client(place: Path) -> None:
    said = at_a_terminal("decide", "D7.03", place, answers="pass\n\nGood.\n" + "skip\n" * 3 + "\n\n\x04")
    assert (said.code, "Written: " in said.out) == (0, True), said
    names_nobody(said)


def test_nothing_that_is_asked_of_a_quality_assurer_names_a_client(place: Path, run: Commands) -> None:
    assert run("sample", "plan", place).code == 0
    said = at_a_terminal("sample", "record", place, answers="agree\n\n\ny\n\x04")
    assert (said.code, "Written: " in said.out) == (0, True), said
    names_nobody(said)


@each(
    "name, shown",
    {
        name: (name, shown)
        for name, shown in (
            ("wilhelminazanders.pdf", "•••••••••••••••••.pdf"),
            ("notes/photoWilhelminaZanders2.jpg", "notes/photo•••••••••••••••••2.jpg"),
            ("2026wilhelmina_zanders.txt", "2026••••••••••_•••••••.txt"),
            ("zanderswilhelmina/plan.md", "•••••••••••••••••/plan.md"),
            ("a/b-WilhelminaZanders-c.txt", "a/b-•••••••••••••••••-c.txt"),
        )
    },
)
def test_a_cover_lies_exactly_over_a_name_that_runs_together_in_a_files_name(name: str, shown: str) -> None:
    key = key_from(FILES["private/clients.yaml"].encode())
    assert covered(name, key, is_name=True) == shown
