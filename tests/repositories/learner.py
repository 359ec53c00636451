"""Keeping a portfolio in real git, with an environment built from nothing."""

from __future__ import annotations

import datetime
import hashlib
import os
import struct
import subprocess
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LEARNER = ("Ros Halloran", "ros@example.com")
ASSESSOR = ("Lee Price", "lee@centre.example")
STRANGER = ("Ada Quill", "ada@example.com")
HOST = ("GitHub", "noreply@github.com")
"""Who commits when a button is pressed on a host's page."""

FIRST = "2025-01-07T19:00+00:00"
"""When most portfolios here begin."""

_QUIET = (
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.fsync=none"),
    *("-c", "advice.detachedHead=false", "-c", "core.autocrlf=false"),
)


def environment(**variables: str) -> dict[str, str]:
    """All that a git of the tests gets to see of this machine."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": LEARNER[0],
        "GIT_AUTHOR_EMAIL": LEARNER[1],
        "GIT_COMMITTER_NAME": LEARNER[0],
        "GIT_COMMITTER_EMAIL": LEARNER[1],
        "GIT_AUTHOR_DATE": stamp(FIRST),
        "GIT_COMMITTER_DATE": stamp(FIRST),
        **variables,
    }


def git(
    folder: str | os.PathLike[str],
    *args: str,
    given: bytes = b"",
    may_fail: bool = False,
    variables: Mapping[str, str] | None = None,
) -> bytes:
    """What git says in that folder."""
    command, env = ["git", *_QUIET, *args], environment(**variables or {})
    done = subprocess.run(command, cwd=folder, env=env, input=given, capture_output=True)
    if done.returncode and not may_fail:
        raise RuntimeError(f"git {args}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def committed(when: str) -> dict[str, str]:
    """What tells git when it is committing."""
    return {"GIT_COMMITTER_DATE": stamp(when)}


def stamp(when: str) -> str:
    """A time such as 2025-03-04T19:30+00:00 as git writes it: seconds and zone."""
    moment = datetime.datetime.fromisoformat(when)
    return f"{int(moment.timestamp())} {moment:%z}"


def evening(day: str, clock: str = "19:30") -> str:
    """A time of that day on a clock in Britain."""
    summer = "2025-03-30" <= day < "2025-10-26"
    return f"{day}T{clock}{'+01:00' if summer else '+00:00'}"


def later(day: str, days: int) -> str:
    """The day so many days later."""
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


def weeks(count: int, first: str = "2025-01-07") -> list[str]:
    """So many days, a week apart."""
    return [later(first, 7 * number) for number in range(count)]


# --- what is in a portfolio

PORTFOLIO = """\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
registered: 2024-09-02
learner: {name: Ros Halloran}
people:
  assessor-1: {role: assessor}
  peer-1: {role: peer}
clients:
  C01: {sector: health}
  C02: {sector: housing}
"""
BEGINNING = {"portfolio.yaml": PORTFOLIO}

Files = Mapping[str, str | bytes | None]
"""Path to what is to stand there; None: it is to be taken away."""


def session(day: str, *, minutes: int = 60, client: str = "C01", said: str = "") -> str:
    """The text of a session, different for each day."""
    return (
        f'date: {day}\nstart: "14:00"\nminutes: {minutes}\nclient: {client}\nrole: coach\n'
        f"reflection: |\n  On {day} I asked and then waited.\n" + (f"  {said}\n" if said else "")
    )


def sheet(day: str, topic: str = "talk") -> str:
    """The path of a session."""
    return f"sessions/{day}-c01-{topic}.yaml"


def held(*days: str) -> dict[str, str]:
    """Sessions held on those days."""
    return {sheet(day): session(day) for day in days}


# --- what a history is


@dataclass(frozen=True)
class History:
    """A portfolio with its history. It can be given wherever a path can."""

    folder: Path
    """What is handed over: the portfolio's folder, or a bare repository."""
    tip: str
    """The id that the history ends with; "" where nothing is saved."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """What a test needs by name: ids of saves, and of other objects."""
    path: str = ""
    """The evidence that the history is about."""
    earlier: str = ""
    """The id that the history ended with when it was handed over before."""
    bundle: Path | None = None
    """What was handed over then."""
    signers: str = ""
    """The true list of keys, as OpenSSH reads it."""

    def __fspath__(self) -> str:
        return str(self.folder)

    def git(self, *args: str) -> bytes:
        """What git says there."""
        return git(self.folder, *args)


Builder = Callable[[Path], History]


class Learner:
    """Somebody who keeps a portfolio in git."""

    def __init__(self, place: Path, *, name: str = "portfolio", algorithm: str = "sha1") -> None:
        self.place = place
        self.folder = place / name
        self.folder.mkdir(parents=True)
        self.ids: dict[str, str] = {}
        self.git("init", "--quiet", "--template=", "--initial-branch=main", f"--object-format={algorithm}")

    def git(
        self,
        *args: str,
        given: bytes = b"",
        may_fail: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> bytes:
        """What git says in the portfolio's folder."""
        return git(self.folder, *args, given=given, may_fail=may_fail, variables=variables)

    @property
    def tip(self) -> str:
        """The id of the last save; "" before the first."""
        git_folder = self.folder / ".git"
        head = (git_folder / "HEAD").read_text(encoding="ascii").strip().removeprefix("ref: ")
        if (git_folder / head).is_file():  # much faster than asking
            return (git_folder / head).read_text(encoding="ascii").strip()
        return self.git("rev-parse", "--quiet", "--verify", "HEAD", may_fail=True).decode().strip()

    def write(self, files: Files) -> None:
        """Change the working folder."""
        for name, content in files.items():
            path = self.folder / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def save(
        self,
        files: Files,
        when: str = FIRST,
        message: str = "Save",
        *,
        author: tuple[str, str] = LEARNER,
        committer: tuple[str, str] | None = None,
        committed: str | None = None,
        key: Path | None = None,
    ) -> str:
        """Change the working folder and save it all. `when` is the author's date, and the committer's unless given."""
        self.write(files)
        self.git("add", "--all")
        return self.commit(when, message, author=author, committer=committer, committed=committed, key=key)

    def save_each(self, saves: Iterable[tuple[Files, str, str, str]]) -> list[str]:
        """Many saves at once: files, author's date, committer's date, message. Their ids."""
        stream = bytearray()
        for number, (files, when, really, message) in enumerate(saves, 1):
            who = f"{LEARNER[0]} <{LEARNER[1]}>"
            stream += f"commit HEAD\nmark :{number}\nauthor {who} {stamp(when)}\n".encode()
            stream += f"committer {who} {stamp(really)}\n".encode() + _counted(f"{message}\n")
            if number == 1 and self.tip:
                stream += f"from {self.tip}\n".encode()
            for name, content in files.items():
                stream += f"D {name}\n".encode()
                if content is not None:
                    stream += f"M 100644 inline {name}\n".encode() + _counted(content)
            stream += f"get-mark :{number}\n".encode()
        ids = self.git("fast-import", "--quiet", given=bytes(stream)).decode().split()
        self.git("reset", "--quiet", "--hard")
        return ids

    def commit(
        self,
        when: str,
        message: str,
        *options: str,
        author: tuple[str, str] = LEARNER,
        committer: tuple[str, str] | None = None,
        committed: str | None = None,
        key: Path | None = None,
    ) -> str:
        """Save what is staged."""
        by = committer or author
        signing = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}") if key else ()
        self.git(
            *signing,
            *("commit", "--quiet", "--no-verify", "--allow-empty", "--message", message, *options),
            *(["--gpg-sign"] if key else []),
            variables={
                "GIT_AUTHOR_NAME": author[0],
                "GIT_AUTHOR_EMAIL": author[1],
                "GIT_AUTHOR_DATE": stamp(when),
                "GIT_COMMITTER_NAME": by[0],
                "GIT_COMMITTER_EMAIL": by[1],
                "GIT_COMMITTER_DATE": stamp(committed or when),
            },
        )
        return self.tip

    def line(self, name: str, start: str = "HEAD") -> None:
        """Begin a side line and work on it."""
        self.git("switch", "--quiet", "--create", name, start)

    def on(self, name: str) -> None:
        """Work on that line."""
        self.git("switch", "--quiet", name)

    def merge(
        self,
        *names: str,
        when: str,
        files: Files | None = None,
        ours: bool = False,
        committer: tuple[str, str] | None = None,
    ) -> str:
        """Join lines; `files` are written into the merge itself."""
        strategy = ("--strategy=ours",) if ours else ()
        self.git("merge", "--quiet", "--no-ff", "--no-commit", *strategy, *names, may_fail=True)
        self.write(files or {})
        self.git("add", "--all")
        return self.commit(when, f"Merge {' and '.join(names)}", committer=committer)

    def rebase(self, when: str, *args: str) -> None:
        """Make saves again on top of something else."""
        self.git("rebase", "--quiet", *args, variables=committed(when))

    def remake(self, day: str, files: Files, when: str) -> None:
        """Change what was saved on a day in place, and make every later save again."""
        old = self.ids[day]
        self.git("checkout", "--quiet", "--detach", old)
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--amend", "--no-edit", variables=committed(when))
        self.rebase(when, "--onto", self.tip, old, "main")

    def tag(self, name: str, when: str, message: str, *, by: tuple[str, str] = ASSESSOR) -> str:
        """An annotated tag of the last save; its id."""
        who = {"GIT_COMMITTER_NAME": by[0], "GIT_COMMITTER_EMAIL": by[1], "GIT_COMMITTER_DATE": stamp(when)}
        self.git("tag", "--annotate", "--message", message, name, variables=who)
        return self.git("rev-parse", f"refs/tags/{name}").decode().strip()

    def put(self, kind: str, content: bytes) -> str:
        """An object as it is given, sound or not; its id."""
        return self.git("hash-object", "-w", "--literally", "-t", kind, "--stdin", given=content).decode().strip()

    def put_all(self, objects: Iterable[tuple[str, bytes]]) -> None:
        """Many objects as they are given, in one pack."""
        entries = [packed(kind, content) for kind, content in objects]
        pack = b"".join([b"PACK", struct.pack(">II", 2, len(entries)), *entries])
        self.git("index-pack", "--stdin", given=pack + hashlib.sha1(pack).digest())

    def staged(self, files: Files) -> str:
        """Change the working folder, stage it all, and give the tree's id."""
        self.write(files)
        self.git("add", "--all")
        return self.git("write-tree").decode().strip()

    def end_with(self, commit: str) -> str:
        """Let the history end with that commit; the working folder stays."""
        self.git("update-ref", "HEAD", commit)
        return commit

    def save_raw(self, files: Files, rest: bytes) -> str:
        """A save whose text is given, from the author's line on."""
        tree = self.staged(files)
        return self.end_with(self.put("commit", f"tree {tree}\nparent {self.tip}\n".encode() + rest))

    def hand_over(self, name: str = "handed-over") -> Path:
        """A bundle of all branches and tags, as it is now."""
        bundle = self.place / f"{name}.bundle"
        self.git("bundle", "create", "--quiet", str(bundle), "HEAD", "--branches", "--tags")
        return bundle

    def done(self, *, path: str = "", earlier: str = "", bundle: Path | None = None, signers: str = "") -> History:
        """The history as it is now."""
        return History(self.folder, self.tip, dict(self.ids), path, earlier, bundle, signers)


def ssh_key(place: Path, name: str = "learner") -> tuple[Path, str]:
    """A new Ed25519 key: the private file, and the public key as text."""
    place.mkdir(parents=True, exist_ok=True)
    file = place / name
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)]
    subprocess.run(command, env=environment(), check=True, stdin=subprocess.DEVNULL, capture_output=True)
    return file, file.with_name(f"{name}.pub").read_text(encoding="ascii").strip()


def object_id(kind: str, content: bytes) -> str:
    """The id that git gives to an object."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(content)) + content).hexdigest()


def _counted(content: str | bytes) -> bytes:
    """Content as fast-import takes it."""
    raw = content.encode() if isinstance(content, str) else content
    return b"data %d\n%s\n" % (len(raw), raw)


_KINDS = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}


def packed(kind: str, content: bytes) -> bytes:
    """One object as it stands in a pack."""
    rest = len(content) >> 4
    head = bytearray([_KINDS[kind] << 4 | len(content) & 15])
    while rest:
        head[-1] |= 128
        head.append(rest & 127)
        rest >>= 7
    return bytes(head) + zlib.compress(content, 1)


def commit_text(tree: str, parents: Iterable[str], when: str, message: str = "Save") -> bytes:
    """The text of an ordinary commit."""
    who = f"{LEARNER[0]} <{LEARNER[1]}> {stamp(when)}"
    before = "".join(f"parent {one}\n" for one in parents)
    return f"tree {tree}\n{before}author {who}\ncommitter {who}\n\n{message}\n".encode()


def tree_entry(mode: str, name: bytes, id: str) -> bytes:
    """One line of a tree."""
    return mode.encode() + b" " + name + b"\0" + bytes.fromhex(id)


def begun(place: Path) -> Learner:
    """A portfolio with its first save."""
    learner = Learner(place)
    learner.ids["first"] = learner.save(BEGINNING, FIRST, "Begin my portfolio")
    return learner


def saved(place: Path, times: Mapping[str, tuple[str, str]]) -> Learner:
    """A portfolio begun and a session saved for each day, by the author's and the committer's date."""
    learner = Learner(place)
    saves = [(held(day), when, really, f"Session of {day}") for day, (when, really) in times.items()]
    ids = learner.save_each([(BEGINNING, FIRST, FIRST, "Begin my portfolio"), *saves])
    learner.ids |= zip(["first", *times], ids, strict=True)
    return learner


def honest(days: Iterable[str]) -> dict[str, str]:
    """For each day when its session was saved: that evening or the next morning."""
    return {
        day: evening(later(day, 1), "08:10") if number % 3 == 2 else evening(day, f"{19 + number % 3}:{17 + number}")
        for number, day in enumerate(days)
    }


def kept(place: Path, days: Iterable[str]) -> Learner:
    """A portfolio kept honestly."""
    return saved(place, {day: (when, when) for day, when in honest(days).items()})


def named(*builders: Builder) -> dict[str, Builder]:
    """Histories by the names of their functions."""
    return {one.__name__.replace("_", "-"): one for one in builders}
