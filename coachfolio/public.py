"""The public names of the library, and the room that each comes from: the one list of them.

What `coachfolio` offers, what type checkers see of it, its page of the reference and its tests are made from this
list. After a change to it: python tools/generate_model.py && python tools/generate_docs.py
"""

from __future__ import annotations

from typing import Final

__all__ = ["HOMES", "PUBLIC"]

_LISTS: Final = {
    "base.diagnostics": "Diagnostic Finding Place Problem Related Severity Span Where",
    "base.errors": (
        "CoachfolioError NoPortfolio NotAPortfolio UnknownFormat UnknownQualification UnknownRule UnknownSchema "
        "UnknownStage"
    ),
    "base.handed_out": "AlreadyThere",
    "base.plugins": "BrokenPlugin",
    "base.version": "__version__",
    "checks.auditing": "Audit Pin audit receipt_for",
    "checks.checking": "LookedInto Report check",
    "checks.rules": "RULES Facts Rule WaiverUse",
    "checks.rules.rule": "Duty Family LineName",
    "checks.sessions": "CheckSession",
    "checks.waivers": "Baseline UnusableBaseline baseline_from",
    "checks.whole": "check_folder",
    "cohort.extract": (
        "ClaimKept CriterionKept DecisionKept DueKept Extract FindingKept HoursKept LineKept LookKept PersonKept "
        "PlanKept PlanRowKept PriorLearningKept RecordKept RequirementKept UnitKept"
    ),
    "cohort.extracting": "BrokenPortfolio extract_of",
    "cohort.written": "NotAnExtract extract_document extract_from",
    "confidentiality.facts": "Exposure InRecord Leak LeakMedium NamedInRecord PartOfRecord",
    "confidentiality.key": "BrokenKey Key key_file",
    "confidentiality.names": "LeakWeight NameKind",
    "confidentiality.patterns": "LeakPattern",
    "editing.copies": "NotCopied",
    "editing.drafts": "NotWritten",
    "editing.fixing": "FilePlan FixPlan fix_plan write_plan",
    "editing.formatting": "format_plan",
    "editing.sealing": "NewSeal NotSealed new_seal",
    "evidence": "Dated OtherEvidence Reference",
    "evidence.contacts": "Contact",
    "facts.assessment": "Assessment assessment_of",
    "facts.assessment.contents": "EvidenceChange PinnedContents",
    "facts.assessment.decisions": "SignOff Standing",
    "facts.assessment.declared": "DeclarationMade",
    "facts.assessment.due": "Due",
    "facts.assessment.entitlement": "Parties Refusal Task",
    "facts.assessment.sampled": "Planned SampleRefusal Sampled",
    "facts.losses": "Loss LossKind",
    "facts.progress": "Progress progress_of",
    "facts.progress.coverage": "ClaimMade Coverage CoverageState Credits UnitProgress UnitState",
    "facts.progress.hours": "Hours",
    "facts.progress.requirements": "RequirementMet TimeLimit",
    "facts.sampling.plans": "PlanAbove PlansAbove",
    "format.bags.verifying": "HowFar PackVerified verify_pack",
    "format.bags.zips": "UnusableZip",
    "format.packs": "pack packs",
    "format.qualification": "Certainty CitedSource Criterion Figure Qualification Requirement SetBy Statement Unit",
    "format.slips.mending": "Mended",
    "format.schemas": "Schema schema",
    "git": "GitTrouble LimitReached NoRecord PointsOutside",
    "git.objects": "Commit Mismatch Moment SavePerson",
    "git.own": "NotSigned WhoIsUnknown",
    "outputs": "render",
    "outputs.pack.facts": "NotReady PackFor PackMade Tell",
    "outputs.pack.making": "Packing make_pack",
    "portfolio.earlier": "EarlierContents LookUp",
    "portfolio.loading": "open_portfolio",
    "portfolio.portfolio": "Portfolio Stage",
    "portfolio.snapshots": "SeveralPortfolios Snapshot UnknownState saved staged",
    "portfolio.sources": "Folder InMemory Overlay Source Unreadable content_id",
    "record.authority": "ListProblem",
    "record.comparing": "Comparison ComparisonOutcome",
    "record.rewording": "Reworded Rewording",
    "record.facts": (
        "Completeness EvidenceHistory HowSaved Overturned PracticeRecord SealSeen SealState Version Witness "
        "WitnessLevel"
    ),
    "record.receipts": (
        "Receipt SeenDocument SeenEvidence SeenRecord SeenSave UnusableReceipt receipt_from receipt_text"
    ),
    "record.seals": "BadSeal Role Seal SealDecision SealedFile seal_from seal_text",
    "record.seen": "EarlierState",
    "record.signatures": "Verdict",
    "record.signers": "Signer Signers",
    "record.verdicts": "SealTrouble SignatureState",
    "record.timestamps": "BadStamp",
    "reports.opening": "NotShown",
    "reports.readiness": "ChecklistLine Readiness checklist",
}

HOMES: Final = {name: f"coachfolio.{module}" for module, names in _LISTS.items() for name in names.split()}
"""Each public name and the module that it is fetched from when it is first used."""

PUBLIC: Final = tuple(sorted(HOMES))
