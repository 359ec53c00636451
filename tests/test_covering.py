"""No output shows a client who is on the list: every command, in every format, on a portfolio that names one anywhere.

A name stands in every place that a coach can type into: the name of a file, a field, a code, the reason of a waiver,
where and how of a claim, what an assessor and a quality assurer wrote, the centre's own figures, the name and the
inside of an attachment; and in the record: messages, their reasons, lines of work and seals.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest
from click import Context

from coachfolio import InMemory, check, open_portfolio
from coachfolio.cli import main
from coachfolio.confidentiality.key import key_from
from coachfolio.evidence.model import Session
from coachfolio.outputs import FORMATS

from .commands import Commands
from .conftest import PORTFOLIO, ROOT, SESSION, TODAY
from .repositories import Learner, evening

NAME: Final = "Wilhelmina Zanders"
STEM: Final = "wilhelmina-zanders"
SAID: Final = re.compile("wilhelmina|zanders", re.IGNORECASE)

DECISION, SAMPLE = f"2026-05-15-{STEM}", f"2026-06-26-{STEM}"
FILES: Final[dict[str, str | bytes | None]] = {
    ".gitignore": "private/\n",
    "portfolio.yaml": PORTFOLIO.replace("  peer-1", "  iqa-1: {role: iqa}\n  zanders-1: {role: assessor}\n  peer-1")
    + f"waivers:\n  - {{code: CF022, path: notes.txt, reason: {NAME} asked for it.}}\n"
    f"  - {{code: CF210, reason: Never signed by {NAME}.}}\n  - {{code: CF202, reason: Never needed by {NAME}.}}\n"
    f"settings:\n  severities:\n    - {{code: CF219, severity: advice, reason: {NAME} never signs.}}\n",
    "qualification.yaml": f"format: 1\nnote: For {NAME}\nrequirements:\n  - name: Hours with {NAME}\n"
    "    measure: contact-hours\n    at_least: 90\n",
    "notes.txt": f"Call {NAME}.\n",
    f"sessions/2026-03-04-{STEM}.yaml": SESSION
    + f"  - {{criterion: D7.03/s1, where: line 2 of {NAME}, how: {NAME} says so}}\nreflection: {NAME} held back.\n",
    "sessions/2026-03-05-c01.yaml": SESSION.replace("03-04", "03-05").replace("client: C01", f"client: {NAME}"),
    "sessions/2026-03-06-c02.yaml": SESSION.replace("03-04", "03-06").replace("C01", "C02")
    + f"title: With {NAME}\nattachments: [documents/{STEM}.txt, documents/gone-{STEM}.txt]\n",
    "sessions/2026-03-07-c02.yaml": SESSION.replace("03-04", "03-07") + f"{NAME}: no such field\n",
    "sessions/2026-03-08-c02.yaml": SESSION.replace("03-04", "03-08") + f"bad: [{NAME}\n",
    f"documents/{STEM}.txt": f"Talked with {NAME}.\n",
    f"documents/2026-03-04-{STEM}.yaml": f"date: 2026-03-04\ntitle: For {NAME}\nshows: {NAME}'s consent\n"
    f"attachments: [documents/{STEM}.txt]\n",
    f"reflections/2026-03-10-{STEM}.yaml": f"date: 2026-03-10\nkind: session\nabout: [2026-03-04-{STEM}, "
    f"2026-03-99-{STEM}]\nreflection: {NAME} was late.\n",
    f"assessment/decisions/{DECISION}.yaml": "date: 2026-05-15\nby: zanders-1\nunit: D7.03\nsubmission: 1\n"
    f"decisions:\n  - {{criterion: D7.03/s2, verdict: referral, evidence: [2026-03-04-{STEM}], "
    f"feedback: Say what {NAME} did.}}\n"
    f"actions:\n  - {{what: Ask {NAME}., owner: learner, due: 2026-11-20}}\n",
    f"assessment/decisions/2026-05-16-{STEM}.yaml": "date: 2026-05-16\nby: assessor-1\nunit: D7.03\nsubmission: 1\n"
    f"decisions:\n  - {{criterion: D7.03/s1, verdict: pass, evidence: [2026-03-04-{STEM}]}}\n",
    f"assessment/actions/2026-05-20-{STEM}.yaml": "date: 2026-05-20\nby: learner\nactions:\n"
    f"  - {{what: Write to {NAME}., owner: learner, due: 2026-11-30}}\n",
    f"assessment/sampling/{SAMPLE}.yaml": "date: 2026-06-26\nby: iqa-1\n"
    f"sampled:\n  - {{criterion: D7.03/s1, outcome: agreed, comment: Yes for {NAME}., chosen_because: {NAME} asked}}\n"
    f"findings:\n  - {{finding: '{NAME} is named.', criterion: D7.03/s2, owner: assessor-1}}\n"
    f"standardisation:\n  - {{date: 2026-06-20, note: 'Spoke of {NAME}.'}}\n",
}
KEY: Final = f"format: 1\nclients:\n  C01: {{names: [{NAME}]}}\n  C02: {{names: [Nobody Anywhere]}}\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portfolio, kept in git: its words, lines and seals name the client as well."""
    learner = Learner(tmp_path_factory.mktemp("named"))
    learner.save({".gitignore": "private/\n", "portfolio.yaml": PORTFOLIO}, evening("2026-03-01"))
    earlier = {f"sessions/2026-03-01-{STEM}.yaml": SESSION.replace("03-04", "03-01") + f"outcome: {NAME} left.\n"}
    learner.save(earlier, evening("2026-03-02"), f"Talked with {NAME}")
    learner.tag(f"for-{STEM}", evening("2026-03-02"), f"{NAME} agreed")
    learner.save(dict.fromkeys(earlier), evening("2026-03-03"), f"Tidy\n\nReason: {NAME} asked for it")
    learner.save(FILES, evening("2026-07-01"), f"Notes on {NAME}")
    learner.tag("sealed/assessor/1", evening("2026-07-02"), f"coachfolio seal 1\n\nseen with {NAME}\n")
    learner.git("branch", f"notes/{STEM}")
    learner.write({"private/clients.yaml": KEY, f"documents/new-{STEM}.txt": "new\n"})
    return learner.folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


def forms(*before: str, of: tuple[str, ...] = ("text", "json")) -> Iterator[tuple[str, ...]]:
    return ((*before, "--format", form) for form in of)


DOCUMENTS: Final = ("text", "json", "markdown")
LOOKING: Final = (
    *(said for stage in ("building", "certification") for said in forms("check", ".", "--for", stage, of=FORMATS)),
    ("check", ".", "--staged"),
    ("check", ".", "--at", "HEAD"),
    *forms("status"),
    *forms("ready"),
    *forms("ready", "--for", "certification"),
    ("coverage",),
    ("coverage", "D7.03"),
    ("hours",),
    *forms("record", ".", of=DOCUMENTS),
    *forms("record", ".", "--evidence", f"2026-03-04-{STEM}", of=DOCUMENTS),
    *forms("record", ".", "--evidence", f"2026-03-01-{STEM}", of=DOCUMENTS),
    ("record", ".", "--evidence", f"2026-03-01-{STEM[:-1]}"),
    ("record", "verify"),
    *forms("actions", ".", "--all", of=("text", "json", "ics")),
    ("feedback",),
    *forms("sample", "report", of=DOCUMENTS),
    *forms("sample", "report", "..", of=DOCUMENTS),
    *(("export", ".", "--format", form, "--out", f"../out.{form}") for form in ("json", "csv", "case", "ics")),
    *(("paper", kind, "--audience", "learner", "--out", f"../{kind}.xlsx") for kind in ("mapping", "all")),
    ("forget", "C01", ".", "--dry-run"),
    ("phone", "--out", "../log.html"),
    *(("cohort", view, "..", "--fresh") for view in ("status", "ready", "actions", "sample", "record")),
    ("pack", ".", "--out", "../packed"),
    ("open", ".", "--no-browser", "--as", NAME),
    ("hooks", "status"),
    ("hook", "commit"),
    ("hook", "submission"),
    ("hook", "push"),
    ("hook", "message", ".git/COMMIT_EDITMSG"),
    ("hook", "save", ".git/COMMIT_EDITMSG"),
)
WRITING: Final = (
    ("actions", ".", "--from-gaps", "--due", "2026-12-24"),
    ("actions", "done", f"{DECISION}/1"),
    ("actions", "done", f"{DECISION}/11"),
    ("actions", "drop", f"2026-05-20-{STEM}/1", "--note", "Not needed."),
    ("feedback", "acknowledge", DECISION),
    ("feedback", "acknowledge", DECISION[:-1]),
    ("decide", "D7.03", "--pass", "s2"),
    ("decide", "D7.03", ".", "--pass", "s1", "--evidence", f"s1={DECISION[:-1]}"),
    ("decide", "--pin", DECISION),
    ("sign-off", "D7.03"),
    ("declare", "confidentiality", "--yes-to-all"),
    ("sample", "plan"),
    ("sample", "record", ".", "--agree", "D7.03/s1", "--because", "A first look."),
    ("sample", "close", f"{SAMPLE}/1", "--how", "Mended."),
    ("sample", "close", f"{SAMPLE}/2", "--how", "Mended."),
    ("forget", "C01"),
    ("redact", "--audience", "public", "--out", "../copy"),
    ("return", "../returned.bundle"),
    ("receive", "../returned.bundle"),
    ("report", "--out", "../page.html"),
    ("report", "--audience", "assessor", "--out", "../page.html"),
    ("report", "--print-mapping", "--out", "../page.html"),
    ("seal", ".", "--yes"),
    ("bundle", "../new.bundle"),
    ("hooks", "install"),
    ("log", "C01", "60m", "today", f"With {NAME}", "--yes"),
    ("log", "C99", "60m", f"With {NAME}", "--yes"),
    ("new", "reflection", "--yes", "--set", f"reflection={NAME} was late.", "--set", "kind=session"),
    ("save", "--yes"),
    ("save", f"Talked with {NAME}", "--yes"),
    ("undo", "--yes"),
    ("undo", f"2026-03-04-{STEM}", "--yes"),
    ("undo", f"2026-03-99-{STEM}", "--yes"),
    ("rename", f"2026-03-04-{STEM}", f"2026-03-04-{STEM}-again", "--yes"),
    ("rename", f"2026-03-99-{STEM}", "2026-03-04-other", "--yes"),
    ("allow", "the talk of last week", "--because", "It is the title of a talk."),
    ("fix", "--diff"),
    ("fix",),
    ("fmt", "--diff"),
    ("fmt",),
    ("map", f"2026-03-04-{STEM}", "D7.03/s1", "--where", f"line 2 of {NAME}"),
    ("map", f"2026-03-99-{STEM}", "D7.03/s1"),
    ("map", "--move", "sheets", "--yes"),
    ("requalify", "ilm-l7-diploma-8589", "--dry-run"),
    ("import", f"sessions/2026-03-04-{STEM}.yaml", "--yes"),
)


def naming(run: Commands, commands: Iterable[tuple[str, ...]]) -> list[str]:
    """The commands that show a client, or nothing at all."""
    found = []
    for args in commands:
        said = run(*args)
        everything = said.out + said.err
        if not everything.strip() or SAID.search(everything):
            found.append(f"{' '.join(args)}: {[line for line in everything.splitlines() if SAID.search(line)][:3]}")
    return found


def test_no_command_that_looks_shows_a_client(place: Path, run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert not naming(run, LOOKING)


def test_no_command_that_writes_shows_a_client(
    place: Path, tmp_path: Path, run: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, args in enumerate(WRITING):
        copy = shutil.copytree(place, tmp_path / str(number) / "portfolio", symlinks=True)
        monkeypatch.chdir(copy)
        assert not naming(run, [args])


def test_no_table_of_an_export_shows_a_client(
    place: Path, tmp_path: Path, run: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    for form in ("json", "sqlite", "case", "ics"):
        run("export", ".", "--format", form, "--out", str(tmp_path / form))
    run("export", ".", "--format", "csv", "--out", str(tmp_path / "csv"))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert not [path for path in files if SAID.search(path.read_bytes().decode(errors="replace"))]


def test_every_command_is_tried() -> None:
    tried = {args[0] for args in (*LOOKING, *WRITING)}
    about_no_portfolio = {"completion", "demo", "explain", "init", "qualifications", "rules", "schema"}
    assert tried == set(main.list_commands(Context(main))) - about_no_portfolio


def test_a_file_that_is_not_saved_yet_is_named_nowhere(
    tmp_path: Path, run: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner = Learner(tmp_path)
    learner.save({".gitignore": "private/\n", "portfolio.yaml": PORTFOLIO}, evening("2026-03-01"))
    learner.write({"private/clients.yaml": KEY, f"sessions/2026-03-04-{STEM}.yaml": SESSION})
    monkeypatch.chdir(learner.folder)
    assert "differ" in run("record").out
    assert not naming(run, [*forms("record", ".", of=DOCUMENTS), ("record", "verify"), ("status",)])


def test_words_of_the_format_are_nobodys_name() -> None:
    """A client may be called Pass: what was decided is still what it was."""
    key = key_from(b"format: 1\nclients:\n  C01: {names: [Joe Pass]}\n")
    portfolio = open_portfolio(
        InMemory(
            {
                "portfolio.yaml": PORTFOLIO,
                "sessions/2026-03-04-c01.yaml": f"{SESSION}reflection: Joe Pass was late.\n",
                "assessment/decisions/2026-05-15-d7-03.yaml": "date: 2026-05-15\nby: assessor-1\nunit: D7.03\n"
                "submission: 1\ndecisions:\n  - {criterion: D7.03/s2, verdict: pass, evidence: [2026-03-04-c01]}\n",
            }
        )
    )
    report = check(portfolio, today=TODAY, key=key)
    assert [piece.reflection for piece in report.portfolio.evidence if isinstance(piece, Session)] == [
        "••• •••• was late."
    ]
    passed = [criterion.decision for criterion in report.progress.coverage if criterion.decision]
    assert [decision.verdict for decision in passed] == ["pass"]


def test_the_covering_sign_stands_in_one_place() -> None:
    having = [path for path in (ROOT / "coachfolio").rglob("*.py") if '"•"' in path.read_text(encoding="utf-8")]
    assert [path.name for path in having] == ["covering.py"]
