"""The commands about what is handed in: pack, and pack verify for whoever gets it."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from coachfolio.cli.shared import FINDINGS, OneOf, coloured, on_option, painted, path_argument, plain, signers_from

if TYPE_CHECKING:
    from coachfolio.outputs.pack.facts import PackFor


class _Packing(click.Group):
    """`pack` makes one, unless `verify` is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        being_completed = ctx.resilient_parsing and not args
        if not being_completed and (not args or args[0] not in (*self.commands, "-h", "--help")):
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group("pack", cls=_Packing, short_help="Make what is handed in as one file, or verify one that came.")
def packing() -> None:
    r"""Make what is handed in, as your centre wants it, in one ZIP that its receiver can verify.

    `coachfolio pack PATH` is `coachfolio pack make PATH`. `coachfolio pack verify ZIP` says whether all of one came.

    \b
    Examples:
      coachfolio pack
      coachfolio pack verify submission.zip
    """


@packing.command()
@path_argument
@click.option(
    "--out", metavar="FILE", help="The ZIP to write. Default: beside the folder, by the centre's name for it."
)
@click.option(
    "--audience",
    type=OneOf(["assessor", "iqa", "eqa"]),
    default="assessor",
    show_default=True,
    help="An assessor gets all of it, internal or external quality assurance the sample only.",
)
@click.option(
    "--profile",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="How the centre wants it: a file with a section submission. Default: qualification.yaml.",
)
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="The centre's Word file to fill, where it takes one Word file.",
)
@click.option(
    "--unit", "units", metavar="UNIT", multiple=True, help="Only this unit, such as D7.01; may be given again."
)
@click.option("--submission", metavar="NUMBER", type=click.IntRange(1, 99), help="Which submission of it this is.")
@click.option(
    "--record/--no-record",
    default=None,
    help="Put the whole record of practice in, or leave it out. Default: in, where it shows no more than the rest.",
)
@click.option(
    "--signers",
    metavar="FILE",
    multiple=True,
    type=click.Path(dir_okay=False, exists=True),
    help="Whose signatures count, for the seals behind decisions: a list as OpenSSH reads it, or OpenPGP keys.",
)
@click.option("--force", is_flag=True, help="Replace what is there.")
@on_option
def make(
    path: str,
    out: str | None,
    audience: PackFor,
    profile: str | None,
    template: str | None,
    units: tuple[str, ...],
    submission: int | None,
    record: bool | None,
    signers: tuple[str, ...],
    force: bool,
    on: datetime.datetime | None,
) -> None:
    r"""Make what is handed in: checked for submission first, without what its readers may not see.

    It is one ZIP with the portfolio as a page, the mapping sheet, the evidence, the table and the receipt of the
    record, and the list of everything in it. Your centre says in qualification.yaml how it wants it: one Word file, one
    PDF, a folder for each unit, or the ZIP. The same save gives the same file.

    For quality assurance it holds the sample only: what was chosen or looked at, with what stands behind it.

    Ends with 1 where the portfolio is not ready, and shows the checklist.

    \b
    Examples:
      coachfolio pack
      coachfolio pack --audience iqa --out sample.zip
    """
    from coachfolio.outputs.pack.facts import NotReady
    from coachfolio.outputs.pack.making import Packing, make_pack
    from coachfolio.outputs.pack.words import packed_text

    in_colour = coloured()
    try:
        with _told() as tell:
            made = make_pack(
                Packing(
                    folder=path,
                    out=out,
                    audience=audience,
                    profile=profile,
                    template=template,
                    units=units,
                    submission=submission,
                    record=record,
                    signers=signers_from(signers) if signers else None,
                    today=on.date() if on else None,
                    force=force,
                    tell=tell,
                )
            )
    except NotReady as error:
        from coachfolio.outputs.drafts import then
        from coachfolio.outputs.text import checklist_text

        for line in checklist_text(error.readiness, painted if in_colour else plain):
            click.echo(line, color=in_colour)
        place = then("" if path == "." else path)
        click.echo(f"{error} Every finding behind it: coachfolio check{place} --for {error.readiness.what}", err=True)
        sys.exit(FINDINGS)
    for line in packed_text(made):
        click.echo(line)


@packing.command("verify")
@click.argument("file", metavar="ZIP", type=click.Path(exists=True, dir_okay=False))
def verify_file(file: str) -> None:
    r"""Verify a pack that came: whether all that it lists is there and unchanged, and nothing else.

    Nothing in it is opened, unpacked or run. Ends with 0 when all is there, with 1 when not.

    \b
    Example:
      coachfolio pack verify submission.zip
    """
    from coachfolio.format.bags.verifying import verify_pack
    from coachfolio.outputs.pack.words import verified_text

    with _told() as tell:
        found = verify_pack(file, progress=_share_of(tell))
    in_colour = coloured()
    for line in verified_text(found, painted if in_colour else plain):
        click.echo(line, color=in_colour)
    if not found.whole:
        sys.exit(FINDINGS)


_WIDE: Final = 78


@contextmanager
def _told() -> Iterator[Callable[[str], None]]:
    """Says on a terminal what is being done, on one line that is gone afterwards; nowhere else."""
    if not sys.stderr.isatty():
        yield lambda doing: None
        return

    def tell(doing: str) -> None:
        click.echo(f"\r{doing + ' …':<{_WIDE}}"[: _WIDE + 1], err=True, nl=False)

    try:
        yield tell
    finally:
        click.echo(f"\r{'':<{_WIDE}}\r", err=True, nl=False)


def _share_of(tell: Callable[[str], None]) -> Callable[[int, int], None]:
    """Says how much of it was read, a per cent at a time."""
    said = -1

    def progress(done: int, whole: int) -> None:
        nonlocal said
        share = 100 * done // max(1, whole)
        if share > said:
            said = share
            tell(f"Verifying: {share} %")

    return progress


def add_to(main: click.Group) -> None:
    """Add these commands."""
    main.add_command(packing)
