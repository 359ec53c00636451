"""A demonstration: the example portfolio with a year of history, as if a coach had kept it in git from the first day.

Nothing in it happened. Each file is saved on the evening of its own day, but for what is told here: some that were
saved late, some that were changed afterwards, seals by an assessor and a quality assurer. Where a file was changed, its
earlier form is the final one with the changes taken out again, so that the folder ends as the example portfolio does.
There is one difference: a decision is pinned to what the evidence was on its own day, so that a later change shows.

All is made anew each time, and the same each time: dates, names and the keys are fixed. The keys come from sentences
that stand in this file, so that anybody can have them: what they sign proves nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.files import PRIVATE
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import day as day_in_words
from coachfolio.editing.sealing import new_seal
from coachfolio.evidence import kind_of_path
from coachfolio.format.schemas import words_for
from coachfolio.git.own import init, own_output
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE
from coachfolio.portfolio.sources import content_id
from coachfolio.record.seals import Role, SealDecision

__all__ = ["DEMONSTRATION", "SIGNERS", "NoDemonstration", "demo"]

DEMONSTRATION: Final = "DEMONSTRATION.md"
SIGNERS: Final = "DEMONSTRATION-signers"


class _Person(NamedTuple):
    """Somebody who saves, and who seals if they have a role."""

    name: str
    email: str
    role: Role = "learner"
    by: str = ""
    """The short name in portfolio.yaml."""
    sentence: bytes = b""
    """What the key is made from."""


_LEARNER: Final = _Person("Ros Halloran", "ros@example.com")
_ASSESSOR: Final = _Person(
    "P.K. (demonstration)",
    "assessor@example.com",
    "assessor",
    "assessor-1",
    b"coachfolio demonstration: this key is known to everybody and proves nothing",
)
_IQA: Final = _Person(
    "C.O. (demonstration)",
    "iqa@example.com",
    "iqa",
    "iqa-1",
    b"coachfolio demonstration: this second key is known to everybody and proves nothing",
)
_WRITES: Final = {"assessment/decisions": _ASSESSOR, "assessment/plans": _IQA, "assessment/sampling": _IQA}
"""Who writes what lies in a folder, where it is not the learner."""

_BEGIN: Final = datetime.date(2025, 9, 8)

_OF_DAY: Final = {
    "mapping/D7.04.yaml": datetime.date(2025, 11, 30),
    "codes/global-code-of-ethics.yaml": datetime.date(2025, 9, 29),
    "codes/icf-code-of-ethics.yaml": datetime.date(2026, 1, 12),
    "prior-learning/certificate-in-training-practice.yaml": datetime.date(2025, 10, 10),
}
"""The days of evidence whose file is not named after one."""

_DAYS_LATE: Final = {
    "sessions/2025/2025-11-04-c01-eleven-at-night.yaml": 1,
    "sessions/2025/2025-12-08-c04-forty-page-binder.yaml": 3,
    "sessions/2026/2026-01-26-c04-after-scrutiny.yaml": 2,
    "sessions/2026/2026-02-16-c03-cancelled-late.yaml": 1,
    "sessions/2026/2026-05-19-c04-cold-shoulder.yaml": 2,
    "sessions/2026/2026-06-22-c05-who-made-the-joke.yaml": 4,
    "sessions/2026/2026-08-19-c02-six-half.yaml": 1,
    "supervision/2025-11-27-supervision-four-clients-one-habit.yaml": 2,
    "supervision/2026-05-05-supervision-an-earlier-hour.yaml": 1,
    "feedback/2026-05-07-c07-sponsor-reply.yaml": 3,
    "learning-log/2026-04-18-techniques.yaml": 1,
    # papers are saved when they are handed in
    "assignments/2026-02-06-role-of-coach-and-mentor.yaml": 3,
    "assignments/2026-02-06-role-of-coach-and-mentor.md": 3,
    "assignments/2026-03-27-contribution-to-organisations.yaml": 3,
    "assignments/2026-03-27-contribution-to-organisations.md": 3,
    "assignments/2026-09-25-evaluating-the-period.yaml": 3,
    "assignments/2026-09-25-evaluating-the-period.md": 3,
}
"""Days between the day of a piece of evidence and its first save, where it was not the same evening."""


class _Together(NamedTuple):
    """Evidence that came into the record in one save, some time after its day."""

    on: datetime.date
    message: str
    paths: tuple[str, ...]
    line: str = ""
    """The side line on which each had been saved on its own evening."""


_TOGETHER: Final = (
    _Together(
        datetime.date(2026, 5, 3),
        "Sheets of March and April, typed up\n\nI had them on paper and did not get to them in time.\n",
        (
            "sessions/2026/2026-03-04-c02-the-card.yaml",
            "sessions/2026/2026-03-12-c06-mock-panel.yaml",
            "sessions/2026/2026-03-17-c01-green-pen.yaml",
            "sessions/2026/2026-03-30-c05-both-driving.yaml",
            "sessions/2026/2026-04-08-c02-car-park.yaml",
            "sessions/2026/2026-04-21-c09-cancelled-lists.yaml",
        ),
    ),
    _Together(
        datetime.date(2026, 7, 26),
        "July, from the other computer\n\nWritten on the small computer; saved here as one.\n",
        (
            "learning-log/2026-07-18-re-authoring.yaml",
            "sessions/2026/2026-07-20-c03-two-letters.yaml",
            "sessions/2026/2026-07-24-c07-dont-polish.yaml",
        ),
        line="other-computer",
    ),
)

_SIGNATURE: Final = r"^  - \{by: \w+, on: %s, .*\n"
_REVIEWED: Final = (
    # what a plan did not have before it was looked back on
    (r"^    state: (?:done|dropped)$", "    state: open"),
    (r"^    done_on: .*\n", ""),
    (r"^    review: \|\n(?:      .*\n|\n)+", ""),
    (r"^reviewed: (?:.*\n)+", ""),
)


class _Edit(NamedTuple):
    """A later change of a file. Its earlier form has each pattern replaced in what it became."""

    on: datetime.date
    path: str
    message: str
    taken_out: tuple[tuple[str, str], ...]
    who: _Person = _LEARNER


_EDITS: Final = (
    _Edit(
        datetime.date(2025, 10, 16),
        "agreements/2025-10-15-c02-agreement.yaml",
        "C02 signed",
        ((_SIGNATURE % "2025-10-16", ""),),
    ),
    _Edit(
        datetime.date(2026, 1, 13),
        "agreements/2025-10-07-c01-agreement.yaml",
        "Agreement with C01 renewed",
        ((_SIGNATURE % "2026-01-13", ""),),
    ),
    _Edit(
        datetime.date(2026, 1, 23),
        "agreements/2026-01-16-c07-agreement.yaml",
        "C07 and the sponsor signed",
        ((r"^signatures:\n(?:  - .*\n)+", ""),),
    ),
    _Edit(
        datetime.date(2026, 1, 28),
        "agreements/2025-10-15-c02-agreement.yaml",
        "Agreement with C02: a new purpose",
        ((_SIGNATURE % "2026-01-28", ""), (r"\n\n  Redrafted 28 January(?:.*\n)+?(?=\w)", "\n")),
    ),
    _Edit(
        datetime.date(2026, 2, 23),
        "assessment/decisions/2026-02-20-d7-03-first-submission.yaml",
        "Decision on D7.03 acknowledged",
        ((r"^acknowledged: .*\n", ""),),
    ),
    # after the first seal, with nothing said about why
    _Edit(
        datetime.date(2026, 3, 19),
        "sessions/2025/2025-10-07-c01-red-pen.yaml",
        "The red pen, read again",
        ((r"counted eleven questions", "counted nine questions"),),
    ),
    _Edit(
        datetime.date(2026, 4, 17),
        "cpd-plans/2025-09-26-first-plan.yaml",
        "First plan looked back on\n\nReason: the plan was due for its review; the objectives stand as they were.\n",
        _REVIEWED,
    ),
    _Edit(
        datetime.date(2026, 4, 23),
        "diagnostics/2026-02-11-c08-how-we-decide.yaml",
        "What became of the questionnaire\n\nReason: C08 took it up again in April.\n",
        ((r"\n  In April they asked(?:.*\n)+?(?=\w)", ""), (r", 2026-04-22-c08-lump-of-oak", "")),
    ),
    _Edit(
        datetime.date(2026, 4, 27),
        "agreements/2025-10-23-c03-agreement.yaml",
        "Agreement with C03 renewed\n\nReason: agreed again with C03 today.\n",
        ((_SIGNATURE % "2026-04-27", ""),),
    ),
    _Edit(
        datetime.date(2026, 5, 18),
        "assignments/2026-03-27-contribution-to-organisations.md",
        "Paragraphs of the paper numbered\n\n"
        "Reason: assessor-1 asked for numbers on 15 May, so that claims can point at them. The wording is as it was.\n",
        ((r"^(?:\d\. |   )(?=\S)", ""),),
    ),
    _Edit(
        datetime.date(2026, 5, 18),
        "assessment/decisions/2026-05-15-d7-01-first-submission.yaml",
        "Decision on D7.01 acknowledged\n\nReason: read it, and did what it asked for first.\n",
        (
            (r"^acknowledged: .*\n", ""),
            (r"^    state: done\n    done_on: 2026-05-18\n    note: .*\n", "    state: open\n"),
        ),
    ),
    # as good a reason as there is, and still not what the assessor read
    _Edit(
        datetime.date(2026, 5, 20),
        "sessions/2025/2025-12-04-c06-mentor-or-coach.yaml",
        "Six years, and not five\n\nReason: I had the papers of my own panel out for supervision, and they say six.\n",
        ((r"^  six years\.", "  five years."),),
    ),
    _Edit(
        datetime.date(2026, 6, 23),
        "agreements/2026-06-09-c09-agreement.yaml",
        "C09 signed",
        ((_SIGNATURE % "2026-06-23", ""),),
    ),
    _Edit(
        datetime.date(2026, 7, 6),
        "agreements/2025-11-03-c04-agreement.yaml",
        "Agreement with C04 renewed\n\nReason: he asked which hat it was, and we wrote it down.\n",
        ((_SIGNATURE % "2026-07-06", ""),),
    ),
    _Edit(
        datetime.date(2026, 7, 6),
        "assessment/sampling/2026-06-26-interim-sample.yaml",
        "The point of the interim sample is closed\n\nReason: the letter of 3 July settles it.\n",
        # the finding alone: what stands after it at the same depth is none of it
        ((r"^    state: closed\n    closed_on: .*\n    closing: \|\n(?:      .*\n)+", "    state: open\n"),),
        _IQA,
    ),
    _Edit(
        datetime.date(2026, 7, 9),
        "agreements/2025-10-15-c02-agreement.yaml",
        "Agreement with C02: while the grievance runs\n\nReason: new limits, agreed with her on 2 July.\n",
        ((_SIGNATURE % "2026-07-02", ""), (r"\n  Added \d July 2026(?:.*\n)+?(?=\w)", "")),
    ),
    _Edit(
        datetime.date(2026, 9, 14),
        "assessment/actions/2026-09-04-from-gaps.yaml",
        "I shall not ask for the housing figures\n\nReason: it would tell her director what we worked on.\n",
        ((r"^    state: dropped\n    note: \|\n(?:      .*\n)+", "    state: open\n"),),
    ),
    _Edit(
        datetime.date(2026, 9, 18),
        "diagnostics/2026-02-20-c07-stress-questionnaire.yaml",
        "How the questionnaire ended\n\nReason: asked C07 today whether to do it again.\n",
        ((r"\n  We had talked about doing it again(?:.*\n)+?(?=\w)", ""), (r", 2026-09-18-c07-a-quieter-man", "")),
    ),
    _Edit(
        datetime.date(2026, 9, 30),
        "documents/2026-07-03-note-to-head-of-hr.yaml",
        "The assessor has seen the note\n\nReason: shown to assessor-1 at the centre today; sealed up again.\n",
        ((r"^seen_by:\n(?:  .*\n)+", ""),),
    ),
    _Edit(
        datetime.date(2026, 10, 2),
        "assessment/actions/2026-09-04-from-gaps.yaml",
        "The sponsor's page has come\n\nReason: asked for on 28 September; what peer-2 said is not for paper.\n",
        (
            (r"^    state: done\n    done_on: 2026-10-02\n    note: .*\n", "    state: open\n"),
            (r"^    state: dropped\n    note: \|\n      Dropped on 2 October(?:.*\n)+?(?=    \w)", "    state: open\n"),
        ),
    ),
    _Edit(
        datetime.date(2026, 10, 5),
        "assessment/decisions/2026-05-15-d7-01-first-submission.yaml",
        "What D7.01/s3 was referred for is handed in\n\nReason: the page and the testimony, with leave for both.\n",
        ((r"^    state: done\n    done_on: 2026-10-05\n    note: .*\n", "    state: open\n"),),
    ),
    _Edit(
        datetime.date(2026, 10, 9),
        "cpd-plans/2026-04-17-revised-plan.yaml",
        "Revised plan looked back on\n\nReason: the plan ended today.\n",
        _REVIEWED,
    ),
    _Edit(
        datetime.date(2026, 10, 12),
        "codes/global-code-of-ethics.yaml",
        "How I used the global code\n\nReason: written at the end of the practice.\n",
        ((r"^practice:\n(?:.*\n)+", ""),),
    ),
    _Edit(
        datetime.date(2026, 10, 12),
        "codes/icf-code-of-ethics.yaml",
        "How I used the ICF code\n\nReason: written at the end of the practice.\n",
        ((r"^practice:\n(?:.*\n)+", ""),),
    ),
    _Edit(
        datetime.date(2026, 10, 14),
        "assessment/decisions/2026-10-12-d7-01-second-submission.yaml",
        "Second decision on D7.01 acknowledged\n\nReason: read it.\n",
        ((r"^acknowledged: .*\n", ""),),
    ),
)


class _Sealing(NamedTuple):
    on: datetime.date
    who: _Person
    units: tuple[str, ...]
    decision: SealDecision = "none"


_SEALS: Final = (
    _Sealing(datetime.date(2026, 2, 24), _ASSESSOR, ("D7.03",), "pass"),
    _Sealing(datetime.date(2026, 5, 16), _ASSESSOR, ("D7.01",), "refer"),
    _Sealing(datetime.date(2026, 7, 7), _IQA, ("D7.01", "D7.03")),
    _Sealing(datetime.date(2026, 10, 13), _ASSESSOR, ("D7.01",), "pass"),
    _Sealing(datetime.date(2026, 10, 15), _IQA, ("D7.01",)),
)
"""In order. Each is of all that is saved by the end of its day."""

_ABOUT: Final = """\
# This is a demonstration

The learner, the clients, the organisations, the assessor and the quality assurer are invented, and so is the history of
this record: all of it was made in a few seconds by `coachfolio demo`. No date in it is true.

The keys that signed the seals are known to everybody who has coachfolio. `{signers}` names them, so that you
can see what a check of a seal looks like. As proof they are worth nothing: never put them into a list of signers of
your own.

What there is to see: six sheets of March and April that were saved together in May, three pieces of July that came from
another computer as one save, a referral and what was handed in after it, three seals by an assessor and two by a
quality assurer, evidence that was changed after them with a reason given, and one session that was changed without.
Two of the changed sessions had been accepted: those decisions are stale, with a reason or without.
"""
_SIGNERS_TEXT: Final = """\
# Demonstration only. Everybody can have these keys, so what they sign proves nothing. Do not copy them elsewhere.
"""
_SIGNER: Final = '{email},role:{role} namespaces="git" {key} demonstration, worthless as proof\n'


class NoDemonstration(CoachfolioError):
    """The demonstration cannot be written. The text says why."""


@frozen()
class _Save(Frozen):
    """One save of the demonstration."""

    when: datetime.datetime
    message: str
    files: Mapping[str, bytes]
    who: _Person = _LEARNER
    line: str = "main"
    after: str = ""
    """Where a side line begins; empty where it goes on."""


def demo(folder: Path, *, source: Path | None = None) -> None:
    """Write the demonstration into a new or empty folder, as a git repository.

    `source` is the folder of the example portfolio, where it is not the one that comes with coachfolio.

    Raises NoDemonstration, NoGit, GitTrouble.
    """
    files = _example(source or _example_folder())
    files[DEMONSTRATION] = _ABOUT.format(signers=SIGNERS).encode()
    signers = (_SIGNER.format(email=step.email, role=step.role, key=_key(step)[1]) for step in (_ASSESSOR, _IQA))
    files[SIGNERS] = (_SIGNERS_TEXT + "".join(signers)).encode()
    saves = _saves(files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise NoDemonstration("This folder is not empty. Give the name of a new folder for the demonstration.")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise NoDemonstration(f"The folder for the demonstration cannot be made: {reason}.") from None
    variables = _variables()
    init(folder, variables=variables)
    started: set[str] = set()
    for sealing in _SEALS:
        before = [save for save in saves if save.when.date() <= sealing.on]
        saves = saves[len(before) :]
        _replay(folder, before, started, variables)
        _seal(folder, sealing, variables)
    _replay(folder, saves, started, variables)


def _example_folder() -> Path:
    """In a wheel the example lies inside the package, in a checkout beside it."""
    inside = Path(__file__).parents[1] / "example-portfolio"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "example-portfolio"


def _example(source: Path) -> dict[str, bytes]:
    """Every file of the example portfolio by its path."""
    found = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted(source.rglob("*"))
        if path.is_file() and not {PRIVATE, ".git"} & set(path.relative_to(source).parts)
    }
    if PORTFOLIO_FILE not in found or any(edit.path not in found for edit in _EDITS):
        raise NoDemonstration("The example portfolio is not in its place. Install coachfolio again.")
    return found


def _saves(files: Mapping[str, bytes]) -> list[_Save]:
    """The whole year, in order."""
    versions = {path: _versions(path, final) for path, final in files.items() if path != PORTFOLIO_FILE}
    together = {path: batch for batch in _TOGETHER for path in batch.paths}
    evenings: dict[tuple[datetime.date, _Person], dict[str, bytes]] = defaultdict(dict)
    for path, (first, _) in versions.items():
        if path not in together:
            evenings[_first_saved(path), _written_by(path)][path] = first
    saves = []
    for (day, who), new in evenings.items():
        saves.append(_Save(_evening(day, *new), _message(day, new), new, who))
    for batch in _TOGETHER:
        pieces = {path: versions[path][0] for path in batch.paths}
        saves.append(_Save(_evening(batch.on, *pieces), batch.message, pieces))
        if batch.line:
            saves += _side_line(batch.line, pieces)
    for edit, after in ((edit, after) for _, later in versions.values() for edit, after in later):
        # late in the evening: first what is new
        when = _evening(edit.on, edit.path) + datetime.timedelta(hours=3)
        saves.append(_Save(when, edit.message, {edit.path: after}, edit.who))
    return _with_pins(_with_clients(sorted(saves, key=lambda save: save.when), files))


def _written_by(path: str) -> _Person:
    return _WRITES.get(path.rpartition("/")[0], _LEARNER)


def _first_saved(path: str) -> datetime.date:
    name = path.rpartition("/")[2]
    dated = re.match(r"\d{4}-\d\d-\d\d", name)
    if path not in _OF_DAY and not dated:
        return _BEGIN
    day = _OF_DAY[path] if path in _OF_DAY else datetime.date.fromisoformat(name[:10])
    return day + datetime.timedelta(days=_DAYS_LATE.get(path, 0))


def _versions(path: str, final: bytes) -> tuple[bytes, list[tuple[_Edit, bytes]]]:
    """The first form of a file, and each later one with the edit that made it."""
    later: list[tuple[_Edit, bytes]] = []
    text = final.decode()
    for edit in sorted((edit for edit in _EDITS if edit.path == path), key=lambda edit: edit.on, reverse=True):
        later.insert(0, (edit, text.encode()))
        for pattern, before in edit.taken_out:
            text, times = re.subn(pattern, before, text, flags=re.MULTILINE)
            if not times:
                raise NoDemonstration("This is not the example portfolio that belongs to this coachfolio.")
    return (text.encode() if later else final), later


def _side_line(line: str, pieces: Mapping[str, bytes]) -> Iterator[_Save]:
    """Each piece saved on its own evening, on a line of its own."""
    after = "main"
    for path, content in pieces.items():
        when = _evening(_first_saved(path), path)
        yield _Save(when, _message(when.date(), {path: content}), {path: content}, line=line, after=after)
        after = ""


def _with_clients(saves: list[_Save], files: Mapping[str, bytes]) -> list[_Save]:
    """portfolio.yaml goes along: a client stands in it once there is something about them, and their agreement too."""
    known: set[str] = set()
    last = b""
    done = []
    for save in saves:
        if save.line == "main":
            known |= {path.rpartition("/")[2].partition(".")[0] for path in save.files}
            # what is told on a sheet of short contacts is of no client who is not known otherwise
            now = _portfolio_file(files[PORTFOLIO_FILE].decode(), known)
            if now != last:
                save = replace(save, files={PORTFOLIO_FILE: now, **save.files})
                last = now
        done.append(save)
    return done


def _with_pins(saves: Iterable[_Save]) -> list[_Save]:
    """What is pinned is pinned as it was on the evening on which the record that pins it was first saved."""
    now: dict[str, str] = {}
    pinned: dict[str, dict[str, str]] = {}
    done = []
    for save in saves:
        if save.line == "main":
            for path, data in save.files.items():
                now[path.rpartition("/")[2].removesuffix(".yaml")] = content_id(data, path)
            files = {path: _pinned(data, pinned.setdefault(path, dict(now))) for path, data in save.files.items()}
            save = replace(save, files=files)
        done.append(save)
    return done


def _pinned(data: bytes, contents: Mapping[str, str]) -> bytes:
    """A file with its own pins replaced by what there was: contents by the names of files, without .yaml."""

    def as_it_was(found: re.Match[str]) -> str:
        # an attachment is pinned as <evidence>/<file>
        name = found[2].rpartition("/")[2]
        if name not in contents:
            raise NoDemonstration("This is not the example portfolio that belongs to this coachfolio.")
        return f"{found[1]}{found[2]}: {contents[name]}"

    return re.sub(r"^(  )(\S+): [0-9a-f]{40}$", as_it_was, data.decode(), flags=re.MULTILINE).encode()


def _portfolio_file(final: str, known: set[str]) -> bytes:
    lines = []
    for line in final.splitlines(keepends=True):
        client = re.match(r"  (C\d\d): \{", line)
        if client:
            if not any(f"-{client[1].lower()}-" in f"{code}-" for code in known):
                continue
            line = re.sub(r"agreement: ([\w-]+)(?:, )?", lambda found: found[0] if found[1] in known else "", line)
            line = line.replace(", }", "}")
        lines.append(line)
    if not any(line.startswith("  C") for line in lines):
        lines = lines[: next(at for at, line in enumerate(lines) if line.startswith("# Who is behind a code"))]
    return "".join(lines).rstrip("\n").encode() + b"\n"


def _message(day: datetime.date, new: Iterable[str]) -> str:
    """What a learner writes about an evening's work."""
    paths = sorted(new)
    if day == _BEGIN:
        return (
            "Begin the portfolio\n\nThis is a demonstration, made by coachfolio demo. Nobody in it is real and no date "
            f"in it is true. See {DEMONSTRATION}.\n"
        )
    kinds = dict.fromkeys(words_for(kind) for path in paths if (kind := kind_of_path(path)))
    subject = ", ".join(kinds)
    names = "".join(f"- {path}\n" for path in paths)
    return f"{subject[:1].upper()}{subject[1:]}, {day_in_words(day)}\n\n{names}"


def _evening(day: datetime.date, *paths: str) -> datetime.datetime:
    """A time on that evening, by the clocks of London; the same for the same files each time."""
    after_six = crc32("\n".join(sorted(paths)).encode()) % (2 * 3600)
    time = datetime.datetime.combine(day, datetime.time(18, 5)) + datetime.timedelta(seconds=after_six)
    # whole minutes would look typed
    time += datetime.timedelta(seconds=7 if time.second == 0 else 0)
    return time.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=_summer(day))))


def _summer(day: datetime.date) -> int:
    """Hours that London's clocks are ahead on an evening: 1 from the last Sunday of March to the last of October."""
    begin, end = (_last_sunday(day.year, month) for month in (3, 10))
    return int(begin <= day < end)


def _last_sunday(year: int, month: int) -> datetime.date:
    last = datetime.date(year, month, 31)
    return last - datetime.timedelta(days=(last.weekday() + 1) % 7)


def _replay(folder: Path, saves: Iterable[_Save], started: set[str], variables: Mapping[str, str]) -> None:
    """Add saves to the record, and bring the folder to where the record is."""
    here: set[str] = set()
    stream = b"".join(part for save in saves for part in _stream(save, started, here))
    started |= here
    own_output(folder, "fast-import", "--quiet", "--date-format=raw", given=stream, variables=variables)
    own_output(folder, "reset", "--quiet", "--hard", "main", variables=variables)


def _stream(save: _Save, started: set[str], here: set[str]) -> Iterator[bytes]:
    """One save as git takes it in bulk. Lines `started` before are looked up; those begun `here` are known."""
    who = f"{save.who.name} <{save.who.email}> {_raw(save.when)}"
    message = save.message.rstrip("\n").encode() + b"\n"
    yield f"commit refs/heads/{save.line}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n".encode() + message
    begin = save.after or save.line
    if save.line not in here and begin in started | here:
        yield f"from refs/heads/{begin}{'' if begin in here else '^0'}\n".encode()
    here.add(save.line)
    for path, content in sorted(save.files.items()):
        yield f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"
    yield b"\n"


def _raw(when: datetime.datetime) -> str:
    return f"{int(when.timestamp())} {when:%z}"


def _key(who: _Person) -> tuple[bytes, str]:
    """Somebody's key, which everybody can have: as a private key file, and as its public line."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(who.sentence).digest())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return private, key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")


def _variables() -> dict[str, str]:
    """What keeps the demonstration free of the settings of whoever makes it."""
    return {
        "HOME": os.devnull,
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_DEFAULT_HASH": "sha1",
        "GIT_DEFAULT_REF_FORMAT": "files",
        "GIT_COMMITTER_NAME": _LEARNER.name,
        "GIT_COMMITTER_EMAIL": _LEARNER.email,
    }


def _seal(folder: Path, sealing: _Sealing, variables: Mapping[str, str]) -> None:
    """Let somebody of the demonstration seal what is saved so far."""
    when = _evening(sealing.on, *sealing.units) + datetime.timedelta(hours=3, minutes=30)
    who = sealing.who
    with tempfile.TemporaryDirectory() as place:
        private = Path(place, "key")
        private.touch(mode=0o600)
        private.write_bytes(_key(who)[0])
        settings = {"gpg.format": "ssh", "user.signingKey": str(private)}
        new_seal(
            folder,
            role=who.role,
            by=who.by,
            units=sealing.units,
            decision=sealing.decision,
            variables={
                **variables,
                "GIT_COMMITTER_NAME": who.name,
                "GIT_COMMITTER_EMAIL": who.email,
                "GIT_COMMITTER_DATE": _raw(when),
                "GIT_CONFIG_COUNT": str(len(settings)),
                **{f"GIT_CONFIG_KEY_{at}": name for at, name in enumerate(settings)},
                **{f"GIT_CONFIG_VALUE_{at}": value for at, value in enumerate(settings.values())},
            },
        )
