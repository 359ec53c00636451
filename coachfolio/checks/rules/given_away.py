"""CF6, of the record: is a client given away in what was saved, or in what the next save would take?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import count, day, shown
from coachfolio.checks.rules.facts import Facts
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

if TYPE_CHECKING:
    from coachfolio.confidentiality.facts import NamedInRecord

_WHOLE: Final = Place(PORTFOLIO_FILE)


def private_in_the_record(facts: Facts) -> Iterator[Finding]:
    """The folder private is part of what is saved or handed over.

    Why:
        It holds the list of who is behind each code. In the record it is in every copy from then on, and taking it out
        of the folder does not take it out of the record.
    Wrong:
        private/clients.yaml, saved with the rest
    Right:
        private/ named in the file .gitignore, and its contents on the coach's computer only
    """
    from coachfolio.confidentiality.scan import private_among

    exposure, record = facts.exposure, facts.record
    found = set(exposure.private if exposure else ())
    earlier = False
    if record is not None:
        found |= set(private_among(record.names))
        earlier = bool(record.private)
    if exposure and exposure.in_record:
        found |= set(exposure.in_record.private)
        earlier = earlier or exposure.in_record.private_before
    if not found and not earlier:
        return
    message = "A file of the folder private was saved at some time, and is still in the record."
    if found:
        files = f"{count(len(found), 'file')} of the folder private {'is' if len(found) == 1 else 'are'}"
        message = f"{files} part of what is saved or about to be saved."
    yield Finding(
        at=_WHOLE,
        message=message,
        hint=_without_rewriting(facts, _since_when(facts), _KEEPS_PRIVATE)
        or "In this order: hand nothing over and send nothing to a server; have private/ written into the file "
        ".gitignore with coachfolio init; "
        "take the files out of what is saved, and keep them in the folder; then have the record made again without "
        "them, in a second copy, with git filter-repo --invert-paths and the path of the folder. Whoever has a copy "
        "already has the names: no step here undoes that, so tell your centre and clients.",
    )


_KEEPS_PRIVATE: Final = "Have private/ written into .gitignore, with coachfolio init"
_KEEPS_NAMES: Final = "Take the name out of the files and out of your words"
_STILL_THERE: Final = (
    "What was taken back stays in the hidden folder .git for some weeks: give nobody a copy of the whole folder, only "
    "a file made with coachfolio bundle. If somebody has a copy or a hand-over file already, ask for its deletion."
)


def _since_when(facts: Facts) -> tuple[str, ...]:
    """The save that had the folder private first; none where it is only about to be saved."""
    record = facts.exposure.in_record if facts.exposure else None
    return (record.private_since,) if record and record.private_since else ()


def _without_rewriting(facts: Facts, saves: tuple[str, ...], mend: str) -> str:
    """The way out of a record that nobody else has: it can be taken back, or begun again. Empty where it cannot."""
    record = facts.exposure.in_record if facts.exposure else None
    if record is None or not saves:
        return ""
    if all(save in record.takes_back for save in saves):
        many = 1 + max(record.takes_back.index(save) for save in saves)
        which = "the last save" if many == 1 else f"the last {many} saves"
        times = "" if many == 1 else f", {many} times"
        return (
            f"Nobody else has this record, as far as it shows, so {which} can be taken back: coachfolio undo{times}. "
            f"The files stay as they are. {mend}, and save again: coachfolio save. {_STILL_THERE}"
        )
    if record.begins:
        return (
            "Nobody else has this record, as far as it shows, so begin it again. Delete the hidden folder .git, in the "
            f"folder of the portfolio or above it; the files stay as they are. {mend}. Begin the record with "
            "coachfolio init, and save: coachfolio save. The record then begins on that day. If somebody has a copy or "
            "a hand-over file already, ask for its deletion."
        )
    return ""


def private_would_be_saved(facts: Facts) -> Iterator[Finding]:
    """Git would take the folder private at the next save.

    Why:
        It holds the list of who is behind each code. Git leaves out only what the file .gitignore names, and it reads
        that file only as plain text: written as PowerShell writes it (UTF-16), it leaves out nothing.
    Wrong:
        a .gitignore that is not there, does not name the folder, or is written in UTF-16
    Right:
        a .gitignore in plain text (UTF-8) with the line: private/
    """
    why = facts.exposure.would_take if facts.exposure else ""
    if why:
        yield Finding(
            at=_WHOLE,
            message=f"The next save would take the folder private, with the list of who is behind each code: "
            f"{_TAKEN[why]}.",
            hint="Run coachfolio init here: it writes the file .gitignore as git reads it, and changes nothing else of "
            "yours. By hand: save .gitignore as plain text (UTF-8) with the line private/",
        )


_TAKEN: Final = {
    "missing": "there is no file .gitignore, which says what git leaves out",
    "unreadable": "the file .gitignore is not in plain text (UTF-8), so git cannot read it",
    "not named": "the file .gitignore does not leave it out",
}


def named_in_the_record(facts: Facts) -> Iterator[Finding]:
    """Somebody is named in the record, though perhaps no longer in the files.

    Why:
        What was saved once is in every copy of the record: earlier versions of files, names that files once had,
        messages of saves, names of lines of work, and seals. Taking a name out of the files takes it out of none.
    Wrong:
        a client's name in a sheet that was saved in March and mended in April, or in the message of a save
    Right:
        a record in which no save, message or name ever named a client, or one that was made again without it
    """
    record = facts.exposure.in_record if facts.exposure else None
    groups: dict[tuple[str, str, tuple[str, ...]], list[NamedInRecord]] = {}
    for named in record.named if record else ():
        groups.setdefault((named.where, named.kind, named.codes), []).append(named)
    for (where, kind, codes), many in groups.items():
        saves = tuple(named.save for named in many)
        here = where in _IN_SAVES and all(saves)
        hint = _NOT_SAVED_YET if not any(saves) else _without_rewriting(facts, saves, _KEEPS_NAMES) if here else ""
        yield Finding(at=_WHOLE, message=_place_in_record(where, kind, codes, many), hint=hint or _again())


_NOT_SAVED_YET: Final = (
    "It is in no save yet: write the client's code there instead, give a file that is called by the name another one, "
    "and put it to the save again (git add)."
)
_IN_RECORD: Final = {
    "version": "in a file as it was saved",
    "attachment": "in an attachment as it was saved",
    "file name": "in the name of a file as it was saved",
    "message": "in the message of a save",
    "line": "in the name of a line of work",
    "seal": "in the name of a seal",
    "seal text": "in the text of a seal",
}


_IN_SAVES: Final = ("version", "attachment", "file name", "message")


def _place_in_record(where: str, kind: str, codes: tuple[str, ...], many: list[NamedInRecord]) -> str:
    from coachfolio.confidentiality.wording import what_stands

    first = many[0]
    said = f"In the record is {what_stands(kind, 'blocks', codes)}, {_IN_RECORD[where]}"
    if not first.save:
        said = said.replace("as it was saved", "as it is about to be saved")
    if first.path:
        said += f": {shown(first.path, 200)}"
    if first.save:
        which = "which leads to" if where in ("line", "seal", "seal text") else "first in"
        said += f", {which} the save {first.save[:10]}{f' of {day(first.day)}' if first.day else ''}"
    more = f" There are {len(many) - 1} more like it." if len(many) > 2 else " There is one more like it."
    return f"{said}.{more if len(many) > 1 else ''}"


def _again() -> str:
    """The steps, in order, and what can no longer be undone."""
    from coachfolio.confidentiality.wording import ASK_FOR_COPIES, MAKE_AGAIN, NOT_UNDONE, SEND_AND_DELETE

    return (
        "In this order. Hand nothing over and send nothing to a server. Take the name out of the files as they are "
        "now, and save; give a line of work another name with git branch -m. Keep a copy of the folder where only you "
        "can read it. Make a second one with git clone --no-local, and have its saves written anew there with git "
        "filter-repo: --replace-text FILE for what stands in files, --replace-message FILE for messages and seals, "
        "where each line of FILE is the name, ==> and what to put instead; --path-rename for names of files. "
        f"{MAKE_AGAIN}. {SEND_AND_DELETE} {ASK_FOR_COPIES} {NOT_UNDONE}"
    )


def record_not_checked(facts: Facts) -> Iterator[Finding]:
    """Names could not be looked for in all of the record.

    Why:
        What was not looked into may have a name in it. Nobody should believe otherwise.
    Wrong:
        an earlier version of a Word file with a password
    Right:
        a record that can be looked through as a whole, or a waiver with who looked through the rest as the reason
    """
    record = facts.exposure.in_record if facts.exposure else None
    for sentence in record.not_checked if record else ():
        yield Finding(
            at=_WHOLE,
            message=f"Names were not looked for in all of the record. {sentence.rstrip('.')}.",
            hint="Look through it yourself before you hand the record over.",
        )
