"""The rules: small functions that turn facts into findings. A rule's docstring is its documentation.

Codes are stable. CF0 reading, CF1 fields, CF2 ids and references, CF3 days, hours and credits, CF4 coverage and
completeness, CF5 the record of practice, CF6 confidentiality, CF7 assessment, CF8 waivers, CF9 losses. A code that is
retired is never used again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from coachfolio.base.diagnostics import Finding, Severity
from coachfolio.base.errors import UnknownRule
from coachfolio.base.frozen import changed
from coachfolio.base.plugins import RULES_GROUP, BrokenPlugin, offered
from coachfolio.checks.rules import (
    agreements,
    assessment,
    assured,
    attachments,
    calendar,
    confidentiality,
    coverage,
    declared,
    fields,
    given_away,
    links,
    losses,
    marks,
    prior_learning,
    reading,
    record,
    record_assessment,
    record_joined,
    record_sealed,
    record_seals,
    record_since,
    record_time,
    record_whole,
    reminders,
    signing_off,
    totals,
    twice,
    waivers,
)
from coachfolio.checks.rules.facts import Facts, WaiverUse
from coachfolio.checks.rules.rule import Duty, Family, LineName, Rule

__all__ = [
    "RULES",
    "Facts",
    "Rule",
    "WaiverUse",
    "all_rules",
    "has_duty",
    "in_family",
    "rule_named",
    "rule_of",
    "rule_or_error",
]

ERROR, WARNING, GAP, ADVICE = Severity.ERROR, Severity.WARNING, Severity.GAP, Severity.ADVICE


UNREAD: Final = "a file that cannot be read, or does not fit, is in no total"
RELIED_ON: Final = "without it nobody can rely on what is signed and decided"
TOTALS: Final = "no total of hours could be trusted"
ADDING_UP: Final = "no statement about credits could be trusted"
KEEPER: Final = "what a record is cannot be waived by whoever keeps it"
GIVEN_AWAY: Final = "what a client was promised is not the coach's to waive"
ITSELF: Final = "a waiver cannot waive what is wrong with waivers"


def _family(name: Family, *rules: Rule, line: LineName = "everything-else") -> tuple[Rule, ...]:
    return tuple(changed(rule, family=name, line=rule.line or line) for rule in rules)


RULES: Final = (
    *_family(
        "reading",
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
        Rule("CF023", reading.not_here, ERROR, ERROR, UNREAD),
        Rule("CF024", attachments.put_down_by_a_computer, ADVICE, ADVICE),
        Rule("CF025", reading.swallowed_item, WARNING, WARNING),
        Rule("CF026", reading.garbled_letters, WARNING, WARNING),
        Rule("CF027", reading.left_from_a_form, WARNING, WARNING),
        Rule("CF028", reading.split_by_commas, WARNING, WARNING),
        Rule("CF029", reading.left_out_by_git, WARNING, ERROR),
        Rule("CF030", reading.saved_content_emptied, ERROR, ERROR),
    ),
    *_family(
        "fields",
        Rule("CF101", fields.missing_field, ERROR, ERROR, UNREAD),
        Rule("CF102", fields.unknown_field, ERROR, ERROR, UNREAD),
        Rule("CF103", fields.wrong_kind, ERROR, ERROR, UNREAD),
        Rule("CF104", fields.not_a_choice, ERROR, ERROR, UNREAD),
        Rule("CF105", fields.impossible_date, ERROR, ERROR, UNREAD),
        Rule("CF106", fields.wrong_form, ERROR, ERROR, UNREAD),
        Rule("CF107", fields.out_of_range, ERROR, ERROR, UNREAD),
        Rule("CF108", fields.empty_field, ERROR, ERROR, UNREAD),
        Rule("CF109", fields.repeated_item, ERROR, ERROR, UNREAD),
    ),
    *_family(
        "links",
        Rule("CF201", links.duplicate_id, ERROR, ERROR, UNREAD),
        Rule("CF202", links.untidy_id, WARNING, WARNING),
        Rule("CF203", links.date_in_name, WARNING, WARNING),
        Rule("CF204", links.unknown_evidence, ERROR, ERROR),
        Rule("CF205", links.wrong_evidence, ERROR, ERROR),
        Rule("CF206", links.unknown_client, ERROR, ERROR),
        Rule("CF207", links.unknown_person, ERROR, ERROR),
        Rule("CF208", agreements.agreement_of_another, ERROR, ERROR),
        Rule("CF209", agreements.orphaned_agreement, WARNING, WARNING),
        Rule("CF210", agreements.client_without_agreement, ADVICE, WARNING),
        Rule("CF211", links.unknown_criterion, ERROR, ERROR),
        Rule("CF212", links.criterion_not_listed, WARNING, ERROR),
        Rule("CF213", links.unknown_unit, ERROR, ERROR),
        Rule("CF214", links.unknown_qualification, ERROR, ERROR, UNREAD),
        Rule("CF215", attachments.attachment_missing, ERROR, ERROR),
        Rule("CF216", attachments.attachment_outside, ERROR, ERROR),
        Rule("CF217", attachments.attachment_too_large, WARNING, WARNING),
        Rule("CF218", agreements.client_names_group, WARNING, WARNING),
        Rule("CF219", agreements.agreement_after_contacts, WARNING, WARNING),
        Rule("CF220", links.qualification_not_in_order, ERROR, ERROR, ADDING_UP),
        Rule("CF221", attachments.file_of_no_evidence, ADVICE, WARNING),
        Rule("CF222", twice.copy_of_another, WARNING, ERROR, line="asked-for"),
        Rule("CF223", attachments.attachment_hollow, WARNING, ERROR),
    ),
    *_family(
        "totals",
        Rule("CF301", calendar.future_date, ERROR, ERROR),
        Rule("CF302", calendar.before_registration, WARNING, WARNING),
        Rule("CF303", calendar.after_time_limit, WARNING, ERROR, line="time-limit"),
        Rule("CF304", calendar.overlapping_contacts, ERROR, ERROR),
        Rule("CF305", calendar.past_midnight, ERROR, ERROR),
        Rule("CF306", calendar.implausible_day, WARNING, WARNING),
        Rule("CF307", calendar.backwards_period, ERROR, ERROR),
        Rule("CF308", calendar.planned_in_the_past, WARNING, WARNING),
        Rule("CF310", totals.contact_hours_short, GAP, ERROR, line="asked-for"),
        Rule("CF311", totals.contact_hours_short_of_centre, GAP, ERROR, line="asked-for"),
        Rule("CF312", totals.guided_hours_short, GAP, ERROR, line="asked-for"),
        Rule("CF313", totals.supervision_hours_short, GAP, ERROR, line="asked-for"),
        Rule("CF314", twice.impossible_day, ERROR, ERROR, TOTALS, line="asked-for"),
        Rule("CF315", twice.contact_written_twice, WARNING, ERROR, line="asked-for"),
        Rule("CF316", twice.same_words, WARNING, ERROR, line="asked-for"),
        Rule("CF317", twice.group_under_each_member, WARNING, ERROR, line="asked-for"),
        Rule("CF318", twice.held_without_minutes, ERROR, ERROR, TOTALS, line="asked-for"),
        Rule("CF319", twice.contact_near_another, ADVICE, ADVICE),
        Rule("CF320", totals.credits_do_not_add_up, ERROR, ERROR, ADDING_UP, line="asked-for"),
        Rule("CF321", totals.credits_short, GAP, ERROR, line="asked-for", duties=("follows",)),
        Rule("CF322", totals.stated_total, ERROR, ERROR, line="asked-for"),
        Rule("CF330", totals.time_limit_near, ADVICE, ADVICE),
        Rule("CF331", totals.time_limit_passed, GAP, ERROR, line="time-limit"),
    ),
    *_family(
        "coverage",
        Rule("CF401", coverage.criterion_missing, GAP, ERROR, line="units", step="Find evidence"),
        Rule("CF402", coverage.criterion_thin, GAP, ERROR, line="units", step="Find more evidence"),
        Rule("CF403", coverage.one_client, ADVICE, WARNING),
        Rule("CF404", coverage.one_piece, ADVICE, WARNING),
        Rule("CF405", coverage.claim_without_locator, WARNING, WARNING),
        Rule("CF406", coverage.over_mapped, WARNING, WARNING),
        Rule("CF407", coverage.evidence_missing, GAP, ERROR, line="asked-for"),
        Rule("CF408", coverage.criteria_unknown, GAP, ERROR, line="units"),
        Rule("CF409", coverage.not_official_criteria, ADVICE, WARNING),
        Rule("CF410", coverage.claim_leads_nowhere, WARNING, WARNING),
        Rule("CF411", coverage.claimed_twice, WARNING, WARNING),
        Rule("CF412", coverage.units_unknown, GAP, ERROR, line="units"),
    ),
    *_family(
        "record",
        Rule("CF501", record_time.recorded_late, ADVICE, ADVICE),
        Rule("CF502", record_time.recorded_very_late, WARNING, WARNING),
        Rule("CF503", record_time.recorded_together, ADVICE, ADVICE),
        Rule("CF504", record_time.two_dates_differ, ADVICE, ADVICE),
        Rule("CF505", record_time.own_clock, ADVICE, ADVICE),
        Rule("CF506", record_since.not_seen_before, WARNING, WARNING),
        Rule("CF507", record_time.recorded_before_its_day, WARNING, WARNING),
        Rule("CF508", record_time.saved_in_the_future, ADVICE, ADVICE),
        Rule("CF509", record_time.order_and_dates_disagree, ADVICE, ADVICE),
        Rule("CF510", record_time.one_sitting, ADVICE, ADVICE),
        Rule("CF511", record.date_changed_later, WARNING, WARNING),
        Rule("CF512", record_sealed.changed_after_seal, WARNING, WARNING),
        Rule("CF513", record_sealed.decision_changed_after_seal, ERROR, ERROR, KEEPER),
        Rule("CF514", record_sealed.sealed_evidence_removed, WARNING, WARNING),
        Rule("CF515", record.evidence_removed, ADVICE, ADVICE),
        Rule("CF516", record_joined.left_out_when_joined, WARNING, WARNING),
        Rule("CF517", record_joined.changed_while_joining, WARNING, WARNING),
        Rule("CF518", record_joined.joined_by_hand, ADVICE, ADVICE),
        Rule("CF519", record.id_used_again, WARNING, WARNING),
        Rule("CF520", record.pointer_only, WARNING, WARNING),
        Rule("CF521", record.saved_by_another, ADVICE, ADVICE),
        Rule("CF522", record_seals.seal_unsigned, WARNING, WARNING),
        Rule("CF523", record_seals.seal_misfiled, ERROR, ERROR, KEEPER),
        Rule("CF524", record_seals.seal_foreign, ERROR, ERROR, KEEPER),
        Rule("CF525", record_seals.seal_unreadable, ERROR, ERROR, KEEPER),
        Rule("CF526", record_seals.seal_detached, ERROR, ERROR, KEEPER),
        Rule("CF527", record_seals.seal_on_earlier_record, ADVICE, ADVICE),
        Rule("CF528", record_seals.wrong_signer, ERROR, ERROR, KEEPER),
        Rule("CF529", record_seals.bad_signature, ERROR, ERROR, KEEPER),
        Rule("CF530", record_seals.signature_not_checked, WARNING, WARNING),
        Rule("CF531", record_seals.key_out_of_date, WARNING, WARNING),
        Rule("CF532", record_seals.own_list_of_signers, ADVICE, ADVICE),
        Rule("CF533", record_seals.signers_changed, ERROR, ERROR, KEEPER),
        Rule("CF534", record_whole.substitutions, WARNING, WARNING),
        Rule("CF535", record_whole.grafts, WARNING, WARNING),
        Rule("CF536", record_whole.cut_off, ADVICE, ADVICE, KEEPER),
        Rule("CF537", record_whole.partial, ERROR, ERROR, KEEPER),
        Rule("CF538", record_whole.starts_programs, WARNING, WARNING),
        Rule("CF539", record_whole.unreadable_date, WARNING, WARNING),
        Rule("CF540", record_whole.odd_save, WARNING, WARNING),
        Rule("CF541", record_whole.no_plain_file, ERROR, ERROR, KEEPER),
        Rule("CF542", record_whole.name_not_everywhere, WARNING, WARNING),
        Rule("CF543", record_whole.stopped_at_a_limit, ERROR, ERROR, KEEPER),
        Rule("CF544", record_whole.not_yet_saved, WARNING, WARNING),
        Rule("CF545", record_whole.changes_hidden, WARNING, WARNING),
        Rule("CF546", record_whole.drafts_elsewhere, ADVICE, ADVICE),
        Rule("CF547", record_since.history_rewritten, ERROR, ERROR, KEEPER),
        Rule("CF548", record_since.history_made_again, ADVICE, ADVICE),
        Rule("CF549", record_since.history_lost, ERROR, ERROR, KEEPER),
        Rule("CF550", record_since.record_shrunk, ERROR, ERROR, KEEPER),
        Rule("CF551", record_since.seal_replaced, ERROR, ERROR, KEEPER),
        Rule("CF552", record_since.seal_gone, ERROR, ERROR, KEEPER),
        Rule("CF553", record_since.another_portfolio, ERROR, ERROR, KEEPER),
        Rule("CF554", record_seals.time_stamp_refused, WARNING, WARNING),
        Rule("CF555", record.assessment_saved_by_learner, ADVICE, ADVICE),
        Rule("CF556", record_since.dates_made_again, WARNING, WARNING),
        Rule("CF557", record_since.judged_otherwise, ADVICE, ADVICE),
        Rule("CF558", record_since.changed_beside, ADVICE, ADVICE),
        Rule("CF559", record_sealed.sealed_assessment_removed, ERROR, ERROR, KEEPER),
        Rule("CF560", record_assessment.not_sealed, ADVICE, ADVICE),
        Rule("CF561", record_assessment.changed_later, ADVICE, ADVICE),
        Rule("CF562", record_assessment.in_anothers_name, ADVICE, ADVICE),
        Rule("CF563", record.counted_as_another_kind, ADVICE, ADVICE),
        Rule("CF564", record_seals.untimely, WARNING, WARNING),
        Rule("CF565", record_joined.undone_while_joining, WARNING, WARNING),
        Rule("CF566", record_assessment.overturned_without_seal, WARNING, WARNING),
        Rule("CF567", record_assessment.unsealed_in_anothers_name, WARNING, WARNING),
    ),
    *_family(
        "confidentiality",
        Rule("CF601", confidentiality.client_named, ERROR, ERROR, GIVEN_AWAY, duties=("names",)),
        Rule("CF602", confidentiality.client_perhaps_named, WARNING, WARNING, duties=("names",)),
        Rule("CF603", confidentiality.organisation_named, ERROR, ERROR, GIVEN_AWAY, duties=("names",)),
        Rule("CF604", confidentiality.client_initials, ADVICE, ADVICE),
        Rule("CF605", given_away.private_in_the_record, ERROR, ERROR, GIVEN_AWAY, duties=("record-too",)),
        Rule("CF606", confidentiality.broken_key, ERROR, ERROR, GIVEN_AWAY, duties=("record-too",)),
        Rule("CF607", given_away.named_in_the_record, ERROR, ERROR, GIVEN_AWAY, duties=("record-too",)),
        Rule("CF608", given_away.private_would_be_saved, ERROR, ERROR, GIVEN_AWAY, duties=("record-too",)),
        Rule("CF611", confidentiality.email_address, WARNING, WARNING),
        Rule("CF612", confidentiality.phone_number, WARNING, WARNING),
        Rule("CF613", confidentiality.postcode, WARNING, WARNING),
        Rule("CF614", confidentiality.insurance_number, ERROR, ERROR),
        Rule("CF615", confidentiality.nhs_number, ERROR, ERROR),
        Rule("CF616", confidentiality.birth_date, WARNING, WARNING),
        Rule("CF617", confidentiality.place_in_picture, WARNING, WARNING),
        Rule("CF618", confidentiality.title_with_name, ADVICE, ADVICE),
        Rule("CF619", confidentiality.identifying_hint, ADVICE, ADVICE),
        Rule("CF631", confidentiality.client_not_in_key, WARNING, WARNING),
        Rule("CF632", confidentiality.client_without_confidentiality, WARNING, WARNING),
        Rule("CF641", confidentiality.attachment_not_checked, WARNING, WARNING, duties=("not-looked",)),
        Rule("CF642", confidentiality.names_not_checked, ADVICE, ADVICE, duties=("not-looked",)),
        Rule(
            "CF643",
            given_away.record_not_checked,
            WARNING,
            WARNING,
            duties=("not-looked", "record-too"),
        ),
        line="confidentiality",
    ),
    *_family(
        "assessment",
        Rule("CF701", declared.declaration_missing, None, ERROR, RELIED_ON, line="declarations"),
        Rule("CF702", assessment.action_open, None, ADVICE, at_certification=ERROR, line="actions"),
        Rule("CF703", assessment.referral_unanswered, None, ERROR, RELIED_ON),
        Rule("CF704", assessment.not_entitled, ERROR, ERROR, RELIED_ON),
        Rule("CF705", assessment.criterion_waived_without_reason, ERROR, ERROR, RELIED_ON),
        Rule("CF706", assessment.decision_before_evidence, ERROR, ERROR, RELIED_ON),
        Rule("CF707", assessment.not_acknowledged, ADVICE, WARNING),
        Rule("CF708", assessment.decision_stale, WARNING, ERROR, RELIED_ON),
        Rule("CF709", assessment.decision_not_pinned, ADVICE, WARNING, RELIED_ON, at_certification=ERROR),
        Rule("CF710", assessment.content_never_existed, ERROR, ERROR, RELIED_ON),
        Rule("CF711", assessment.decided_own_work, ERROR, ERROR, RELIED_ON),
        Rule("CF712", assessment.pass_on_nothing, WARNING, ERROR, RELIED_ON),
        Rule("CF713", assessment.referral_without_feedback, WARNING, WARNING),
        Rule("CF714", signing_off.unit_signed_off_early, ERROR, ERROR, RELIED_ON, line="units"),
        Rule("CF715", signing_off.unit_sign_off_stale, WARNING, ERROR, RELIED_ON),
        Rule("CF716", signing_off.unit_not_signed_off, None, None, RELIED_ON, at_certification=ERROR, line="units"),
        Rule("CF717", assessment.criterion_not_accepted, None, None, RELIED_ON, at_certification=ERROR, line="units"),
        Rule("CF718", assessment.submission_out_of_order, WARNING, WARNING),
        Rule("CF719", marks.marks_below_pass, ERROR, ERROR, RELIED_ON),
        Rule("CF720", marks.section_below_pass, ERROR, ERROR, RELIED_ON),
        Rule("CF721", assessment.signed_in_the_future, ERROR, ERROR, RELIED_ON, line="everything-else"),
        Rule("CF730", declared.consent_not_declared, None, ERROR, RELIED_ON, line="declarations"),
        Rule("CF731", declared.centre_not_declared, None, ERROR, RELIED_ON, line="declarations"),
        Rule("CF732", declared.declaration_incomplete, ADVICE, ERROR, RELIED_ON, line="declarations"),
        Rule("CF733", declared.declared_by_another, ERROR, ERROR, RELIED_ON, line="declarations"),
        Rule("CF734", declared.declaration_stale, ADVICE, ERROR, RELIED_ON, line="declarations"),
        Rule(
            "CF735",
            declared.declaration_not_pinned,
            None,
            WARNING,
            RELIED_ON,
            at_certification=ERROR,
            line="declarations",
        ),
        Rule("CF740", assured.sampled_by_another, ERROR, ERROR, RELIED_ON, line="sampling"),
        Rule("CF741", assured.sampled_own_decision, ERROR, ERROR, RELIED_ON, line="sampling"),
        Rule("CF742", assured.finding_open, None, ERROR, RELIED_ON, line="findings"),
        Rule("CF743", assured.sampling_unfinished, None, None, RELIED_ON, at_certification=ERROR, line="sampling"),
        Rule("CF744", assured.looked_at_unplanned, WARNING, WARNING, line="sampling"),
        Rule("CF745", assured.closed_without_a_word, WARNING, WARNING, line="findings"),
        Rule("CF746", assured.sampled_before_decision, ERROR, ERROR, RELIED_ON, line="sampling"),
        Rule("CF747", assured.sampled_under_the_assessors_name, WARNING, WARNING, line="sampling"),
        Rule("CF750", reminders.action_overdue, WARNING, ERROR, line="actions"),
        Rule("CF751", reminders.action_without_day, ADVICE, ADVICE, line="actions"),
        Rule("CF752", reminders.done_without_day, ADVICE, WARNING, line="actions"),
        Rule("CF753", assessment.action_dropped_by_another, WARNING, ERROR, RELIED_ON, line="actions"),
        Rule("CF760", prior_learning.prior_learning_undecided, GAP, ERROR, line="prior-learning"),
        Rule("CF761", prior_learning.prior_learning_decided_by_another, ERROR, ERROR, RELIED_ON, line="prior-learning"),
        Rule("CF762", prior_learning.prior_learning_without_proof, GAP, ERROR, line="prior-learning"),
        Rule("CF770", reminders.supervision_due, ADVICE, ADVICE, line="everything-else"),
        Rule("CF771", reminders.keep_no_longer, ADVICE, ADVICE, line="everything-else"),
        line="decisions",
    ),
    *_family(
        "waivers",
        Rule("CF801", waivers.waiver_unused, WARNING, WARNING, ITSELF),
        Rule("CF802", waivers.waiver_expired, WARNING, WARNING, ITSELF),
        Rule("CF803", waivers.waiver_too_broad, WARNING, WARNING, ITSELF),
        Rule("CF804", waivers.waiver_refused, ERROR, ERROR, ITSELF),
        Rule("CF805", waivers.ignore_without_reason, ERROR, ERROR, ITSELF),
        Rule("CF806", waivers.waiver_of_unknown_rule, ERROR, ERROR, ITSELF),
        Rule("CF807", waivers.setting_of_unknown_rule, ERROR, ERROR, ITSELF),
        Rule("CF808", waivers.setting_refused, ERROR, ERROR, ITSELF),
    ),
    *_family(
        "losses",
        Rule("CF901", losses.evidence_lost, ERROR, ERROR),
        Rule("CF902", losses.criterion_lost, ERROR, ERROR, waived_with="CF401"),
        Rule("CF903", losses.hours_fell, ERROR, ERROR),
        Rule("CF904", losses.credits_fell, ERROR, ERROR),
        Rule("CF905", losses.decision_made_stale, ERROR, ERROR),
        Rule("CF906", losses.seal_made_stale, ERROR, ERROR),
        Rule("CF907", losses.signature_made_stale, ERROR, ERROR),
        Rule("CF908", losses.declaration_made_stale, ERROR, ERROR),
        Rule("CF909", losses.words_lost, ERROR, ERROR),
    ),
)
"""Every rule there is, in the order of the codes. Nothing is found by scanning."""


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
            # without docstrings, as Python leaves them out when it is asked to (-OO), nothing can be said of them
            if sys.flags.optimize < 2 and not (rule.title and rule.why and rule.wrong and rule.right):
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


def has_duty(code: str, duty: Duty) -> bool:
    """Whether a finding's code is of a rule with this duty."""
    rule = _by_code_and_name().get(code)
    return rule is not None and duty in rule.duties


@cache
def rule_of(check: Callable[[Facts], Iterator[Finding]]) -> Rule:
    """The rule of coachfolio that a function is the check of."""
    return next(rule for rule in RULES if rule.check is check)


def in_family(code: str, family: Family) -> bool:
    """Whether a finding's code is of a rule of this family."""
    rule = _by_code_and_name().get(code)
    return rule is not None and rule.family == family


def rule_or_error(code_or_name: str) -> Rule:
    """A rule by its code or its name. Raises UnknownRule with the nearest code or name."""
    rule = rule_named(code_or_name)
    if rule is None:
        raise UnknownRule(code_or_name.strip(), (known for rule in all_rules() for known in (rule.code, rule.name)))
    return rule
