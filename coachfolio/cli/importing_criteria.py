"""Bringing in criteria: what `coachfolio import --kind criteria` shows, asks and writes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import click

from coachfolio.base.files import read_plain
from coachfolio.base.words import count, listed, shown
from coachfolio.cli.shared import cover_of, day_today

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key
    from coachfolio.editing.importing.criteria import CriteriaSource, CriterionBeside
    from coachfolio.editing.importing.criteria_read import CriteriaRead
    from coachfolio.portfolio.portfolio import Portfolio

_MOST_LINES: Final = 60


def bring_in_criteria(
    path: str,
    files: Sequence[str],
    *,
    units: Sequence[str] = (),
    source: str = "",
    words_are: str = "",
    whole: bool = False,
    dry_run: bool = False,
    yes: bool = False,
) -> None:
    """Show the criteria of documents beside what the portfolio has, ask whose words they are, and write them.

    `units` are the references of units that the documents do not name, in their order. Raises NotWritten.
    """
    from coachfolio.editing.importing.criteria import WORDS_ARE, with_units
    from coachfolio.editing.sessions_logged import opened_to_log

    if words_are and words_are not in WORDS_ARE:
        raise click.BadParameter(f"Write one of {listed(WORDS_ARE, last='or')}.", param_hint="--words")
    asking = not (yes or dry_run) and sys.stdin.isatty()
    if not (yes or dry_run or asking):
        raise click.UsageError("Nobody can be asked here. Add --dry-run to look, or --yes with --source and --words.")
    for file in files:
        portfolio, key = opened_to_log(path)
        read = _read(file)
        read = with_units(read, units, portfolio.qualification)
        nameless = [unit for unit in read.units if not unit.ref]
        if asking and nameless:
            given = [
                click.prompt(f"Which unit is {shown(unit.title, 80) or 'this'} (such as D7.03)") for unit in nameless
            ]
            read = with_units(read, given, portfolio.qualification)
        _show(path, file, read, portfolio)
        if dry_run:
            click.echo("Nothing was written.")
            continue
        about = _source(file, source, words_are, whole=whole, asking=asking)
        if asking and not click.confirm("Write them into qualification.yaml?", default=False):
            click.echo("Nothing was written.")
            continue
        _write(path, portfolio, key, read, about, asking=asking)


def _read(file: str) -> CriteriaRead:
    from coachfolio.editing.drafts import NotWritten
    from coachfolio.editing.importing.criteria import criteria_in
    from coachfolio.format.attachments.worker import Worker
    from coachfolio.format.foreign.opening import MAX_SOURCE, foreign_contents

    try:
        data = read_plain(file, MAX_SOURCE + 1)
    except OSError as error:
        raise NotWritten(
            f"{shown(file, 200)} cannot be read: {(error.strerror or 'unknown reason').lower()}."
        ) from None
    with Worker(120) as worker:
        contents = foreign_contents(Path(file).name, data, worker)
    if contents is None:
        raise NotWritten(
            f"coachfolio cannot read files such as {shown(Path(file).name, 80)}. Save it as .docx or .txt."
        )
    if contents.unread:
        raise NotWritten(f"{shown(Path(file).name, 80)} cannot be read: {contents.unread}.")
    read = criteria_in(contents)
    if read is None:
        raise NotWritten(
            f"No criteria were found in {shown(Path(file).name, 80)}. They are known by their numbers, such as 1.1. "
            "Where the document has none, type the list into a text file, one in a line, with its number in front."
        )
    return read


def _show(path: str, file: str, read: CriteriaRead, portfolio: Portfolio) -> None:
    from coachfolio.editing.importing.criteria import beside_the_pack
    from coachfolio.facts.progress.coverage import claims_made

    cover = cover_of(path)
    click.echo(f"{shown(Path(file).name, 80)}: {count(read.count, 'criterion', 'criteria')}")
    for unit in read.units:
        numbers = listed(criterion.number for criterion in unit.criteria)
        click.echo(cover(f"  {unit.ref or 'a unit without a reference'}  {shown(unit.title, 80)}  {numbers}"))
    rows = beside_the_pack(read, portfolio.qualification)
    states = {state: [row for row in rows if row.state == state] for state in ("new", "same", "other words", "gone")}
    click.echo(
        f"Beside what you have: {len(states['new'])} new, {len(states['same'])} the same, "
        f"{len(states['other words'])} in other words, {len(states['gone'])} that the document does not have."
    )
    for line in _differences([*states["new"], *states["other words"], *states["gone"]]):
        click.echo(cover(line))
    gone = {row.ref for row in states["gone"]}
    claims = sum(1 for claim in claims_made(portfolio.evidence) if claim.criterion in gone)
    if claims:
        click.echo(
            f"{count(claims, 'claim')} of yours would be on criteria that are no longer there. Where they go then,"
        )
        click.echo(f"this proposes: coachfolio requalify {portfolio.file.qualification if portfolio.file else 'NAME'}")
    for line in read.said:
        click.echo(cover(f"Look at this: {line}"))
    if read.left:
        click.echo(
            f"{count(len(read.left), 'part')} of the document {'is' if len(read.left) == 1 else 'are'} no criteria:"
        )
        for left in read.left[:8]:
            click.echo(cover(f"  {left.place}: {shown(left.text, 80)}"))


def _differences(rows: Sequence[CriterionBeside]) -> Iterator[str]:
    for row in rows[:_MOST_LINES]:
        if row.state == "new":
            yield f"  + {row.ref}  {shown(row.new, 90)}"
        elif row.state == "gone":
            yield f"  - {row.ref}  {shown(row.old, 90)}"
        else:
            yield f"  ~ {row.ref}  {shown(row.new, 90)}"
            yield f"      was: {shown(row.old, 90)}"
    if len(rows) > _MOST_LINES:
        yield f"  … and {len(rows) - _MOST_LINES} more"


def _source(file: str, title: str, words_are: str, *, whole: bool, asking: bool) -> CriteriaSource:
    """What the learner says of the document. coachfolio takes no list for the awarding body's own by itself."""
    from coachfolio.editing.importing.criteria import WORDS_ARE, CriteriaSource, WordsAre

    kinds = list(WORDS_ARE)
    if asking and not title:
        title = click.prompt("What is this document called", default="", show_default=False).strip()
    if asking and not words_are:
        click.echo("Whose words are these criteria?")
        for number, kind in enumerate(kinds, 1):
            click.echo(f"  {number}. {WORDS_ARE[kind]}")
        words_are = kinds[click.prompt("Its number", type=click.IntRange(1, len(kinds)), default=len(kinds)) - 1]
    if asking and not whole:
        whole = click.confirm("Is the list of criteria whole, for each of these units?", default=False)
    kind = next((known for known in get_args(WordsAre) if known == words_are), "unknown")
    return CriteriaSource(title or "A document that was brought in", kind, whole)


def _write(
    path: str, portfolio: Portfolio, key: Key | None, read: CriteriaRead, about: CriteriaSource, *, asking: bool
) -> None:
    from coachfolio.editing.importing.criteria import criteria_drafts, evidence_drafts
    from coachfolio.editing.sessions_logged import must_name_nobody

    texts = [
        about.title,
        *(unit.title for unit in read.units),
        *(each.text for unit in read.units for each in unit.criteria),
    ]
    must_name_nobody(texts, portfolio, key)
    drafts = criteria_drafts(path, portfolio, read, about)
    _, unknown = evidence_drafts(path, portfolio, read, key)
    called = {}
    for name in dict.fromkeys(noted.evidence for noted in unknown) if asking else ():
        answer = click.prompt(f"Which piece is {shown(name, 80)} (Enter: none)", default="", show_default=False).strip()
        if answer:
            called[name] = answer
    claims, unknown = evidence_drafts(path, portfolio, read, key, called=called)
    if not drafts and not claims:
        click.echo("Everything in it is there already. Nothing was written.")
    else:
        from coachfolio.cli.saved_alone import say_how_saved
        from coachfolio.editing.drafts import write
        from coachfolio.editing.saved_alone import saved_alone, unsaved_before

        before = unsaved_before(path, day_today())
        write([*drafts, *claims])
        for draft in (*drafts, *claims):
            click.echo(cover_of(path)(f"Written: {shown(draft.path, 200)}"))
        words = f"Bring in the criteria of a document\n\n{about.title}\n"
        say_how_saved(path, saved_alone(path, words, before, day_today()))
    if unknown:
        rows = count(len(unknown), "row")
        click.echo(f"{rows} of the mapping sheet: the evidence is not here. Bring it in, and the sheet once more.")
