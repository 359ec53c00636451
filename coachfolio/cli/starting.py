"""The command that starts a portfolio: init."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from coachfolio.base.errors import CoachfolioError
from coachfolio.cli.shared import Day, day_today, folder_before_paths

if TYPE_CHECKING:
    from coachfolio.editing.starting import Beginning, NewClient

_NOT_KNOWN: Final = "not known yet"


@click.command(short_help="Start a portfolio: answer a few questions, and it is there.")
@click.argument("folder", default=".", type=click.Path(file_okay=False))
@click.option("--qualification", metavar="NAME", help="As `coachfolio qualifications` lists it.")
@click.option("--name", metavar="NAME", help="Your name, as it should stand on the certificate.")
@click.option("--registered", metavar="DATE", type=Day(), help="The day your centre registered you.")
@click.option("--centre", metavar="NAME", help="Your centre's name.")
@click.option("--centre-number", metavar="NUMBER", help="Your centre's number.")
@click.option("--hours", metavar="HOURS", type=click.FloatRange(0, 10_000), help="Contact hours your centre asks for.")
@click.option(
    "--pieces",
    metavar="NUMBER",
    type=click.IntRange(1, 50),
    help="Pieces of evidence your centre asks for on each criterion.",
)
@click.option(
    "--client",
    "clients",
    metavar="CODE[=NAME]",
    multiple=True,
    help="A client so far, such as C01='Ada Example'; once for each. Names go into the private list alone.",
)
@click.option("--email", metavar="ADDRESS", help="The e-mail address that your saves are made under.")
@click.option("--hooks/--no-hooks", default=True, help="Have every save checked. Default: yes.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the answers given, and leave out the rest.")
def init(
    folder: str,
    qualification: str | None,
    name: str | None,
    registered: datetime.datetime | None,
    centre: str | None,
    centre_number: str | None,
    hours: float | None,
    pieces: int | None,
    clients: Sequence[str],
    email: str | None,
    hooks: bool,
    yes: bool,
) -> None:
    r"""Start a portfolio in FOLDER; the one you are in, where it is left out.

    Asks what cannot be guessed and writes portfolio.yaml, the private list of clients, what git needs, and a page to
    read first. Nothing that is there is changed. Doing it again completes what is missing.

    \b
    Examples:
      coachfolio init my-portfolio
      coachfolio init my-portfolio --qualification ilm-l7-diploma-8589 --name "A. Learner" --email me@example.org --yes
    """
    from coachfolio.editing.starting import Beginning, start, start_plan

    there = Path(folder, "portfolio.yaml").is_file()
    asking = not yes and not there
    if asking and not sys.stdin.isatty():
        raise click.UsageError(
            "Nobody can be asked here. Give --qualification, --name and --email, and --yes for the rest."
        )
    if yes and not there and not (qualification and name):
        raise click.UsageError("With --yes, give at least --qualification and --name.")
    known = [_client(said) for said in clients]
    if asking:
        click.echo("A few questions. Press Enter where you do not know yet.")
        click.echo("Everything can be changed later.\n")
        qualification = qualification or _asked_qualification()
        name = name or click.prompt("Your name, as it should stand on the certificate")
        registered = registered or _asked_day("The day your centre registered you (such as 2026-01-05)")
        centre = centre or _asked("Your centre's name")
        hours = hours if hours is not None else _asked_number("Hours of contact your centre asks for")
        pieces = pieces or _asked_pieces()
        known = known or list(_asked_clients())
        email = email or _asked_email(folder)
    beginning = Beginning(
        qualification=qualification or "ilm-l7-diploma-2007",
        name=name or "A. Learner",
        registered=registered.date() if registered else None,
        centre=centre or "",
        centre_number=centre_number or "",
        contact_hours=hours or None,
        pieces_per_criterion=pieces,
        clients=tuple(known),
        email=email or "",
    )
    plan = start_plan(folder, beginning)
    started = start(plan)
    for line in _told(folder, started.written, plan.kept):
        click.echo(line)
    if started.not_saved:
        click.echo(f"Not saved yet: {started.not_saved}", err=True)
    elif started.saved:
        click.echo("Saved as the first save of your record.")
    if hooks:
        _install_hooks(folder)
    click.echo("")
    for line in _next(folder, beginning):
        click.echo(line)


def _client(said: str) -> NewClient:
    from coachfolio.editing.starting import NewClient

    code, _, name = said.partition("=")
    return NewClient(code.strip().upper(), (name.strip(),) if name.strip() else ())


def _asked(question: str) -> str:
    answer: str = click.prompt(question, default="", show_default=False)
    return answer.strip()


def _asked_qualification() -> str:
    from coachfolio.format.packs import pack, packs
    from coachfolio.reports.qualifications import how_much_is_known

    names = packs()
    click.echo("Which qualification does your registration letter name, and of which year?")
    for number, known in enumerate(names, 1):
        qualification = pack(known)
        for line in _lines(f"{number}. {qualification.title}, edition {qualification.edition}", "     "):
            click.echo(line)
    click.echo("")
    choice = click.prompt("Its number", type=click.IntRange(1, len(names)))
    for line in _lines(f"Known of it here: {how_much_is_known(pack(names[choice - 1]))}.", "  "):
        click.echo(line)
    click.echo("  What is missing stands in your handbook, and can be brought in later.\n")
    return names[choice - 1]


def _lines(text: str, indent: str) -> list[str]:
    """A text in lines that fit on any terminal."""
    import textwrap

    return textwrap.wrap(text, 78, initial_indent="  ", subsequent_indent=indent)


def _asked_day(question: str) -> datetime.datetime | None:
    while True:
        answer = _asked(question)
        if not answer:
            return None
        try:
            day: datetime.datetime = Day().convert(answer, None, None)
        except click.BadParameter as error:
            click.echo(f"  {error.message}")
            continue
        if day.date() > day_today():
            click.echo("  That day is still to come. Give the day on which you were registered.")
            continue
        return day


def _asked_number(question: str) -> float | None:
    while True:
        answer = _asked(question)
        if not answer:
            return None
        try:
            return float(answer.replace(",", ".").lower().removesuffix("hours").removesuffix("h").strip())
        except ValueError:
            click.echo(f"  {answer[:40]!r} is not a number. Write figures, such as 100.")


def _asked_pieces() -> int | None:
    while True:
        number = _asked_number("Pieces of evidence your centre asks for on each criterion")
        if number is None or (number == int(number) and 1 <= number <= 50):
            return None if number is None else int(number)
        click.echo("  Write a whole number from 1 to 50.")


def _asked_clients() -> Iterator[NewClient]:
    from coachfolio.editing.starting import NewClient

    click.echo("\nYour clients so far, one at a time.")
    click.echo("Names go into a private list that stays on this computer.")
    number = 1
    while True:
        code = f"C{number:02}"
        names = _asked(f"Name of client {code} (Enter when there are no more)")
        if not names:
            return
        organisation = _asked(f"  Where {code} works (Enter to leave out)")
        yield NewClient(code, (names,), (organisation,) if organisation else ())
        number += 1


def _asked_email(folder: str) -> str:
    from coachfolio.git import GitTrouble
    from coachfolio.git.own import setting

    place = Path(folder) if Path(folder).is_dir() else Path.cwd()
    try:
        if setting(place, "user.email") and setting(place, "user.name"):
            return ""
    except GitTrouble:
        return ""
    while True:
        answer = click.prompt("\nYour e-mail address: your saves are made under it", default="", show_default=False)
        if "@" in answer.strip("@ "):
            return str(answer).strip()
        click.echo("  Write an address, such as learner@example.org.")


def _told(folder: str, written: Sequence[str], kept: Sequence[str]) -> Iterator[str]:
    before = folder_before_paths(folder)
    for path in written:
        yield f"Written: {'/'.join(filter(None, (before, path)))}"
    for path in kept:
        yield f"There already, and left as it is: {'/'.join(filter(None, (before, path)))}"


def _install_hooks(folder: str) -> None:
    from coachfolio.hooks.installing import install_hooks

    try:
        install_hooks(Path(folder))
    except CoachfolioError as error:
        click.echo(f"Saves are not checked by themselves: {error}", err=True)
    else:
        click.echo("From now on every save is checked first.")


def _next(folder: str, beginning: Beginning) -> Iterator[str]:
    from coachfolio.format.packs import pack
    from coachfolio.outputs.drafts import then

    place = "" if folder == "." else f"  (first: cd{then(folder)})"
    code = beginning.clients[0].code if beginning.clients else "C01"
    yield f"Next:{place}"
    yield "  1. Read READ-ME-FIRST.md. It is one page."
    yield "  2. Write up your last session:"
    yield f'     coachfolio log {code} 60m yesterday "What it was about"'
    unknown = [unit.ref for unit in pack(beginning.qualification).units if not unit.criteria_known]
    if unknown:
        yield "  3. Bring in the criteria of your handbook, which are not known here:"
        yield "     READ-ME-FIRST.md shows at its end how."
    else:
        yield "  3. See where you stand: coachfolio status"


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(init)
