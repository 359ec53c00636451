"""Bringing what an assessor gives back into the learner's own record: records of assessment and seals, nothing else."""

from __future__ import annotations

import datetime
import os
import tempfile
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Severity
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count, shown
from coachfolio.checks.auditing import audit
from coachfolio.checks.checking import check
from coachfolio.checks.rules import in_family
from coachfolio.checks.whole import report_on
from coachfolio.confidentiality.portfolios import looked_through
from coachfolio.confidentiality.scan import names_declared_in
from coachfolio.git import OpenRecord, opened
from coachfolio.git.objects import commit_from
from coachfolio.git.own import own_output, setting
from coachfolio.git.process import lines_as_input, started
from coachfolio.git.reading import objects
from coachfolio.hooks.message import leaks_among
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.portfolio.snapshots import saved
from coachfolio.portfolio.sources import Folder, Overlay
from coachfolio.record.returned import NotReceived, ReturnedRecord, returned_record
from coachfolio.record.sealed import tags_of
from coachfolio.record.unsaved import unsaved_in

if TYPE_CHECKING:
    from coachfolio.base.diagnostics import Diagnostic

__all__ = ["NotReceived", "Receiving", "receive", "receiving"]

_MOST_BYTES: Final = 1 << 26
"""Of one file that comes back."""
_ASK: Final = "Ask for it again, with that mended."


@frozen()
class Receiving(Frozen):
    """What would be brought in, judged."""

    returned: ReturnedRecord
    portfolio: Portfolio = field(repr=False)
    """The portfolio as it comes back."""
    warnings: tuple[Diagnostic, ...]
    """What the check would say besides of the records that come back."""


def receiving(
    folder: str | os.PathLike[str], file: str | os.PathLike[str], *, today: datetime.date | None = None
) -> Receiving:
    """Look at what comes back, and judge it. Nothing is written, and nothing in it is run.

    `file` is what `coachfolio return` made, or any other whole record: a hand-over file or a folder kept in git.

    Raises NotReceived where it is not to be brought in, and GitTrouble where it cannot be read.
    """
    with opened(folder) as mine, opened(file) as theirs:
        returned = returned_record(mine, theirs)
        _must_not_be_in_the_way(Path(folder), returned, mine, theirs)
        portfolio = open_portfolio(saved(file))
        warnings = _judged(folder, returned, theirs, portfolio, today)
    _must_bring_no_trouble(folder, file, returned, today)
    return Receiving(returned, portfolio, warnings)


def _must_not_be_in_the_way(folder: Path, returned: ReturnedRecord, mine: OpenRecord, theirs: OpenRecord) -> None:
    """Raise NotReceived where something unsaved lies where a file is to be written, or lines are being joined."""
    git = own_output(folder, "rev-parse", "--git-path", "MERGE_HEAD").decode("utf-8", "replace").strip()
    if (folder / git).exists():
        raise NotReceived("Two lines of your own are being joined. Finish that first, with coachfolio save.")
    if mine.top is None:
        raise NotReceived("There are no files here, only their record. Receive in the folder with your portfolio.")
    unsaved = frozenset(unsaved_in(folder))
    if not unsaved:
        return
    new = _contents(theirs, returned)
    for path in sorted(unsaved & new.keys()):
        try:
            there = (folder / path).read_bytes()
        except OSError:
            there = b""
        if there.replace(b"\r\n", b"\n") != new[path].replace(b"\r\n", b"\n"):
            raise NotReceived(f"{shown(path, 120)} is not saved as it lies here. Save first, and receive again.")


def _contents(theirs: OpenRecord, returned: ReturnedRecord) -> Mapping[str, bytes]:
    """The files that are brought in, by path. Raises NotReceived for one that is too large."""
    too_large: set[str] = set()
    wanted = dict.fromkeys(file.content for file in returned.files)
    found = dict(objects(theirs.repository, wanted, "blob", most=_MOST_BYTES, too_large=too_large))
    for file in returned.files:
        if file.content in too_large:
            raise NotReceived(f"{shown(file.path, 120)} is larger than {_MOST_BYTES >> 20} MB. {_ASK}")
    return {file.path: found[file.content] for file in returned.files}


def _judged(
    folder: str | os.PathLike[str],
    returned: ReturnedRecord,
    theirs: OpenRecord,
    portfolio: Portfolio,
    today: datetime.date | None,
) -> tuple[Diagnostic, ...]:
    """Ask the check about what comes back, as it came and among the learner's files. Raises NotReceived for an error.

    What is wrong only here, such as evidence that has another name by now, is no reason to refuse it.
    """
    paths = frozenset(file.path for file in returned.files)
    as_it_came = check(portfolio, stage="building", today=today)
    for found in as_it_came.diagnostics:
        if found.path in paths and found.severity is Severity.ERROR and not found.waived:
            raise NotReceived(f"{shown(found.path, 120)}, line {found.span.line}, has an error: {found.message} {_ASK}")
    here = report_on(
        folder,
        Overlay(Folder(folder), dict(_contents(theirs, returned))),
        stage="building",
        today=today,
        baseline=None,
        thorough=True,
    )
    told = tuple(found for found in here.diagnostics if found.path in paths and not found.waived)
    for found in told:
        if found.severity is Severity.ERROR and in_family(found.code, "confidentiality"):
            raise NotReceived(
                f"{shown(found.path, 120)}, line {found.span.line}, would give a client away: {found.message} {_ASK}"
            )
    _must_name_nobody(folder, returned, theirs)
    return tuple(found for found in told if found.severity in (Severity.ERROR, Severity.WARNING))


def _must_name_nobody(folder: str | os.PathLike[str], returned: ReturnedRecord, theirs: OpenRecord) -> None:
    """Look for clients in the words of saves and seals, which would stay in the record."""
    portfolio = open_portfolio(folder)
    _, key = looked_through(portfolio, folder, attachments=False)
    if key is None:
        return
    said = []
    for id, data in objects(theirs.repository, returned.saves, "commit", most=1 << 20):
        save = commit_from(id, data)
        said += [save.message, save.author.name, save.committer.name]
    tags = tags_of(theirs.repository, {seal.ref: seal.id for seal in returned.seals})
    said += [tag.message for tag in tags.values() if tag is not None]
    said += [tag.tagger.name for tag in tags.values() if tag is not None and tag.tagger is not None]
    declared = names_declared_in(portfolio)
    if any(leak.blocks for text in said for leak in leaks_among(text, [(key, declared)])):
        raise NotReceived(f"The words of a save or of a seal in it name a client. {_ASK}")


def _must_bring_no_trouble(
    folder: str | os.PathLike[str],
    file: str | os.PathLike[str],
    returned: ReturnedRecord,
    today: datetime.date | None,
) -> None:
    """Raise NotReceived where the record that comes back has an error that the learner's own has not."""
    if returned.nothing:
        return
    own = {_told(found) for found in audit(folder, today=today, fields=False, names=False).report.diagnostics}
    for found in audit(file, today=today, fields=False, names=False).report.diagnostics:
        if found.severity is Severity.ERROR and not found.waived and _told(found) not in own:
            raise NotReceived(f"Something in its record cannot be right ({found.code}): {found.message} {_ASK}")


def _told(found: Diagnostic) -> tuple[str, str, str]:
    return found.code, found.path, found.message


# --- carrying it out


def receive(
    folder: str | os.PathLike[str],
    file: str | os.PathLike[str],
    plan: Receiving,
    *,
    variables: Mapping[str, str] | None = None,
) -> None:
    """Bring in what was shown: the records of assessment, with the saves that they came in, and the seals.

    What is not saved in the folder stays as it is. `variables` are added to the environment in which git works.

    Raises NotReceived where either side is not as it was shown, WhoIsUnknown where git knows no name for the save that
    joins both, and GitTrouble. Then nothing that is saved has changed.
    """
    place = Path(folder)
    with opened(folder) as mine, opened(file) as theirs:
        returned = returned_record(mine, theirs)
        if returned != plan.returned:
            raise NotReceived("Something was saved while this was looked at. Receive it again.")
        _must_not_be_in_the_way(place, returned, mine, theirs)
        if returned.nothing:
            return
        branch, prefix = mine.branch, mine.prefix
        packed = _packed(theirs, returned)
    own_output(place, "unpack-objects", "-q", given=packed, variables=variables)
    new = returned.tip
    if not returned.saves:
        new = returned.here
    elif not returned.follows:
        new = _joined(place, returned, prefix, variables)
    if returned.files:
        paths = b"".join(os.fsencode(file.path) + b"\0" for file in returned.files)
        asked = ("--literal-pathspecs", "checkout", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul")
        own_output(place, *asked, new, given=paths, variables=variables)
    steps = [f"create {seal.ref} {seal.id}\n" for seal in returned.seals]
    if new != returned.here:
        steps.insert(0, f"update {branch or 'HEAD'} {new} {returned.here}\n")
    detached = () if branch else ("--no-deref",)
    own_output(place, "update-ref", *detached, "--stdin", given="".join(steps).encode(), variables=variables)


def _packed(theirs: OpenRecord, returned: ReturnedRecord) -> bytes:
    """All contents that are new, as git sends them."""
    wanted = [returned.tip, *(seal.id for seal in returned.seals), f"^{returned.base}"]
    with tempfile.TemporaryFile() as pack:
        with (
            lines_as_input(wanted) as names,
            started(theirs.repository, "pack-objects", "--revs", "--stdout", "--quiet", stdin=names, stdout=pack),
        ):
            pass
        pack.seek(0)
        return pack.read()


def _joined(place: Path, returned: ReturnedRecord, prefix: str, variables: Mapping[str, str] | None) -> str:
    """The id of a save that joins what was saved here since with what comes back."""
    with tempfile.TemporaryDirectory(prefix="coachfolio-") as apart:
        index = {**(variables or {}), "GIT_INDEX_FILE": str(Path(apart) / "index")}
        own_output(place, "read-tree", returned.here, variables=index)
        lines = b"".join(
            b"100644 " + file.content.encode("ascii") + b"\t" + os.fsencode(prefix + file.path) + b"\0"
            for file in returned.files
        )
        own_output(place, "update-index", "-z", "--index-info", given=lines, variables=index)
        tree = own_output(place, "write-tree", variables=index).decode("ascii").strip()
    signed = setting(place, "commit.gpgSign", variables=variables).lower() in ("true", "yes", "on", "1")
    asked = ("commit-tree", tree, "-p", returned.here, "-p", returned.tip, *(("-S",) if signed else ()))
    return own_output(place, *asked, given=_words(returned).encode(), variables=variables).decode("ascii").strip()


def _words(returned: ReturnedRecord) -> str:
    parts = [count(len(returned.files), "record") + " of assessment"] if returned.files else ["what came back"]
    parts += [count(len(returned.seals), "seal")] if returned.seals else []
    return f"Receive {' and '.join(parts)}\n"
