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
from typing import Final
from zlib import crc32

from coachfolio.base.errors import CoachfolioError
from coachfolio.base.files import PRIVATE
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import day as day_in_words
from coachfolio.editing.demo_story import (
    ABOUT_DEMONSTRATION,
    ABOUT_SIGNERS,
    DAYS_LATE,
    DAYS_OF_OTHERS,
    DEMO_ASSESSOR,
    DEMO_EDITS,
    DEMO_IQA,
    DEMO_LEARNER,
    DEMO_SEALS,
    FIRST_DAY,
    SAVED_TOGETHER,
    SIGNER_LINE,
    WHO_WRITES,
    DemoEdit,
    DemoPerson,
    DemoSealing,
)
from coachfolio.editing.sealing import new_seal
from coachfolio.evidence import kind_of_path
from coachfolio.format.schemas import words_for
from coachfolio.git.own import init, own_output
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE
from coachfolio.portfolio.sources import content_id

__all__ = ["DEMONSTRATION", "SIGNERS", "NoDemonstration", "demo"]

DEMONSTRATION: Final = "DEMONSTRATION.md"
SIGNERS: Final = "DEMONSTRATION-signers"


class NoDemonstration(CoachfolioError):
    """The demonstration cannot be written. The text says why."""


@frozen()
class _Save(Frozen):
    """One save of the demonstration."""

    when: datetime.datetime
    message: str
    files: Mapping[str, bytes]
    who: DemoPerson = DEMO_LEARNER
    line: str = "main"
    after: str = ""
    """Where a side line begins; empty where it goes on."""


def demo(folder: Path, *, source: Path | None = None) -> None:
    """Write the demonstration into a new or empty folder, as a git repository.

    `source` is the folder of the example portfolio, where it is not the one that comes with coachfolio.

    Raises NoDemonstration, NoGit, GitTrouble.
    """
    files = _example(source or _example_folder())
    files[DEMONSTRATION] = ABOUT_DEMONSTRATION.format(signers=SIGNERS).encode()
    signers = (
        SIGNER_LINE.format(email=step.email, role=step.role, key=_key(step)[1]) for step in (DEMO_ASSESSOR, DEMO_IQA)
    )
    files[SIGNERS] = (ABOUT_SIGNERS + "".join(signers)).encode()
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
    for sealing in DEMO_SEALS:
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
    if PORTFOLIO_FILE not in found or any(edit.path not in found for edit in DEMO_EDITS):
        raise NoDemonstration("The example portfolio is not in its place. Install coachfolio again.")
    return found


def _saves(files: Mapping[str, bytes]) -> list[_Save]:
    """The whole year, in order."""
    versions = {path: _versions(path, final) for path, final in files.items() if path != PORTFOLIO_FILE}
    together = {path: batch for batch in SAVED_TOGETHER for path in batch.paths}
    evenings: dict[tuple[datetime.date, DemoPerson], dict[str, bytes]] = defaultdict(dict)
    for path, (first, _) in versions.items():
        if path not in together:
            evenings[_first_saved(path), _written_by(path)][path] = first
    saves = []
    for (day, who), new in evenings.items():
        saves.append(_Save(_evening(day, *new), _message(day, new), new, who))
    for batch in SAVED_TOGETHER:
        pieces = {path: versions[path][0] for path in batch.paths}
        saves.append(_Save(_evening(batch.on, *pieces), batch.message, pieces))
        if batch.line:
            saves += _side_line(batch.line, pieces)
    for edit, after in ((edit, after) for _, later in versions.values() for edit, after in later):
        # late in the evening: first what is new
        when = _evening(edit.on, edit.path) + datetime.timedelta(hours=3)
        saves.append(_Save(when, edit.message, {edit.path: after}, edit.who))
    return _with_pins(_with_clients(sorted(saves, key=lambda save: save.when), files))


def _written_by(path: str) -> DemoPerson:
    return WHO_WRITES.get(path.rpartition("/")[0], DEMO_LEARNER)


def _first_saved(path: str) -> datetime.date:
    name = path.rpartition("/")[2]
    dated = re.match(r"\d{4}-\d\d-\d\d", name)
    if path not in DAYS_OF_OTHERS and not dated:
        return FIRST_DAY
    day = DAYS_OF_OTHERS[path] if path in DAYS_OF_OTHERS else datetime.date.fromisoformat(name[:10])
    return day + datetime.timedelta(days=DAYS_LATE.get(path, 0))


def _versions(path: str, final: bytes) -> tuple[bytes, list[tuple[DemoEdit, bytes]]]:
    """The first form of a file, and each later one with the edit that made it."""
    later: list[tuple[DemoEdit, bytes]] = []
    text = final.decode()
    for edit in sorted((edit for edit in DEMO_EDITS if edit.path == path), key=lambda edit: edit.on, reverse=True):
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
    if day == FIRST_DAY:
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


def _key(who: DemoPerson) -> tuple[bytes, str]:
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
        "GIT_COMMITTER_NAME": DEMO_LEARNER.name,
        "GIT_COMMITTER_EMAIL": DEMO_LEARNER.email,
    }


def _seal(folder: Path, sealing: DemoSealing, variables: Mapping[str, str]) -> None:
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
