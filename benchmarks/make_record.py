"""Portfolios with a history of any length, made for measuring: the same saves with the same ids each time.

python benchmarks/make_record.py FOLDER [COMMITS FILES] writes one into a new folder, with 2,000 commits that end with
1,500 files of evidence where no numbers are given.

The files are those of benchmarks/make.py at a slower pace, so that the sessions of a year are 100 to 150 files. Each
commit adds one file or changes one: mostly a reflection, now and then a date that was typed wrongly. Some lines of work
are joined by a merge, once in a while with the same file changed on both; agreements move to another folder when they
have ended; a few files are saved twice, and the copy is removed. Two annotated tags stand for an assessor's looks.
"""

from __future__ import annotations

import datetime
import os
import random
import re
import shutil
import subprocess
import sys
import textwrap
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import make

__all__ = ["ENVIRONMENT", "GIT", "pieces", "portfolio", "write"]

GIT: Final = shutil.which("git") or "git"

ENVIRONMENT: Final = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "TZ": "UTC",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}
"""All that git gets to see of this machine: what a reader has set for themselves must not change the figures."""

_LAST_WEEK: Final = datetime.date(2026, 6, 8)
"""The Monday of the last week of practice: before make.TODAY, with time for the last changes."""
_WEEK: Final = ((0, "09:00"), (1, "11:00"), (2, "14:00"), (3, "16:00"))
"""The contacts of one week: days after Monday, and when each begins."""

_LEARNER: Final = "A. Learner <learner@example.org>"
_ASSESSOR: Final = "B. Assessor <assessor@example.org>"
_ZONE: Final = datetime.timezone(datetime.timedelta(hours=1))

_WRONG_DATES: Final = 0.04
"""The part of the files that are saved with a wrong date first."""
_LINES: Final = 0.03
"""How likely a commit begins a side line, which a merge ends."""
_BOTH: Final = 0.1
"""The part of the merges that join two changes of one file."""
_COPIES: Final = 0.01
"""How likely a change that nothing asks for is a second copy of a file."""
_MOVES: Final = 0.03
"""How likely it is the move of an agreement, where one has ended."""
_REASONS: Final = 0.03
"""The part of the changed reflections that say why."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of evidence, and the day after which it can be saved."""

    path: str
    text: str
    day: datetime.date


def pieces(number: int) -> Iterator[Piece]:
    """So many files of evidence, in the order of the practice."""
    slots = _slots(number)
    for position in range(number):
        block, place = divmod(position, len(make._PLAN))
        if place == 0:
            own: list[str] = []
        chance, kind, client = random.Random(position), make._PLAN[place], f"C{block + 1:02d}"
        if kind == "session":
            slot = next(slots)
            day = slot[0]
            path, text = make._session(position, client, slot, own, chance)
        elif kind == "sheet":
            four = [next(slots) for _ in range(4)]
            day = four[-1][0]
            path, text = make._sheet(position, client, four, own, chance)
        elif kind == "review":
            path, text = make._review(position, own, chance)
        elif kind == "feedback":
            path, text = make._feedback(position, client, own, chance)
        else:
            path, text = make._agreement(client, own)
        if kind in ("sheet", "review", "feedback"):
            folder, name = path.split("/")
            path = f"{folder}/{name[:4]}/{name}"
        yield Piece(path, text, day)


def portfolio(number: int) -> dict[str, str]:
    """The two files that are no evidence, for so many that are."""
    clients = [f"C{block + 1:02d}" for block in range(-(-number // len(make._PLAN)))]
    text = make._portfolio(clients, number)
    registered = next(_slots(number))[0] - datetime.timedelta(days=28)
    return {
        "portfolio.yaml": text.replace(f"registered: {make._REGISTERED}", f"registered: {registered}"),
        "qualification.yaml": make._OVERLAY,
    }


def _slots(number: int) -> Iterator[tuple[datetime.date, str]]:
    """When contacts are, for as many weeks as so many files of evidence need."""
    needed = sum(
        {"session": 1, "sheet": 4}.get(make._PLAN[position % len(make._PLAN)], 0) for position in range(number)
    )
    monday = _LAST_WEEK - datetime.timedelta(weeks=max(needed - 1, 0) // len(_WEEK))
    while True:
        for days, start in _WEEK:
            yield monday + datetime.timedelta(days=days), start
        monday += datetime.timedelta(weeks=1)


Change = tuple[str, dict[str, str | None]]
"""What is said of a commit, and the new text of each path, None where it is removed."""


@dataclass(slots=True)
class History:
    """A history while it is being written, as a stream for git fast-import."""

    stream: IO[bytes]
    commits: int
    files: int
    made: int = 0
    now: int = 0
    """Seconds: when the last commit was made."""
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    texts: dict[str, str] = field(default_factory=dict)
    """What each path has now, in all lines together."""
    changeable: list[str] = field(default_factory=list)
    agreements: deque[str] = field(default_factory=deque)
    wrong: deque[tuple[str, str, str]] = field(default_factory=deque)
    """Dates to be typed again: path, what stands there, what should."""
    copies: list[str] = field(default_factory=list)
    added: int = 0
    draft: int = 0
    """The last commit of a side line."""

    def write(self) -> None:
        """Write all of it."""
        coming = pieces(self.files)
        self.now = _seconds(next(pieces(self.files)).day - datetime.timedelta(days=28))
        self._commit("main", ("Begin the portfolio", dict(portfolio(self.files))))
        looks = [self.commits * 4 // 10, self.commits * 8 // 10]
        while self.made < self.commits:
            if self._slack() > 3 and len(self.changeable) > 5 and self.chance.random() < _LINES:
                self._two_lines(coming)
            else:
                self._commit("main", self._change(coming))
            if looks and self.made >= looks[0]:
                looks.pop(0)
                self._tag(f"look-{2 - len(looks)}")
        self.stream.write(b"reset refs/heads/draft\nfrom " + b"0" * 40 + b"\n\ndone\n")

    def _slack(self) -> int:
        """Commits that nothing asks for."""
        return self.commits - self.made - (self.files - self.added) - len(self.wrong) - len(self.copies)

    def _two_lines(self, coming: Iterator[Piece]) -> None:
        """Some commits on a side line and some beside them, and the merge that joins them."""
        base = self.made
        most = self._slack() - 1  # the merge takes one
        side: dict[str, str | None] = {}
        if self.chance.random() < _BOTH:
            path = self.chance.choice(self.changeable)
            before = self.texts[path]
            self._commit("draft", self._reflected(path), base=base)
            self.texts[path] = before
            self._commit("main", self._reflected(path))
            _, side = self._reflected(path)
        else:
            for number in range(self.chance.randint(1, min(3, most))):
                said, changes = self._change(coming, side)
                self._commit("draft", (said, changes), base=None if number else base)
                side |= changes
            for _ in range(self.chance.randint(0, 2)):
                if self._slack() > 1:
                    self._commit("main", self._change(coming, side))
        self._commit("main", ("Join the work of both computers", side), joined=self.draft)

    def _change(self, coming: Iterator[Piece], avoid: Mapping[str, str | None] | None = None) -> Change:
        """The next change, in no path that another line has changed."""
        avoid = avoid or {}
        chance, slack = self.chance, self._slack()
        to_add = self.files - self.added
        if not self.changeable or chance.random() * (self.commits - self.made) < to_add:
            return self._addition(next(coming))
        if self.wrong and self.wrong[0][0] not in avoid and (slack < 1 or chance.random() < 0.2):
            return self._correction()
        if self.copies and self.copies[0] not in avoid and (slack < 1 or chance.random() < 0.2):
            return self._removal()
        if slack < 1 and to_add:
            return self._addition(next(coming))
        if len(self.agreements) > 2 and self.agreements[0] not in avoid and chance.random() < _MOVES:
            return self._move()
        path = chance.choice(self.changeable)
        while path in avoid:
            path = chance.choice(self.changeable)
        if slack > 5 and chance.random() < _COPIES and _copy_of(path) not in self.texts:
            return self._copy(path)
        return self._reflected(path)

    def _addition(self, piece: Piece) -> Change:
        self.added += 1
        self.now = max(self.now, _seconds(piece.day) + self.chance.randint(0, 5 * 3600))
        text = piece.text
        if piece.path.startswith("agreements/"):
            self.agreements.append(piece.path)
        else:
            self.changeable.append(piece.path)
            if self._slack() > 4 and self.chance.random() < _WRONG_DATES:
                right = re.search(r"date: (\S+)", text)[1]  # type: ignore[index]  # all but agreements begin with one
                days = self.chance.choice((1, 7, 28))
                wrong = str(datetime.date.fromisoformat(right) - datetime.timedelta(days=days))
                text = text.replace(f"date: {right}", f"date: {wrong}", 1)
                self.wrong.append((piece.path, wrong, right))
        self.texts[piece.path] = text
        return f"Add {_name(piece.path)}", {piece.path: text}

    def _correction(self) -> Change:
        path, wrong, right = self.wrong.popleft()
        self.texts[path] = self.texts[path].replace(f"date: {wrong}", f"date: {right}", 1)
        said = f"Put the date of {_name(path)} right"
        if self.chance.random() < 0.6:
            said += "\n\nReason: I had typed the wrong day."
        return said, {path: self.texts[path]}

    def _copy(self, path: str) -> Change:
        copy = _copy_of(path)
        self.copies.append(copy)
        self.texts[copy] = self.texts[path]
        return f"Add {_name(copy)}", {copy: self.texts[copy]}

    def _removal(self) -> Change:
        path = self.copies.pop(0)
        del self.texts[path]
        said = f"Remove {_name(path)}"
        if self.chance.random() < 0.6:
            said += "\n\nReason: it was saved twice."
        return said, {path: None}

    def _move(self) -> Change:
        path = self.agreements.popleft()
        new = path.replace("agreements/", "agreements/ended/")
        self.texts[new] = self.texts.pop(path)
        return f"Put {_name(path)} with those that have ended", {path: None, new: self.texts[new]}

    def _reflected(self, path: str) -> Change:
        """A reflection with a last paragraph that was written later."""
        head, claims, tail = self.texts[path].partition("\nclaims:\n")
        before, _, last = head.rpartition("\n\n")
        if last.lstrip().startswith("Later, "):
            head = before
        indent = " " * (6 if path.startswith("contact-sheets/") else 2)
        day = datetime.datetime.fromtimestamp(self.now, _ZONE).date()
        said = f"Later, on {day}: {self.chance.choice(make._SENTENCES)}"
        more = textwrap.fill(said, 78, initial_indent=indent, subsequent_indent=indent)
        self.texts[path] = f"{head}\n\n{more}{claims}{tail}"
        message = f"Write more about {_name(path)}"
        if self.chance.random() < _REASONS:
            message += "\n\nReason: my supervisor asked what I had left out."
        return message, {path: self.texts[path]}

    def _commit(self, branch: str, change: Change, base: int | None = None, joined: int | None = None) -> None:
        """One commit, on top of the branch or of an earlier commit."""
        message, changes = change
        self.made += 1
        self.now += 60 * self.chance.randint(5, 90) + (86_400 if self.chance.random() < 0.1 else 0)
        parts = [f"commit refs/heads/{branch}", f"mark :{self.made}"]
        parts += [f"{role} {_LEARNER} {self.now} +0100" for role in ("author", "committer")]
        parts.append(_counted(message + "\n"))
        if base is not None:
            parts.append(f"from :{base}")
        if joined is not None:
            parts.append(f"merge :{joined}")
        for path, text in changes.items():
            parts.append(f"D {path}" if text is None else f"M 100644 inline {path}\n{_counted(text)}")
        self.stream.write("\n".join([*parts, "\n"]).encode())
        if branch == "draft":
            self.draft = self.made

    def _tag(self, name: str) -> None:
        said = _counted("Looked through with the learner.\n")
        self.stream.write(
            f"tag {name}\nfrom :{self.made}\ntagger {_ASSESSOR} {self.now + 600} +0100\n{said}\n".encode()
        )


def _counted(text: str) -> str:
    return f"data {len(text.encode())}\n{text}"


def _copy_of(path: str) -> str:
    return path.replace(".yaml", "-copy.yaml")


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")


def _seconds(day: datetime.date) -> int:
    """Six in the evening of a day."""
    return int(datetime.datetime.combine(day, datetime.time(18), _ZONE).timestamp())


def write(folder: Path, commits: int, files: int) -> None:
    """Write such a portfolio, with its working folder, into a new folder."""
    if not 0 < files < commits:
        raise ValueError(
            "Each file of evidence takes a commit, of which there is one at least, and the portfolio itself takes one."
        )
    folder.mkdir(parents=True)
    git("init", "-q", "-b", "main", "--template=", str(folder))
    place = ("-C", str(folder), "-c", "core.fsync=none")
    with subprocess.Popen(
        [GIT, *place, "fast-import", "--quiet", "--done"], env=ENVIRONMENT, stdin=subprocess.PIPE, bufsize=1 << 20
    ) as process:
        if process.stdin is None:
            raise RuntimeError("git takes no input")
        History(process.stdin, commits, files).write()
        process.stdin.close()
        if process.wait():
            raise RuntimeError("git fast-import failed")
    # what git does of itself in the background, sooner or later, to a record that grows: one pack, and its commit graph
    git(*place, "gc", "--quiet", "--prune=now")
    git(*place, "checkout", "-q", "-f", "main")


def git(*arguments: str) -> None:
    """Run git to its end."""
    subprocess.run([GIT, *arguments], env=ENVIRONMENT, check=True)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 4):
        sys.exit("python benchmarks/make_record.py FOLDER [COMMITS FILES]")
    write(Path(sys.argv[1]), *(map(int, sys.argv[2:]) if sys.argv[2:] else (2_000, 1_500)))
