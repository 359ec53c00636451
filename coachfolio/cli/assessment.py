"""The commands of assessors, and of learners who read what they decided: decide, sign-off, feedback."""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from coachfolio.base.words import prose
from coachfolio.cli.answers import short_answer, text_answer
from coachfolio.cli.shared import (
    Day,
    Listing,
    OneOf,
    days,
    done_on_option,
    folder_before_paths,
    kept_argument,
    path_argument,
    showing,
)

if TYPE_CHECKING:
    from coachfolio.editing.deciding import AssessmentCase, GivenVerdict, ToDoNext
    from coachfolio.editing.drafts import Draft
    from coachfolio.facts.progress import Coverage, UnitProgress
    from coachfolio.portfolio.earlier import EarlierContents
    from coachfolio.reports.claim_passages import ClaimPassages
    from coachfolio.reports.rounds import SinceReferral

_MARKS: Final = re.compile(r"(\d{1,4}(?:\.\d{1,2})?)/(\d{1,4}(?:\.\d{1,2})?)")

_by_option = click.option(
    "--by",
    metavar="NAME",
    help="Who does this, by the short name in portfolio.yaml. Default: the only person whose role allows it.",
)


def _criteria_option(name: str, to: str, metavar: str, help: str) -> Callable[[Any], Any]:
    return click.option(name, to, metavar=metavar, multiple=True, help=help)


@click.command(short_help="Write down decisions on the criteria of a unit.")
@click.argument("unit", required=False)
@path_argument
@_by_option
@done_on_option
@_criteria_option("--pass", "passed", "CRITERION[=FEEDBACK]", "Pass a criterion.")
@_criteria_option("--refer", "referred", "CRITERION=FEEDBACK", "Refer a criterion, and say what is missing.")
@_criteria_option("--leave", "left", "CRITERION[=FEEDBACK]", "Note that a criterion was looked at and left undecided.")
@_criteria_option("--waive", "waived", "CRITERION=REASON", "Waive a criterion, and say why it need not be shown.")
@_criteria_option("--evidence", "evidence", "CRITERION=NAME", "What it rests on. Default: all that claims it.")
@_criteria_option("--reason", "reasons", "CRITERION=TEXT", "On what it rests that is not in writing.")
@_criteria_option("--marks", "marks", "CRITERION=GIVEN/OF", "The marks, such as s1=14/20.")
@_criteria_option("--method", "methods", "CRITERION=METHOD", "How it was judged, such as s1=discussion.")
@click.option("--feedback", metavar="TEXT", help="What you say to the learner about the whole.")
@click.option(
    "--action",
    "actions",
    metavar="[CRITERION=]TEXT",
    multiple=True,
    help="What the learner is to do, such as s3='Ask a sponsor'. May be given again.",
)
@click.option("--due", metavar="DATE", type=Day(), help="The day by which the actions given are to be done.")
@click.option("--submission", metavar="NUMBER", type=click.IntRange(min=1), help="Default: worked out.")
@click.option("--sign-off", is_flag=True, help="Sign the unit off as well.")
@click.option("--pin", metavar="RECORD", help="Add to a record that is there which version of its evidence was judged.")
def decide(
    unit: str | None,
    path: str,
    by: str | None,
    on: datetime.datetime | None,
    feedback: str | None,
    actions: Sequence[str],
    due: datetime.datetime | None,
    submission: int | None,
    sign_off: bool,
    pin: str | None,
    **given: Sequence[str],
) -> None:
    r"""Write down what you decide on the criteria of UNIT, such as D7.01, as an assessor.

    Without a decision among the options it asks, criterion by criterion, and shows what claims each and what changed
    since a referral. Every option that begins with a CRITERION can be given several times; s1 means UNIT/s1. The record
    says which version of the evidence was judged, so that a later change shows.

    With --pin RECORD no decision is made, and UNIT is left out.

    \b
    Examples:
      coachfolio decide D7.02
      coachfolio decide D7.02 --by assessor-1 --pass D7.02/s1 --refer s2='Say how you know.'
    """
    if pin is not None:
        _pin(pin, unit, path, other=any(given.values()) or sign_off or bool(feedback or actions))
        return
    if unit is None:
        raise click.UsageError("Say which unit it is about, such as: coachfolio decide D7.01")
    _must_be_a_unit(unit, path)
    if due is not None and not actions:
        raise click.UsageError("--due is for an action. Give one with --action, or leave it out.")
    from coachfolio.editing.deciding import decision_draft, may_decide

    day, today = days(on)
    opened, say = _opened(path)
    progress = opened.unit(unit)
    verdicts = _verdicts(unit, given)
    guided = not verdicts
    if guided:
        _must_be_asked("Give a decision, such as: --pass s1 --refer s3='What is missing.'")
        may_decide(opened, by, on=day, today=today)
        verdicts = _ask_for_each(progress, _since(opened, path), say, opened, day)
        if not verdicts:
            click.echo("Nothing was decided, and nothing was written.")
            return
        feedback = feedback or text_answer("Feedback on the whole", needed=False)
        sign_off = sign_off or (_all_settled(progress, verdicts) and click.confirm(f"Sign {unit} off?"))
    draft = decision_draft(
        opened,
        unit,
        [replace(verdict, feedback=prose(verdict.feedback), reason=prose(verdict.reason)) for verdict in verdicts],
        by=by,
        on=day,
        today=today,
        submission=submission,
        feedback=prose(feedback),
        actions=_to_do(actions, due, progress),
        signed_off=sign_off,
    )
    if guided and not _agreed(draft, say):
        return
    _write(draft, path, say)


def _to_do(actions: Sequence[str], due: datetime.datetime | None, unit: UnitProgress) -> list[ToDoNext]:
    """Actions as they were typed: the criterion that one is about may stand before it."""
    from coachfolio.editing.deciding import ToDoNext

    known = {name for criterion in unit.coverage for name in (criterion.criterion.ref, criterion.criterion.number)}
    found = []
    for action in actions:
        criterion, sign, what = action.partition("=")
        about = criterion.strip() if sign and criterion.strip() in known else None
        found.append(ToDoNext((what if about else action).strip(), due.date() if due else None, about))
    return found


def _pin(record: str, unit: str | None, path: str, *, other: bool) -> None:
    """With --pin the only argument is the folder."""
    if other or (unit is not None and path != "."):
        raise click.UsageError("--pin adds to a record that is there. Leave out the unit and all decisions.")
    folder = unit if unit is not None else path
    if not os.path.isdir(folder):  # noqa: PTH112
        raise click.UsageError("With --pin give the folder of the portfolio, or nothing, where the unit would stand.")
    from coachfolio.editing.deciding import pinned_draft

    opened, say = _opened(folder)
    _write(pinned_draft(opened, record), folder, say)
    say("It says now that the evidence was judged as it is today. If it was another then, take contents out again.")


@click.command("sign-off", short_help="Sign a unit off, as an assessor.")
@click.argument("unit")
@path_argument
@_by_option
@done_on_option
def sign_off(unit: str, path: str, by: str | None, on: datetime.datetime | None) -> None:
    r"""Sign UNIT off, as an assessor: every criterion of it is accepted or waived, on the evidence as it is.

    While something is missing, it says what, and writes nothing.

    \b
    Example:
      coachfolio sign-off D7.01 --by assessor-1
    """
    from coachfolio.editing.deciding import sign_off_draft

    _must_be_a_unit(unit, path)
    day, today = days(on)
    opened, say = _opened(path)
    _write(sign_off_draft(opened, unit, by=by, on=day, today=today), path, say)


@click.group(cls=Listing, short_help="What assessors decided, round by round.")
def feedback() -> None:
    r"""What assessors decided, round by round, and what was done about it.

    `coachfolio feedback PATH` is `coachfolio feedback list PATH`.

    \b
    Example:
      coachfolio feedback
    """


@feedback.command("list")
@kept_argument
def list_(path: str) -> None:
    r"""List the rounds of assessment: the decisions, what is open, and what changed since each referral.

    PATH may be a hand-over file as well.

    \b
    Examples:
      coachfolio feedback
      coachfolio feedback handed-over.bundle
    """
    from coachfolio.confidentiality.covering import safely_shown
    from coachfolio.outputs.assessment import rounds_text
    from coachfolio.reports.rounds import rounds

    opened, say = _opened(path)
    # as a whole first: a name may stand on two lines
    every = safely_shown(rounds(opened.progress.assessment, _since(opened, path)), opened.cover)
    for line in rounds_text(every, folder_before_paths(path), commands=not os.path.isfile(path)):  # noqa: PTH113
        say(line)


@feedback.command()
@click.argument("record")
@path_argument
@done_on_option
def acknowledge(record: str, path: str, on: datetime.datetime | None) -> None:
    r"""Note that you have read the feedback in RECORD: the name of its file, without .yaml.

    \b
    Example:
      coachfolio feedback acknowledge 2026-05-15-d7-01-first-submission
    """
    from coachfolio.editing.deciding import acknowledged_draft

    day, today = days(on)
    opened, say = _opened(path)
    _write(acknowledged_draft(opened, record, on=day, today=today), path, say)


# --- what is asked


def _must_be_a_unit(unit: str, path: str) -> None:
    """The folder alone is easily given, and the unit forgotten."""
    if path == "." and os.path.isdir(unit):  # noqa: PTH112
        raise click.UsageError("Say which unit it is about, and then the folder, such as: coachfolio decide D7.01 PATH")


def _must_be_asked(otherwise: str) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError(otherwise)


def _ask_for_each(
    unit: UnitProgress,
    since: Sequence[SinceReferral],
    say: Callable[[str], None],
    opened: AssessmentCase,
    on: datetime.date,
) -> list[GivenVerdict]:
    """Go through the criteria of a unit that are not settled, and ask for each."""
    from coachfolio.base.words import count
    from coachfolio.facts.progress.coverage import SETTLED
    from coachfolio.outputs.assessment import criterion_text
    from coachfolio.outputs.drafts import then

    uncounted = len(opened.progress.uncounted)
    if uncounted:
        say(f"{count(uncounted, 'file')} could not be read: what they claim is not shown. See coachfolio check.")
    waiting = [criterion for criterion in unit.coverage if criterion.state not in SETTLED]
    if not waiting:
        ref = unit.unit.ref
        command = f"coachfolio sign-off {ref}{then(folder_before_paths(opened.folder))}"
        say(f"Every criterion of {ref} is accepted or waived. To sign it off: {command}")
    else:
        say("Of each: pass, referral, none (looked at, left undecided), waived (it need not be shown) or skip.")
        say("What you skip stays as it is. Ctrl-C stops, and nothing is written.")
        say("A text of several paragraphs can be pasted as one answer; e opens your editor for it.")
    by_criterion = {since_referral.criterion: since_referral for since_referral in since}
    passages, folder = _passages(opened), folder_before_paths(opened.folder)
    verdicts = []
    for criterion in waiting:
        say("")
        for line in criterion_text(criterion, by_criterion.get(criterion.criterion.ref), passages, folder):
            say(line)
        verdict = _ask(criterion, opened, on, say)
        if verdict is not None:
            verdicts.append(verdict)
    return verdicts


def _passages(opened: AssessmentCase) -> ClaimPassages:
    """What claims point to; a passage is covered as a whole, since a name may stand on two lines of it."""
    from coachfolio.facts.audience import SeenBy
    from coachfolio.portfolio.sources import Folder
    from coachfolio.reports.attached_files import AttachedFiles
    from coachfolio.reports.claim_passages import ClaimPassages

    files = AttachedFiles(Folder(opened.folder))
    return ClaimPassages(SeenBy(opened.portfolio, "learner"), files, showing(opened.cover))


def _ask(
    criterion: Coverage, opened: AssessmentCase, on: datetime.date, say: Callable[[str], None]
) -> GivenVerdict | None:
    from coachfolio.editing.deciding import GivenVerdict

    choice: Any = short_answer("Verdict", type=OneOf(["pass", "referral", "none", "waived", "skip"]), default="skip")
    if choice == "skip":
        return None
    verdict = GivenVerdict(criterion.criterion.ref, choice)
    if choice == "waived":
        return replace(verdict, reason=text_answer("Why need it not be shown?", suffix=" "))
    names = _evidence_asked(criterion, opened, on, say)
    if names != criterion.evidence:
        verdict = replace(verdict, evidence=names)
    if choice == "pass" and not names:
        verdict = replace(verdict, reason=text_answer("On what does it rest, and where is that kept?", suffix=" "))
    if choice == "referral":
        return replace(verdict, feedback=text_answer("What is missing?", suffix=" "))
    return replace(verdict, feedback=text_answer("Feedback", needed=False))


def _evidence_asked(
    criterion: Coverage, opened: AssessmentCase, on: datetime.date, say: Callable[[str], None]
) -> tuple[str, ...]:
    """What a decision rests on; asked again where a name is mistyped, so that nothing said before is lost."""
    from coachfolio.editing.deciding import must_be_evidence
    from coachfolio.editing.drafts import NotWritten

    while True:
        if criterion.evidence:
            answer = short_answer(
                "Evidence (or nothing, for all of it)", default=" ".join(criterion.evidence), show_default=False
            )
        else:
            answer = short_answer("Evidence (none claims it)", default="", show_default=False)
        names = tuple(answer.replace(",", " ").split())
        if names == criterion.evidence:
            return names
        try:
            must_be_evidence(names, on, opened)
        except NotWritten as error:
            say(str(error).removesuffix(" Nothing was written."))
        else:
            return names


def _all_settled(unit: UnitProgress, verdicts: Sequence[GivenVerdict]) -> bool:
    from coachfolio.facts.progress.coverage import SETTLED

    met = {verdict.criterion for verdict in verdicts if verdict.verdict in ("pass", "waived")}
    return unit.unit.criteria_known and all(
        criterion.criterion.ref in met or criterion.state in SETTLED for criterion in unit.coverage
    )


def _agreed(draft: Draft, say: Callable[[str], None]) -> bool:
    from coachfolio.outputs.assessment import draft_text

    say("")
    say(f"{draft.path} would be:")
    for line in draft_text(draft):
        say(line)
    if click.confirm("Write it?", default=True):
        return True
    click.echo("Nothing was written.")
    return False


# --- what is given


def _verdicts(unit: str, given: dict[str, Sequence[str]]) -> list[GivenVerdict]:
    """The decisions among the options."""
    from coachfolio.editing.deciding import GivenVerdict

    every: list[GivenVerdict] = []
    for text in given["passed"]:
        ref, words = _split(text, unit)
        every.append(GivenVerdict(ref, "pass", feedback=words))
    for text in given["referred"]:
        ref, words = _split(text, unit)
        every.append(GivenVerdict(ref, "referral", feedback=words))
    for text in given["left"]:
        ref, words = _split(text, unit)
        every.append(GivenVerdict(ref, "none", feedback=words))
    for text in given["waived"]:
        ref, words = _split(text, unit)
        every.append(GivenVerdict(ref, "waived", reason=words))
    for option, texts in (("evidence", given["evidence"]), ("reason", given["reasons"])):
        for text in texts:
            every = _added(every, option, *_split(text, unit))
    for text in given["methods"]:
        every = _added(every, "method", *_split(text, unit))
    for text in given["marks"]:
        every = _added(every, "marks", *_split(text, unit))
    return every


def _split(text: str, unit: str) -> tuple[str, str | None]:
    ref, _, words = text.partition("=")
    ref = ref.strip()
    return (ref if "/" in ref else f"{unit}/{ref}"), words.strip() or None


def _added(every: list[GivenVerdict], option: str, ref: str, text: str | None) -> list[GivenVerdict]:
    """The decisions with something more for one of them."""
    if text is None:
        raise click.UsageError(f"--{option} takes a criterion, = and what it is, such as --{option} s1=...")
    if not any(verdict.criterion == ref for verdict in every):
        raise click.UsageError(f"--{option} is given for {ref[:40]!r}, and no decision on it is.")
    value: Any = text
    if option == "marks":
        match = _MARKS.fullmatch(text)
        if not match:
            raise click.UsageError("--marks takes two figures, such as --marks s1=14/20.")
        value = tuple(int(group) if group.isdigit() else float(group) for group in match.groups())
    found = []
    for verdict in every:
        if verdict.criterion == ref:
            new = (*(verdict.evidence or ()), *re.split(r"[,\s]+", text)) if option == "evidence" else value
            changed: dict[str, Any] = {option: new}
            found.append(replace(verdict, **changed))
        else:
            found.append(verdict)
    return found


# --- what all of them do


def _opened(path: str) -> tuple[AssessmentCase, Callable[[str], None]]:
    """A portfolio that is open for assessment, and how to print about it: nothing that is printed names a client."""
    from coachfolio.editing.deciding import opened_for_assessment

    opened = opened_for_assessment(path)
    cover = showing(opened.cover)
    return opened, lambda line: click.echo(cover(line))


def _since(opened: AssessmentCase, path: str) -> tuple[SinceReferral, ...]:
    from coachfolio.record.earlier import earlier_contents
    from coachfolio.reports.rounds import since_referral

    def look_up(ids: Collection[str]) -> EarlierContents:
        return earlier_contents(path, ids)

    return since_referral(opened.portfolio, opened.progress.assessment, opened.progress.coverage, look_up)


def _write(draft: Draft, path: str, say: Callable[[str], None]) -> None:
    from coachfolio.editing.drafts import write
    from coachfolio.outputs.drafts import written_lines

    write([draft])
    for line in written_lines([draft], folder_before_paths(path)):
        say(line)


def add_to(main: click.Group) -> None:
    """Add these commands."""
    for command in (decide, sign_off, feedback):
        main.add_command(command)
