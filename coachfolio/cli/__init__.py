"""The command line: it parses, calls the library and prints. Nothing is decided here.

Exit codes: 0 nothing that must be mended; 1 findings that must be mended; 2 wrong usage; 3 nothing to check;
4 a mistake in coachfolio itself.
"""

from __future__ import annotations

import datetime
import gc
import os
import posixpath
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO

import click

from coachfolio import __version__
from coachfolio.errors import CoachfolioError, NoPortfolio, nearest
from coachfolio.outputs import FORMATS

if TYPE_CHECKING:
    from rich.console import Console

    from coachfolio.checking import Report
    from coachfolio.portfolio import Stage

    _Words = click.Choice[str]
else:
    _Words = click.Choice

FINDINGS: Final = 1
NOTHING_TO_CHECK: Final = 3
OWN_MISTAKE: Final = 4


class _OneOf(_Words):
    """One of several words; whoever writes another is told the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            meant = nearest(str(value), self.choices)
            if not meant:
                raise
            raise click.BadParameter(f"{error.message} Did you mean {meant}?", ctx=ctx, param=param) from None


_path = click.argument("path", default=".", type=click.Path(file_okay=False))
_stage = click.option(
    "--for", "stage", type=_OneOf(["building", "submission"]), help="Judge it as if it were at this stage."
)
_on = click.option(
    "--on",
    "on",
    metavar="DATE",
    envvar="COACHFOLIO_ON",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Judge dates as on this day. Default: today.",
)
_format = click.option(
    "--format", "form", type=_OneOf(["text", "json"]), default="text", show_default=True, help="How to print it."
)
_report_format = click.option(
    "--format",
    "form",
    type=_OneOf(FORMATS),
    default=lambda: "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text",
    show_default="text; github in a job of GitHub Actions",
    help="How to print it.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="coachfolio %(version)s")
def main() -> None:
    """Keep a coaching portfolio as plain text, and see where you stand.

    A portfolio is a folder with a file portfolio.yaml in it. PATH is that folder; the one you are in, where it is left
    out.
    """


@main.command()
@_path
@_stage
@_on
@_report_format
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.File(encoding="utf-8"),
    help="What an earlier check printed with --format json: findings that were there then count as waived.",
)
def check(path: str, stage: Stage | None, on: datetime.datetime | None, form: str, baseline: TextIO | None) -> None:
    """Check a whole portfolio: what is wrong, and what is missing.

    Ends with 0 when nothing has to be mended, with 1 when something has, and with 3 when there is nothing to check.
    """
    report = _report(path, stage, on, baseline.read() if baseline else None)
    folder = posixpath.normpath(path)
    folder = "" if folder == "." else folder
    if form == "text":
        from coachfolio.outputs.text import check_text

        coloured = _coloured()
        for line in check_text(report, _painted if coloured else _plain, folder=folder):
            click.echo(line, color=coloured)
    else:
        from coachfolio.outputs import render

        if not sys.stdout.isatty():
            _reconfigure(sys.stdout, encoding="utf-8")  # programs read it so, whatever the terminal's encoding is
        click.echo(render(report, form, folder=folder), nl=False)
    if report.failed:
        sys.exit(FINDINGS)
    if not report.portfolio.evidence:
        click.echo("There is no evidence in this portfolio yet, so nothing was checked.", err=True)
        sys.exit(NOTHING_TO_CHECK)


@main.command()
@_path
@_stage
@_on
@_format
def status(path: str, stage: Stage | None, on: datetime.datetime | None, form: str) -> None:
    """Where you stand: hours, credits, units, what is asked for, and what to do next."""
    report = _report(path, stage, on)
    if form == "json":
        from coachfolio.outputs.json import status_document, written

        click.echo(written(status_document(report)))
        return
    from coachfolio.outputs.tables import show_status

    show_status(report, _console())


@main.command()
@_path
def coverage(path: str) -> None:
    """The mapping sheet: each criterion, and the evidence that it rests on."""
    from coachfolio.outputs.tables import show_coverage

    show_coverage(_report(path, None, None), _console())


@main.command()
@_path
def hours(path: str) -> None:
    """The hours, by client, role, fee, setting, unit and month."""
    from coachfolio.outputs.tables import show_hours

    show_hours(_report(path, None, None), _console())


@main.command()
@click.argument("name", required=False)
def qualifications(name: str | None) -> None:
    """The qualifications that coachfolio knows; with NAME, one of them with the source of each figure."""
    from coachfolio.outputs.tables import show_qualification, show_qualifications
    from coachfolio.qualification import pack, packs

    if name is None:
        show_qualifications([pack(one) for one in packs()], _console())
    else:
        show_qualification(pack(name), _console())


@main.command()
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    """Print a JSON Schema of the format; without NAME, list them."""
    import json

    from coachfolio import schemas

    if name is None:
        for one in schemas.names():
            click.echo(one)
    else:
        click.echo(json.dumps(schemas.schema(name), indent=2, ensure_ascii=False))


@main.command()
@click.option(
    "--format",
    "form",
    type=_OneOf(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print them.",
)
def rules(form: str) -> None:
    """List every rule: its code, its name, and how much it weighs at each stage."""
    if form == "text":
        from coachfolio.outputs.tables import show_rules

        show_rules(_console())
        return
    from coachfolio.outputs.rulebook import rules_document, rules_markdown

    click.echo(rules_document() if form == "json" else rules_markdown())


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain a rule: why it is there, what is wrong and what is right. CODE is its code or its name."""
    from coachfolio.outputs.rulebook import rule_text
    from coachfolio.rules import rule_or_error

    click.echo(rule_text(rule_or_error(code)))


def _report(path: str, stage: Stage | None, on: datetime.datetime | None, baseline: str | None = None) -> Report:
    from coachfolio.checking import check as check_portfolio
    from coachfolio.portfolio import open_portfolio
    from coachfolio.rules import all_rules
    from coachfolio.waivers import baseline_from

    known = baseline_from(baseline, [rule.code for rule in all_rules()]) if baseline is not None else None
    return check_portfolio(open_portfolio(path), stage=stage, today=on.date() if on else None, baseline=known)


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _painted(text: str, colour: str) -> str:
    if colour in ("bold", "dim"):
        return click.style(text, **{colour: True})
    return click.style(text, fg=colour)


def _plain(text: str, colour: str) -> str:
    return text


def _console() -> Console:
    from rich.console import Console

    # said outright, because older versions of rich take an empty FORCE_COLOR for a wish
    return Console(force_terminal=sys.stdout.isatty(), no_color=not _coloured(), highlight=False)


def _reconfigure(stream: TextIO, **settings: str) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:  # a stream that somebody put in its place may not have it
        reconfigure(**settings)


def run() -> NoReturn:
    """The entry point: every known trouble is a sentence, never a traceback."""
    gc.disable()  # nothing that a check makes is a circle, and looking for circles takes as long as reading YAML
    for stream in (sys.stdout, sys.stderr):
        _reconfigure(stream, errors="replace")  # an old terminal may not know every character
    try:
        main(prog_name="coachfolio")
    except NoPortfolio as error:
        click.echo(str(error), err=True)
        sys.exit(NOTHING_TO_CHECK)
    except CoachfolioError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except Exception as error:
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
