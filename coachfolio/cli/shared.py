"""What the commands share: options, and the way to a terminal."""

from __future__ import annotations

import datetime
import functools
import os
import posixpath
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar, cast

import click

from coachfolio.base.errors import CoachfolioError, NoPortfolio, nearest
from coachfolio.base.words import prose
from coachfolio.outputs import FORMATS

if TYPE_CHECKING:
    from rich.console import Console

    from coachfolio.confidentiality.covering import Cover
    from coachfolio.editing.drafts import Draft
    from coachfolio.record.signers import Signers

    _Words = click.Choice[str]
else:
    _Words = click.Choice

_Command = TypeVar("_Command", bound=Callable[..., Any])

FINDINGS: Final = 1
NOTHING_TO_CHECK: Final = 3


class OneOf(_Words):
    """One of several words; whoever writes another is told the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            meant = nearest(str(value), self.choices)
            if not meant:
                raise
            raise click.BadParameter(f"{error.message} Did you mean {meant}?", ctx=ctx, param=param) from None


class Listing(click.Group):
    """Commands of which `list` is meant, unless another is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        being_completed = ctx.resilient_parsing and not args
        if not being_completed and (not args or args[0] not in (*self.commands, "-h", "--help")):
            meant = nearest(args[0], self.commands) if len(args) > 1 and not Path(args[0]).exists() else None
            if meant:
                raise click.UsageError(f"There is no command {args[0][:40]!r} here. Did you mean {meant}?", ctx=ctx)
            args = ["list", *args]
        return super().parse_args(ctx, args)


class Day(click.DateTime):
    """A day as files have it; whoever writes it otherwise is told how."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            raise click.BadParameter(
                f"{str(value)[:40]!r} is not a day. Write year, month and day, such as 2026-11-30.",
                ctx=ctx,
                param=param,
            ) from None


class _OnlyFolder(click.Path):
    """A folder; whoever gives a hand-over file is told which commands look into one."""

    def __init__(self) -> None:
        super().__init__(file_okay=False)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if Path(value).is_file():
            raise click.BadParameter(
                f"{os.fspath(value)[:200]!r} is a file, and this takes the folder of a portfolio. A hand-over file "
                "is for check, status, coverage, hours, ready, report, paper, feedback, actions, record and sample "
                "report.",
                ctx=ctx,
                param=param,
            )
        return super().convert(value, param, ctx)


def cover_of(path: str) -> Callable[[str], str]:
    """How to show a text about the portfolio in a folder: with clients' names covered up. As it is, where none is."""
    from coachfolio.confidentiality.portfolios import cover_for
    from coachfolio.portfolio.loading import open_portfolio

    try:
        return showing(cover_for(open_portfolio(path), path))
    except CoachfolioError:
        return str


def showing(cover: Cover) -> Callable[[str], str]:
    """How to show a text with clients' names covered up."""
    from coachfolio.confidentiality.covering import safely_shown

    return lambda text: safely_shown(text, cover)


def covering(command: _Command) -> _Command:
    """A command about the portfolio in `path`, with clients' names covered up in what it raises."""

    @functools.wraps(command)
    def covered(*args: Any, **given: Any) -> None:
        try:
            command(*args, **given)
        except NoPortfolio:
            raise
        except CoachfolioError as error:
            raise CoachfolioError(cover_of(str(given["path"]))(str(error))) from None

    return cast(_Command, covered)


def _about(argument: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """An argument that names a portfolio. Whoever takes it cannot forget to cover names in what goes wrong."""
    return lambda command: argument(covering(command))


def agreed(question: str, *, yes: bool, default: bool = False, otherwise: str = "Nothing was changed.") -> bool:
    """Whether somebody says yes, or said so beforehand. Ends with 2 where nobody can be asked.

    `otherwise` is what they are told when they say no.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise click.UsageError(f"Nobody can be asked here. {otherwise} Add --yes to do it.")
    if click.confirm(question, default=default):
        return True
    click.echo(otherwise)
    return False


def yes_option(what: str) -> Callable[[_Command], _Command]:
    """A flag that answers every question with yes."""
    return click.option("--yes", is_flag=True, help=what)


path_argument = _about(click.argument("path", default=".", type=_OnlyFolder()))
kept_argument = _about(click.argument("path", default=".", type=click.Path()))
"""A folder, or a hand-over file."""
in_option = _about(
    click.option("--in", "path", metavar="FOLDER", default=".", type=click.Path(file_okay=False), help="The portfolio.")
)
"""The folder, for commands whose arguments are words."""
kept_in_option = _about(
    click.option(
        "--in", "path", metavar="PATH", default=".", type=click.Path(), help="The portfolio, or a hand-over file."
    )
)
stage_option = click.option(
    "--for",
    "stage",
    type=OneOf(["building", "submission", "certification"]),
    help="Judge it as if it were at this stage.",
)
staged_option = click.option(
    "--staged", is_flag=True, help="Take the files as the save that is being made will have them, not as they lie here."
)
at_option = click.option(
    "--at", "state", metavar="SAVE", help="Take the files as they were saved: the number of a save, a branch or a seal."
)
on_option = click.option(
    "--on",
    "on",
    metavar="DATE",
    envvar="COACHFOLIO_ON",
    type=Day(),
    help="Judge dates as on this day. Default: today.",
)
done_on_option = click.option(
    "--on", "on", metavar="DATE", type=Day(), help="The day on which it was done. Default: today."
)
format_option = click.option(
    "--format", "form", type=OneOf(["text", "json"]), default="text", show_default=True, help="How to print it."
)
document_format_option = click.option(
    "--format",
    "form",
    type=OneOf(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
report_format_option = click.option(
    "--format",
    "form",
    type=OneOf(FORMATS),
    default=lambda: "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text",
    show_default="text; github in a job of GitHub Actions",
    help="How to print it.",
)


def days(on: datetime.datetime | None) -> tuple[datetime.date, datetime.date]:
    """The day on which something was done, and today."""
    fixed = os.environ.get("COACHFOLIO_ON")
    today = Day().convert(fixed, None, None).date() if fixed else datetime.date.today()
    return (on.date() if on else today), today


def day_today() -> datetime.date:
    """Today, or the day that COACHFOLIO_ON says."""
    return days(None)[1]


def day_done(on: datetime.datetime | None) -> datetime.date:
    """The day on which something was done. Raises CoachfolioError where it is still to come."""
    from coachfolio.base.words import day

    given, today = days(on)
    if given > today:
        raise CoachfolioError(f"{day(given)} is still to come. Give the day on which it was done. Nothing was written.")
    return given


def in_lines(drafted: Callable[[str | None], Draft], text: str | None) -> Draft:
    """The draft that has a text in lines, or in one where it stands between braces: no line ends there."""
    draft = drafted(prose(text))
    if draft.after.count("\\n") > (draft.before or "").count("\\n"):
        return drafted(text)
    return draft


def folder_before_paths(path: str) -> str:
    """What to put before the paths of findings, so that they lead to the files from here; nothing for one file."""
    folder = posixpath.normpath(path)
    return "" if folder == "." or not Path(path).is_dir() else folder


def write_drafts(drafts: Sequence[Draft], path: str) -> None:
    """Write into the portfolio in a folder, and say which files, with clients' names covered up. Raises NotWritten."""
    from coachfolio.editing.drafts import write
    from coachfolio.outputs.drafts import written_lines

    cover = cover_of(path)
    write(drafts)
    for line in written_lines(drafts, folder_before_paths(path)):
        click.echo(cover(line))


def signers_from(files: Sequence[str]) -> Signers:
    """Lists and OpenPGP keys, told apart by how they begin."""
    from coachfolio.record.signers import Signers

    lists: list[str] = []
    keys = b""
    for file in files:
        data = Path(file).read_bytes()
        if data.lstrip().startswith(b"-----BEGIN PGP PUBLIC KEY BLOCK-----"):
            keys += data + b"\n"
        else:
            lists.append(data.decode("utf-8", "replace"))
    return Signers.from_text("\n".join(lists), keys)


def coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def can_write(text: str) -> bool:
    """Whether the terminal or file that is written to knows these characters."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def painted(text: str, colour: str) -> str:
    if colour in ("bold", "dim"):
        return click.style(text, **{colour: True})
    return click.style(text, fg=colour)


def plain(text: str, colour: str) -> str:
    return text


def console() -> Console:
    from rich.console import Console

    class Ours(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would end with the code of findings

    # said outright, because older versions of rich take an empty FORCE_COLOR for a wish
    return Ours(force_terminal=sys.stdout.isatty(), no_color=not coloured(), highlight=False)


def reconfigure(stream: TextIO, **settings: str) -> None:
    """Change how a stream writes, where it can be changed: one that somebody put in its place may not know how."""
    change = getattr(stream, "reconfigure", None)
    if change:
        change(**settings)
