"""The commands about the record of practice: record, seal, bundle, demo."""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coachfolio.cli.shared import (
    FINDINGS,
    OneOf,
    agreed,
    coloured,
    cover_of,
    document_format_option,
    folder_before_paths,
    kept_argument,
    on_option,
    painted,
    path_argument,
    plain,
    signers_from,
    yes_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coachfolio.checks.auditing import Audit, Pin
    from coachfolio.record.seals import Role, SealDecision

SEAL_ROLES = ("learner", "tutor", "assessor", "supervisor", "peer", "witness", "iqa", "eqa", "centre-manager")


_MOST_NAMED = 20
"""Files that are named after a record was handed over."""
_BARE = re.compile(r"[A-Za-z0-9+/]{43}")
"""The fingerprint of a key for SSH, without the name of what it was worked out with."""


class _Record(click.Group):
    """`record` shows, unless another of its commands is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        being_completed = ctx.resilient_parsing and not args
        if not being_completed and (not args or args[0] not in (*self.commands, "-h", "--help")):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Record)
def record() -> None:
    r"""What the saved record shows: when things were recorded, what changed since, and who witnessed it.

    `coachfolio record PATH` is `coachfolio record show PATH`. PATH is a folder kept in git, or a hand-over file as
    `coachfolio bundle` makes it. Nothing in it is run, and nothing is written to it.

    \b
    Example:
      coachfolio record
    """


_signers = click.option(
    "--signers",
    "signers",
    metavar="FILE",
    multiple=True,
    type=click.Path(dir_okay=False, exists=True),
    help="Whose signatures count: a list as OpenSSH reads it, with role:assessor among the names; or OpenPGP keys.",
)
_pin = click.option(
    "--pin",
    metavar="SAVE=FINGERPRINT",
    help="Believe the list of signers in the portfolio from this save on, which this key signed.",
)
_since = click.option(
    "--since",
    metavar="EARLIER",
    multiple=True,
    help="Compare with an earlier look: a receipt, a hand-over file, the name of a seal, or a day such as 2026-11-01.",
)
_roots = click.option(
    "--stamp-roots",
    "roots",
    metavar="FILE",
    type=click.Path(dir_okay=False, exists=True),
    help="Certificates (PEM) of the time-stamp authorities that count.",
)


@record.command()
@kept_argument
@click.option("--evidence", metavar="ID", help="The whole history of one piece of evidence.")
@_since
@click.option(
    "--receipt", metavar="FILE", type=click.Path(dir_okay=False), help="Write a receipt for what was seen. Keep it."
)
@click.option("--stamp", metavar="ADDRESS", help="Have this time-stamp authority stamp the receipt: https://…")
@_signers
@_pin
@_roots
@on_option
@document_format_option
def show(
    path: str,
    evidence: str | None,
    since: tuple[str, ...],
    receipt: str | None,
    stamp: str | None,
    signers: tuple[str, ...],
    pin: str | None,
    roots: str | None,
    on: datetime.datetime | None,
    form: str,
) -> None:
    r"""Show the record: first what is witnessed and what is only claimed, then the timeline and the exceptions.

    Ends with 1 when something in it cannot be right.

    \b
    Examples:
      coachfolio record
      coachfolio record handed-over.bundle --receipt seen.json
    """
    if stamp and not receipt:
        raise click.UsageError("--stamp is for a receipt. Say with --receipt where to write it.")
    if receipt is not None:
        from coachfolio.record.receipts import not_there_yet

        not_there_yet(Path(receipt))  # before anything is read, shown or asked for
    detailed = form != "text" or evidence is not None
    found = _audit(path, signers, pin, since, roots, on, fields=detailed, digests=receipt is not None)
    report, record = found.report, found.record
    piece = None
    attached: tuple[str, ...] = ()
    if evidence is not None:
        from coachfolio.checks.auditing import attached_to

        piece, attached = found.piece(evidence), attached_to(path, found, evidence)
    if form == "json":
        from coachfolio.outputs.record_json import record_json

        for part in record_json(report, record, evidence=piece):
            click.echo(part, nl=False)
    elif form == "markdown":
        from coachfolio.outputs.record_markdown import record_markdown

        page = record_markdown(report, record, evidence=piece, attached=attached, folder=folder_before_paths(path))
        click.echo(page, nl=False)
    else:
        from coachfolio.outputs.record import record_text

        in_colour = coloured()
        for line in record_text(
            report,
            record,
            painted if in_colour else plain,
            evidence=piece,
            attached=attached,
            folder=folder_before_paths(path),
        ):
            click.echo(line, color=in_colour)
    if form != "json":
        _say_whether_names_were_looked_for(found)
    if receipt is not None:
        _write_receipt(found, Path(receipt), stamp)
    if found.report.failed:
        sys.exit(FINDINGS)


@record.command()
@kept_argument
@_since
@_signers
@_pin
@_roots
@on_option
def verify(
    path: str,
    since: tuple[str, ...],
    signers: tuple[str, ...],
    pin: str | None,
    roots: str | None,
    on: datetime.datetime | None,
) -> None:
    r"""Verify the record: every content in it, every seal and signature, and what earlier looks saw.

    Everything that was ever saved is read and held against the name it is kept under, attachments too. Ends with 1
    when something in it cannot be right.

    \b
    Example:
      coachfolio record verify handed-over.bundle
    """
    from coachfolio.checks.auditing import contents_verified
    from coachfolio.outputs.seals import verification_text

    number = contents_verified(path)
    found = _audit(path, signers, pin, since, roots, on, fields=False, digests=False)
    in_colour = coloured()
    for line in verification_text(found.report, found.record, number, painted if in_colour else plain):
        click.echo(line, color=in_colour)
    _say_whether_names_were_looked_for(found)
    if found.report.failed:
        sys.exit(FINDINGS)


@click.command()
@path_argument
@click.option("--as", "role", type=OneOf(SEAL_ROLES), default="learner", show_default=True, help="What you are to it.")
@click.option("--by", metavar="NAME", default="", help="Your short name among the people in portfolio.yaml.")
@click.option("--unit", "units", metavar="UNIT", multiple=True, help="Only this unit; may be given again.")
@click.option("--decision", type=OneOf(["pass", "refer", "none"]), default="none", help="What you decided, if you may.")
@click.option("--stamp", metavar="ADDRESS", help="Have this time-stamp authority stamp it: https://…")
@yes_option("Seal it without asking.")
def seal(
    path: str, role: Role, by: str, units: tuple[str, ...], decision: SealDecision, stamp: str | None, yes: bool
) -> None:
    r"""Seal the portfolio as it was saved last: say what it is to you, and sign it with your own key.

    A seal lists every piece of evidence as it stands, so that a later change of any of them shows.

    \b
    Examples:
      coachfolio seal
      coachfolio seal --as assessor --by assessor-1 --unit D7.03 --decision pass
    """
    from coachfolio.editing.sealing import new_seal, seal_plan
    from coachfolio.outputs.seals import seal_plan_text, sealed_text

    looked = _must_give_nobody_away(path, "seal")
    cover = cover_of(path)
    for line in seal_plan_text(seal_plan(path, role=role, by=by, units=units, decision=decision)):
        click.echo(cover(line))
    if not agreed("Seal it?", yes=yes, otherwise="Nothing was sealed."):
        return
    made = new_seal(path, role=role, by=by, units=units, decision=decision, stamp_at=stamp)
    for line in sealed_text(made):
        click.echo(line)
    _say_if_not_looked_for(looked)


class _PathAndFile(click.Command):
    """Takes a file, and a folder before it; of one word alone, it is the file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if len(args) == 1 and not args[0].startswith("-"):
            args = [".", *args]
        return super().parse_args(ctx, args)


@click.command(cls=_PathAndFile)
@path_argument
@click.argument("file", type=click.Path(dir_okay=False))
def bundle(path: str, file: str) -> None:
    r"""Put the whole record into one FILE, to hand it over: every save, branch and seal, and nothing else.

    FILE must not be there yet; its name usually ends in .bundle. What is not saved is not in it.

    \b
    Example:
      coachfolio bundle handed-over.bundle
    """
    from coachfolio.git import make_bundle

    looked = _must_give_nobody_away(path, "hand-over file")
    make_bundle(path, file)
    size = Path(file).stat().st_size
    click.echo(f"The whole record is in {file} ({max(1, size // 1000):,} KB). What was not saved is not in it.")
    cover = cover_of(path)
    for line in _not_in_it(path):
        click.echo(cover(line))
    _say_if_not_looked_for(looked)


def _not_in_it(path: str) -> Iterator[str]:
    """The files of the folder that are not as they were saved last, or were never saved."""
    from coachfolio.base.words import count, shown
    from coachfolio.record.unsaved import unsaved_in

    names = unsaved_in(path)
    if names:
        several = len(names)
        as_now = "as it is" if several == 1 else "as they are"
        yield f"Not in it: {count(several, 'file')}, {as_now} in the folder now. Save, and make it again."
    yield from (f"- {shown(name, 200)}" for name in names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        yield f"- {len(names) - _MOST_NAMED} more"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False))
def demo(folder: str) -> None:
    r"""Make a demonstration in FOLDER: the example portfolio with a year of history, seals and a few mishaps.

    \b
    Example:
      coachfolio demo try-it
    """
    from coachfolio.editing.demo import demo as make_demo

    make_demo(Path(folder))
    click.echo(f"The demonstration is in {folder}. Look at it with: coachfolio record {folder}")
    _page_of_demo(folder)


def _page_of_demo(folder: str) -> None:
    """Make the page of a demonstration beside it, and name it; a page of an earlier one is replaced."""
    from coachfolio.cli.reporting import page_beside
    from coachfolio.cli.shared import day_today
    from coachfolio.outputs.html.embedding import Embedder
    from coachfolio.outputs.html.page import portfolio_page
    from coachfolio.outputs.html.writing import NotMade, is_page, write_page
    from coachfolio.reports.opening import opened_for

    place = page_beside(folder)
    opened = opened_for("learner", folder, today=day_today())
    try:
        write_page(portfolio_page(opened.view, Embedder(opened.files, "learner")), place, folder, force=is_page(place))
    except NotMade as error:
        click.echo(f"{error} Then: coachfolio report {folder}")
        return
    click.echo(f"Open this page with a double click: {place}")


def _must_give_nobody_away(path: str, what: str) -> bool:
    """Stop while a client is given away. Says whether names could be looked for."""
    from coachfolio.base.errors import NoPortfolio
    from coachfolio.checks.handing_over import must_give_nobody_away

    try:
        return must_give_nobody_away(path, what)
    except NoPortfolio:  # only the record is here
        return False


def _say_if_not_looked_for(looked: bool) -> None:
    if not looked:
        click.echo("Clients' names were not looked for: there is no list of clients here.", err=True)


def add_to(main: click.Group) -> None:
    """Add these commands."""
    for command in (record, seal, bundle, demo):
        main.add_command(command)


def _audit(
    path: str,
    signers: Sequence[str],
    pin: str | None,
    since: Sequence[str],
    roots: str | None,
    on: datetime.datetime | None,
    *,
    fields: bool,
    digests: bool,
) -> Audit:
    from coachfolio.checks.auditing import audit

    found = audit(
        path,
        signers=signers_from(signers) if signers else None,
        pin=_pin_from(pin) if pin else None,
        since=since,
        stamp_roots=Path(roots).read_bytes() if roots else b"",
        today=on.date() if on else None,
        fields=fields,
        digests=digests,
    )
    for sentence in found.unchained:
        click.echo(sentence, err=True)
    return found


def _say_whether_names_were_looked_for(found: Audit) -> None:
    clients = found.report.portfolio.file.clients if found.report.portfolio.file else ()
    if clients and found.in_record is not None and not found.in_record.names_checked:
        click.echo("\nClients' names were not looked for in this record: there is no list of clients here.")


def _pin_from(text: str) -> Pin:
    from coachfolio.checks.auditing import Pin

    save, sign, fingerprint = text.partition("=")
    if not sign or not fingerprint:
        raise click.UsageError("--pin takes the full number of a save and a key: 0123…=SHA256:…")
    if _BARE.fullmatch(fingerprint):  # as some programs show it
        fingerprint = f"SHA256:{fingerprint}"
    return Pin(save, fingerprint)


def _write_receipt(found: Audit, file: Path, stamp: str | None) -> None:
    from coachfolio.checks.auditing import receipt_for
    from coachfolio.record.receipts import keep

    keep(receipt_for(found, stamp_at=stamp), file)
    click.echo(f"The receipt is in {file}. Keep it where the learner cannot change it.", err=True)
