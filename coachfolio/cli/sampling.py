"""The commands of quality assurance: sample plan, sample record, sample close and sample report."""

from __future__ import annotations

import datetime
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from coachfolio.base.words import prose
from coachfolio.cli.answers import short_answer, text_answer
from coachfolio.cli.shared import (
    Day,
    OneOf,
    cover_of,
    day_done,
    document_format_option,
    done_on_option,
    folder_before_paths,
    in_lines,
    kept_argument,
    on_option,
    path_argument,
    reconfigure,
    write_drafts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from coachfolio.editing.drafts import Draft
    from coachfolio.editing.sampling import Found, LookedAt
    from coachfolio.evidence.model import PlannedDecision
    from coachfolio.facts.sampling.plans import PlanFile
    from coachfolio.facts.sampling.policy import SampleStage
    from coachfolio.portfolio.portfolio import Portfolio
    from coachfolio.reports.claim_passages import ClaimPassages

_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*/[A-Za-z0-9.-]+")
by_option = click.option(
    "--by", metavar="NAME", help="Who samples, by the short name in portfolio.yaml. Default: the only one who may."
)
policy_option = click.option(
    "--policy",
    metavar="FILE",
    type=click.Path(),
    help="The sampling policy. Default: sampling-policy.yaml in the folder, else coachfolio's own suggestion.",
)


@click.group(short_help="Quality assurance: plan, record, report.")
def sample() -> None:
    r"""Internal quality assurance: plan what to look at, record what was found, and report.

    PATH is a portfolio, or a folder with the portfolios and hand-over files of a cohort.

    \b
    Example:
      coachfolio sample report
    """


@sample.command("plan")
@path_argument
@by_option
@click.option(
    "--stage",
    type=OneOf(["interim", "final"]),
    default="interim",
    show_default=True,
    help="The policy has shares for each.",
)
@click.option("--seed", metavar="TEXT", help="What to draw with. Default: made up, and written down.")
@policy_option
@on_option
def plan_(
    path: str, by: str | None, stage: SampleStage, seed: str | None, policy: str | None, on: datetime.datetime | None
) -> None:
    r"""Choose the decisions to look at, by the policy and a seed, and write down which.

    The plan of one portfolio is written into its folder assessment/plans, that of a cohort into the folder plans
    beside the portfolios.

    \b
    Example:
      coachfolio sample plan
    """
    import secrets

    from coachfolio.editing.sampling import drawn, own_decisions, plan_drafts, who_samples
    from coachfolio.facts.sampling.cohort import cohort
    from coachfolio.facts.sampling.people import doubts_about_people
    from coachfolio.facts.sampling.policy import policy_for
    from coachfolio.reports.sampling_plan import left_out_lines, plan_lines

    today = on.date() if on else datetime.date.today()
    members = cohort(path)
    for line in left_out_lines(members):
        click.echo(line, err=True)
    who = who_samples((member.parties for member in members.members), by)
    rules = policy_for(members, Path(policy) if policy else None)
    made = drawn(members, rules, stage, secrets.token_hex(6) if seed is None else seed, today)
    drafts = plan_drafts(members, made, rules, by=who, stage=stage, on=today)
    cover = cover_of(path)
    for line in (
        *plan_lines(made, rules, stage, own_decisions(members, made, who), who),
        *doubts_about_people(members.members, today),
    ):
        click.echo(cover(line))
    write_drafts(drafts, path)


@sample.command()
@path_argument
@by_option
@click.option(
    "--plan",
    metavar="PLAN",
    help="The plan to follow: its name in the portfolio, or a cohort's plan as a file. Default: the last one with "
    "something left to look at.",
)
@click.option("--stage", type=OneOf(["interim", "final"]), help="Default: the plan's; interim without a plan.")
@click.option("--agree", "agreed", metavar="REF[=TEXT]", multiple=True, help="You agree with the decision on this.")
@click.option(
    "--action", "actions", metavar="REF=TEXT", multiple=True, help="Something is to be done about it, and what."
)
@click.option("--because", metavar="TEXT", help="Why you looked at decisions that no plan had chosen.")
@click.option(
    "--finding", "findings", metavar="[REF=]TEXT", multiple=True, help="What was found that somebody has to see to."
)
@click.option("--finding-action", metavar="TEXT", help="What is to be done about the findings given.")
@click.option("--finding-owner", metavar="NAME", help="Who does it. Default: the assessor.")
@click.option("--finding-due", metavar="DATE", type=Day(), help="By which day.")
@click.option("--feedback", metavar="TEXT", help="What you say to the assessor.")
@done_on_option
def record(
    path: str,
    by: str | None,
    plan: str | None,
    stage: SampleStage | None,
    agreed: tuple[str, ...],
    actions: tuple[str, ...],
    because: str | None,
    findings: tuple[str, ...],
    finding_action: str | None,
    finding_owner: str | None,
    finding_due: datetime.datetime | None,
    feedback: str | None,
    on: datetime.datetime | None,
) -> None:
    r"""Write down what you looked at in one portfolio, and what you found.

    Without --agree, --action and --finding you are asked about each decision that the plan chose and that is still to
    be looked at. What is written is pinned to the evidence as it is now.

    \b
    Example:
      coachfolio sample record
    """
    from coachfolio.editing.sampling import Found, LookedAt, changed_since, entitled_here, sample_drafts
    from coachfolio.facts.sampling.plans import plan_in
    from coachfolio.portfolio.loading import open_portfolio

    today = day_done(on)
    folder = Path(path)
    _must_be_one(folder)
    portfolio = open_portfolio(path)
    who = entitled_here(portfolio, by)
    chosen = plan_in(portfolio, folder, plan)
    given = bool(agreed or actions or findings)
    if not given:
        looked_at, found, feedback = _asked(portfolio, folder, chosen, feedback, who)
        if not looked_at and not found:
            click.echo("Nothing was looked at, and nothing was written.")
            return
    else:
        looked_at = [
            *(LookedAt(ref, "agreed", text, because) for ref, text in map(_reference, agreed)),
            *(LookedAt(ref, "action-needed", text, because) for ref, text in map(_reference, actions)),
        ]
        found = [
            Found(text, ref, finding_action, finding_owner, finding_due.date() if finding_due else None)
            for ref, text in map(_finding, findings)
        ]
    drafts = sample_drafts(
        folder,
        by=who,
        stage=stage or (chosen.plan.stage if chosen else "interim"),
        on=today,
        looked_at=[replace(look, comment=prose(look.comment), because=prose(look.because)) for look in looked_at],
        plan=chosen,
        found=[
            replace(finding, finding=prose(finding.finding) or "", action=prose(finding.action)) for finding in found
        ],
        feedback=prose(feedback),
    )
    cover = cover_of(path)
    for line in changed_since(portfolio, [look.criterion for look in looked_at]):
        click.echo(cover(line), err=True)
    if not given and not _agreed(drafts, cover):
        return
    write_drafts(drafts, path)


@sample.command()
@click.argument("handle")
@path_argument
@click.option("--how", metavar="TEXT", help="How it was closed.")
@by_option
@done_on_option
def close(handle: str, path: str, how: str | None, by: str | None, on: datetime.datetime | None) -> None:
    r"""Close a finding. HANDLE is what `sample report` calls it: the sampling record, a slash, and its number there.

    \b
    Example:
      coachfolio sample close 2026-10-15-second-sample/1 --how "The letter is there."
    """
    from coachfolio.editing.sampling import close_draft

    _must_be_one(Path(path))
    if how is None:
        how = _prompt("How was it closed?", "--how")
    today = day_done(on)
    draft = in_lines(lambda text: close_draft(Path(path), handle, text or "", today, by=by), how)
    write_drafts([draft], path)


@sample.command()
@kept_argument
@policy_option
@on_option
@document_format_option
def report(path: str, policy: str | None, on: datetime.datetime | None, form: str) -> None:
    r"""Report what was looked at and found, by learner, unit and assessor, and what the policy still asks for.

    Nothing is written: this is what an external quality assurer reads. PATH may be a hand-over file as well.

    \b
    Example:
      coachfolio sample report
    """
    from coachfolio.facts.sampling.cohort import cohort
    from coachfolio.facts.sampling.policy import policy_for
    from coachfolio.outputs.sampling import report_markdown, report_text
    from coachfolio.reports.sampling import matrix_of

    members = cohort(path)
    rules = policy_for(members, Path(policy) if policy else None)
    matrix = matrix_of(members, rules, on.date() if on else datetime.date.today())
    if form != "text" and not sys.stdout.isatty():
        reconfigure(sys.stdout, encoding="utf-8")
    if form == "json":
        from coachfolio.outputs.json import json_text
        from coachfolio.outputs.sampling_documents import sampling_document

        click.echo(json_text(sampling_document(matrix)))
        return
    for line in (report_text if form == "text" else report_markdown)(matrix):
        click.echo(line)


# --- options that say several things


def _reference(text: str) -> tuple[str, str | None]:
    """`D7.01/s3=comment`, or the reference alone."""
    ref, _, rest = text.partition("=")
    return ref.strip(), rest.strip() or None


def _finding(text: str) -> tuple[str | None, str]:
    """`D7.01/s3=what was found`, or what was found alone."""
    ref, _, rest = text.partition("=")
    return (ref, rest.strip()) if rest.strip() and _REFERENCE.fullmatch(ref) else (None, text)


# --- guided


def _asked(
    portfolio: Portfolio, folder: Path, chosen: PlanFile | None, feedback: str | None, who: str
) -> tuple[list[LookedAt], list[Found], str | None]:
    """What the plan chose and is still to be looked at, one after the other."""
    from coachfolio.base.words import shown
    from coachfolio.editing.sampling import Found, LookedAt
    from coachfolio.evidence.model import AssessmentRecord
    from coachfolio.facts.assessment.entitlement import parties_of
    from coachfolio.facts.audience import SeenBy
    from coachfolio.facts.sampling.plans import still_to_look_at
    from coachfolio.portfolio.sources import Folder
    from coachfolio.reports.attached_files import AttachedFiles
    from coachfolio.reports.claim_passages import ClaimPassages
    from coachfolio.reports.sampling_plan import row_lines

    if not sys.stdin.isatty():
        raise click.UsageError("Nobody can be asked here. Say with --agree, --action or --finding what you looked at.")
    rows: Iterable[PlannedDecision] = still_to_look_at(portfolio, folder, chosen) if chosen else ()
    looked_at: list[LookedAt] = []
    found: list[Found] = []
    any_rows = False
    cover = cover_of(str(folder))
    parties = parties_of(portfolio)
    files = AttachedFiles(Folder(folder))
    passages = ClaimPassages(SeenBy(portfolio, "learner"), files, cover)
    for row in rows:
        any_rows = True
        for line in row_lines(portfolio, row):
            click.echo(cover(line))
        record = portfolio.get(row.record)
        if not isinstance(record, AssessmentRecord):
            continue
        for line in _behind(portfolio, row, passages, str(folder)):
            click.echo(cover(line))
        if parties.are_one(who, record.by):
            click.echo("  You decided this yourself: somebody else has to look at it.")
            continue
        answer = short_answer("What do you say", type=OneOf(["agree", "action", "skip", "stop"]))
        if answer == "stop":
            break
        if answer == "skip":
            continue
        if answer == "agree":
            comment = text_answer("Your comment (or nothing)", needed=False)
            looked_at.append(LookedAt(row.criterion, "agreed", comment))
            continue
        looked_at.append(LookedAt(row.criterion, "action-needed", text_answer("What is to be done?", suffix=" ")))
        if click.confirm("Is it a finding, to be closed before the certificate?", default=True):
            text = text_answer("What was found?", suffix=" ") or ""
            due = short_answer("By which day (YYYY-MM-DD)?", type=Day(), prompt_suffix=" ")
            found.append(Found(text, row.criterion, looked_at[-1].comment, None, due.date()))
    if not any_rows:
        click.echo(
            f"Nothing that {cover(shown(chosen.plan.id, 100))} chose here is left to look at."
            if chosen
            else "There is no plan with anything left to look at. To make one: coachfolio sample plan"
        )
    elif (looked_at or found) and feedback is None:
        feedback = text_answer("To the assessor, on the whole (or nothing)", needed=False)
    return looked_at, found, feedback


def _behind(portfolio: Portfolio, row: PlannedDecision, passages: ClaimPassages, folder: str) -> Iterator[str]:
    """What claims the criterion of a decision that was chosen: each piece with its file and the very passage."""
    from coachfolio.facts.progress.coverage import claims_made
    from coachfolio.outputs.assessment import claim_text

    for claim in claims_made(portfolio.evidence):
        if claim.criterion == row.criterion and claim.leads_somewhere:
            yield from claim_text(claim, passages, folder_before_paths(folder))


def _agreed(drafts: Sequence[Draft], cover: Callable[[str], str]) -> bool:
    from coachfolio.outputs.assessment import draft_text

    for draft in drafts:
        click.echo("")
        click.echo(cover(f"{draft.path} would be:"))
        for line in draft_text(draft):
            click.echo(cover(line))
    if click.confirm("Write it?" if len(drafts) == 1 else "Write them?", default=True):
        return True
    click.echo("Nothing was written.")
    return False


def _must_be_one(folder: Path) -> None:
    """What was looked at is recorded in the portfolio that it is about, and not with the cohort."""
    from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

    if not (folder / PORTFOLIO_FILE).exists() and any(folder.glob(f"*/{PORTFOLIO_FILE}")):
        raise click.UsageError("This folder holds several portfolios. Name the one that it is about.")


def _prompt(question: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise click.UsageError(f"Nobody can be asked here. Say it with {option}.")
    answer: str = click.prompt(question, prompt_suffix=" ")
    return answer


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(sample)
