"""CF5, the record as a whole: is all of it here, is it what it seems, and does the folder agree with it?"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from coachfolio.base.diagnostics import Finding, Place, Severity
from coachfolio.base.words import count, day, listed, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.record import MOST_PLACES, WHOLE
from coachfolio.portfolio.sources import name_problems

_MOST_NAMES: Final = 20
"""Names that findings are made for one by one; the others are only counted."""
_WELL_KNOWN: Final = frozenset(
    {
        "core.hookspath",
        "credential.helper",
        "credential.*.helper",
        "filter.lfs.clean",
        "filter.lfs.process",
        "filter.lfs.smudge",
    }
)
"""What large-file support, tools that check before each save, and sign-in to a host write by themselves."""
_HANDY: Final = frozenset({"core.editor", "sequence.editor", "core.pager", "gpg.program", "gpg.ssh.program"})
"""What people set for one folder, for their own comfort."""
_AS_ONE_FILE: Final = (
    "Hand over the whole record as one file, made with `coachfolio bundle` on the computer where it is kept."
)


def substitutions(facts: Facts) -> Iterator[Finding]:
    """Saves or contents are replaced by others for whoever looks with a usual program.

    Why:
        Such a program then shows another history than the true one. Here no replacement was followed.
    Wrong:
        a save of May that is shown in the place of one of March
    Right:
        the record without replacements
    """
    number = facts.record.completeness.substitutions if facts.record else 0
    if number:
        yield Finding(
            at=WHOLE,
            message=f"The record comes with {count(number, 'replacement')} of what was saved. None was followed: what "
            "is shown here is the true history, with its own dates.",
            hint=f"Records brought over from another system have them. {_AS_ONE_FILE}",
        )


def grafts(facts: Facts) -> Iterator[Finding]:
    """The record comes with a list that changes which save follows which.

    Why:
        Usual programs then show another history than the true one. Here the list was not followed.
    Wrong:
        a list that lets the record seem to begin in May
    Right:
        the record without such a list
    """
    number = facts.record.completeness.grafts if facts.record else 0
    if number:
        yield Finding(
            at=WHOLE,
            message=f"The record comes with a list that changes which save follows which ({count(number, 'line')}). "
            "It was not followed: what is shown here is the true history, with its own dates.",
            hint=f"Records brought over from another system have one. {_AS_ONE_FILE}",
        )


def cut_off(facts: Facts) -> Iterator[Finding]:
    """Only the latest part of the record is here.

    Why:
        When anything was first saved, and what was there before, cannot be told from a part. Servers that check make
        such copies by default, and whoever has something to hide can make one as well: nothing tells the two apart.
        So this accuses nobody, and nothing is said to be in order that the rest of the record would have to show.
    Wrong:
        a copy that was fetched with only its last save, as servers that check do by default
    Right:
        the whole record
    """
    number = facts.record.completeness.cut_off if facts.record else 0
    if number:
        yield Finding(
            at=WHOLE,
            message="Only the latest part of the record is here, so nobody can tell from it when anything was first "
            "saved, or what was changed or taken out before. All of that is not known, and no dates are judged."
            f"{_held_against(facts)}",
            hint=f"{_AS_ONE_FILE} On a server that checks, let it fetch the whole history (fetch-depth: 0).",
        )


def _held_against(facts: Facts) -> str:
    """What can be said of earlier looks at a record of which only a part is here."""
    said = []
    for name, when, seen, other in facts.record.not_compared if facts.record else ():
        then = f" on {day(when.date())}" if when else ""
        which = (
            f"of {count(seen, 'piece')}, {count(len(other), 'piece')} {'is' if len(other) == 1 else 'are'} not here as "
            f"then ({_few(other)}), and whether a save says so openly is not known"
            if other
            else f"all {count(seen, 'piece')} are here as then"
        )
        said.append(f" What was seen{then} ({shown(name, 60)}) can be held only against the latest state: {which}.")
    return "".join(said)


def partial(facts: Facts) -> Iterator[Finding]:
    """Contents were left out of this copy of the record.

    Why:
        What is not here cannot be read, and nothing is fetched from elsewhere while a record is checked. Where the
        copy itself notes that it was made without some contents, as copies that save space do, nobody can tell why, and
        this is advice: what the missing contents say is not known. Where it notes nothing, something is lost.
    Wrong:
        a copy without the contents of earlier versions
    Right:
        the whole record
    """
    if facts.record is None:
        return
    about = facts.record.completeness
    if about.partial or about.missing:
        which = f"{count(about.missing, 'content')} of evidence" if about.missing else "some contents"
        verb = "is" if about.missing == 1 else "are"
        if about.emptied:
            yield Finding(
                at=Place(about.emptied[0]),
                message=f"This copy of the record is not whole: what was saved of {_few(about.emptied)} is an empty "
                "file where git keeps it.",
                hint="A sync service or a full disk does that. `coachfolio check` on this folder says how to put it "
                "back from the file itself. Then hand over the whole record as one file, made with "
                "`coachfolio bundle`.",
            )
            return
        yield Finding(
            at=WHOLE,
            message=f"This copy of the record is not whole: {which} {verb} not in it, only elsewhere. What they say is "
            "not known.",
            hint=f"A copy that was made to save space is a possible cause. {_AS_ONE_FILE}",
            at_most=Severity.ADVICE if about.made_partial else None,
        )


def starts_programs(facts: Facts) -> Iterator[Finding]:
    """The record comes with settings that start programs or lead to other places.

    Why:
        Usual programs obey them on the computer of whoever looks at the record. Here none was obeyed. An editor or a
        pager that somebody chose for one folder is no more than worth knowing.
    Wrong:
        a setting that starts a program whenever somebody looks at what has changed
    Right:
        one file made with `coachfolio bundle`, which has no settings in it
    """
    names = facts.record.completeness.programs if facts.record else ()
    unusual = [name for name in names if name not in _WELL_KNOWN]
    if unusual:
        yield Finding(
            at=WHOLE,
            message=f"The record comes with {count(len(unusual), 'setting')} that can start a program or lead "
            f"elsewhere: {_few(unusual)}. None was used.",
            hint=f"An editor, or a tool that compares documents, is a possible cause. {_AS_ONE_FILE} "
            "Such a file has no settings in it.",
            at_most=Severity.ADVICE if _HANDY.issuperset(unusual) else None,
        )


def _few(names: Iterable[str]) -> str:
    """At most five names, and how many more there are."""
    every = [shown(name) for name in names]
    more = len(every) - MOST_PLACES
    return listed([*every[:MOST_PLACES], *([f"{more} more"] if more > 0 else [])])


def unreadable_date(facts: Facts) -> Iterator[Finding]:
    """A save has a date that cannot be read.

    Why:
        It is no day of any calendar, or missing. Nothing is said about when such a save was made.
    Wrong:
        a save in the year 292 million
    Right:
        saves made with an ordinary program
    """
    record = facts.record
    if record is None:
        return
    unread = sum(save.committed is None or save.authored is None for save in record.saves)
    if unread:
        yield Finding(
            at=WHOLE,
            message=f"{count(unread, 'save')} {'has' if unread == 1 else 'have'} a date that cannot be read.",
            hint="A very old program and a record brought over from another system are possible causes. "
            "Ask how those saves were made.",
        )


def odd_save(facts: Facts) -> Iterator[Finding]:
    """A save is not as programs usually write one.

    Why:
        Programs may show different things of it: another author, or only a part of its message.
    Wrong:
        a save that names two authors
    Right:
        saves made with an ordinary program
    """
    odd = [save.oddities for save in facts.record.saves if save.oddities] if facts.record else []
    if odd:
        yield Finding(
            at=WHOLE,
            message=f"1 save is not as programs usually write them: {odd[0][0]}."
            if len(odd) == 1
            else f"{len(odd)} saves are not as programs usually write them. Of the first: {odd[0][0]}.",
            hint="Very old programs and records brought over from another system are possible causes. "
            "Ask how it was made.",
        )


def no_plain_file(facts: Facts) -> Iterator[Finding]:
    """In the place of a file stands a link, or another record.

    Why:
        What it leads to was not saved here, and is not handed over.
    Wrong:
        sessions/2025-02-04-c01.yaml as a link to a file outside the portfolio
    Right:
        the file itself
    """
    odd = facts.record.odd_paths if facts.record else ()
    for path, what in odd[:_MOST_NAMES]:
        yield Finding(
            at=Place(path),
            message=f"What was saved here is no file but {what}: its content is not in the record.",
            hint="Put the file itself here, and save it.",
        )
    yield from _more(len(odd))


def _more(number: int) -> Iterator[Finding]:
    if number > _MOST_NAMES:
        yield Finding(
            at=WHOLE,
            message=f"The same holds for {number - _MOST_NAMES} more names.",
            hint="Mend the ones that are shown, and check again.",
        )


def name_not_everywhere(facts: Facts) -> Iterator[Finding]:
    """A saved name cannot be used on every computer, or two names are one on some.

    Why:
        Whoever opens the portfolio on another computer may find one file where there are two, or none.
    Wrong:
        Talk.yaml beside talk.yaml; con.yaml; a name with an invisible character
    Right:
        names of letters, digits and hyphens, that differ in more than capitals
    """
    found = list(_odd_names(facts.record.names)) if facts.record else []
    yield from found[:_MOST_NAMES]
    yield from _more(len(found))


def _odd_names(paths: Iterable[str]) -> Iterator[Finding]:
    alike: dict[str, set[str]] = defaultdict(set)
    for path in _with_folders(paths):
        alike[unicodedata.normalize("NFC", path).casefold()].add(path)
        for problem in name_problems(path):
            yield Finding(at=Place(path), message=problem.message, hint=problem.hint)
    for same in alike.values():
        if len(same) > 1:
            first, *others = sorted(same)
            yield Finding(
                at=Place(first),
                message=f"On some computers this name and “{shown(others[0].rpartition('/')[2])}” are the same: "
                "they differ only in capitals, or in how an accent is stored.",
                hint="Rename one of them.",
                related=tuple(("The same name.", Place(other)) for other in others[:MOST_PLACES]),
            )


def _with_folders(paths: Iterable[str]) -> dict[str, None]:
    """All the paths, and the folders that they lie in, each once."""
    every: dict[str, None] = {}
    for path in paths:
        end = path.find("/")
        while end >= 0:
            every[path[:end]] = None
            end = path.find("/", end + 1)
        every[path] = None
    return every


def stopped_at_a_limit(facts: Facts) -> Iterator[Finding]:
    """The record, or a part of it, is larger than anything that a portfolio needs, and was not read.

    Why:
        Without bounds a record could keep a computer busy for ever.
    Wrong:
        a million saves
    Right:
        the portfolio in a record of its own
    """
    stopped = facts.record.completeness.stopped if facts.record else ""
    if stopped:
        yield Finding(
            at=WHOLE,
            message=f"The record was not read: {shown(stopped, 200)}. Nothing in it was judged.",
            hint="Keep the portfolio apart from other work, and large recordings outside it.",
        )
    too_large = facts.record.completeness.too_large if facts.record else 0
    if too_large:
        yield Finding(
            at=WHOLE,
            message=f"{count(too_large, 'content')} of evidence {'was' if too_large == 1 else 'were'} not read: larger "
            "than a piece of evidence may be.",
            hint="Keep what is long in a document of its own, and let the evidence name it.",
        )


def not_yet_saved(facts: Facts) -> Iterator[Finding]:
    """Files in the folder are not as they were saved last.

    Why:
        The record knows nothing of them, and they are not in what is handed over.
    Wrong:
        a session written and not saved
    Right:
        everything saved before the record is checked
    """
    names = facts.record.completeness.unsaved if facts.record else ()
    if names:
        verb = (
            "differs from what was saved last, or is" if len(names) == 1 else "differ from what was saved last, or are"
        )
        yield Finding(
            at=WHOLE,
            message=f"{count(len(names), 'file')} {verb} not saved at all: {_few(names)}.",
            hint="Save them, or put back what was saved. The record is judged without them.",
        )


def changes_hidden(facts: Facts) -> Iterator[Finding]:
    """The folder is set so that changes to some files go unnoticed.

    Why:
        Whoever looks for changes before saving sees none in these files, and saves without them.
    Wrong:
        a session marked so that its changes are passed over
    Right:
        no such mark; or only a part of the portfolio in the folder, which is something else
    """
    record = facts.record
    if record is None:
        return
    about = record.completeness
    unsaved = set(about.unsaved)
    # a mark alone hides nothing: a part of the portfolio may be left out of a folder
    hidden = [
        hidden_path
        for hidden_path in (path.removeprefix(record.prefix) for path in about.hidden)
        if hidden_path in unsaved
    ]
    if hidden:
        yield Finding(
            at=WHOLE,
            message=f"{count(len(hidden), 'file')} {'is' if len(hidden) == 1 else 'are'} not as saved last, and the "
            f"folder is set so that this goes unnoticed: {_few(hidden)}.",
            hint="Some programs do this for files that only one computer needs. Take the marks away "
            "(`git update-index --no-assume-unchanged --no-skip-worktree`, with the file's name), and save.",
        )


def drafts_elsewhere(facts: Facts) -> Iterator[Finding]:
    """Some work is only on side lines that are not part of what was handed over.

    Why:
        Drafts are nobody else's business. It is only worth knowing, if something seems to be missing.
    Wrong:
        a session that stands only in a draft
    Right:
        the draft finished and joined, or given up
    """
    number = facts.record.completeness.drafts if facts.record else 0
    if number:
        yield Finding(
            at=WHOLE,
            message=f"{count(number, 'save')} {'is' if number == 1 else 'are'} only on side lines, which are not part "
            "of what is judged here.",
            hint="If something is missing, look there. Drafts may stay where they are.",
        )
