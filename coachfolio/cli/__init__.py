"""The command line: it parses, calls the library and prints. Nothing is decided here.

Exit codes: 0 nothing that must be mended; 1 findings that must be mended; 2 it cannot be done, or not as it was asked
for; 3 nothing to check; 4 a mistake in coachfolio itself.
"""

from __future__ import annotations

import datetime
import errno
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NoReturn

import click

from coachfolio.base.errors import CoachfolioError, NoPortfolio
from coachfolio.base.version import __version__
from coachfolio.base.words import safe
from coachfolio.cli.help import ready_for_help
from coachfolio.cli.shared import (
    FINDINGS,
    NOTHING_TO_CHECK,
    OneOf,
    at_option,
    can_write,
    coloured,
    console,
    folder_before_paths,
    format_option,
    kept_argument,
    on_option,
    painted,
    plain,
    reconfigure,
    report_format_option,
    stage_option,
    staged_option,
)

if TYPE_CHECKING:
    from coachfolio.checks.checking import Report
    from coachfolio.portfolio.portfolio import Stage
    from coachfolio.portfolio.sources import Source

OWN_MISTAKE: Final = 4
NOT_DONE: Final = 2
_NOT_WRITTEN: Final = (errno.ENOSPC, errno.EIO, errno.EDQUOT)
"""What goes wrong where the answer is written to, and not in what was asked."""

_WHERE: Final = {
    **dict.fromkeys(("record", "seal", "bundle", "demo"), "record"),
    **dict.fromkeys(("hooks", "hook"), "hooks"),
    **dict.fromkeys(("forget", "redact", "allow"), "confidential"),
    "actions": "actions",
    "cohort": "cohort",
    "completion": "completion",
    **dict.fromkeys(("decide", "sign-off", "feedback"), "assessment"),
    "declare": "declaring",
    **dict.fromkeys(("fix", "fmt"), "fixing"),
    "sample": "sampling",
    "import": "importing",
    "init": "starting",
    "log": "logging",
    "report": "reporting",
    "new": "writing_up",
    "open": "opening",
    "map": "mapping",
    "phone": "phone",
    "pack": "packing",
    "paper": "papers",
    "requalify": "requalifying",
    **dict.fromkeys(("export", "hours"), "exporting"),
    **dict.fromkeys(("return", "receive"), "returning"),
    **dict.fromkeys(("save", "undo", "rename"), "saving"),
}
"""The module of each command that is not here. It is fetched when the command is asked for: a hook waits for none."""


class _NobodyReads(Exception):
    """Whoever was to read the answer has gone, as `head` does when it has enough."""


class _Main(click.Group):
    """Every command, and what is said when somebody stops one of them while it asks."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _WHERE and cmd_name not in self.commands:
            import_module(f"coachfolio.cli.{_WHERE[cmd_name]}").add_to(self)
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            ready_for_help(command)
        return command

    def main(self, *args: Any, **extra: Any) -> Any:
        if os.environ.get("_COACHFOLIO_COMPLETE", "").startswith("powershell"):
            import_module("coachfolio.cli.completion")  # click does not know this shell
        return super().main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_WHERE})

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.Abort:
            click.echo("\nStopped. Nothing was written.", err=True)
            ctx.exit(NOT_DONE)
        except BrokenPipeError as error:  # click would end with the code of findings
            raise _NobodyReads from error


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="coachfolio %(version)s")
def main() -> None:
    """Keep a coaching portfolio as plain text, and see where you stand.

    A portfolio is a folder with a file portfolio.yaml in it. PATH is that folder; the one you are in, where it is left
    out.
    """


@main.command()
@kept_argument
@stage_option
@on_option
@staged_option
@at_option
@report_format_option
@click.option(
    "--all/--brief",
    "everything",
    default=None,
    help="Show every finding with its place, or what fits on a screen. Default: brief in a terminal, and everything "
    "in a file or a pipe.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.File("rb"),
    help="What an earlier check printed with --format json: findings that were there then count as waived.",
)
def check(
    path: str,
    stage: Stage | None,
    on: datetime.datetime | None,
    staged: bool,
    state: str | None,
    form: str,
    everything: bool | None,
    baseline: BinaryIO | None,
) -> None:
    r"""Check a whole portfolio: what is wrong, and what is missing.

    PATH may also be a hand-over file, as `coachfolio bundle` makes it.

    Ends with 0 when nothing has to be mended, with 1 when something has, and with 3 when there is nothing to check.

    \b
    Examples:
      coachfolio check
      coachfolio check my-portfolio --for submission
    """
    from coachfolio.checks.whole import check_folder, source_of

    if staged and state is not None:
        raise click.UsageError("--staged and --at ask for two different states. Leave out one of them.")
    source = source_of(path, state=state, staged=staged)
    folder = "/".join(filter(None, (folder_before_paths(path), getattr(source, "inside", ""))))
    report = check_folder(
        path,
        source=source,
        staged=staged,
        stage=stage,
        today=on.date() if on else None,
        baseline=baseline.read() if baseline else None,
    )
    if form == "text":
        mends = _mends(report, source) if state is None and not staged else 0
        brief = sys.stdout.isatty() and state is None and not staged if everything is None else not everything
        _show_check(report, folder, mends, brief=brief)
    else:
        from coachfolio.outputs import render

        if not sys.stdout.isatty():
            reconfigure(sys.stdout, encoding="utf-8")  # programs read it so, whatever the terminal's encoding is
        click.echo(render(report, form, folder=folder), nl=False)
    if report.failed:
        sys.exit(FINDINGS)
    if not report.portfolio.evidence:
        click.echo("There is no evidence in this portfolio yet, so nothing was checked.", err=True)
        sys.exit(NOTHING_TO_CHECK)


@main.command()
@kept_argument
@stage_option
@on_option
@format_option
@click.option("--all", "everything", is_flag=True, help="Show everything that is asked for, and not one screen.")
def status(path: str, stage: Stage | None, on: datetime.datetime | None, form: str, everything: bool) -> None:
    r"""Where you stand: hours, units, what waits on somebody, and what to do next, on one screen.

    \b
    Examples:
      coachfolio status
      coachfolio status my-portfolio --all
    """
    report = _as_it_lies(path, stage, on)
    if form == "json":
        from coachfolio.outputs.json import json_text, status_document

        click.echo(json_text(status_document(report)))
        return
    if everything:
        from coachfolio.outputs.tables import show_status
        from coachfolio.reports.status import status_of

        show_status(status_of(report), console())
        return
    import shutil

    from coachfolio.checks.whole import source_of
    from coachfolio.outputs.overview import overview_lines
    from coachfolio.record.unsaved import unsaved_in
    from coachfolio.reports.overview import overview_of

    own = Path(path).is_dir()  # a hand-over file is read by somebody who can do nothing about it
    mends = _mends(report, source_of(path)) if own else 0
    screen = overview_of(report, unsaved=unsaved_in(path) if own else None, mends=mends, deeds_too=own)
    in_colour = coloured()
    blocks = can_write("█░")
    columns = max(shutil.get_terminal_size().columns, 40) if sys.stdout.isatty() else 80
    paint = painted if in_colour else plain
    for line in overview_lines(screen, paint, folder_before_paths(path), columns=columns, blocks=blocks):
        click.echo(line, color=in_colour)


@main.command()
@kept_argument
@click.option(
    "--for",
    "stage",
    type=OneOf(["submission", "certification"]),
    help="What it has to be ready for. Default: submission, and certification once it is handed in.",
)
@on_option
@format_option
def ready(path: str, stage: Stage | None, on: datetime.datetime | None, form: str) -> None:
    r"""Whether the portfolio is ready, as a checklist: each line met or not, and by what.

    Ends with 0 when it is ready, with 1 when it is not. PATH may also be a hand-over file.

    \b
    Examples:
      coachfolio ready
      coachfolio ready --for certification
    """
    from coachfolio.checks.whole import check_folder, source_of
    from coachfolio.portfolio.loading import open_portfolio
    from coachfolio.reports.readiness import readiness_of

    source = source_of(path)
    if stage is None:
        stage = "submission" if open_portfolio(source).stage == "building" else "certification"
    report = check_folder(path, source=source, stage=stage, today=on.date() if on else None)
    readiness = readiness_of(report)
    if form == "json":
        from coachfolio.outputs.json import json_text, readiness_document

        click.echo(json_text(readiness_document(report)))
    else:
        from coachfolio.outputs.text import checklist_text

        in_colour = coloured()
        for line in checklist_text(readiness, painted if in_colour else plain):
            click.echo(line, color=in_colour)
        if not readiness.ready:
            from coachfolio.outputs.drafts import then

            place = then("" if path == "." else path)
            click.echo(f"Every finding behind it: coachfolio check{place} --for {report.stage}")
    if not readiness.ready:
        sys.exit(FINDINGS)


def _like_a_unit(word: str) -> bool:
    """Whether a word may be the reference of a unit, such as D7.01: with figures in it, and no place of a file."""
    return any(sign.isdigit() for sign in word) and not {"/", "\\", "~"} & {*word}


class _UnitBeforePath(click.Command):
    """Takes a unit, and a portfolio after it; of one word alone, whichever of the two it is."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = [word for word in args if not word.startswith("-")]
        if len(words) == 1 and (Path(words[0]).exists() or not _like_a_unit(words[0])):
            args = ["", *args]
        return super().parse_args(ctx, args)


@main.command(cls=_UnitBeforePath)
@click.argument("unit", default="")
@kept_argument
def coverage(unit: str, path: str) -> None:
    r"""The mapping sheet: each criterion, and the evidence that it rests on.

    With UNIT, such as D7.01, its criteria with the very passages that each claim points to, and their files.

    \b
    Examples:
      coachfolio coverage
      coachfolio coverage D7.03
    """
    from coachfolio.outputs.tables import show_coverage
    from coachfolio.reports.mapping import mapping_of

    if unit:
        from coachfolio.outputs.assessment import unit_text
        from coachfolio.reports.opening import passages_in

        report = _as_it_lies(path)
        for line in unit_text(report, unit, passages_in(report, path), folder_before_paths(path)):
            click.echo(line)
        return
    show_coverage(mapping_of(_as_it_lies(path)), console())


@main.command()
@click.argument("name", required=False)
def qualifications(name: str | None) -> None:
    r"""The qualifications that coachfolio knows; with NAME, one of them with the source of each figure.

    \b
    Examples:
      coachfolio qualifications
      coachfolio qualifications ilm-l7-diploma-2007
    """
    from coachfolio.format.packs import pack, packs
    from coachfolio.outputs.tables import show_qualification, show_qualifications

    if name is None:
        show_qualifications([pack(known) for known in packs()], console())
    else:
        show_qualification(pack(name), console())


@main.command()
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    r"""Print a JSON Schema of the format; without NAME, list them.

    \b
    Examples:
      coachfolio schema
      coachfolio schema sessions
    """
    import json

    from coachfolio.format import schemas

    if name is None:
        for known in schemas.names():
            click.echo(known)
    else:
        click.echo(json.dumps(schemas.schema(name), indent=2, ensure_ascii=False))


@main.command()
@click.option(
    "--format",
    "form",
    type=OneOf(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print them.",
)
def rules(form: str) -> None:
    r"""List every rule: its code, its name, and how much it weighs at each stage.

    \b
    Examples:
      coachfolio rules
      coachfolio rules --format markdown
    """
    if form == "text":
        from coachfolio.outputs.tables import show_rules

        show_rules(console())
        return
    from coachfolio.outputs.rulebook import rules_document, rules_markdown

    click.echo(rules_document() if form == "json" else rules_markdown())


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    r"""Explain a rule: why it is there, what is wrong and what is right. CODE is its code or its name.

    \b
    Example:
      coachfolio explain CF401
    """
    from coachfolio.checks.rules import rule_or_error
    from coachfolio.outputs.rulebook import rule_text

    click.echo(rule_text(rule_or_error(code)))


def _show_check(report: Report, folder: str, mends: int, *, brief: bool) -> None:
    """Print a check for people: what fits on a screen, or everything."""
    in_colour = coloured()
    paint = painted if in_colour else plain
    if brief:
        import shutil

        from coachfolio.outputs.brief import brief_lines

        size = shutil.get_terminal_size((80, 25))
        lines = brief_lines(
            report, paint, folder=folder, mends=mends, columns=max(size.columns, 40), lines=max(size.lines - 1, 12)
        )
    else:
        from coachfolio.outputs.text import check_text

        lines = check_text(report, paint, folder=folder, mends=mends)
    for line in lines:
        click.echo(line, color=in_colour)


_MAY_BE_MENDED: Final = (
    "CF00",
    "CF01",
    "CF022",
    "CF025",
    "CF026",
    "CF1",
    *(f"CF2{n:02}" for n in (2, 3, 4, 6, 7, 11, 13, 14)),
)
"""The beginnings of the codes of what the program may be able to mend."""


def _mends(report: Report, source: Source) -> int:
    """How many of the findings the program could mend itself."""
    if not any(found.code.startswith(_MAY_BE_MENDED) for found in report.diagnostics):
        return 0
    from coachfolio.editing.fixing import fix_plan

    return fix_plan(source).mends


def _as_it_lies(path: str, stage: Stage | None = None, on: datetime.datetime | None = None) -> Report:
    """The report on the portfolio in a folder, or on the last state in a hand-over file."""
    from coachfolio.checks.whole import check_folder

    return check_folder(path, stage=stage, today=on.date() if on else None, thorough=False)


def run() -> NoReturn:
    """The entry point: every known trouble is a sentence, never a traceback."""
    gc.disable()  # nothing that a check makes is a circle, and looking for circles takes as long as reading YAML
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure(stream, errors="replace")  # an old terminal may not know every character
    try:
        try:
            main(prog_name="coachfolio")
        finally:
            sys.stdout.flush()
    except NoPortfolio as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(NOTHING_TO_CHECK)
    except CoachfolioError as error:
        click.echo(safe(str(error)), err=True)
        sys.exit(NOT_DONE)
    except (_NobodyReads, BrokenPipeError):
        _write_no_more()
        sys.exit(NOT_DONE)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NOT_WRITTEN:
            _write_no_more()
            click.echo("What was found could not be written out: there is no room where it should go.", err=True)
            sys.exit(NOT_DONE)
        if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
            click.echo(
                "This computer lets no more files be opened at once. Close other programs, and try again.", err=True
            )
            sys.exit(NOT_DONE)
        if os.environ.get("COACHFOLIO_DEBUG"):
            raise
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        # the error's own text is left out: it may quote the portfolio
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
        click.echo(
            f"This is a mistake in coachfolio, not in your portfolio: {type(error).__name__} at {place}. "
            "Please report it. Nothing was changed.",
            err=True,
        )
        sys.exit(OWN_MISTAKE)
    sys.exit(0)


def _open_streams() -> None:
    """Give a program that was started without input or output a place for them, so that no file takes theirs."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end


def _write_no_more() -> None:
    """Have what is left of the answer go nowhere, so that it is not tried again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
