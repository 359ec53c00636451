"""The rules: small functions that turn facts into findings. A rule's docstring is its documentation.

Codes are stable. CF0 reading, CF1 fields, CF2 ids and references, CF3 days, hours and credits, CF4 coverage and
completeness, CF7 assessment. A code that is retired is never used again.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from coachfolio.diagnostics import Finding, Severity
from coachfolio.errors import UnknownRule
from coachfolio.frozen import Frozen, frozen
from coachfolio.plugins import RULES as RULES_GROUP
from coachfolio.plugins import BrokenPlugin, offered
from coachfolio.rules import assessment, calendar, coverage, fields, links, reading, totals, waivers
from coachfolio.rules.facts import Facts, WaiverUse

__all__ = ["ABOUT_WAIVERS", "RULES", "Facts", "Rule", "WaiverUse", "all_rules", "rule_named", "rule_or_error"]

ERROR, WARNING, GAP, ADVICE = Severity.ERROR, Severity.WARNING, Severity.GAP, Severity.ADVICE


@frozen()
class Rule(Frozen):
    """One rule: a code that never changes, what it checks, and how much it weighs at each stage."""

    code: str
    check: Callable[[Facts], Iterator[Finding]]
    building: Severity | None
    """None where it is not asked while the portfolio is being built."""
    submission: Severity
    no_waiver: str = ""
    """Why a finding of this rule may not be waived, where it may not."""

    @property
    def name(self) -> str:
        """Such as `overlapping-contacts`."""
        return self.check.__name__.replace("_", "-")

    @property
    def title(self) -> str:
        return self._documentation.split("\n", 1)[0]

    @property
    def why(self) -> str:
        return " ".join(self._part("Why").split())

    @property
    def wrong(self) -> str:
        return self._part("Wrong")

    @property
    def right(self) -> str:
        return self._part("Right")

    @property
    def _documentation(self) -> str:
        return inspect.getdoc(self.check) or ""

    def _part(self, name: str) -> str:
        match = re.search(rf"^{name}:\n((?:    .*\n?|\n)+)", self._documentation, re.MULTILINE)
        return inspect.cleandoc(match[1]) if match else ""


UNREAD: Final = "a file that cannot be read, or does not fit, is in no total"
SIGNED: Final = "without it nobody can rely on what is signed and decided"
ADDING_UP: Final = "no statement about credits could be trusted"
ITSELF: Final = "a waiver cannot waive what is wrong with waivers"

RULES: Final = (
    Rule("CF001", reading.unreadable_file, ERROR, ERROR, UNREAD),
    Rule("CF002", reading.not_utf8, ERROR, ERROR, UNREAD),
    Rule("CF003", reading.newer_format, ERROR, ERROR, UNREAD),
    Rule("CF004", reading.file_too_large, ERROR, ERROR, UNREAD),
    Rule("CF005", reading.empty_file, ERROR, ERROR, UNREAD),
    Rule("CF006", reading.tab, ERROR, ERROR, UNREAD),
    Rule("CF007", reading.conflict_marker, ERROR, ERROR, UNREAD),
    Rule("CF008", reading.several_documents, ERROR, ERROR, UNREAD),
    Rule("CF009", reading.duplicate_field, ERROR, ERROR, UNREAD),
    Rule("CF010", reading.not_yaml, ERROR, ERROR, UNREAD),
    Rule("CF011", reading.text_as_field, ERROR, ERROR, UNREAD),
    Rule("CF012", reading.text_after_hash, WARNING, WARNING),
    Rule("CF013", reading.too_deep, ERROR, ERROR, UNREAD),
    Rule("CF014", reading.too_many_repeats, ERROR, ERROR, UNREAD),
    Rule("CF015", reading.merge_key, ERROR, ERROR, UNREAD),
    Rule("CF016", reading.quote_needed, ERROR, ERROR, UNREAD),
    Rule("CF017", reading.invisible_character, ERROR, ERROR, UNREAD),
    Rule("CF018", reading.byte_order_mark, ADVICE, ADVICE),
    Rule("CF019", reading.windows_line_ends, ADVICE, ADVICE),
    Rule("CF020", reading.link_not_followed, ERROR, ERROR, UNREAD),
    Rule("CF021", reading.unsafe_name, ERROR, ERROR, UNREAD),
    Rule("CF022", reading.stray_file, WARNING, WARNING),
    Rule("CF101", fields.missing_field, ERROR, ERROR, UNREAD),
    Rule("CF102", fields.unknown_field, ERROR, ERROR, UNREAD),
    Rule("CF103", fields.wrong_kind, ERROR, ERROR, UNREAD),
    Rule("CF104", fields.not_a_choice, ERROR, ERROR, UNREAD),
    Rule("CF105", fields.impossible_date, ERROR, ERROR, UNREAD),
    Rule("CF106", fields.wrong_form, ERROR, ERROR, UNREAD),
    Rule("CF107", fields.out_of_range, ERROR, ERROR, UNREAD),
    Rule("CF108", fields.empty_field, ERROR, ERROR, UNREAD),
    Rule("CF109", fields.repeated_item, ERROR, ERROR, UNREAD),
    Rule("CF201", links.duplicate_id, ERROR, ERROR, UNREAD),
    Rule("CF202", links.untidy_id, WARNING, WARNING),
    Rule("CF203", links.date_in_name, WARNING, WARNING),
    Rule("CF204", links.unknown_evidence, ERROR, ERROR),
    Rule("CF205", links.wrong_evidence, ERROR, ERROR),
    Rule("CF206", links.unknown_client, ERROR, ERROR),
    Rule("CF207", links.unknown_person, ERROR, ERROR),
    Rule("CF208", links.agreement_of_another, ERROR, ERROR),
    Rule("CF209", links.orphaned_agreement, WARNING, WARNING),
    Rule("CF210", links.client_without_agreement, ADVICE, WARNING),
    Rule("CF211", links.unknown_criterion, ERROR, ERROR),
    Rule("CF212", links.criterion_not_listed, WARNING, ERROR),
    Rule("CF213", links.unknown_unit, ERROR, ERROR),
    Rule("CF214", links.unknown_qualification, ERROR, ERROR, UNREAD),
    Rule("CF215", links.attachment_missing, ERROR, ERROR),
    Rule("CF216", links.attachment_outside, ERROR, ERROR),
    Rule("CF217", links.attachment_too_large, WARNING, WARNING),
    Rule("CF218", links.client_names_group, WARNING, WARNING),
    Rule("CF219", links.agreement_after_contacts, WARNING, WARNING),
    Rule("CF220", links.qualification_not_in_order, ERROR, ERROR, ADDING_UP),
    Rule("CF301", calendar.future_date, ERROR, ERROR),
    Rule("CF302", calendar.before_registration, WARNING, WARNING),
    Rule("CF303", calendar.after_time_limit, WARNING, ERROR),
    Rule("CF304", calendar.overlapping_contacts, ERROR, ERROR),
    Rule("CF305", calendar.past_midnight, ERROR, ERROR),
    Rule("CF306", calendar.implausible_day, WARNING, WARNING),
    Rule("CF307", calendar.backwards_period, ERROR, ERROR),
    Rule("CF308", calendar.planned_in_the_past, WARNING, WARNING),
    Rule("CF310", totals.contact_hours_short, GAP, ERROR),
    Rule("CF311", totals.contact_hours_short_of_centre, GAP, ERROR),
    Rule("CF312", totals.guided_hours_short, GAP, ERROR),
    Rule("CF313", totals.supervision_hours_short, GAP, ERROR),
    Rule("CF320", totals.credits_do_not_add_up, ERROR, ERROR, ADDING_UP),
    Rule("CF321", totals.credits_short, GAP, ERROR),
    Rule("CF322", totals.stated_total, ERROR, ERROR),
    Rule("CF330", totals.time_limit_near, ADVICE, ADVICE),
    Rule("CF331", totals.time_limit_passed, GAP, ERROR),
    Rule("CF401", coverage.criterion_missing, GAP, ERROR),
    Rule("CF402", coverage.criterion_thin, GAP, ERROR),
    Rule("CF403", coverage.one_client, ADVICE, WARNING),
    Rule("CF404", coverage.one_piece, ADVICE, WARNING),
    Rule("CF405", coverage.claim_without_locator, WARNING, WARNING),
    Rule("CF406", coverage.over_mapped, WARNING, WARNING),
    Rule("CF407", coverage.evidence_missing, GAP, ERROR),
    Rule("CF408", coverage.criteria_unknown, GAP, ERROR),
    Rule("CF409", coverage.not_official_criteria, ADVICE, WARNING),
    Rule("CF701", assessment.declaration_missing, None, ERROR, SIGNED),
    Rule("CF702", assessment.action_open, None, ERROR),
    Rule("CF703", assessment.referral_unanswered, None, ERROR),
    Rule("CF704", assessment.not_entitled, ERROR, ERROR, SIGNED),
    Rule("CF705", assessment.criterion_waived_without_reason, ERROR, ERROR, SIGNED),
    Rule("CF706", assessment.decision_before_evidence, ERROR, ERROR, SIGNED),
    Rule("CF707", assessment.not_acknowledged, ADVICE, WARNING),
    Rule("CF801", waivers.waiver_unused, WARNING, WARNING, ITSELF),
    Rule("CF802", waivers.waiver_expired, WARNING, WARNING, ITSELF),
    Rule("CF803", waivers.waiver_too_broad, WARNING, WARNING, ITSELF),
    Rule("CF804", waivers.waiver_refused, ERROR, ERROR, ITSELF),
    Rule("CF805", waivers.ignore_without_reason, ERROR, ERROR, ITSELF),
    Rule("CF806", waivers.waiver_of_unknown_rule, ERROR, ERROR, ITSELF),
    Rule("CF807", waivers.setting_of_unknown_rule, ERROR, ERROR, ITSELF),
    Rule("CF808", waivers.setting_refused, ERROR, ERROR, ITSELF),
)
"""Every rule there is, in the order of the codes. Nothing is found by scanning."""

ABOUT_WAIVERS: Final = "CF8"
"""The family that is asked last: it judges what came of the waivers."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule: coachfolio's own, and those of installed plug-ins. Raises BrokenPlugin."""
    return (*RULES, *_plugged_in())


def _plugged_in() -> Iterator[Rule]:
    seen = {key for rule in RULES for key in (rule.code, rule.name)}
    for name, thing in offered(RULES_GROUP):
        for rule in thing if isinstance(thing, tuple | list) else (thing,):
            if not isinstance(rule, Rule):
                raise BrokenPlugin(name, "it offers something that is not a rule")
            if not re.fullmatch(r"(?!CF)[A-Z]{2,8}[0-9]{3}", rule.code):
                raise BrokenPlugin(
                    name,
                    f"{rule.code[:20]!r} is no code: two to eight capital letters of its own, not CF, and three digits",
                )
            if {rule.code, rule.name} & seen:
                raise BrokenPlugin(name, f"there is a rule {rule.code} or {rule.name} already")
            if not (rule.title and rule.why and rule.wrong and rule.right):
                raise BrokenPlugin(
                    name, f"the docstring of {rule.code} does not say why, what is wrong and what is right"
                )
            seen |= {rule.code, rule.name}
            yield rule


@cache
def _by_code_and_name() -> dict[str, Rule]:
    return {key: rule for rule in all_rules() for key in (rule.code, rule.name)}


def rule_named(code_or_name: str) -> Rule | None:
    """A rule by its code, such as CF304, or its name, such as overlapping-contacts."""
    wanted = code_or_name.strip()
    return _by_code_and_name().get(wanted) or _by_code_and_name().get(wanted.upper())


def rule_or_error(code_or_name: str) -> Rule:
    """The same. Raises UnknownRule with the nearest code or name."""
    rule = rule_named(code_or_name)
    if rule is None:
        raise UnknownRule(code_or_name.strip(), (one for rule in all_rules() for one in (rule.code, rule.name)))
    return rule
