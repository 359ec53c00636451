"""The command that brings in what is there already: import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from coachfolio.cli.shared import day_today, folder_before_paths, in_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coachfolio.editing.importing.carrying_out import ToWrite
    from coachfolio.editing.importing.facts import ImportQuestion
    from coachfolio.editing.importing.planning import ImportPlan

_MOST_ROUNDS: Final = 20
"""Rounds of questions: an answer may bring up others."""
_ABOUT_LABELS: Final = ("label:", "column:", "order", "role", "client:", "unit:", "sheet:")
_ABOUT_NAMES: Final = ("who", "others")


@click.command(name="import", short_help="Bring in what is there: Word sheets, spreadsheets, calendars.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True))
@in_option
@click.option("--kind", metavar="KIND", default="", help="The kind of evidence, such as sessions or reflections.")
@click.option("--map", "mapped", metavar="LABEL=FIELD", multiple=True, help="The field that a label or column means.")
@click.option("--dry-run", is_flag=True, help="Show it, and write nothing.")
@click.option("--out", metavar="FILE", help="All of it as one page (.html) or one table (.csv), to look through.")
@click.option("--no-attachments", is_flag=True, help="Keep no copy of the sources.")
@click.option("--unit", "units", metavar="REF", multiple=True, help="With --kind criteria: a unit it does not name.")
@click.option("--source", metavar="TITLE", default="", help="With --kind criteria: what the document is called.")
@click.option("--words", "words_are", metavar="WHOSE", default="", help="Whose: awarding-body, centre or third-party.")
@click.option("--whole", is_flag=True, help="With --kind criteria: the list is whole for each of its units.")
@click.option("--yes", is_flag=True, help="Take what is proposed, and ask nothing.")
def import_(
    files: tuple[str, ...],
    path: str,
    kind: str,
    mapped: tuple[str, ...],
    dry_run: bool,
    out: str | None,
    no_attachments: bool,
    units: tuple[str, ...],
    source: str,
    words_are: str,
    whole: bool,
    yes: bool,
) -> None:
    r"""Bring in FILES, and all files in folders: Word sheets, spreadsheets, calendars, notes.

    In four steps, each shown: what was recognised, what was read, who is who, and what is written. Every name becomes
    a code before anything is written. Nothing that is there is overwritten, and it is all saved together or not at
    all. Doing it again on the same files changes nothing.

    \b
    Examples:
      coachfolio import "Contact sheets" --dry-run
      coachfolio import "Contact sheets" log.xlsx
      coachfolio import log.xlsx --map "Coachee ref=client" --out plan.html
      coachfolio import handbook.docx --kind criteria
    """
    from coachfolio.editing.importing.carrying_out import finish_what_was_begun, to_write
    from coachfolio.editing.importing.planning import import_plan

    _must_be_a_kind(kind)
    if kind == "criteria":
        from coachfolio.cli.importing_criteria import bring_in_criteria

        about = {"source": source, "words_are": words_are}
        bring_in_criteria(path, files, units=units, **about, whole=whole, dry_run=dry_run, yes=yes)
        return
    if units or source or words_are or whole:
        raise click.UsageError("--unit, --source, --words and --whole are for criteria: add --kind criteria.")
    asking = not yes and not dry_run and sys.stdin.isatty()
    with_names = sys.stdout.isatty()
    if finish_what_was_begun(path):
        click.echo("An earlier import was stopped in the middle. It is finished now.")
    plan = import_plan(path, files, kind=kind, mapped=_pairs(mapped), today=day_today(), attach=not no_attachments)
    passed_over: set[str] = set()
    plan = _recognised(plan, asking, with_names, passed_over)
    plan = _read(plan, asking, with_names, passed_over)
    plan = _who(plan, asking, with_names, passed_over)
    written = to_write(plan)
    _show_written(plan, written, path, with_names)
    if out:
        _write_out(out, plan)
    if dry_run:
        click.echo("Nothing was written: this was only shown.")
        return
    if written.nothing:
        click.echo("Nothing is to be written.")
        return
    if not yes and not asking:
        raise click.UsageError("Nobody can be asked here. Nothing was written. Add --yes to take what is proposed.")
    if asking and not click.confirm("Write all this, and save it?", default=True):
        click.echo("Nothing was written.")
        return
    _carry_out(written, path)


def _must_be_a_kind(kind: str) -> None:
    from coachfolio.base.errors import nearest
    from coachfolio.editing.writing_up import KINDS

    others = ("criteria",)
    if kind and kind not in (*KINDS, *others):
        meant = nearest(kind, KINDS)
        hint = f" Did you mean {meant}?" if meant else f" There are: {', '.join(KINDS)}."
        raise click.BadParameter(f"There is no kind of evidence called so.{hint}", param_hint="--kind")


def _pairs(mapped: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for said in mapped:
        label, sign, field = said.rpartition("=")
        if not sign or not label.strip():
            raise click.BadParameter("Write the label, =, and the field.", param_hint="--map")
        _must_be_a_field(field.strip())
        found[label.strip()] = field.strip()
    return found


def _must_be_a_field(name: str) -> None:
    from coachfolio.base.errors import nearest
    from coachfolio.editing.importing.labels import BESIDES, INTO_EXTRA, LEFT_OUT, part_of
    from coachfolio.editing.importing.log_columns import COLUMNS_BESIDES
    from coachfolio.editing.writing_up import KINDS

    known = {field for kind in KINDS for field in (*part_of(kind)["properties"],)}
    known |= {*BESIDES, INTO_EXTRA, LEFT_OUT, "leave", *COLUMNS_BESIDES}
    if name and name not in known:
        meant = nearest(name, known)
        hint = f" Did you mean {meant}?" if meant else " The reference of fields lists them."
        raise click.BadParameter(f"There is no field {name[:40]!r}.{hint}", param_hint="--map")


# --- the four steps


def _recognised(plan: ImportPlan, asking: bool, with_names: bool, passed_over: set[str]) -> ImportPlan:
    from coachfolio.outputs.importing import names_of_files, recognised_text

    _say(recognised_text(plan, names_of_files(plan, with_names=with_names)), plan, with_names)
    plan = _settled(plan, lambda question: question.id.startswith(_ABOUT_LABELS), asking, passed_over)
    if asking:
        plan = _other_labels(plan)
    return plan


def _other_labels(plan: ImportPlan) -> ImportPlan:
    """Whether the labels mean what is shown; each can be said otherwise."""
    from coachfolio.editing.importing.planning import with_answers
    from coachfolio.format.slips.names import plain_name

    while True:
        said = click.prompt(
            "\nIs that right? Press Enter, or write a label and its field, such as: Notes = reflection",
            default="",
            show_default=False,
        ).strip()
        if said.casefold() in ("", "y", "yes"):
            return plan
        label, sign, field = said.partition("=")
        if not sign:
            click.echo("  Write the label, =, and the field.")
            continue
        plain = plain_name(label)
        plan = with_answers(plan, {f"label:{plain}": field.strip(), f"column:{plain}": field.strip()})
        click.echo(f"  {label.strip()} is {field.strip()} now.")


def _read(plan: ImportPlan, asking: bool, with_names: bool, passed_over: set[str]) -> ImportPlan:
    from coachfolio.outputs.importing import names_of_files, read_text

    click.echo()
    plan = _settled(plan, lambda question: question.id not in _ABOUT_NAMES, asking, passed_over)
    _say(read_text(plan, names_of_files(plan, with_names=with_names)), plan, with_names)
    return plan


def _who(plan: ImportPlan, asking: bool, with_names: bool, passed_over: set[str]) -> ImportPlan:
    from coachfolio.editing.importing.planning import with_answers
    from coachfolio.outputs.importing import who_text

    click.echo()
    _say(who_text(plan, with_names=with_names), plan, with_names)
    while asking and any(question.id == "who" for question in plan.questions):
        said = click.prompt(
            "\nAre these codes right? Press Enter, or write a name and its code, such as: Ada Example = C07",
            default="",
            show_default=False,
        ).strip()
        if said.casefold() in ("", "y", "yes"):
            break
        name, sign, code = said.rpartition("=")
        known = {named.written.casefold(): named.written for named in plan.who.named}
        if not sign or name.strip().casefold() not in known:
            click.echo("  Write one of the names above, =, and its code.")
            continue
        plan = with_answers(plan, {f"who:{known[name.strip().casefold()]}": code.strip()})
        _say(who_text(plan, with_names=with_names), plan, with_names)
    if asking and plan.others:
        said = click.prompt(
            "\nWhich of the others are no names? Press Enter for none, or write them with commas between",
            default="",
            show_default=False,
        ).strip()
        plan = with_answers(plan, {"others": said or "none"})
    return _settled(plan, lambda question: question.id not in _ABOUT_NAMES, asking, passed_over)


def _settled(
    plan: ImportPlan, wanted: Callable[[ImportQuestion], bool], asking: bool, passed_over: set[str]
) -> ImportPlan:
    """The plan with the open questions of a sort answered: by the person, or as is proposed where nobody is asked."""
    from coachfolio.editing.importing.planning import with_answers

    for _ in range(_MOST_ROUNDS):
        questions = [question for question in plan.questions if wanted(question) and question.id not in passed_over]
        if not questions:
            break
        answers = {}
        for question in questions:
            answer = _asked(question) if asking else question.proposed
            if answer:
                answers[question.id] = answer
            else:
                passed_over.add(question.id)
        if not answers:
            break
        plan = with_answers(plan, answers)
    return plan


def _asked(question: ImportQuestion) -> str:
    click.echo()
    click.echo(f"  {question.text}")
    for name, place in question.places[:3]:
        click.echo(f"    in {name}, {place}" if place else f"    in {name}")
    if len(question.places) > 3:
        click.echo(f"    and in {len(question.places) - 3} more places")
    for number, choice in enumerate(question.choices, 1):
        click.echo(f"    {number}  {choice.words}")
    if not question.choices:
        hint = "Enter leaves it out" if not question.proposed else f"Enter for {question.proposed}"
        return str(click.prompt(f"  Your answer ({hint})", default=question.proposed, show_default=False)).strip()
    values = [choice.value for choice in question.choices]
    while True:
        said = str(
            click.prompt(
                f"  Number or word (Enter for {question.proposed or values[0]})",
                default=question.proposed or values[0],
                show_default=False,
            )
        ).strip()
        if said.isdigit() and 1 <= int(said) <= len(values) and said not in values:
            return values[int(said) - 1]
        if said in values:
            return said
        begun = [value for value in values if value.casefold().startswith(said.casefold())]
        if len(begun) == 1:
            return begun[0]
        click.echo(f"  Write a number from 1 to {len(values)}.")


def _show_written(plan: ImportPlan, written: ToWrite, path: str, with_names: bool) -> None:
    from coachfolio.outputs.importing import names_of_files, written_text

    click.echo()
    show = names_of_files(plan, with_names=with_names)
    _say(written_text(plan, written, folder_before_paths(path), show, every=not with_names), plan, with_names)


def _say(lines: Iterable[str], plan: ImportPlan, with_names: bool) -> None:
    """Lines on the screen; with codes for names, where it is no screen but a file or another program."""
    from coachfolio.base.words import safe
    from coachfolio.confidentiality.scan import names_declared_in
    from coachfolio.editing.importing.people import without_names

    declared = names_declared_in(plan.portfolio)
    for line in lines:
        click.echo(safe(line if with_names else without_names(line, plan.who.key, "", declared).text))


def _write_out(out: str, plan: ImportPlan) -> None:
    from coachfolio.outputs.importing_page import import_page, import_table

    file = Path(out)
    if file.suffix.lower() not in (".html", ".htm", ".csv"):
        raise click.BadParameter("Give a name that ends in .html or .csv.", param_hint="--out")
    text = import_table(plan) if file.suffix.lower() == ".csv" else import_page(plan)
    file.write_text(text, encoding="utf-8-sig" if file.suffix.lower() == ".csv" else "utf-8", newline="")
    click.echo(f"Written: {out}. It has codes in the place of names.")


# --- writing and saving


def _carry_out(written: ToWrite, path: str) -> None:
    from coachfolio.cli.saved_alone import say_how_saved
    from coachfolio.editing.importing.saving import bring_in

    done = bring_in(written, day_today())
    click.echo(f"Written: {done.new} new files, {done.changed} changed, {done.copies} copies of sources.")
    say_how_saved(path, done.saved)


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(import_)
