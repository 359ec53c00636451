"""Starting a portfolio: the files that every portfolio needs, a record to keep it in, and the checks before each save.

What is there already is never changed but for one thing: where git would take the folder private, a line is added to
.gitignore, in the bytes that git reads. Doing it again completes what is missing.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from coachfolio.base.files import PRIVATE
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed, shown
from coachfolio.confidentiality.ignored import IGNORED, ignoring
from coachfolio.confidentiality.key import KEY_FILE
from coachfolio.editing.drafts import ChangedMeanwhile, NotWritten, change_files
from coachfolio.format.documents.values import shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.packs import pack
from coachfolio.format.validation import violations
from coachfolio.git import GitTrouble
from coachfolio.git.own import init, own_output, setting
from coachfolio.portfolio.portfolio import OVERLAY_FILE, PORTFOLIO_FILE

__all__ = ["Beginning", "NewClient", "StartPlan", "Started", "start", "start_plan"]

README: Final = "READ-ME-FIRST.md"
ATTRIBUTES: Final = ".gitattributes"
EDITOR: Final = ".vscode/settings.json"


@frozen()
class NewClient(Frozen):
    """A client as somebody says who it is. The name goes into the private list alone."""

    code: str
    names: tuple[str, ...] = field(default=(), repr=False)
    organisations: tuple[str, ...] = field(default=(), repr=False)
    sector: str = ""
    level: str = ""


@frozen()
class Beginning(Frozen):
    """What somebody says who starts a portfolio."""

    qualification: str
    """The name of a pack, as `coachfolio qualifications` lists it."""
    name: str
    registered: datetime.date | None = None
    centre: str = ""
    centre_number: str = ""
    contact_hours: float | None = None
    """The hours of contact that the centre asks for, where it says."""
    pieces_per_criterion: int | None = None
    """The pieces of evidence that the centre asks for on each criterion, where it says."""
    clients: tuple[NewClient, ...] = ()
    email: str = ""
    """The address that saves are made under; the one that git knows already, where it is left out."""


@frozen()
class StartPlan(Frozen):
    """What starting would write. Nothing is written yet."""

    folder: str
    new: Mapping[str, bytes] = field(repr=False)
    """Files that are not there yet, by their path in the portfolio."""
    mended: Mapping[str, bytes] = field(repr=False)
    """Files that are there and get a line: .gitignore alone."""
    kept: tuple[str, ...]
    """Files that are there and stay as they are."""
    begins_record: bool
    """Whether git keeps nothing of this folder yet."""
    saves_as: tuple[str, str] = ("", "")
    """A name and an address to save under, where git knows none."""

    @property
    def nothing(self) -> bool:
        """Whether all is there already."""
        return not (self.new or self.mended or self.begins_record)


@frozen()
class Started(Frozen):
    """What came of it."""

    written: tuple[str, ...]
    saved: bool
    """Whether the first save was made."""
    not_saved: str = ""
    """Why not, where it was not, in a sentence."""


def start_plan(folder: str | os.PathLike[str], beginning: Beginning) -> StartPlan:
    """Work out what a new portfolio needs in a folder, which may be new, hold files already, or be kept in git.

    Raises NotWritten where an answer cannot stand in a portfolio, and UnknownQualification.
    """
    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise NotWritten(f"{shown(str(folder), 200)} is a file. Give the name of a folder.")
    wanted = _files(beginning)
    there = {path for path in wanted if os.path.lexists(place / path)}
    if PORTFOLIO_FILE in there:  # the rest is completed by what it says, and not by what was answered
        wanted = {path: data for path, data in wanted.items() if path not in (OVERLAY_FILE, KEY_FILE)}
        there = {path for path in there if path in wanted}
    mended = {}
    if IGNORED in there and (better := ignoring(place / IGNORED)) is not None:
        mended[IGNORED] = better
    begins = not _is_kept(place)
    return StartPlan(
        os.fspath(folder),
        {path: data for path, data in wanted.items() if path not in there},
        mended,
        tuple(sorted(there - mended.keys())),
        begins,
        _saves_as(place, beginning, begins=begins),
    )


def start(plan: StartPlan) -> Started:
    """Write what is planned, all of it or nothing; begin the record, and make the first save of what was written.

    The folder is made where it is not there. Raises NotWritten and GitTrouble.
    """
    place = Path(plan.folder)
    made = not place.exists()
    try:
        place.mkdir(parents=True, exist_ok=True)
        change_files(place, {**plan.new, **plan.mended}, lambda path: _as_planned(place, path, plan))
    except ChangedMeanwhile as error:
        raise NotWritten(f"{shown(str(error), 200)} was written by something else just now.") from None
    except OSError as error:
        if made and place.is_dir() and not any(place.iterdir()):
            place.rmdir()
        reason = (error.strerror or "unknown reason").lower()
        raise NotWritten(
            f"The portfolio could not be written: {reason}. Nothing was written. See that the folder can be written to "
            "and that there is room on the disk, and try again."
        ) from None
    if plan.begins_record:
        init(place)
    written = (*plan.new, *plan.mended)
    if not written:
        return Started((), False)
    name, address = plan.saves_as
    try:
        if address:
            own_output(place, "config", "user.name", name)
            own_output(place, "config", "user.email", address)
        paths = [path for path in written if not path.startswith(f"{PRIVATE}/")]
        own_output(place, "add", "--", *paths)
        own_output(place, "commit", "--quiet", "--message=Start the portfolio", "--", *paths)
    except GitTrouble as error:
        return Started(written, False, str(error))
    return Started(written, True)


def _as_planned(place: Path, path: str, plan: StartPlan) -> bool:
    return os.path.lexists(place / path) == (path in plan.mended)


def _is_kept(place: Path) -> bool:
    """Whether git keeps the folder, or one above it. Raises GitTrouble where that record cannot be read."""
    here = Path(os.path.normpath(place.absolute()))
    return any(os.path.lexists(above / ".git") for above in (here, *here.parents))


def _saves_as(place: Path, beginning: Beginning, *, begins: bool) -> tuple[str, str]:
    """Whose name saves get, where git has none of its own."""
    near = next((above for above in (place, *place.absolute().parents) if above.is_dir()), Path.cwd())
    try:
        known = setting(near, "user.email") and setting(near, "user.name")
    except GitTrouble:
        known = ""
    if known and not beginning.email:
        return "", ""
    if known and setting(near, "user.email") == beginning.email:
        return "", ""
    return beginning.name, beginning.email


def _files(beginning: Beginning) -> dict[str, bytes]:
    """Every file of a new portfolio. Raises NotWritten and UnknownQualification."""
    pack(beginning.qualification)
    answers = (beginning.name, beginning.centre, beginning.centre_number, beginning.email)
    if any(sign < " " for answer in answers for sign in answer):
        raise NotWritten("Nothing was written: an answer has a character in it that no name has. Type it again.")
    files = {
        PORTFOLIO_FILE: _yaml("portfolio", _portfolio(beginning), "portfolio.yaml: whose portfolio this is"),
        KEY_FILE: _yaml(
            "private-clients",
            _key(beginning),
            "Who is behind each code. This file stays on this computer: git leaves it out.",
        ),
        IGNORED: _IGNORED_TEXT.encode(),
        ATTRIBUTES: b"* text=auto eol=lf\n",
        EDITOR: _editor_settings(),
        README: _readme(beginning).encode(),
    }
    overlay = _overlay(beginning)
    if overlay:
        files[OVERLAY_FILE] = _yaml("qualification-overlay", overlay, "What my centre asks for")
    return files


def _yaml(kind: str, fields: Mapping[str, Any], remark: str) -> bytes:
    for problem in violations(dict(fields), kind):
        said = "Something given does not fit." if problem.concealed else problem.message
        raise NotWritten(f"Nothing was written. {said} {problem.hint}".strip())
    try:
        return f"# {remark}\n{written(fields, shape_of(kind), in_lines=True)}".encode()
    except ValueError:
        raise NotWritten("Nothing was written: an answer has a character in it that no file should hold.") from None


def _portfolio(beginning: Beginning) -> dict[str, Any]:
    fields: dict[str, Any] = {"format": 1, "id": _id(beginning), "stage": "building"}
    fields["qualification"] = beginning.qualification
    if beginning.registered:
        fields["registered"] = beginning.registered.isoformat()
    fields["learner"] = {"name": beginning.name}
    if beginning.email:
        fields["learner"]["saves_as"] = [beginning.email]
    if beginning.centre:
        fields["centre"] = {"name": beginning.centre}
        if beginning.centre_number:
            fields["centre"]["number"] = beginning.centre_number
    if beginning.clients:
        fields["clients"] = {
            client.code: {name: said for name, said in (("sector", client.sector), ("level", client.level)) if said}
            for client in beginning.clients
        }
    return fields


def _id(beginning: Beginning) -> str:
    """A name of its own for the portfolio: the learner's, and the year of registration where it is known."""
    letters = re.sub(r"[^a-z0-9]+", "-", _plain(beginning.name).lower()).strip("-")[:40] or "portfolio"
    year = f"-{beginning.registered.year}" if beginning.registered else ""
    name = f"{letters}{year}"
    return name if len(name) >= 4 else f"{name}-portfolio"


def _plain(text: str) -> str:
    import unicodedata

    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def _key(beginning: Beginning) -> dict[str, Any]:
    clients = {
        client.code: {
            "names": list(client.names),
            **({"organisations": list(client.organisations)} if client.organisations else {}),
        }
        for client in beginning.clients
        if client.names
    }
    return {"format": 1, "clients": clients}


def _overlay(beginning: Beginning) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if beginning.pieces_per_criterion:
        fields["pieces_per_criterion"] = beginning.pieces_per_criterion
    if beginning.contact_hours:
        hours = beginning.contact_hours
        asked = int(hours) if hours == int(hours) else hours
        fields["requirements"] = [{"name": "Contact hours", "measure": "contact-hours", "at_least": asked}]
    return {"format": 1, **fields} if fields else {}


_IGNORED_TEXT: Final = f"""\
# the list of who is behind each code stays on this computer, and is in no save
{PRIVATE}/

# what the computer leaves behind
.DS_Store
Thumbs.db
desktop.ini
~$*
.coachfolio-*
"""


def _editor_settings() -> bytes:
    """How an editor keeps prose readable, and line ends and letters as git wants them."""
    settings = {"editor.wordWrap": "on", "files.eol": "\n", "files.encoding": "utf8"}
    return (json.dumps(settings, indent=2) + "\n").encode()


def _readme(beginning: Beginning) -> str:
    return f"""\
# Read me first

This folder is the coaching portfolio of {beginning.name}. It is kept by coachfolio as plain text: any editor opens it,
and it stays yours after the course.

## Every day

- `coachfolio log` writes up a session: `coachfolio log C01 60m "Delegation: ..."`. Without words it asks.
- `coachfolio new` writes up anything else: supervision, feedback, a reflection.
- `coachfolio status` says where you stand, and what to do next.
- `coachfolio save` saves what you wrote. Save on the day.
- `coachfolio undo` takes the last save back.

## Clients

Every client has a code, such as C01. The names stand in `{KEY_FILE}`, on this computer and nowhere else. Never write a
client's name into any other file here.

## When something is wrong

`coachfolio check` says what, where, and what to write instead. `coachfolio fix` mends what can be mended by itself.

## Handing in

`coachfolio ready` is the checklist. `coachfolio bundle` puts all of it into one file for your assessor.
{_how_to_bring_criteria_in(beginning)}"""


def _how_to_bring_criteria_in(beginning: Beginning) -> str:
    """What the page says of criteria, where those of the edition are not known here; else nothing."""
    unknown = [unit.ref for unit in pack(beginning.qualification).units if not unit.criteria_known]
    if not unknown:
        return ""
    return f"""
## The criteria of your units

Not all criteria of your edition are known to coachfolio. Look for those of {listed(unknown)} in your
handbook, or ask your centre.
Type them into `{OVERLAY_FILE}` beside `portfolio.yaml`, a unit at a time, with the handbook's words for the dots:

    format: 1
    units:
      - ref: {unknown[0]}
        criteria_are: official
        criteria_complete: yes
        criteria:
          - number: "1.1"
            text: ...
          - number: "1.2"
            text: ...

Where the file is there already, add the part from `units:` on. Units that are not named here can be added in the
same way. Then `coachfolio status` counts them.
"""
