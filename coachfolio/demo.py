"""A demonstration: the example portfolio with a year of history, as if a coach had kept it in git from the first day.

Nothing in it happened. Each file is saved on the evening of its own day, but for what is told here: some that were
saved late, some that were changed afterwards, two seals by an assessor. Where a file was changed, its earlier form is
the final one with the changes taken out again, so that the folder ends as the example portfolio does.

All is made anew each time, and the same each time: dates, names and the key are fixed. The key comes from a sentence
that stands in this file, so that anybody can have it: what it signs proves nothing.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

from coachfolio.errors import CoachfolioError
from coachfolio.evidence import kind_of_path
from coachfolio.frozen import Frozen, frozen
from coachfolio.git.own import init, own_output
from coachfolio.portfolio import PORTFOLIO_FILE
from coachfolio.record.sealing import new_seal
from coachfolio.record.seals import Decision
from coachfolio.schemas import words_for
from coachfolio.sources import PRIVATE
from coachfolio.words import day as day_in_words

__all__ = ["DEMONSTRATION", "SIGNERS", "NoDemonstration", "demo"]

DEMONSTRATION: Final = "DEMONSTRATION.md"
SIGNERS: Final = "DEMONSTRATION-signers"

_LEARNER: Final = ("Ros Halloran", "ros@example.com")
_ASSESSOR: Final = ("P.K. (demonstration)", "assessor@example.com")
_KEY_SENTENCE: Final = b"coachfolio demonstration: this key is known to everybody and proves nothing"

_BEGIN: Final = datetime.date(2025, 9, 8)

_OF_DAY: Final = {
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
        ((r"^acknowledged: .*\n", ""), (r"^    state: done\n    done_on: .*\n    note: .*\n", "    state: open\n")),
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
        ((r"^    state: closed\n(?:    .*\n|      .*\n)+", "    state: open\n"),),
    ),
    _Edit(
        datetime.date(2026, 7, 9),
        "agreements/2025-10-15-c02-agreement.yaml",
        "Agreement with C02: while the grievance runs\n\nReason: new limits, agreed with her on 2 July.\n",
        ((_SIGNATURE % "2026-07-02", ""), (r"\n  Added \d July 2026(?:.*\n)+?(?=\w)", "")),
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
        "The assessor has seen the note",
        ((r"^seen_by:\n(?:  .*\n)+", ""),),
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
)


class _Sealing(NamedTuple):
    on: datetime.date
    unit: str
    decision: Decision


_SEALS: Final = (
    _Sealing(datetime.date(2026, 2, 24), "D7.03", "pass"),
    _Sealing(datetime.date(2026, 5, 16), "D7.01", "refer"),
)

_ABOUT: Final = """\
# This is a demonstration

The learner, the clients, the organisations and the assessor are invented, and so is the history of this record: all of
it was made in a few seconds by `coachfolio demo`. No date in it is true.

The key that signed the assessor's seals is known to everybody who has coachfolio. `{signers}` names it,
so that you can see what a check of a seal looks like. As proof it is worth nothing: never put it into a list of
signers of your own.

What there is to see: six sheets of March and April that were saved together in May, three pieces of July that came from
another computer as one save, two seals by an assessor, evidence that was changed after them with a reason given, and
one session that was changed without.
"""
_SIGNERS_TEXT: Final = """\
# Demonstration only. Everybody can have this key, so what it signs proves nothing. Do not copy it into another list.
{email},role:assessor namespaces="git" {key} demonstration, worthless as proof
"""


class NoDemonstration(CoachfolioError):
    """The demonstration cannot be written. The text says why."""


@frozen()
class _Save(Frozen):
    """One save of the demonstration."""

    when: datetime.datetime
    message: str
    files: Mapping[str, bytes]
    line: str = "main"
    after: str = ""
    """Where a side line begins; empty where it goes on."""


def demo(folder: Path, *, source: Path | None = None) -> None:
    """Write the demonstration into a new or empty folder, as a git repository.

    `source` is the folder of the example portfolio, where it is not the one that comes with coachfolio.

    Raises NoDemonstration, NoGit, GitTrouble.
    """
    files = _example(source or _example_folder())
    key, public = _key()
    files[DEMONSTRATION] = _ABOUT.format(signers=SIGNERS).encode()
    files[SIGNERS] = _SIGNERS_TEXT.format(email=_ASSESSOR[1], key=public).encode()
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
        before = [one for one in saves if one.when.date() <= sealing.on]
        saves = saves[len(before) :]
        _replay(folder, before, started, variables)
        _seal(folder, sealing, key, variables)
    _replay(folder, saves, started, variables)


def _example_folder() -> Path:
    """In a wheel the example lies inside the package, in a checkout beside it."""
    inside = Path(__file__).parent / "example-portfolio"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "example-portfolio"


def _example(source: Path) -> dict[str, bytes]:
    """Every file of the example portfolio by its path."""
    found = {
        one.relative_to(source).as_posix(): one.read_bytes()
        for one in sorted(source.rglob("*"))
        if one.is_file() and not {PRIVATE, ".git"} & set(one.relative_to(source).parts)
    }
    if PORTFOLIO_FILE not in found or any(one.path not in found for one in _EDITS):
        raise NoDemonstration("The example portfolio is not in its place. Install coachfolio again.")
    return found


def _saves(files: Mapping[str, bytes]) -> list[_Save]:
    """The whole year, in order."""
    versions = {path: _versions(path, final) for path, final in files.items() if path != PORTFOLIO_FILE}
    together = {path: one for one in _TOGETHER for path in one.paths}
    evenings: dict[datetime.date, dict[str, bytes]] = defaultdict(dict)
    for path, (first, _) in versions.items():
        if path not in together:
            evenings[_first_saved(path)][path] = first
    saves = []
    for day, new in evenings.items():
        saves.append(_Save(_evening(day, *new), _message(day, new), new))
    for one in _TOGETHER:
        pieces = {path: versions[path][0] for path in one.paths}
        saves.append(_Save(_evening(one.on, *pieces), one.message, pieces))
        if one.line:
            saves += _side_line(one.line, pieces)
    for edit, after in ((edit, after) for _, later in versions.values() for edit, after in later):
        # late in the evening: first what is new
        when = _evening(edit.on, edit.path) + datetime.timedelta(hours=3)
        saves.append(_Save(when, edit.message, {edit.path: after}))
    return _with_clients(sorted(saves, key=lambda one: one.when), files)


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
    for edit in sorted((one for one in _EDITS if one.path == path), key=lambda one: one.on, reverse=True):
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
        yield _Save(when, _message(when.date(), {path: content}), {path: content}, line, after)
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
                save = _Save(save.when, save.message, {PORTFOLIO_FILE: now, **save.files})
                last = now
        done.append(save)
    return done


def _portfolio_file(final: str, known: set[str]) -> bytes:
    lines = []
    for line in final.splitlines(keepends=True):
        client = re.match(r"  (C\d\d): \{", line)
        if client:
            if not any(f"-{client[1].lower()}-" in f"{one}-" for one in known):
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
    who = f"{_LEARNER[0]} <{_LEARNER[1]}> {_raw(save.when)}"
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


def _key() -> tuple[bytes, str]:
    """The key that everybody can have: as a private key file, and as its public line."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(_KEY_SENTENCE).digest())
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
        "GIT_COMMITTER_NAME": _LEARNER[0],
        "GIT_COMMITTER_EMAIL": _LEARNER[1],
    }


def _seal(folder: Path, sealing: _Sealing, key: bytes, variables: Mapping[str, str]) -> None:
    """Let the assessor of the demonstration seal what is saved so far."""
    when = _evening(sealing.on, sealing.unit) + datetime.timedelta(hours=3, minutes=30)
    with tempfile.TemporaryDirectory() as place:
        private = Path(place, "key")
        private.touch(mode=0o600)
        private.write_bytes(key)
        settings = {"gpg.format": "ssh", "user.signingKey": str(private)}
        new_seal(
            folder,
            role="assessor",
            by="assessor-1",
            units=(sealing.unit,),
            decision=sealing.decision,
            variables={
                **variables,
                "GIT_COMMITTER_NAME": _ASSESSOR[0],
                "GIT_COMMITTER_EMAIL": _ASSESSOR[1],
                "GIT_COMMITTER_DATE": _raw(when),
                "GIT_CONFIG_COUNT": str(len(settings)),
                **{f"GIT_CONFIG_KEY_{at}": name for at, name in enumerate(settings)},
                **{f"GIT_CONFIG_VALUE_{at}": value for at, value in enumerate(settings.values())},
            },
        )
