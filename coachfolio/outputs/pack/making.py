"""Packing: the gate first, then everything worked out for the readers, then one ZIP, whole or not at all."""

from __future__ import annotations

import datetime
import hashlib
import os
import tempfile
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Severity
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.files import open_plain
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.handed_out import hand_out, hand_out_made, may_hand_out
from coachfolio.base.version import __version__
from coachfolio.base.words import count, listed, shown
from coachfolio.checks.rules import has_duty, in_family
from coachfolio.checks.whole import report_on
from coachfolio.confidentiality.portfolios import kept_in_git
from coachfolio.editing.redaction import copy_for
from coachfolio.editing.stripping import SECONDS
from coachfolio.format.attachments.worker import Worker
from coachfolio.format.bags.making import BagFile, BagMade, write_bag
from coachfolio.outputs.pack.crate import CrateAbout, crate_file
from coachfolio.outputs.pack.facts import NotReady, PackContents, PackFor, PackMade, Tell
from coachfolio.outputs.pack.readme import PACK_README, readme
from coachfolio.outputs.pack.submission import (
    audit_table,
    copied_files,
    copy_of_sample,
    mapping_files,
    must_be_taken,
    must_fit,
    page_file,
    single_file,
    unit_files,
)
from coachfolio.outputs.paper import paper_file
from coachfolio.portfolio.sources import Folder
from coachfolio.reports.opening import only_units, opened_on, submission_gate
from coachfolio.reports.papers import paper_of
from coachfolio.reports.readiness import Readiness, readiness_of
from coachfolio.reports.sample import only_sample, sample_of
from coachfolio.reports.sample_paper import sample_paper
from coachfolio.reports.submission import SubmissionProfile, name_of_pack, profile_for

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report
    from coachfolio.editing.copies import Copy
    from coachfolio.facts.audience import Audience
    from coachfolio.git.objects import Moment
    from coachfolio.portfolio.reading import Kept
    from coachfolio.record.signers import Signers
    from coachfolio.reports.opening import Opened

__all__ = ["Packing", "make_pack"]

_MOST_NAMED: Final = 5
_INSTEAD: Final = "Its table and its receipt are in the pack."
_OF_COACHFOLIO: Final = ("contents", "manifest", "said")
"""Fields that nobody but coachfolio reads: that they are not shown keeps nothing from anybody."""
_WHAT: Final = {"assessor": "submission", "iqa": "for-iqa", "eqa": "for-eqa"}
_ENDING: Final = {"word": ".docx", "pdf": ".pdf"}


def _nobody(doing: str) -> None:
    """Nobody is told."""


@frozen(kw_only=True)
class Packing(Frozen):
    """What is wanted of one pack."""

    folder: str | os.PathLike[str]
    out: str | os.PathLike[str] | None = None
    """The file to write; None for one beside the folder."""
    audience: PackFor = "assessor"
    profile: str | os.PathLike[str] | None = None
    """A file that says how the centre wants it; None for what qualification.yaml says."""
    template: str | os.PathLike[str] | None = None
    """The centre's Word file to be filled, where it takes one."""
    units: Collection[str] = ()
    """Those that are handed in; empty for all."""
    submission: int | None = None
    """The number of this submission; None for one more than the last that was decided on."""
    record: bool | None = None
    """Whether the whole record goes with it; None for as long as it shows no more than the rest does."""
    signers: Signers | None = None
    """Whose signatures count."""
    today: datetime.date | None = None
    """The day to judge on, and that the pack is as of; None for today, and for the day of the last save."""
    force: bool = False
    """Whether what is there may be replaced."""
    tell: Tell = _nobody
    """Told what is being done."""


def make_pack(wanted: Packing) -> PackMade:
    """Make a pack of a portfolio's folder. The same save gives the same bytes, on any day.

    Raises NotReady where the portfolio is not ready to be handed in; NoPortfolio, NotShown, NotCopied, GitTrouble;
    AlreadyThere; CoachfolioError where something is not saved, the centre does not take what there is, or a package is
    missing that it takes.
    """
    if wanted.out is not None:
        may_hand_out(wanted.out, force=wanted.force, portfolio=wanted.folder)
    wanted.tell("Checking the portfolio")
    moment = _latest(wanted.folder)
    as_on = wanted.today or (moment.day if moment else datetime.date.today())
    files: Kept = {}
    report = report_on(
        wanted.folder, Folder(wanted.folder), stage=None, today=as_on, baseline=None, thorough=True, files=files
    )
    gate = submission_gate(report)
    readiness = _must_be_ready(report, gate, wanted)
    profile = profile_for(report.portfolio, Path(wanted.profile) if wanted.profile else None)
    wanted.tell("Reading the record of practice")
    reader: Audience = "assessor" if wanted.audience == "assessor" else "iqa"
    opened = opened_on(reader, wanted.folder, report, digests=True, signers=wanted.signers, gate=gate)
    if wanted.units:
        opened = replace(opened, view=only_units(opened.view, wanted.units))
    _must_be_saved(opened)
    otherwise = f"{opened.view.about.portfolio or 'portfolio'}-{_WHAT[wanted.audience]}"
    name = name_of_pack(profile, opened.view, otherwise=otherwise, submission=wanted.submission)
    place = Path(wanted.out) if wanted.out is not None else Path(wanted.folder).resolve().parent / f"{name}.zip"
    single = place.with_name(f"{name}{_ENDING[profile.shape]}") if _is_single(wanted, profile) else None
    for file in filter(None, (place, single)):
        may_hand_out(file, force=wanted.force, portfolio=wanted.folder)
    wanted.tell("Leaving out what these readers may not see")
    copy = copy_for(reader, wanted.folder, today=as_on, report=report, files=files)
    with ExitStack() as stack:
        packed = _Packed(wanted, profile, opened, copy, name, moment, stack)
        made, digest = packed.write(place, single)
    return PackMade(
        path=str(place),
        size=place.stat().st_size,
        files=len(made.files),
        fingerprint=digest,
        told=packed.contents.told,
        left_out=packed.contents.left_out,
        readiness=readiness,
        single=str(single) if single else "",
        to_read=len(copy.to_read),
        may_name=copy.may_name,
        names_checked=copy.names_checked,
    )


def _latest(folder: str | os.PathLike[str]) -> Moment | None:
    if kept_in_git(folder) is None:
        return None
    from coachfolio.record.latest import latest_moment

    return latest_moment(folder)


def _must_be_ready(report: Report, gate: Report, wanted: Packing) -> Readiness:
    """Raise NotReady where a submission does not pass the gate, and CoachfolioError for a sample with errors."""
    if wanted.audience == "assessor":
        today = wanted.today or datetime.date.today()
        readiness = readiness_of(gate if today == report.today else submission_gate(report, today=today))
        if readiness.answer == "no" or not readiness.lines:
            raise NotReady(readiness)
        return readiness
    wrong = [found for found in report.diagnostics if found.severity is Severity.ERROR and not found.waived]
    if wrong:
        first = wrong[0]
        raise CoachfolioError(
            f"Nothing was packed: the check finds {count(len(wrong), 'error')}. The first is in {shown(first.path)}, "
            f"line {first.span.line}: {first.message} Run coachfolio check, mend what it finds, and try again."
        )
    return readiness_of(report)


def _must_be_saved(opened: Opened) -> None:
    """Raise CoachfolioError where the folder is not as it was saved last: the pack would be of no save at all."""
    if opened.audit is None:
        return
    completeness = opened.audit.record.completeness
    unsaved = sorted({*completeness.unsaved, *completeness.hidden})
    if opened.audit.record.tip and not unsaved:
        return
    if not opened.audit.record.tip:
        raise CoachfolioError("Nothing is saved in this portfolio yet. Save it first: coachfolio save")
    named = [shown(name, 100) for name in unsaved[:_MOST_NAMED]]
    rest = [f"{len(unsaved) - _MOST_NAMED} more"] if len(unsaved) > _MOST_NAMED else []
    verb = "is" if len(unsaved) == 1 else "are"
    raise CoachfolioError(
        f"Nothing was packed: {listed([*named, *rest])} {verb} not saved as the folder has it now, so the pack would "
        "be of no save at all. Save first, and try again: coachfolio save"
    )


def _is_single(wanted: Packing, profile: SubmissionProfile) -> bool:
    return wanted.audience == "assessor" and profile.shape in _ENDING


class _Packed:
    """Puts one pack together."""

    def __init__(
        self,
        wanted: Packing,
        profile: SubmissionProfile,
        opened: Opened,
        copy: Copy,
        name: str,
        moment: Moment | None,
        stack: ExitStack,
    ) -> None:
        self._wanted = wanted
        self._profile = profile
        self._opened = opened
        self._no_record = opened.view.record.why_not
        self._name = name
        self._moment = moment
        self._copy = copy
        self._worker = stack.enter_context(Worker(SECONDS))
        self._scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coachfolio-pack-")))
        self._single: bytes | None = None
        self._of = sample_of(opened.report) if wanted.audience != "assessor" else None
        if self._of is not None:
            view = only_sample(opened.view, self._of, outside=wanted.audience == "eqa")
            self._opened = replace(opened, view=view)
        self.contents = self._submission() if self._of is None else self._sample()

    # --- what is in it

    def _submission(self) -> PackContents:
        wanted, profile, opened, copy = self._wanted, self._profile, self._opened, self._copy
        must_be_taken(copy, profile)
        told: dict[str, str] = {}
        files: list[BagFile] = []
        left_out: list[str] = []
        wanted.tell("Setting the pages")
        if profile.shape in _ENDING:
            ending = _ENDING[profile.shape]
            template = Path(wanted.template).read_bytes() if wanted.template else None
            self._single = single_file(opened.view, profile, template)
            told[f"{self._name}{ending}"] = "What is handed in, as one document. It lies beside this pack as well."
            files.append(BagFile.of(f"{self._name}{ending}", self._single))
        files.append(page_file(opened, "portfolio.html"))
        told["portfolio.html"] = "All of it as a page: open it with a double click in any browser."
        if profile.shape not in _ENDING:
            paper = paper_of(opened.view, "cover", declaration=profile.cover_sheet)
            files.append(BagFile.of("cover.docx", paper_file(paper, ".docx")))
            told["cover.docx"] = "The cover sheet with a declaration, to be signed."
        for sheet in mapping_files(opened.view, profile):
            files.append(sheet)
            told[sheet.path] = "The mapping sheet: each criterion, its evidence, where to look, and the decision."
        if profile.shape == "folders":
            files += unit_files(opened.view, copy, self._worker)
            told["units/"] = "A folder for each unit, with its mapping sheet, its evidence and what is attached to it."
        self._add_record(files, told, left_out)
        files += copied_files(copy, self._worker)
        told["portfolio/"] = (
            "The portfolio itself, for coachfolio: every piece of evidence and its attachments, as these readers may "
            "see them. WITHHELD.md lists what was left out."
        )
        return PackContents(tuple(files), told, tuple(left_out))

    def _add_record(self, files: list[BagFile], told: dict[str, str], left_out: list[str]) -> None:
        """What the record shows: a table, a receipt, and the record itself."""
        opened = self._opened
        if opened.audit is None:
            left_out.append(self._no_record)
            return
        table = audit_table(opened)
        if table is not None:
            files.append(table)
            told[table.path] = "When each piece was first saved, how often it changed, and who has seen it as it is."
        from coachfolio.checks.auditing import receipt_for
        from coachfolio.git import make_bundle
        from coachfolio.record.receipts import receipt_text

        at = self._moment.time.astimezone(datetime.UTC) if self._moment else None
        files.append(BagFile.of("receipt.json", receipt_text(receipt_for(opened.audit, at=at)).encode()))
        told["receipt.json"] = (
            "What stood in the record when it was packed. Keep it: coachfolio record --since receipt.json shows later "
            "what became of it."
        )
        why_not = self._why_no_record()
        if why_not:
            left_out.append(why_not)
            return
        place = self._scratch / "record.bundle"
        make_bundle(self._wanted.folder, place)
        files.append(BagFile("record.bundle", place.stat().st_size, lambda: os.fdopen(open_plain(place)[0], "rb")))
        told["record.bundle"] = "The whole record of practice, with every save: for coachfolio record verify."

    def _why_no_record(self) -> str:
        """Why the record itself does not go with it; empty where it does."""
        wanted = self._wanted
        if wanted.record is False:
            return f"The record of practice, as the learner chose. {_INSTEAD} Ask the learner for the rest."
        if wanted.record is True:
            return ""
        more = [
            left
            for left in self._copy.withheld
            if (left.field and left.field.rpartition(", ")[2] not in _OF_COACHFOLIO)
            or (not left.field and left.why != "no evidence names it" and left.why != "no evidence names them")
        ]
        if more:
            return (
                f"The record of practice: it would show {count(len(more), 'thing')} that these readers may not see. "
                f"{_INSTEAD} To hand it over as well: coachfolio bundle"
            )
        if any(_may_name(found.code) and not found.waived for found in self._opened.report.diagnostics):
            return (
                f"The record of practice: something in it may name a client. {_INSTEAD} coachfolio check says where to "
                "look, before you hand it over: coachfolio bundle"
            )
        return ""

    def _sample(self) -> PackContents:
        """The sample alone: nothing of what was neither chosen nor looked at."""
        wanted, opened, copy, sample = self._wanted, self._opened, self._copy, self._of
        assert sample is not None
        wanted.tell("Setting the pages")
        audit = opened.audit
        paper = sample_paper(opened.report, opened.view, sample, audit.record if audit else None, self._no_record)
        told = {
            "sample.docx": "Decisions, what stands behind each, findings, feedback, and who is who: to be filed.",
            "sample.xlsx": "The same as a workbook.",
            "sample.html": "The sample as a page, with the passages that claims point to: open it in any browser.",
            "mapping.docx": "The mapping sheet of the criteria in the sample.",
        }
        files = [
            *(BagFile.of(f"sample{ending}", paper_file(paper, ending)) for ending in (".docx", ".xlsx")),
            page_file(opened, "sample.html"),
            BagFile.of("mapping.docx", paper_file(paper_of(opened.view, "mapping"), ".docx")),
        ]
        table = audit_table(opened)
        if table is not None:
            files.append(table)
            told[table.path] = "When each piece of it was first saved, how often it changed, and who has seen it."
        copy = copy_of_sample(copy, opened.view, outside=sample.confidential if wanted.audience == "eqa" else ())
        files += copied_files(copy, self._worker)
        told["portfolio/"] = "Each piece of evidence in the sample, as these readers may see it, with its attachments."
        left_out = ["Everything that was neither chosen nor looked at, and the record of practice: ask the learner."]
        if audit is None:
            left_out.append(self._no_record)
        return PackContents(tuple(files), told, tuple(left_out))

    # --- how it is written

    def write(self, place: Path, single: Path | None) -> tuple[BagMade, str]:
        """Write the pack, and beside it the one file that the centre takes. Gives its fingerprint, too."""
        wanted = self._wanted
        wanted.tell("Writing the pack")
        written: list[tuple[BagMade, str]] = []

        def fill(aside: Path) -> None:
            with aside.open("x+b") as file:
                made = self._write(file)
                if single is None and wanted.audience == "assessor":
                    must_fit(file.seek(0, 2), self._profile, ((part.path, part.size) for part in made.files))
                file.seek(0)
                written.append((made, hashlib.file_digest(file, "sha256").hexdigest()))
                os.fsync(file.fileno())

        if single is not None and self._single is not None:
            must_fit(len(self._single), self._profile, [(single.name, len(self._single))])
        hand_out_made(place, fill, force=wanted.force, portfolio=wanted.folder)
        if single is not None and self._single is not None:
            hand_out(single, self._single, force=wanted.force, portfolio=wanted.folder)
        return written[0]

    def _write(self, file: IO[bytes]) -> BagMade:
        about = self._opened.view.about
        what = {
            "assessor": "A coaching portfolio, handed in for assessment",
            "iqa": "A sample of a coaching portfolio, for internal quality assurance",
            "eqa": "A sample of a coaching portfolio, for external quality assurance",
        }[self._wanted.audience]
        identifier = "@".join(filter(None, [about.portfolio or self._name, about.save]))
        told = {
            **self.contents.told,
            "portfolio/WITHHELD.md": "What was left out, by file and field",
        }
        crate = CrateAbout(
            name=" · ".join(filter(None, [what, about.learner, about.qualification])),
            description=f"{what}, as on {about.today.isoformat()}. Clients are codes. Confidential.",
            day=about.today.isoformat(),
            identifier=identifier,
            learner=about.learner,
            centre=about.centre,
        )
        return write_bag(
            file,
            self._name,
            sorted(self.contents.files, key=lambda part: part.path),
            info={
                label: value
                for label, value in {
                    "Source-Organization": about.centre,
                    "Contact-Name": about.learner,
                    "External-Description": f"{what}, as on {about.today.isoformat()}",
                    "External-Identifier": identifier,
                    "Bagging-Date": about.today.isoformat(),
                    "Bag-Software-Agent": f"coachfolio {__version__}",
                }.items()
                if value
            },
            beside={PACK_README: readme(self._opened.view, self.contents, self._wanted.audience).encode()},
            last=lambda files: crate_file(crate, files, told),
        )


def _may_name(code: str) -> bool:
    """Whether a finding is about what the record says of clients."""
    return in_family(code, "confidentiality") and has_duty(code, "record-too")
