"""coachfolio: a coach's portfolio as plain text, checked.

    import coachfolio

    portfolio = coachfolio.open_portfolio("example-portfolio")
    report = coachfolio.check(portfolio)
    for diagnostic in report.diagnostics:
        print(diagnostic.code, diagnostic.path, diagnostic.span.line, diagnostic.message)
    print(report.progress.hours.total_minutes)

Nothing here prints, exits or writes. Whatever is wrong inside a portfolio is a diagnostic; what is raised is a
`CoachfolioError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # Written by tools/generate_model.py from coachfolio/public.py: do not edit.
    from coachfolio.base.diagnostics import Diagnostic as Diagnostic
    from coachfolio.base.diagnostics import Finding as Finding
    from coachfolio.base.diagnostics import Place as Place
    from coachfolio.base.diagnostics import Problem as Problem
    from coachfolio.base.diagnostics import Related as Related
    from coachfolio.base.diagnostics import Severity as Severity
    from coachfolio.base.diagnostics import Span as Span
    from coachfolio.base.diagnostics import Where as Where
    from coachfolio.base.errors import CoachfolioError as CoachfolioError
    from coachfolio.base.errors import NoPortfolio as NoPortfolio
    from coachfolio.base.errors import NotAPortfolio as NotAPortfolio
    from coachfolio.base.errors import UnknownFormat as UnknownFormat
    from coachfolio.base.errors import UnknownQualification as UnknownQualification
    from coachfolio.base.errors import UnknownRule as UnknownRule
    from coachfolio.base.errors import UnknownSchema as UnknownSchema
    from coachfolio.base.errors import UnknownStage as UnknownStage
    from coachfolio.base.handed_out import AlreadyThere as AlreadyThere
    from coachfolio.base.plugins import BrokenPlugin as BrokenPlugin
    from coachfolio.base.version import __version__ as __version__
    from coachfolio.checks.auditing import Audit as Audit
    from coachfolio.checks.auditing import Pin as Pin
    from coachfolio.checks.auditing import audit as audit
    from coachfolio.checks.auditing import receipt_for as receipt_for
    from coachfolio.checks.checking import LookedInto as LookedInto
    from coachfolio.checks.checking import Report as Report
    from coachfolio.checks.checking import check as check
    from coachfolio.checks.rules import RULES as RULES
    from coachfolio.checks.rules import Facts as Facts
    from coachfolio.checks.rules import Rule as Rule
    from coachfolio.checks.rules import WaiverUse as WaiverUse
    from coachfolio.checks.rules.rule import Duty as Duty
    from coachfolio.checks.rules.rule import Family as Family
    from coachfolio.checks.rules.rule import LineName as LineName
    from coachfolio.checks.sessions import CheckSession as CheckSession
    from coachfolio.checks.waivers import Baseline as Baseline
    from coachfolio.checks.waivers import UnusableBaseline as UnusableBaseline
    from coachfolio.checks.waivers import baseline_from as baseline_from
    from coachfolio.checks.whole import check_folder as check_folder
    from coachfolio.cohort.extract import ClaimKept as ClaimKept
    from coachfolio.cohort.extract import CriterionKept as CriterionKept
    from coachfolio.cohort.extract import DecisionKept as DecisionKept
    from coachfolio.cohort.extract import DueKept as DueKept
    from coachfolio.cohort.extract import Extract as Extract
    from coachfolio.cohort.extract import FindingKept as FindingKept
    from coachfolio.cohort.extract import HoursKept as HoursKept
    from coachfolio.cohort.extract import LineKept as LineKept
    from coachfolio.cohort.extract import LookKept as LookKept
    from coachfolio.cohort.extract import PersonKept as PersonKept
    from coachfolio.cohort.extract import PlanKept as PlanKept
    from coachfolio.cohort.extract import PlanRowKept as PlanRowKept
    from coachfolio.cohort.extract import PriorLearningKept as PriorLearningKept
    from coachfolio.cohort.extract import RecordKept as RecordKept
    from coachfolio.cohort.extract import RequirementKept as RequirementKept
    from coachfolio.cohort.extract import UnitKept as UnitKept
    from coachfolio.cohort.extracting import BrokenPortfolio as BrokenPortfolio
    from coachfolio.cohort.extracting import extract_of as extract_of
    from coachfolio.cohort.written import NotAnExtract as NotAnExtract
    from coachfolio.cohort.written import extract_document as extract_document
    from coachfolio.cohort.written import extract_from as extract_from
    from coachfolio.confidentiality.facts import Exposure as Exposure
    from coachfolio.confidentiality.facts import InRecord as InRecord
    from coachfolio.confidentiality.facts import Leak as Leak
    from coachfolio.confidentiality.facts import LeakMedium as LeakMedium
    from coachfolio.confidentiality.facts import NamedInRecord as NamedInRecord
    from coachfolio.confidentiality.facts import PartOfRecord as PartOfRecord
    from coachfolio.confidentiality.key import BrokenKey as BrokenKey
    from coachfolio.confidentiality.key import Key as Key
    from coachfolio.confidentiality.key import key_file as key_file
    from coachfolio.confidentiality.names import LeakWeight as LeakWeight
    from coachfolio.confidentiality.names import NameKind as NameKind
    from coachfolio.confidentiality.patterns import LeakPattern as LeakPattern
    from coachfolio.editing.copies import NotCopied as NotCopied
    from coachfolio.editing.drafts import NotWritten as NotWritten
    from coachfolio.editing.fixing import FilePlan as FilePlan
    from coachfolio.editing.fixing import FixPlan as FixPlan
    from coachfolio.editing.fixing import fix_plan as fix_plan
    from coachfolio.editing.fixing import write_plan as write_plan
    from coachfolio.editing.formatting import format_plan as format_plan
    from coachfolio.editing.sealing import NewSeal as NewSeal
    from coachfolio.editing.sealing import NotSealed as NotSealed
    from coachfolio.editing.sealing import new_seal as new_seal
    from coachfolio.evidence import Dated as Dated
    from coachfolio.evidence import OtherEvidence as OtherEvidence
    from coachfolio.evidence import Reference as Reference
    from coachfolio.evidence.contacts import Contact as Contact
    from coachfolio.facts.assessment import Assessment as Assessment
    from coachfolio.facts.assessment import assessment_of as assessment_of
    from coachfolio.facts.assessment.contents import EvidenceChange as EvidenceChange
    from coachfolio.facts.assessment.contents import PinnedContents as PinnedContents
    from coachfolio.facts.assessment.decisions import SignOff as SignOff
    from coachfolio.facts.assessment.decisions import Standing as Standing
    from coachfolio.facts.assessment.declared import DeclarationMade as DeclarationMade
    from coachfolio.facts.assessment.due import Due as Due
    from coachfolio.facts.assessment.entitlement import Parties as Parties
    from coachfolio.facts.assessment.entitlement import Refusal as Refusal
    from coachfolio.facts.assessment.entitlement import Task as Task
    from coachfolio.facts.assessment.sampled import Planned as Planned
    from coachfolio.facts.assessment.sampled import Sampled as Sampled
    from coachfolio.facts.assessment.sampled import SampleRefusal as SampleRefusal
    from coachfolio.facts.losses import Loss as Loss
    from coachfolio.facts.losses import LossKind as LossKind
    from coachfolio.facts.progress import Progress as Progress
    from coachfolio.facts.progress import progress_of as progress_of
    from coachfolio.facts.progress.coverage import ClaimMade as ClaimMade
    from coachfolio.facts.progress.coverage import Coverage as Coverage
    from coachfolio.facts.progress.coverage import CoverageState as CoverageState
    from coachfolio.facts.progress.coverage import Credits as Credits
    from coachfolio.facts.progress.coverage import UnitProgress as UnitProgress
    from coachfolio.facts.progress.coverage import UnitState as UnitState
    from coachfolio.facts.progress.hours import Hours as Hours
    from coachfolio.facts.progress.requirements import RequirementMet as RequirementMet
    from coachfolio.facts.progress.requirements import TimeLimit as TimeLimit
    from coachfolio.facts.sampling.plans import PlanAbove as PlanAbove
    from coachfolio.facts.sampling.plans import PlansAbove as PlansAbove
    from coachfolio.format.bags.verifying import HowFar as HowFar
    from coachfolio.format.bags.verifying import PackVerified as PackVerified
    from coachfolio.format.bags.verifying import verify_pack as verify_pack
    from coachfolio.format.bags.zips import UnusableZip as UnusableZip
    from coachfolio.format.packs import pack as pack
    from coachfolio.format.packs import packs as packs
    from coachfolio.format.qualification import Certainty as Certainty
    from coachfolio.format.qualification import CitedSource as CitedSource
    from coachfolio.format.qualification import Criterion as Criterion
    from coachfolio.format.qualification import Figure as Figure
    from coachfolio.format.qualification import Qualification as Qualification
    from coachfolio.format.qualification import Requirement as Requirement
    from coachfolio.format.qualification import SetBy as SetBy
    from coachfolio.format.qualification import Statement as Statement
    from coachfolio.format.qualification import Unit as Unit
    from coachfolio.format.schemas import Schema as Schema
    from coachfolio.format.schemas import schema as schema
    from coachfolio.format.slips.mending import Mended as Mended
    from coachfolio.git import GitTrouble as GitTrouble
    from coachfolio.git import LimitReached as LimitReached
    from coachfolio.git import NoRecord as NoRecord
    from coachfolio.git import PointsOutside as PointsOutside
    from coachfolio.git.objects import Commit as Commit
    from coachfolio.git.objects import Mismatch as Mismatch
    from coachfolio.git.objects import Moment as Moment
    from coachfolio.git.objects import SavePerson as SavePerson
    from coachfolio.git.own import NotSigned as NotSigned
    from coachfolio.git.own import WhoIsUnknown as WhoIsUnknown
    from coachfolio.outputs import render as render
    from coachfolio.outputs.pack.facts import NotReady as NotReady
    from coachfolio.outputs.pack.facts import PackFor as PackFor
    from coachfolio.outputs.pack.facts import PackMade as PackMade
    from coachfolio.outputs.pack.facts import Tell as Tell
    from coachfolio.outputs.pack.making import Packing as Packing
    from coachfolio.outputs.pack.making import make_pack as make_pack
    from coachfolio.portfolio.earlier import EarlierContents as EarlierContents
    from coachfolio.portfolio.earlier import LookUp as LookUp
    from coachfolio.portfolio.loading import open_portfolio as open_portfolio
    from coachfolio.portfolio.portfolio import Portfolio as Portfolio
    from coachfolio.portfolio.portfolio import Stage as Stage
    from coachfolio.portfolio.snapshots import SeveralPortfolios as SeveralPortfolios
    from coachfolio.portfolio.snapshots import Snapshot as Snapshot
    from coachfolio.portfolio.snapshots import UnknownState as UnknownState
    from coachfolio.portfolio.snapshots import saved as saved
    from coachfolio.portfolio.snapshots import staged as staged
    from coachfolio.portfolio.sources import Folder as Folder
    from coachfolio.portfolio.sources import InMemory as InMemory
    from coachfolio.portfolio.sources import Overlay as Overlay
    from coachfolio.portfolio.sources import Source as Source
    from coachfolio.portfolio.sources import Unreadable as Unreadable
    from coachfolio.portfolio.sources import content_id as content_id
    from coachfolio.record.authority import ListProblem as ListProblem
    from coachfolio.record.comparing import Comparison as Comparison
    from coachfolio.record.comparing import ComparisonOutcome as ComparisonOutcome
    from coachfolio.record.facts import Completeness as Completeness
    from coachfolio.record.facts import EvidenceHistory as EvidenceHistory
    from coachfolio.record.facts import HowSaved as HowSaved
    from coachfolio.record.facts import Overturned as Overturned
    from coachfolio.record.facts import PracticeRecord as PracticeRecord
    from coachfolio.record.facts import SealSeen as SealSeen
    from coachfolio.record.facts import SealState as SealState
    from coachfolio.record.facts import Version as Version
    from coachfolio.record.facts import Witness as Witness
    from coachfolio.record.facts import WitnessLevel as WitnessLevel
    from coachfolio.record.receipts import Receipt as Receipt
    from coachfolio.record.receipts import SeenDocument as SeenDocument
    from coachfolio.record.receipts import SeenEvidence as SeenEvidence
    from coachfolio.record.receipts import SeenRecord as SeenRecord
    from coachfolio.record.receipts import SeenSave as SeenSave
    from coachfolio.record.receipts import UnusableReceipt as UnusableReceipt
    from coachfolio.record.receipts import receipt_from as receipt_from
    from coachfolio.record.receipts import receipt_text as receipt_text
    from coachfolio.record.rewording import Reworded as Reworded
    from coachfolio.record.rewording import Rewording as Rewording
    from coachfolio.record.seals import BadSeal as BadSeal
    from coachfolio.record.seals import Role as Role
    from coachfolio.record.seals import Seal as Seal
    from coachfolio.record.seals import SealDecision as SealDecision
    from coachfolio.record.seals import SealedFile as SealedFile
    from coachfolio.record.seals import seal_from as seal_from
    from coachfolio.record.seals import seal_text as seal_text
    from coachfolio.record.seen import EarlierState as EarlierState
    from coachfolio.record.signatures import Verdict as Verdict
    from coachfolio.record.signers import Signer as Signer
    from coachfolio.record.signers import Signers as Signers
    from coachfolio.record.timestamps import BadStamp as BadStamp
    from coachfolio.record.verdicts import SealTrouble as SealTrouble
    from coachfolio.record.verdicts import SignatureState as SignatureState
    from coachfolio.reports.opening import NotShown as NotShown
    from coachfolio.reports.readiness import ChecklistLine as ChecklistLine
    from coachfolio.reports.readiness import Readiness as Readiness
    from coachfolio.reports.readiness import checklist as checklist
else:  # a type checker sees the names above and no others
    from coachfolio.public import HOMES, PUBLIC

    __all__ = list(PUBLIC)
    _MOVED = {"Line": "ChecklistLine"}
    """Names as they were before, until 0.2."""

    def __getattr__(name: str) -> Any:
        """Fetch a public name when it is first used: `import coachfolio` itself costs next to nothing."""
        from importlib import import_module

        if name in _MOVED:
            import warnings

            warnings.warn(
                f"coachfolio.{name} is called {_MOVED[name]} now. From coachfolio 0.2 on it has only that name.",
                DeprecationWarning,
                stacklevel=2,
            )
            return __getattr__(_MOVED[name])
        if name not in HOMES:
            raise AttributeError(f"module 'coachfolio' has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        return __all__
