"""The command that writes up any kind of evidence, question by question or in the editor: new."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from coachfolio.cli.shared import OneOf, days, done_on_option, folder_before_paths, in_option, write_drafts

if TYPE_CHECKING:
    from coachfolio.editing.drafts import Draft
    from coachfolio.editing.writing_up import Question, Thin
    from coachfolio.portfolio.portfolio import Portfolio

_KINDS: Final = (
    "session",
    "contact-sheet",
    "agreement",
    "diagnostic",
    "reflection",
    "feedback",
    "supervision",
    "peer-mentoring",
    "cpd-plan",
    "learning-log",
    "assignment",
    "code",
    "guided-learning",
    "observation",
    "document",
    "prior-learning",
    "client",
    "person",
)


@click.command(short_help="Write up anything else: supervision, feedback, reflections and more.")
@click.argument("kind", metavar="KIND", type=OneOf(_KINDS))
@click.argument("code", required=False)
@in_option
@click.option("--set", "given", metavar="FIELD=VALUE", multiple=True, help="An answer given beforehand; any number.")
@click.option("--every", is_flag=True, help="Ask every field, also those that are seldom needed.")
@click.option("--edit", is_flag=True, help="Open a sheet with every field's help in your editor instead of asking.")
@click.option("--yes", is_flag=True, help="Write it without asking further.")
@done_on_option
def new(
    kind: str,
    code: str | None,
    path: str,
    given: tuple[str, ...],
    every: bool,
    edit: bool,
    yes: bool,
    on: datetime.datetime | None,
) -> None:
    r"""Write up a new piece of evidence of a KIND, asked question by question.

    KIND is session, contact-sheet, agreement, diagnostic, reflection, feedback, supervision, peer-mentoring, cpd-plan,
    learning-log, assignment, code, guided-learning, observation, document, prior-learning; or client, for a new client
    with CODE; or person, for somebody else by a short name, such as supervisor-1. Enter leaves a question out that does
    not have to be answered.

    \b
    Examples:
      coachfolio new supervision
      coachfolio new feedback --set giver=client --set "quotation=You made me think." --edit
      coachfolio new client C12
      coachfolio new person supervisor-2 --set role=supervisor
    """
    from coachfolio.editing.prefilling import likely, thin_criteria
    from coachfolio.editing.sessions_logged import opened_to_log
    from coachfolio.editing.writing_up import (
        answer_from,
        evidence_draft,
        new_people,
        people_draft,
        questions,
        usual,
    )

    _, today = days(on)
    portfolio, key = opened_to_log(path)
    if kind == "client":
        _new_client(path, portfolio, code, given, yes=yes)
        return
    if kind == "person":
        _new_person(path, portfolio, code, given, yes=yes)
        return
    name = next(schema for schema in _schemas() if schema.rstrip("s") == kind.rstrip("s"))
    fields = usual(name, portfolio, today)
    asked = questions(name, portfolio, every=every)
    asking = sys.stdin.isatty() and not yes and not edit
    if asking or edit:  # somebody looks at it before it is written
        shown = {question.field for question in asked}
        guessed = likely(name, portfolio, today, client=(code or "").upper())
        fields = {**{field: value for field, value in guessed.items() if edit or field in shown}, **fields}
    known = {question.field: question for question in questions(name, portfolio, every=True)}
    for said in given:
        field, sign, value = said.partition("=")
        if not sign or field not in known:
            raise click.UsageError(f"--set takes FIELD=VALUE. The fields of a {kind} are: {', '.join(known)}.")
        fields[field] = answer_from(known[field], value, today)
    if asking:
        click.echo("Press Enter to leave a question out, or to take what stands in [brackets]; - leaves that out.")
        click.echo("? shows what a question is about.\n")
        settled = {said.partition("=")[0] for said in given}
        for question in asked:
            if question.field not in settled:
                _ask_into(fields, question, today)
    missing = [question for question in asked if question.needed and question.field not in fields]
    if missing and not edit:
        flags = " ".join(f"--set {question.field}=…" for question in missing)
        raise click.UsageError(f"Nobody can be asked here, and this is needed: {flags}")
    people = new_people(name, fields, portfolio)
    if asking:
        people = {person: _asked_role(person, role) for person, role in people.items()}
    draft = (
        _edited(path, name, fields, thin_criteria(portfolio))
        if edit
        else evidence_draft(path, name, fields, portfolio, key)
    )
    if draft is None:
        click.echo("Nothing was written.")
        return
    click.echo("/".join(filter(None, (folder_before_paths(path), draft.path))))
    for line in draft.after.splitlines():
        click.echo(f"    {line}")
    if asking and not click.confirm("Write it?", default=True):
        click.echo("Nothing was written.")
        return
    write_drafts([draft, *([people_draft(path, portfolio, people)] if people and not edit else [])], path)


def _schemas() -> tuple[str, ...]:
    from coachfolio.editing.writing_up import KINDS

    return KINDS


def _ask_into(fields: dict[str, Any], question: Question, today: datetime.date) -> None:
    from coachfolio.editing.writing_up import answer_from
    from coachfolio.format.spoken import NotUnderstood

    if question.form == "sections":
        items: list[dict[str, Any]] = []
        while not items or click.confirm(f"Another under {question.field}?", default=False):
            item: dict[str, Any] = {}
            for part in question.parts:
                _ask_into(item, part, today)
            items.append(item)
        fields[question.field] = items
        return
    label = question.field.replace("_", " ").capitalize()
    if question.choices:
        label += f" ({', '.join(question.choices[:8])}{', …' if len(question.choices) > 8 else ''})"
    elif question.form == "list":
        label += " (a semicolon between several)"
    default = fields.get(question.field, "")
    if isinstance(default, list):
        default = "; ".join(map(str, default))
    if question.refers == "person" and question.needed and not question.choices:
        default = f"{question.field}-1"
    while True:
        said = click.prompt(label, default=str(default), show_default=bool(default))
        if said == "?":
            click.echo(f"  {question.help}")
            continue
        if str(said).strip() == "-" and not question.needed:
            fields.pop(question.field, None)
            return
        if not str(said).strip():
            if not question.needed:
                return
            click.echo(f"  This is needed. {question.help}")
            continue
        try:
            fields[question.field] = answer_from(question, str(said), today)
        except NotUnderstood as error:
            click.echo(f"  {error}")
            continue
        return


def _edited(path: str, name: str, fields: dict[str, Any], thin: Thin) -> Draft | None:
    """A sheet filled as far as is known, opened in the person's editor; None where it was closed without saving."""
    from coachfolio.editing.writing_up import sheet_draft, sheet_of

    text = click.edit(sheet_of(name, fields, thin), extension=".yaml")
    return None if text is None else sheet_draft(path, name, text, thin)


def _new_client(path: str, portfolio: Portfolio, code: str | None, given: tuple[str, ...], *, yes: bool) -> None:
    from coachfolio.editing.writing_up import client_drafts

    assert portfolio.file is not None
    said = dict(pair.split("=", 1) for pair in given if "=" in pair)
    numbers = [int(known[1:]) for known in portfolio.file.clients if known[:1] == "C" and known[1:].isdigit()]
    code = (code or f"C{max(numbers, default=0) + 1:02}").upper()
    names = [said["name"]] if said.get("name") else []
    organisations = [said["organisation"]] if said.get("organisation") else []
    if sys.stdin.isatty() and not yes and not names:
        name = click.prompt(f"Name of {code} (for the private list alone)", default="", show_default=False).strip()
        names = [name] if name else []
        if names:
            where = click.prompt(f"Where {code} works (Enter to leave out)", default="", show_default=False).strip()
            organisations = [where] if where else []
    write_drafts(client_drafts(path, portfolio, code, names, organisations), path)


def _new_person(path: str, portfolio: Portfolio, code: str | None, given: tuple[str, ...], *, yes: bool) -> None:
    from coachfolio.base.words import shown
    from coachfolio.editing.drafts import NotWritten
    from coachfolio.editing.writing_up import ROLES, people_draft, role_for

    assert portfolio.file is not None
    said = dict(pair.split("=", 1) for pair in given if "=" in pair)
    if code is None:
        raise click.UsageError("Say a short name for them as well: coachfolio new person supervisor-1")
    if code in portfolio.file.people:
        raise NotWritten(f"There is a person {shown(code)} already. Take another short name.")
    role = said.get("role") or (_asked_role(code, role_for(code)) if sys.stdin.isatty() and not yes else role_for(code))
    if role not in ROLES:
        raise click.UsageError(f"The role is one of: {', '.join(ROLES)}.")
    write_drafts([people_draft(path, portfolio, {code: role})], path)


def _asked_role(person: str, likely: str) -> str:
    from coachfolio.editing.writing_up import ROLES

    answer: str = click.prompt(f"What is {person} to you", type=OneOf(ROLES), default=likely)
    return answer


def add_to(main: click.Group) -> None:
    """Add this command."""
    main.add_command(new)
