"""The commands over many portfolios: cohort status, ready, actions, sample, record and export."""

from __future__ import annotations

import datetime
import gc
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coachfolio.cli.cohort_engines import engine_from, engine_options
from coachfolio.cli.sampling import by_option, policy_option
from coachfolio.cli.shared import FINDINGS, OneOf, day_today, on_option, reconfigure

if TYPE_CHECKING:
    from coachfolio.cohort.memory import Memory
    from coachfolio.cohort.reading import CohortRead
    from coachfolio.cohort.views import CohortView
    from coachfolio.facts.sampling.cohort import Cohort
    from coachfolio.facts.sampling.policy import Policy, SampleStage
    from coachfolio.outputs.pack.facts import PackFor

_Command = TypeVar("_Command", bound=Callable[..., Any])
_LAST = "last"


@click.group(short_help="Many portfolios: who is on track, who is ready, what is due.")
def cohort() -> None:
    r"""Look at many portfolios at once. None of them is changed.

    FOLDER is a folder with portfolios in it, a portfolio, a hand-over file, a git directory, an https:// address, or a
    text file that names one of them a line. What was read once is remembered, outside the portfolios, until it changes.

    Ends with 1 where something could not be read, and tells it by name.

    \b
    Example:
      coachfolio cohort status cohort-2026
    """


_reading = (
    click.argument("places", metavar="FOLDER...", nargs=-1, required=True, type=click.Path()),
    on_option,
    click.option("--fresh", is_flag=True, help="Read every portfolio, and remember nothing."),
    engine_options,
)
"""What every command over a cohort takes."""
_showing = (
    click.option(
        "--format",
        "form",
        type=OneOf(["text", "json", "html", "xlsx"]),
        default="text",
        show_default=True,
        help="How to write it; html and xlsx go into a file.",
    ),
    click.option("--out", metavar="FILE", type=click.Path(), help="Where to write it. Default: it is printed."),
    click.option("--force", is_flag=True, help="Replace the file that is there."),
    click.option("--all", "everything", is_flag=True, help="As text: every row and every column."),
    click.option(
        "--since",
        metavar="EARLIER",
        help="Tell what changed: a file with an earlier --format json, or last for the run before this one.",
    ),
)


def _with(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


@cohort.command()
@_with(*_reading, *_showing)
def status(**given: Any) -> None:
    r"""Where the learners stand: against time, hours and coverage, by learner, unit, criterion and assessor.

    \b
    Examples:
      coachfolio cohort status cohort-2026
      coachfolio cohort status cohort-2026 --format xlsx --out status.xlsx
    """
    from coachfolio.cohort.standing import status_view

    _show(status_view, **given)


@cohort.command()
@_with(*_reading, *_showing)
def ready(**given: Any) -> None:
    r"""Who is ready to hand in, or for the certificate, and what stands in the way of the others.

    Ends with 0 when every portfolio is ready, with 1 when one is not.

    \b
    Example:
      coachfolio cohort ready cohort-2026
    """
    from coachfolio.cohort.ready_view import ready_view

    _show(ready_view, **given)


@cohort.command()
@_with(*_reading, *_showing)
@click.option("--closed", is_flag=True, help="What is done, dropped or closed as well.")
def actions(closed: bool, **given: Any) -> None:
    r"""What is to be done, by whom and by when. The words of each stay in its portfolio.

    \b
    Example:
      coachfolio cohort actions cohort-2026
    """
    from coachfolio.cohort.actions_view import actions_view

    _show(lambda read: actions_view(read, closed=closed), **given)


@cohort.command()
@_with(*_reading, *_showing)
@policy_option
@click.option("--draw", "stage", type=OneOf(["interim", "final"]), help="Draw a plan for this stage, and write it.")
@by_option
@click.option("--seed", metavar="TEXT", help="What to draw with. Default: made up, and written down.")
@click.option("--into", metavar="FOLDER", type=click.Path(file_okay=False), help="Where plans lie. Default: FOLDER.")
@click.option(
    "--compare",
    metavar="NUMBER",
    type=click.IntRange(min=1),
    help="Draw a set for assessors to compare their judgements: decisions of each of them on so many criteria.",
)
@click.option(
    "--pack",
    metavar="FOLDER",
    type=click.Path(file_okay=False),
    help="Make a ZIP for quality assurance of each portfolio in which something was looked at, or a plan lies.",
)
@click.option(
    "--pack-for",
    type=OneOf(["eqa", "iqa"]),
    default="eqa",
    show_default=True,
    help="Whom the ZIPs are for: external or internal quality assurance.",
)
def sample(
    policy: str | None,
    stage: SampleStage | None,
    by: str | None,
    seed: str | None,
    into: str | None,
    compare: int | None,
    pack: str | None,
    pack_for: PackFor,
    **given: Any,
) -> None:
    r"""Quality assurance: what was looked at, what the policy still asks for; with --draw, the plan over all.

    The plan is written into the folder plans beside the portfolios. It is the one that `coachfolio sample plan` draws.

    \b
    Examples:
      coachfolio cohort sample cohort-2026
      coachfolio cohort sample cohort-2026 --draw interim --by iqa-1 --seed spring
    """
    from coachfolio.cohort.sample_view import sample_view
    from coachfolio.cohort.sampled import cohort_of
    from coachfolio.facts.sampling.policy import policy_for

    drawn_with = secrets.token_hex(6) if seed is None else seed

    def look(read: CohortRead) -> CohortView:
        members = cohort_of(read, Path(into) if into else None)
        rules = policy_for(members, Path(policy) if policy else None)
        if stage is not None:
            if into is None and read.folder is None:
                raise click.UsageError("Say with --into which folder the plan is for: there is more than one here.")
            _draw(members, rules, stage, drawn_with, by, read.today)
            members = cohort_of(read, Path(into) if into else None)
        if pack is not None:
            _pack(read, Path(pack), pack_for, force=given["force"])
        return sample_view(read, members, rules, compare=compare or 0, seed=drawn_with)

    _show(look, **given)


def _pack(read: CohortRead, into: Path, audience: PackFor, *, force: bool) -> None:
    """Make the packs, and say of each portfolio what became of it."""
    from coachfolio.outputs.cohort.packs import packs_of

    for made in packs_of(read, into, audience, force=force):
        click.echo(
            f"Not packed: {made.portfolio}: {made.why_not}" if made.why_not else f"Written: {made.file}", err=True
        )


def _draw(members: Cohort, rules: Policy, stage: SampleStage, seed: str, by: str | None, today: datetime.date) -> None:
    """Draw the plan of a stage, write it, and say what it chose."""
    from coachfolio.editing.drafts import write
    from coachfolio.editing.sampling import drawn, own_decisions, plan_drafts, who_samples
    from coachfolio.outputs.drafts import written_lines
    from coachfolio.reports.sampling_plan import plan_lines

    who = who_samples((member.parties for member in members.members), by)
    made = drawn(members, rules, stage, seed, today)
    drafts = plan_drafts(members, made, rules, by=who, stage=stage, on=today)
    for line in plan_lines(made, rules, stage, own_decisions(members, made, who), who):
        click.echo(line, err=True)
    write(drafts)
    for line in written_lines(drafts, str(members.folder)):
        click.echo(line, err=True)


@cohort.command()
@_with(*_reading, *_showing)
def record(**given: Any) -> None:
    r"""The records of practice: what is witnessed and sealed, and what cannot be right.

    Ends with 1 when something in one of them cannot be right.

    \b
    Example:
      coachfolio cohort record cohort-2026
    """
    from coachfolio.cohort.record_view import cohort_record_view

    _show(cohort_record_view, **given)


@cohort.command()
@_with(*_reading)
@click.option(
    "--format",
    "form",
    type=OneOf(["sqlite", "parquet"]),
    default="sqlite",
    show_default=True,
    help="One database, or a folder with a Parquet file for each table.",
)
@click.option(
    "--out", metavar="FILE", type=click.Path(), required=True, help="Where to write it: a folder for parquet."
)
@click.option("--force", is_flag=True, help="Replace what is there.")
def export(
    places: tuple[str, ...],
    on: datetime.datetime | None,
    fresh: bool,
    form: str,
    out: str,
    force: bool,
    **engine: Any,
) -> None:
    r"""Take the cohort out as tables, for a database, a notebook or another program. Nobody's words are in it.

    Beside a database lies what Datasette shows with it: the meaning of each table and column.

    \b
    Example:
      coachfolio cohort export cohort-2026 --out cohort.db
    """
    from coachfolio.base.handed_out import hand_out, hand_out_folder, hand_out_made, may_hand_out
    from coachfolio.base.words import count
    from coachfolio.outputs.cohort.store import datasette_metadata, parquet_of, write_database

    place = Path(out)
    about = place.with_name(f"{place.stem}.metadata.json")
    if form == "sqlite":
        for file in (place, about):
            may_hand_out(file, force=force)
    with _read(places, on, fresh, engine) as read:
        if form == "sqlite":
            hand_out_made(place, lambda aside: write_database(read, aside), force=force)
            hand_out(about, datasette_metadata(place.stem).encode(), force=force)
        else:
            hand_out_folder(place, dict(parquet_of(read)), force=force)
    click.echo(f"Written: {out}: {count(len(read.places), 'portfolio')}.")
    for left in read.left_out:
        click.echo(f"Left out: {left.place}: {left.why}", err=True)
    if read.left_out:
        sys.exit(FINDINGS)


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(cohort)


# --- reading


@contextmanager
def _read(
    places: tuple[str, ...], on: datetime.datetime | None, fresh: bool, engine: dict[str, Any]
) -> Iterator[CohortRead]:
    """The cohort, for as long as its memory is open. Whoever stops it is told that what is done is kept."""
    from coachfolio.cohort.members import places_of
    from coachfolio.cohort.memory import memory, memory_file
    from coachfolio.cohort.reading import read_cohort

    gc.enable()  # thousands of portfolios are another matter than one
    chosen = engine_from(**engine)
    there = places_of(places)
    with memory(None if fresh else memory_file()) as kept:
        try:
            today = on.date() if on else day_today()
            told = _told if sys.stderr.isatty() else None
            read = read_cohort(there, kept, today=today, engine=chosen, told=told)
        except KeyboardInterrupt:
            kept_so_far = "What was read so far is remembered: the same command goes on from there."
            click.echo(f"\nStopped. {kept_so_far if kept.lasting else 'Nothing is remembered.'}", err=True)
            sys.exit(2)
        yield read


def _told(done: int, every: int, left: float | None) -> None:
    """A line that tells how far it is, and is written over by the next."""
    rest = "" if left is None else f", {_seconds(left)} left"
    end = "\n" if done == every else ""
    click.echo(f"\r\x1b[K{done} of {every} read{rest}{end}", err=True, nl=False)


def _seconds(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


# --- showing


def _show(
    look: Callable[[CohortRead], CohortView],
    *,
    places: tuple[str, ...],
    on: datetime.datetime | None,
    fresh: bool,
    form: str,
    out: str | None,
    force: bool,
    everything: bool,
    since: str | None,
    **engine: Any,
) -> None:
    """Read a cohort, look at it, and write that down. Ends with 1 where something is to be mended."""
    if form in ("html", "xlsx") and out is None:
        raise click.UsageError(f"Say with --out where to write the file: --out cohort.{form}")
    with _read(places, on, fresh, engine) as read:
        view = look(read)
        view = _with_since(view, read.kept, since, places)
    _write(view, form, out, force=force, everything=everything)
    if view.to_mend:
        sys.exit(FINDINGS)


def _with_since(view: CohortView, kept: Memory, since: str | None, places: tuple[str, ...]) -> CohortView:
    """The view with what changed since, where that was asked for; it is remembered for the next time."""
    from coachfolio.base.errors import CoachfolioError
    from coachfolio.cohort.since import NothingEarlier, with_changes
    from coachfolio.outputs.cohort.document import cohort_document
    from coachfolio.outputs.json import json_text

    cohort_name = "\0".join((view.name, *sorted(str(Path(place).absolute()) for place in places)))
    document = json_text(cohort_document(replace(view, tables=view.tables[:1])))  # by which changes are told
    earlier: str | None = None
    if since == _LAST:
        earlier = kept.earlier(cohort_name)
        if earlier is None:
            raise NothingEarlier("There was no run before this one that is remembered. Give a file with --since.")
    elif since is not None:
        try:
            earlier = Path(since).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise CoachfolioError(f"There is no file {since[:200]!r} that can be read.") from None
    changed = view if earlier is None else with_changes(view, earlier)
    kept.remember(cohort_name, document)
    return changed


def _write(view: CohortView, form: str, out: str | None, *, force: bool, everything: bool) -> None:
    data = _rendered(view, form, everything=everything)
    if out is None:
        if form != "text" and not sys.stdout.isatty():
            reconfigure(sys.stdout, encoding="utf-8")
        click.echo(data.decode("utf-8"), nl=False)
        if view.anew < view.portfolios and sys.stderr.isatty():
            click.echo(f"{view.portfolios - view.anew} are as they were, and were not read again.", err=True)
        return
    from coachfolio.base.handed_out import hand_out

    hand_out(out, data, force=force)
    click.echo(f"Written: {out}: {view.lines[0]}")


def _rendered(view: CohortView, form: str, *, everything: bool) -> bytes:
    if form == "text":
        from coachfolio.outputs.cohort.text import cohort_text

        return "".join(f"{line}\n" for line in cohort_text(view, everything=everything)).encode("utf-8", "replace")
    if form == "json":
        from coachfolio.outputs.cohort.document import cohort_document
        from coachfolio.outputs.json import json_text

        return (json_text(cohort_document(view)) + "\n").encode()
    if form == "html":
        from coachfolio.outputs.cohort.page import cohort_page

        return cohort_page(view).encode("utf-8", "replace")
    from coachfolio.outputs.export.workbook import workbook_of

    return workbook_of(view.every_table)
