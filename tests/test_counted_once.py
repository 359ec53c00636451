"""Nothing is counted twice, and nothing is lost in silence: copies, contacts told twice, files that are not there."""

from __future__ import annotations

import datetime
import shlex
from pathlib import Path
from typing import Final

import pytest

from coachfolio import Folder, InMemory, Report, check, open_portfolio
from coachfolio.checks.whole import check_folder
from coachfolio.portfolio.snapshots import saved

from .repositories import git

TODAY: Final = datetime.date(2026, 6, 30)
HEAD: Final = (
    "format: 1\nstage: building\nqualification: ilm-l7-certificate-2007\nregistered: 2026-01-05\n"
    "learner: {name: A. Learner}\npeople: {assessor-1: {role: assessor}}\n"
    "clients: {C01: {}, C02: {}, C03: {}, C04: {}, C05: {}, C06: {}, C07: {}, C08: {kind: group}}\n"
)
TOLD: Final = (
    "reflection: I asked three questions in a row and answered the second myself. When I stopped, C01 said the thing "
    "that mattered, and I wrote it down at once.\n"
)
SESSION: Final = "date: 2026-03-04\nminutes: 90\nclient: C01\nrole: coach\n" + TOLD
BARE: Final = "date: 2026-03-04\nminutes: 90\nclient: C01\nrole: coach\n"


def judged(files: dict[str, str | bytes], stage: str = "submission") -> Report:
    return check(open_portfolio(InMemory({"portfolio.yaml": HEAD, **files})), today=TODAY, stage=stage)  # type: ignore[arg-type]


def codes(report: Report, *beginnings: str) -> set[tuple[str, str]]:
    return {(one.code, one.path) for one in report.diagnostics if one.code.startswith(beginnings)}


@pytest.mark.parametrize(
    "copy",
    [
        *(f"2026-03-04-c01-board{mark}.yaml" for mark in (
            " 2", " (1)", "-DESKTOP-AB12CD", " (A. Learner's conflicted copy 2026-03-04)", " (conflicted copy)",
            ".sync-conflict-20260304-101112-ABCDEFG", " - Copy", " - Copy (2)", " copy 3", "_conflict-20260304-101112",
            " (2) (1)", " [Conflict]", " (SFConflict a.learner 2026-03-04-10-11-12)", "-LAPTOP-9XYZ", "~", "-another",
        )),
        "Copy of 2026-03-04-c01-board.yaml",
        "old/2026-03-04-c01-board-again.yaml",
    ],
)  # fmt: skip
def test_a_copy_is_told_as_one_and_counts_once(copy: str) -> None:
    first = "sessions/2026-03-04-c01-board.yaml"
    text = SESSION + "claims: [{criterion: D7.03/s2, where: reflection, how: stopping}]\n"
    report = judged({first: text, f"sessions/{copy}": text})
    assert report.progress.hours.total_minutes == 90
    assert [one.evidence for one in report.progress.coverage if one.claims] == [("2026-03-04-c01-board",)]
    assert codes(report, "CF222", "CF201", "CF202", "CF31") == {
        ("CF222", f"sessions/{copy}"),
        ("CF310", "portfolio.yaml"),
        ("CF312", "portfolio.yaml"),
    }
    [told] = [one for one in report.diagnostics if one.code == "CF222"]
    assert told.severity == "error"
    assert told.hint.startswith("Delete this one")


def test_six_copies_of_one_session_are_an_hour_and_a_half() -> None:
    marks = ("", " 2", " (1)", "-DESKTOP-AB12CD", " (conflicted copy)", " - Copy", "~")
    report = judged({f"sessions/2026-03-04-c01-board{mark}.yaml": SESSION for mark in marks})
    assert report.progress.hours.total_minutes == 90
    assert len(codes(report, "CF222")) == 6


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("guided-learning", "date: 2026-02-03\nminutes: 120\nkind: workshop\ntitle: Listening\n"),
        ("supervision", "date: 2026-02-03\nminutes: 60\nsupervisor: assessor-1\n"),
        (
            "feedback",
            "date: 2026-02-03\nsource: natural\ngiver: client\nquotation: It helped me to stop and to listen.\n",
        ),
        (
            "reflections",
            "date: 2026-02-03\nkind: period\ntitle: Half a year\nreflection: A long look back at it all.\n",
        ),
    ],
)
def test_copies_of_other_kinds_count_once_too(kind: str, text: str) -> None:
    alone = judged({f"{kind}/2026-02-03-x.yaml": text})
    twice = judged({f"{kind}/2026-02-03-x.yaml": text, f"{kind}/2026-02-03-x (1).yaml": text})
    assert not alone.progress.uncounted
    assert (alone.progress.hours, len(alone.portfolio.evidence)) == (
        twice.progress.hours,
        len(twice.portfolio.evidence),
    )


def test_a_version_that_differs_is_told_as_one() -> None:
    longer = SESSION.replace("at once", "at once, before I forgot it")
    for name in (" 2", "-DESKTOP-AB12CD", "-edited"):
        files = {"sessions/2026-03-04-c01.yaml": SESSION, f"sessions/2026-03-04-c01{name}.yaml": longer}
        report = judged({**files})
        assert report.progress.hours.total_minutes == 90, name
        [told] = [one for one in report.diagnostics if one.code == "CF222"]
        assert "another version" in told.message
        assert "that is right" in told.hint


def test_what_only_looks_like_a_copy_counts() -> None:
    other = BARE.replace("90", "30") + "reflection: Half an hour in the corridor, about something else altogether.\n"
    for name in ("2026-03-04-c01 2", "2026-03-04-c01-conflict", "2026-03-04-c01-copy", "2026-03-04 C01 conflict"):
        report = judged({"sessions/2026-03-04-c01.yaml": SESSION, f"sessions/{name}.yaml": other}, "building")
        assert report.progress.hours.total_minutes == 120, name
        assert not codes(report, "CF222"), name
    forgotten = BARE + "forgotten: 2026-05-01\n"
    report = judged({"sessions/a.yaml": forgotten, "sessions/b.yaml": forgotten}, "building")
    assert report.progress.hours.total_minutes == 180


def test_of_two_the_one_stays_that_something_mentions() -> None:
    about = "date: 2026-04-01\nkind: contact\nabout: [2026-03-04-c01-b]\nreflection: What I made of it later.\n"
    files = {
        "sessions/2026-03-04-c01-a.yaml": SESSION,
        "sessions/2026-03-04-c01-b.yaml": SESSION,
        "reflections/r.yaml": about,
    }
    assert codes(judged({**files}), "CF222", "CF204") == {("CF222", "sessions/2026-03-04-c01-a.yaml")}


def sheet(*contacts: str) -> str:
    return "contacts:\n" + "".join(f"  - {{{one}}}\n" for one in contacts)


TWICE: Final = {
    "on a sheet and as a session": {
        "sessions/a.yaml": SESSION,
        "contact-sheets/b.yaml": sheet("date: 2026-03-04, minutes: 90, client: C01, role: coach"),
    },
    "on a sheet with its time, and as a session without": {
        "sessions/a.yaml": SESSION,
        "contact-sheets/b.yaml": sheet('date: 2026-03-04, start: "14:00", minutes: 90, client: C01, role: coach'),
    },
    "on two sheets": {
        "contact-sheets/a.yaml": sheet("date: 2026-03-04, minutes: 20, client: C01, role: coach, purpose: One thing"),
        "contact-sheets/b.yaml": sheet("date: 2026-03-04, minutes: 20, client: C01, role: coach, purpose: Another"),
    },
    "twice on one sheet": {
        "contact-sheets/a.yaml": sheet(*["date: 2026-03-04, minutes: 20, client: C01, role: coach"] * 2)
    },
    "as two sessions, in other words": {
        "sessions/a.yaml": SESSION,
        "sessions/b.yaml": BARE + "reflection: The board papers, and nothing else that day.\n",
    },
}


@pytest.mark.parametrize("files", TWICE.values(), ids=TWICE)
def test_a_contact_that_is_written_down_twice_is_told(files: dict[str, str]) -> None:
    report = judged({**files})
    [told] = [one for one in report.diagnostics if one.code == "CF315"]
    assert told.severity == "error"
    assert "start in both" in told.hint
    both = {
        path: text.replace("2026-03-04", "2026-03-05") if path.endswith("b.yaml") else text
        for path, text in files.items()
    }
    if len(files) > 1:
        assert not codes(judged({**both}), "CF315")


NEAR: Final = {
    "noted as 85, written up as 90": (85, 90, "", "", True),
    "noted as 90, written up as 85": (90, 85, "", "", True),
    "a quarter of an hour apart": (60, 75, ", purpose: The board", "", True),
    "more than that apart": (60, 76, "", "", False),
    "20 minutes in the corridor, and a session": (20, 90, "", "", False),
    "each with its time": (85, 90, ', start: "09:00"', 'start: "14:00"\n', False),
    "one with its time": (85, 90, "", 'start: "14:00"\n', False),
    "the same minutes, which is told already": (90, 90, "", "", False),
    "with another client": (85, 90, "", "C02", False),
    "not held": (85, 90, ", status: cancelled", "", False),
}


@pytest.mark.parametrize("name", NEAR)
def test_a_contact_noted_with_other_minutes_may_be_the_session(name: str) -> None:
    noted, written, more, start, told = NEAR[name]
    session = BARE.replace("90", str(written)) + "reflection: I asked three questions in a row, and waited.\n"
    session = session.replace("C01", "C02") if start == "C02" else session + start
    contact = f"date: 2026-03-04, minutes: {noted}, client: C01, role: coach{more}"
    report = judged({"sessions/a.yaml": session, "contact-sheets/b.yaml": sheet(contact)})
    found = [one for one in report.diagnostics if one.code == "CF319"]
    assert [(one.severity, one.path) for one in found] == ([("advice", "contact-sheets/b.yaml")] if told else [])
    assert bool(codes(report, "CF315")) == (noted == written)
    if "cancelled" not in more:
        assert report.progress.hours.total_minutes == noted + written, "nothing is taken away on a guess"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('start: "09:00"\n', 'start: "14:00"\n'),
        ('start: "09:00"\n', ""),
        ("", "DAY"),
    ],
)
def test_a_contact_that_is_copied_to_another_time_is_told(first: str, second: str) -> None:
    other = SESSION.replace("2026-03-04", "2026-03-11") if second == "DAY" else SESSION + second
    report = judged({"sessions/a.yaml": SESSION + first, "sessions/b.yaml": other})
    assert {code for code, _ in codes(report, "CF222", "CF315", "CF316")} >= {"CF316"}, first


def test_short_words_of_two_days_may_be_the_same() -> None:
    short = BARE + "purpose: Our monthly conversation.\n"
    report = judged({"sessions/a.yaml": short, "sessions/b.yaml": short.replace("03-04", "04-08")})
    assert not codes(report, "CF316", "CF315", "CF222")
    changed = SESSION.replace("that mattered", "that I had missed all year")  # and a long text with a stretch changed
    report = judged({"sessions/a.yaml": SESSION, "sessions/b.yaml": changed.replace("03-04", "03-11")})
    assert codes(report, "CF316")
    for right, wrong in (("at once", "in the evening"), ("I asked", "Today I asked"), ("once.", "once. He nodded.")):
        again = SESSION.replace(right, wrong).replace("03-04", "03-11")  # at whichever end it is another
        assert codes(judged({"sessions/a.yaml": SESSION, "sessions/b.yaml": again}), "CF316"), wrong


GROUPS: Final = {
    "with setting: group": [BARE + "setting: group\n"] * 3,
    "in the same words": [SESSION] * 3,
    "at one time, in the same words": [SESSION + 'start: "14:00"\n'] * 3,
    "on one sheet": [
        sheet(*(f"date: 2026-03-04, minutes: 90, client: C0{n}, role: coach, setting: group" for n in (1, 2, 3)))
    ],
}


@pytest.mark.parametrize("texts", GROUPS.values(), ids=GROUPS)
def test_one_session_under_each_member_of_a_group_is_told(texts: list[str]) -> None:
    if len(texts) == 1:
        report = judged({"contact-sheets/a.yaml": texts[0]})
    else:
        report = judged(
            {f"sessions/2026-03-04-c0{n}.yaml": text.replace("C01", f"C0{n}", 1) for n, text in enumerate(texts, 1)}
        )
    [told] = [one for one in report.diagnostics if one.code == "CF317"]
    assert "C01, C02 and C03" in told.message
    assert "4 h 30" in told.message
    assert not codes(report, "CF222", "CF316")


def test_a_day_has_24_hours() -> None:
    def day(minutes: int, number: int) -> Report:
        contacts = (f"date: 2026-03-04, minutes: {minutes}, client: C0{n}, role: coach" for n in range(1, number + 1))
        return judged({"contact-sheets/a.yaml": sheet(*contacts)})

    assert not codes(day(240, 6), "CF314")
    for minutes, number in ((241, 6), (340, 6), (1440, 2)):
        report = day(minutes, number)
        [told] = [one for one in report.diagnostics if one.code == "CF314"]
        assert told.severity == "error"
        assert "a day has 24 hours" in told.message


HOLLOW: Final[dict[str, tuple[bytes, str]]] = {
    "paper.docx": (b"", "is empty"),
    "paper.pdf": (b"\0" * 4000, "noughts"),
    "paper.gdoc": (b'{"url": "https://docs.google.com/open?id=1"}', "at Google"),
    "sheet.gsheet": (b"{}", "at Google"),
    "paper.url": (b"[InternetShortcut]\r\nURL=https://example.org\r\n", "a page on the web"),
    "paper.webloc": (b"<plist/>", "a page on the web"),
    "paper.lnk": (b"L\0\0\0", "on one computer"),
    "photo.jpg": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "never fetched"),
    "signed.docx": (b"\xef\xbb\xbf\n<!DOCTYPE html><html><head><title>Sign in</title>", "asks to sign in"),
    "signed.pdf": (b"<html lang='en'>", "asks to sign in"),
    "blank.docx": (b"\xef\xbb\xbf \r\n", "but blanks"),
    "report.pdf.crdownload": (b"%PDF-1.7", "never came to its end"),
    "video.mp4.part": (b"\0\0\0\x18ftyp", "never came to its end"),
    "paper.docx.icloud": (b"bplist00", "not on this computer"),
}


@pytest.mark.parametrize("name", HOLLOW)
def test_an_attachment_that_holds_nothing_is_told(name: str, tmp_path: Path) -> None:
    data, words = HOLLOW[name]
    files: dict[str, str | bytes] = {
        "portfolio.yaml": HEAD,
        "documents/d.yaml": f"title: A paper\ndate: 2026-02-03\nshows: It.\nattachments: [{name}]\n",
        f"documents/{name}": data,
    }
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content.encode() if isinstance(content, str) else content)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A", "-f")
    git(tmp_path, "commit", "-q", "-m", "All of it")
    for source in (InMemory(files), Folder(tmp_path), saved(tmp_path)):
        report = check(open_portfolio(source), today=TODAY, stage="submission")
        [told] = [one for one in report.diagnostics if one.code == "CF223"]
        assert told.path == "documents/d.yaml"
        assert words in told.message
        assert told.severity == "error"


def test_what_a_sync_service_has_not_fetched_is_evidence_that_could_not_be_counted(tmp_path: Path) -> None:
    lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
    files: dict[str, str | bytes] = {
        "portfolio.yaml": HEAD,
        "sessions/.2026-03-04-c01.yaml.icloud": b"bplist00",
        "sessions/2026-03-05-c01.yaml": lfs,
        "sessions/2026-03-06-c01.yaml": "",
        "documents/d.yaml": "title: A paper\ndate: 2026-02-03\nshows: It.\nattachments: [paper.pdf]\n",
        "documents/.paper.pdf.icloud": b"bplist00",
    }
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content.encode() if isinstance(content, str) else content)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A", "-f")
    git(tmp_path, "commit", "-q", "-m", "All of it")
    for source in (InMemory(files), Folder(tmp_path), saved(tmp_path)):
        report = check(open_portfolio(source), today=TODAY)
        assert set(report.progress.uncounted) == {f"sessions/2026-03-0{n}-c01.yaml" for n in (4, 5, 6)}
        assert codes(report, "CF023") == {
            ("CF023", "sessions/2026-03-04-c01.yaml"),
            ("CF023", "sessions/2026-03-05-c01.yaml"),
            ("CF023", "documents/paper.pdf"),
        }
        [missing] = [one for one in report.diagnostics if one.code == "CF215"]
        assert "not on this computer" in missing.message


@pytest.mark.parametrize("name", ["Icon\r", "desktop.ini", "~$paper.docx", "Thumbs.db"])
def test_what_a_computer_puts_down_is_told_as_that(name: str) -> None:
    report = judged({"sessions/2026-03-04-c01.yaml": SESSION, f"sessions/{name}": b"x"})
    assert codes(report, "CF021", "CF024", "CF221") == {("CF024", f"sessions/{name}")}
    assert not codes(judged({"sessions/2026-03-04-c01.yaml": SESSION, "sessions/.DS_Store": b"x"}), "CF02", "CF221")


def test_a_criterion_that_is_there_twice_is_one() -> None:
    for second in ("{number: s1, text: Again}", "{number: s1, text: Plans}"):
        overlay = (
            "format: 1\nunits: [{ref: D7.03, criteria_are: official, criteria_complete: yes, criteria: "
            f"[{{number: s1, text: Plans}}, {{number: s2, text: Delivers}}, {second}]}}]\n"
        )
        report = judged({"qualification.yaml": overlay})
        assert [one.criterion.number for one in report.progress.coverage if one.criterion.unit == "D7.03"] == [
            "s1",
            "s2",
        ]
        assert codes(report, "CF220")


def test_a_sheet_may_have_many_contacts_and_one_that_was_missed_no_minutes() -> None:
    many = [f"date: 2026-0{1 + n // 28}-{1 + n % 28:02d}, minutes: 5, client: C01, role: coach" for n in range(111)]
    report = judged({"contact-sheets/a.yaml": sheet(*many)}, "building")
    assert report.progress.hours.total_minutes == 555
    assert not report.progress.uncounted
    for status in ("missed", "cancelled", "planned"):
        missed = BARE.replace("90", "0") + f"status: {status}\n"
        assert not codes(judged({"sessions/a.yaml": missed}), "CF1", "CF318"), status
    for held in (BARE.replace("90", "0"), BARE.replace("90", "0") + "status: held\n"):
        assert codes(judged({"sessions/a.yaml": held}), "CF318") == {("CF318", "sessions/a.yaml")}


def test_prior_learning_takes_a_proof() -> None:
    claim = (
        "title: A module\nawarded: 2023-07-14\nawarding_body: the university\nqualification: A certificate\n"
        "unit: D7.02\nreason: It covers it.\nstate: agreed\ndecided_by: assessor-1\ndecided_on: 2026-02-01\n"
        "claims: [{criterion: D7.02/s1, where: all, how: it does}]\n"
    )
    path = "prior-learning/p.yaml"
    without: tuple[dict[str, str], ...] = (
        {path: claim},
        {path: claim + "attachments: [proof.pdf]\n"},
        {path: claim + "attachments: [proof.pdf]\n", "prior-learning/proof.pdf": ""},
        {path: claim.replace("state: agreed\ndecided_by: assessor-1\ndecided_on: 2026-02-01\n", "")},
    )
    for files in without:
        [told] = [one for one in judged({**files}).diagnostics if one.code == "CF762"]
        assert told.severity == "error"
        assert ("assessor-1 agreed is only typed" in told.message) == ("agreed" in files[path])
    assert not codes(
        judged({path: claim + "attachments: [proof.pdf]\n", "prior-learning/proof.pdf": b"%PDF-1.7"}), "CF762"
    )


@pytest.mark.parametrize(
    "line", ["2026-*", "sessions/", "*.yaml\n!portfolio.yaml", "/sessions/2026-03-04*", "**/*.pdf"]
)
def test_a_piece_that_git_ignores_is_told(line: str, tmp_path: Path) -> None:
    files = {
        "portfolio.yaml": HEAD,
        "sessions/2026-03-04-c01.yaml": SESSION + "attachments: [a.pdf]\n",
        "sessions/a.pdf": "%PDF-1.7",
        ".gitignore": f"private/\ndesktop.ini\n{line}\n",
    }
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    git(tmp_path, "init", "-q")
    assert codes(check_folder(tmp_path, today=TODAY, stage="submission"), "CF029")
    git(tmp_path, "add", "-A", "-f")
    assert not codes(check_folder(tmp_path, today=TODAY, stage="submission"), "CF029")  # what git has taken, it keeps
    (tmp_path / ".gitignore").write_text("private/\ndesktop.ini\n")
    (tmp_path / "sessions" / "2026-03-05-c01.yaml").write_text(BARE)
    assert not codes(check_folder(tmp_path, today=TODAY, stage="submission"), "CF029")


def test_planning_time_and_the_clients_of_a_criterion_are_what_the_format_says() -> None:
    claim = "claims: [{criterion: D7.03/s1, where: all, how: it does}]"
    files = {
        "sessions/a.yaml": BARE + "planning_minutes: 10\n" + claim + "\n",
        "sessions/b.yaml": BARE.replace("03-04", "03-05") + "planning_minutes: 20\nstatus: missed\n",
        "sessions/c.yaml": BARE.replace("03-04", "03-06") + "planning_minutes: 40\nstatus: cancelled\n",
        "contact-sheets/d.yaml": sheet(
            f"date: 2026-03-07, minutes: 20, client: C02, role: coach, planning_minutes: 5, {claim}",
            "date: 2026-03-08, minutes: 20, client: C03, role: coach, planning_minutes: 80, status: planned",
        ),
        "documents/e.yaml": f"title: A paper\ndate: 2026-02-03\nshows: It.\n{claim}\n",
    }
    report = judged({**files}, "building")
    assert report.progress.hours.planning_minutes == 15
    assert report.progress.hours.planning_by_unit == {"D7.03": 15}
    [criterion] = [one for one in report.progress.coverage if one.criterion.ref == "D7.03/s1"]
    assert criterion.clients == ("C01", "C02")
    whole = files["contact-sheets/d.yaml"] + claim.replace("s1", "s2") + "\n"
    report = judged({**files, "contact-sheets/d.yaml": whole}, "building")
    [criterion] = [one for one in report.progress.coverage if one.criterion.ref == "D7.03/s2"]
    assert criterion.clients == ("C02", "C03")


@pytest.mark.parametrize("name", ["sessions/2026-03-04-c01.yaml", "sessions/on the way.yaml", "portfolio.yaml"])
def test_a_saved_content_that_was_emptied_is_told_and_can_be_put_back_as_told(name: str, tmp_path: Path) -> None:
    """Where the portfolio is the whole of what git keeps, and where it is a folder of it."""
    for folder in (tmp_path / "alone", tmp_path / "papers" / "portfolio"):
        top = folder if folder.name == "alone" else folder.parent
        files = {"portfolio.yaml": HEAD, "sessions/2026-03-04-c01.yaml": SESSION, "sessions/on the way.yaml": BARE}
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(content, encoding="utf-8", newline="")
        git(top, "init", "-q")
        git(top, "add", "-A")
        git(top, "commit", "-q", "-m", "All of it")
        assert not codes(check_folder(folder, today=TODAY), "CF030")
        id = git(folder, "hash-object", name).decode().strip()
        place = top / ".git" / "objects" / id[:2] / id[2:]
        place.chmod(0o644)
        place.write_bytes(b"")
        report = check_folder(folder, today=TODAY)
        [told] = [one for one in report.diagnostics if one.code == "CF030"]
        assert (told.path, told.severity.value) == (name, "error")
        delete, run = told.hint.split("delete ")[1].split(" in the folder .git, and then run here: ")
        (top / ".git" / delete).unlink()
        git(folder, *shlex.split(run.split(". Do the same")[0])[1:])
        assert not codes(check_folder(folder, today=TODAY), "CF030")
        git(top, "fsck", "--strict")
