"""What honest people do to a record that was sealed and handed over: none of it may be held against them.

`tests/test_attacks.py` does each as it does the attacks, and the table in docs/assessor.md has both.
"""

from __future__ import annotations

import re
from typing import Final

from .attacks import (
    ABOUT,
    ABOUT_TEXT,
    DAYS,
    DECIDED,
    DECISION,
    ITS_DAY,
    LOG,
    LOG_TEXT,
    PIECE,
    PORTFOLIO,
    RECORDING,
    SECOND,
    Attack,
    Deed,
    Desk,
    save,
)
from .repositories.learner import (
    ASSESSOR,
    HOST,
    LEARNER,
    Learner,
    committed,
    evening,
    git,
    held,
    later,
    session,
    sheet,
    weeks,
)

CENTRE: Final = ("The Centre", "office@centre.example")
NEW: Final = sheet("2025-03-04")


def _template_joined(desk: Desk) -> None:
    """A centre keeps its template as a record of its own, and the learner joins what is new in it."""
    other = Learner(desk.place / "template")
    files = {"README.md": "How to.\n", "templates/session.yaml": "date: 2025-01-01\n"}
    other.save(files, evening("2024-12-01"), author=CENTRE)
    desk.git("fetch", "--quiet", "--no-tags", str(other.folder), "main:template")
    desk.git(
        *("merge", "--quiet", "--no-ff", "--allow-unrelated-histories", "-m", "Template", "template"),
        variables=committed(evening("2025-03-01")),
    )
    desk.git("branch", "--quiet", "-D", "template")
    desk.save(held("2025-03-04"), evening("2025-03-04"))


def _all_line_ends(desk: Desk) -> None:
    """Notes that are attached and decisions too."""
    paths = [path for path in desk.folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    files = {str(path.relative_to(desk.folder)): re.sub(b"\n", b"\r\n", path.read_bytes()) for path in paths}
    desk.save(files, evening("2025-03-01"), "Line ends")


def _corrected(first: str, path: str = NEW) -> Deed:
    """A day that was wrong at first, put right half an hour later."""

    def deed(desk: Desk) -> None:
        desk.save({path: session("2025-03-04").replace("date: 2025-03-04", f"date: {first}")}, evening("2025-03-04"))
        right: dict[str, str | None] = {path: None, NEW: session("2025-03-04")}
        if path == NEW:
            right = {NEW: session("2025-03-04")}
        desk.save(right, evening("2025-03-04", "20:00"))

    return deed


def _sorted_by_year(desk: Desk) -> None:
    files: dict[str, str | None] = {}
    for path in (*map(sheet, DAYS), ABOUT, RECORDING):
        folder, _, name = path.partition("/")
        files |= {path: None, f"{folder}/2025/{name}": (desk.folder / path).read_text(encoding="utf-8")}
    desk.save(files, evening("2025-03-01"), "By year")


def _two_computers(desk: Desk, zones: tuple[str, str] = ("+00:00", "+00:00")) -> None:
    desk.line("laptop")
    desk.save(held("2025-03-02"), f"2025-03-02T19:00{zones[0]}")
    desk.on("main")
    desk.save(held("2025-03-03"), f"2025-03-03T19:00{zones[1]}")
    desk.merge("laptop", when=f"2025-03-04T09:00{zones[1]}")
    desk.git("branch", "--quiet", "-D", "laptop")


def _picked(desk: Desk) -> None:
    """A save of one computer taken over on another, and the lines joined later all the same."""
    desk.line("laptop")
    save_there = desk.save(held("2025-03-02"), evening("2025-03-02"))
    desk.on("main")
    desk.save(held("2025-03-03"), evening("2025-03-03"))
    desk.git("cherry-pick", "-x", save_there, variables=committed(evening("2025-03-06")))
    desk.merge("laptop", when=evening("2025-03-07"))
    desk.git("branch", "--quiet", "-D", "laptop")


def _conflict(desk: Desk) -> None:
    path = sheet("2025-02-20")
    desk.save({path: session("2025-02-20")}, evening("2025-02-20"))
    desk.line("laptop")
    desk.save({path: session("2025-02-20", minutes=70)}, evening("2025-02-21"))
    desk.on("main")
    desk.save({path: session("2025-02-20", minutes=75)}, evening("2025-02-21", "20:00"))
    desk.merge("laptop", when=evening("2025-02-22"), files={path: session("2025-02-20", minutes=72)})
    desk.git("branch", "--quiet", "-D", "laptop")


def _rebased_on_the_assessors(desk: Desk) -> None:
    """The assessor decided and sealed meanwhile; the learner's own saves were put on top of that."""
    desk.line("mine")
    desk.save(held("2025-02-18"), evening("2025-02-18"))
    desk.on("main")
    desk.save(SECOND, evening("2025-02-20"), author=ASSESSOR)
    desk.seal("2025-02-20")
    desk.git("rebase", "--quiet", "main", "mine", variables=committed(evening("2025-02-22")))
    desk.git("branch", "--quiet", "--force", "main", "mine")
    desk.on("main")
    desk.git("branch", "--quiet", "-D", "mine")


def _squashed_on_a_host(desk: Desk) -> None:
    desk.line("march")
    for day in ("2025-03-01", "2025-03-02"):
        desk.save(held(day), evening(day))
    desk.on("main")
    desk.git("merge", "--quiet", "--squash", "march")
    desk.commit(evening("2025-03-03"), "March (#3)", committer=HOST)
    desk.git("branch", "--quiet", "-D", "march")


def _cloned(desk: Desk) -> None:
    copy = desk.place / "copy"
    git(desk.place, "clone", "--quiet", "--template=", desk.folder.as_uri(), str(copy))
    desk.folder = copy


def _then(*saves: tuple[str, str]) -> Deed:
    """Sessions of some days, each saved on another."""

    def deed(desk: Desk) -> None:
        for day, when in saves:
            desk.save(held(day), when)

    return deed


DONE: Final = DECIDED.replace("state: open", "state: done, done_on: 2025-02-20, note: I wrote two pages.")


def _honest(what: str, deed: Deed, alone: str = "", since: str = "") -> Attack:
    return Attack(what, deed, alone, since, innocent=True)


HONEST: Final = {
    "typing-error": _honest("A typing error in a date put right on the same day", _corrected("2025-03-03")),
    "typing-error-year": _honest("The same, of a whole year", _corrected("2024-03-04")),
    "typing-error-to-come": _honest("The same, of a day that is still to come", _corrected("2025-04-03")),
    "typing-error-name": _honest(
        "A day put right on the same day, in the file's name as well",
        _corrected("2025-03-03", sheet("2025-03-03")),
    ),
    "line-ends": _honest(
        "Line ends made alike",
        save({PIECE: session(ITS_DAY).replace("\n", "\r\n")}),
    ),
    "line-ends-everywhere": _honest("Line ends made alike everywhere, in attached notes too", _all_line_ends),
    "remark": _honest("A remark added at the end", save({ABOUT: ABOUT_TEXT + "# checked\n"})),
    "quotes": _honest(
        "Quotation marks and indents changed",
        save({LOG: LOG_TEXT.replace("What I read", '"What I read"').replace("  A lot", "    A lot")}),
    ),
    "mark-at-the-start": _honest(
        "A mark that Notepad puts at the start",
        save({PIECE: "\ufeff" + session(ITS_DAY)}),
    ),
    "tidied": _honest(
        "All saves made again by a program",
        lambda desk: desk.rebase(evening("2025-02-20"), "--force-rebase", "--root"),
        "CF527",
        "CF548",
    ),
    "message": _honest(
        "The last save's message put right",
        lambda desk: desk.git(
            "commit", "--quiet", "--amend", "-m", "Other words", variables=committed(evening("2025-02-20"))
        ),
        "CF527",
        "CF548",
    ),
    "web-edit": _honest(
        "An edit on a host's page",
        save(held("2025-03-04"), when="2025-03-04", committer=HOST),
    ),
    "web-address": _honest(
        "The same, under the address that the host gives",
        save(held("2025-03-04"), when="2025-03-04", author=(LEARNER[0], "1+r@users.noreply.example"), committer=HOST),
    ),
    "template": _honest("A centre's updated template joined", _template_joined),
    "template-saved": _honest(
        "A centre's updated template saved by the centre",
        save({"README.md": "How to.\n", "templates/session.yaml": "date: 2025-01-01\n"}, author=CENTRE),
    ),
    "by-year": _honest("Pieces and their attachments sorted into folders by year", _sorted_by_year),
    "renamed": _honest(
        "A piece given another name",
        lambda desk: desk.save({PIECE: None, PIECE.replace("talk", "board"): session(ITS_DAY)}, evening("2025-03-01")),
    ),
    "brought-back": _honest(
        "A piece removed by mistake and brought back",
        lambda desk: (save({PIECE: None})(desk), save({PIECE: session(ITS_DAY)}, when="2025-03-02")(desk)),
    ),
    "two-computers": _honest("Two computers brought together", _two_computers),
    "two-zones": _honest(
        "Two computers at the two ends of the earth",
        lambda desk: _two_computers(desk, ("-11:00", "+14:00")),
    ),
    "clock-behind": _honest(
        "A computer whose clock was a year behind",
        _then(("2025-03-04", evening("2024-03-04")), ("2025-03-05", evening("2025-03-05"))),
        "CF509",
    ),
    "clock-ahead": _honest(
        "A computer whose clock was two months ahead",
        _then(("2025-03-04", evening("2025-05-04")), ("2025-03-05", evening("2025-03-05"))),
        "CF509",
    ),
    "picked": _honest("A save taken over from another computer, and the lines joined later", _picked),
    "conflict": _honest("Two computers that changed the same piece", _conflict, "CF518"),
    "on-top": _honest("The learner's saves put on top of what the assessor sealed", _rebased_on_the_assessors),
    "second-round-sealed": _honest(
        "A second round by the assessor, under their seal",
        lambda desk: (save(SECOND, when="2025-02-20", author=ASSESSOR)(desk), desk.seal("2025-02-20")),
    ),
    "read": _honest("A sealed decision noted as read", save({DECISION: DECIDED + "acknowledged: 2025-02-11\n"})),
    "done": _honest(
        "An action of a sealed decision done",
        save({DECISION: DONE + "acknowledged: 2025-02-11\n"}),
    ),
    "squashed-on-a-host": _honest("A month joined as one save on a host's page", _squashed_on_a_host),
    "offline": _honest(
        "Three weeks without a network",
        _then(*((day, evening(later(day, 12))) for day in weeks(3, "2025-02-11"))),
        "CF501",
    ),
    "notes": _honest(
        "Notes on paper typed up in one go",
        save({sheet(day): session(day) for day in weeks(8, "2025-02-11")}, when="2025-04-10"),
        "CF503",
    ),
    "client": _honest("A new client in portfolio.yaml", save({"portfolio.yaml": f"{PORTFOLIO}  C03: {{}}\n"})),
    "copied": _honest("A copy made by git", _cloned),
}
