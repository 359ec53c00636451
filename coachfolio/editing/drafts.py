"""Drafts: what a command would write into a portfolio, worked out first, and then every file of it or none.

What is written is what a person would write by hand. A value goes into a file that is there without touching anything
else in it; a new file is never put over another; and what somebody typed in between is not lost.
"""

from __future__ import annotations

import copy
import os
import re
import shutil
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Any

from coachfolio.base.diagnostics import Where
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.left_over import NotPutBack, beside, clear_left_over, kept_beside, take_away
from coachfolio.base.unwritable import unwritable
from coachfolio.base.words import shown
from coachfolio.confidentiality.key import KEY_FILE
from coachfolio.evidence import kind_of_path
from coachfolio.format.documents import locate, read
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.format.documents.splicing import (
    CannotSplice,
    field_put_in,
    has_repeats,
    item_put_in,
    item_taken_out,
    remarks_in,
)
from coachfolio.format.documents.text import BOM
from coachfolio.format.documents.values import Shape, shape_of
from coachfolio.format.documents.writing import written
from coachfolio.format.schemas import folder_of_kind, schema
from coachfolio.format.validation import violations
from coachfolio.portfolio.portfolio import ENDINGS, OVERLAY_FILE, PORTFOLIO_FILE, id_of
from coachfolio.portfolio.sources import Folder, Unreadable

__all__ = [
    "ChangedMeanwhile",
    "Draft",
    "NotWritten",
    "as_it_is",
    "change_files",
    "free_path",
    "new_file",
    "with_field",
    "with_item",
    "with_word",
    "without_item",
    "write",
]


class NotWritten(CoachfolioError):
    """Nothing was written. The text says why, what to do, and that nothing was written.

    That sentence comes last, where the text does not have it in another place or in other words.
    """

    def __init__(self, text: str) -> None:
        said = re.search(r"\bnothing (?:was (?:written|changed|renamed)|to )", text, re.IGNORECASE)
        super().__init__(text if said else f"{text} Nothing was written.")


class ChangedMeanwhile(Exception):
    """A file is not any more as it was when it was planned to change it. The text is its path."""


@frozen()
class Draft(Frozen):
    """One file as it would be written."""

    folder: str
    """The folder of the portfolio."""
    path: str
    """Inside the portfolio, with / between folders."""
    before: str | None = field(repr=False)
    """The whole text that is there; None for a new file."""
    after: str = field(repr=False)


# --- working out


def as_it_is(folder: str | os.PathLike[str], path: str) -> Draft:
    """A file of the portfolio that nothing is changed in yet: the start for `with_field` and `with_item`.

    Raises NotWritten where it cannot be read.
    """
    try:
        data = Folder(folder).read(path)
    except Unreadable:
        raise NotWritten(f"{shown(path, 200)} cannot be read, so nothing was written.") from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if not text or len(data) > MAX_FILE_BYTES:
        raise _mend_first(path)
    return Draft(os.fspath(folder), path, text, text)


def new_file(
    folder: str | os.PathLike[str], kind: str, name: str, fields: Mapping[str, Any], *, in_lines: bool = False
) -> Draft:
    """A new piece of evidence of a kind, by its schema's name, with fields as they stand in a file.

    With `in_lines` nothing stands between braces or brackets.
    Where the name is taken anywhere in the portfolio, it gets -2, -3 and so on behind it. Raises NotWritten where the
    fields do not fit the schema.
    """
    order = list(schema(kind)["properties"])
    ordered = {
        line: fields[line] for line in sorted(fields, key=lambda line: order.index(line) if line in order else 999)
    }
    for problem in violations(ordered, kind):
        said = "Something given does not fit" if problem.concealed else problem.message
        raise NotWritten(f"Nothing was written. {said} {problem.hint}".strip())
    try:
        text = written(ordered, shape_of(kind), in_lines=in_lines)
    except ValueError:
        raise NotWritten(
            "Nothing was written: the text has a character in it that no file should hold, or is too long. Type it "
            "again without what was pasted."
        ) from None
    return Draft(os.fspath(folder), free_path(folder, kind, name), None, text)


def free_path(folder: str | os.PathLike[str], kind: str, name: str) -> str:
    """Where a new piece of a kind can lie: under its name, or with -2, -3 and so on behind it where that is taken."""
    # a name may differ from another in small and capital letters alone, which some computers do not tell apart
    taken = {id_of(line).casefold() for line in Folder(folder).sizes if line.lower().endswith(ENDINGS)}
    free, number = name, 1
    while free.casefold() in taken or os.path.lexists(Path(folder, folder_of_kind(kind), f"{free}.yaml")):
        number += 1
        free = f"{name}-{number}"
    return f"{folder_of_kind(kind)}/{free}.yaml"


def with_field(draft: Draft, where: Where, value: Any) -> Draft:
    """The draft with a field put in, or with another value for it, and everything else as it was.

    `where` is the way to the field; the section that it goes into has to be there. `value` is as it stands in a file:
    a day is text. Raises NotWritten where the file is written in a way that takes no change by a program.
    """

    def change(fields: dict[str, Any]) -> None:
        _at(fields, where[:-1])[where[-1]] = value

    return _changed(draft, change, lambda text, shape: field_put_in(text, where, value, shape))


def with_word(draft: Draft, where: Where, old: str, new: str) -> Draft:
    """The draft with one word for another, where the value is this word alone, however it is written there.

    Raises NotWritten.
    """

    def change(fields: dict[str, Any]) -> None:
        section = _at(fields, where[:-1])
        if section[where[-1]] != old:
            raise LookupError
        section[where[-1]] = new

    return _changed(draft, change, lambda text, _: _word_put_in(text, where, old, new))


def _word_put_in(text: str, where: Where, old: str, new: str) -> str:
    span = locate(text, where)
    lines = text.split("\n")
    line = lines[span.line - 1]
    start = line.find(old, span.column - 1)
    if span.line != span.end_line or start < 0 or start > span.end_column:
        raise CannotSplice
    lines[span.line - 1] = line[:start] + new + line[start + len(old) :]
    return "\n".join(lines)


def with_item(draft: Draft, where: Where, value: Any) -> Draft:
    """The draft with one more item at the end of a list, which is made where it is not there. Raises NotWritten."""

    def change(fields: dict[str, Any]) -> None:
        _at(fields, where[:-1]).setdefault(where[-1], []).append(value)

    return _changed(draft, change, lambda text, shape: item_put_in(text, where, value, shape))


def without_item(draft: Draft, where: Where) -> Draft:
    """The draft without an item of a list; without the whole field, where it is the only one. Raises NotWritten."""

    def change(fields: dict[str, Any]) -> None:
        owner, name, number = _at(fields, where[:-2]), where[-2], where[-1]
        assert isinstance(number, int)
        del owner[name][number]
        if not owner[name]:
            del owner[name]

    return _changed(draft, change, lambda text, _: item_taken_out(text, where))


def _at(fields: Any, where: Where) -> Any:
    for step in where:
        fields = fields[step]
    return fields


def _changed(draft: Draft, change: Callable[[dict[str, Any]], None], splice: Callable[[str, Shape], str]) -> Draft:
    """The draft with its text spliced, if the text then says what it said and the change, and nothing else."""
    kind = _kind_of(draft.path)
    mark = BOM if draft.after.startswith(BOM) else ""
    text = draft.after.removeprefix(BOM)
    document = read(draft.path, text.encode("utf-8"), shape_of(kind))
    if document.fields is None or violations(document.fields, kind):
        raise _mend_first(draft.path)
    wanted = copy.deepcopy(dict(document.fields))
    try:
        change(wanted)
    except (LookupError, TypeError, AttributeError):
        raise _by_hand(draft.path) from None
    if has_repeats(text):
        raise _by_hand(draft.path)
    for problem in violations(wanted, kind):
        said = "Something given does not fit" if problem.concealed else problem.message
        raise NotWritten(f"Nothing was written. {said} {problem.hint}".strip())
    try:
        new = splice(text, shape_of(kind))
    except CannotSplice:
        raise _by_hand(draft.path) from None
    again = read(draft.path, new.encode("utf-8", "replace"), shape_of(kind))
    same = again.fields == wanted and len(again.problems) <= len(document.problems)
    if not same or remarks_in(new) != remarks_in(text):
        raise _by_hand(draft.path)
    return Draft(draft.folder, draft.path, draft.before, mark + new)


def _kind_of(path: str) -> str:
    own = {PORTFOLIO_FILE: "portfolio", OVERLAY_FILE: "qualification-overlay", KEY_FILE: "private-clients"}
    kind = own.get(path) or kind_of_path(path)
    assert kind is not None, "only files of the format are changed"
    return kind


def _mend_first(path: str) -> NotWritten:
    return NotWritten(
        f"{shown(path, 200)} is not in order as it stands, so nothing was written into it. Run coachfolio check, mend "
        "the file, and try again."
    )


def _by_hand(path: str) -> NotWritten:
    return NotWritten(
        f"{shown(path, 200)} is written in a way that cannot be changed without touching something else in it. Nothing "
        "was written. Open the file, and type the change yourself."
    )


# --- writing


def write(drafts: Sequence[Draft]) -> None:
    """Write every draft, or none. All of them are of one folder.

    A new file is never put over one that is there, and a file that was changed since the draft was made is left as it
    is. Raises NotWritten.
    """
    if not drafts:
        return
    folder = Path(drafts[0].folder)
    before = {draft.path: draft.before for draft in drafts}
    changes: dict[str, bytes | None] = {draft.path: draft.after.encode("utf-8") for draft in drafts}
    assert len(changes) == len(drafts), "one draft for each file"
    assert all(Path(draft.folder) == folder for draft in drafts), "one folder"

    def same(path: str) -> bool:
        expected = before[path]
        if expected is None:
            return not os.path.lexists(folder / path)
        if not stat.S_ISREG((folder / path).lstat().st_mode):
            return False
        return (folder / path).read_bytes() == expected.encode("utf-8")

    try:
        change_files(folder, changes, same)
    except ChangedMeanwhile as error:
        raise NotWritten(
            f"{shown(str(error), 200)} was written or changed by something else just now. Nothing was written. Look at "
            "it, and try again."
        ) from None
    except OSError as error:
        raise NotWritten(unwritable(error)) from None


def change_files(folder: Path, changes: Mapping[str, bytes | None], same: Callable[[str], bool]) -> None:
    """Write, replace and delete files (None), each in one step, and put everything back if one of them fails.

    `same` says of a path whether it is still as it was when the change was worked out; it is asked again right before
    the file is changed. A file that is not there is made, with the folders that it lies in, and never put over
    another. Raises ChangedMeanwhile and OSError.
    """
    clear_left_over(folder)
    work = _Changing()
    done = False
    try:
        for path in changes:
            _must_be_same(path, same)
            _must_lie_inside(folder, path)
        for path, data in changes.items():
            if data is not None:
                work.prepare(folder, path, data)
        for path, data in changes.items():
            _must_be_same(path, same)
            work.change(path, folder / path, data)
        done = True
    finally:
        try:
            if not done:
                work.put_back()
        finally:
            work.clear_away(done)


class _Changing:
    """What was done so far."""

    def __init__(self) -> None:
        self._new: dict[Path, Path] = {}
        """Place to the whole new file beside it."""
        self._old: dict[Path, Path] = {}
        """Place to what was there."""
        self._made: list[Path] = []
        """Files that were not there."""
        self._folders: list[Path] = []

    def prepare(self, folder: Path, path: str, data: bytes) -> None:
        place = folder / path
        for parent in reversed([path for path in place.parents if path.is_relative_to(folder)]):
            if not os.path.lexists(parent):
                with suppress(FileExistsError):  # another command may just have made it
                    parent.mkdir()
                    self._folders.append(parent)
        self._new[place] = beside(place)
        with self._new[place].open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if os.path.lexists(place):
            shutil.copymode(place, self._new[place])

    def change(self, path: str, place: Path, data: bytes | None) -> None:
        aside = beside(place)
        # noted before anything is moved: whoever is stopped in between finds the way back
        if data is None:
            self._old[place] = aside
            place.rename(aside)
        elif os.path.lexists(place):
            self._old[place] = aside
            shutil.copy2(place, aside)
            self._new[place].replace(place)
        else:
            try:
                _give_name(self._new[place], place)
            except FileExistsError:
                raise ChangedMeanwhile(path) from None
            self._made.append(place)

    def put_back(self) -> None:
        """Raises NotPutBack where another program lets nobody do it."""
        kept: list[Path] = []
        for place, aside in self._old.items():
            if place in self._new and self._new[place].exists():
                continue  # this one was not replaced yet, and its copy may not be whole
            if place not in self._new and not aside.exists():
                continue  # this one was not taken away yet
            try:
                aside.replace(place)
            except OSError:  # it is open elsewhere by now: what was there stays, under a name that is not cleared away
                kept.append(kept_beside(place, aside))
        for place, new in self._new.items():
            with suppress(OSError):
                # by its links a file is known that was made and could not be noted any more
                if place in self._made or (place not in self._old and place.samefile(new)):
                    place.unlink()
        if kept:
            raise NotPutBack(kept)

    def clear_away(self, done: bool) -> None:
        for left in (*self._new.values(), *self._old.values()):
            take_away(left)
        for folder in () if done else reversed(self._folders):
            with suppress(OSError):
                folder.rmdir()


def _must_be_same(path: str, same: Callable[[str], bool]) -> None:
    try:
        if same(path):
            return
    except OSError:
        pass
    raise ChangedMeanwhile(path)


def _must_lie_inside(folder: Path, path: str) -> None:
    """A folder on the way may be a link to somewhere else. Raises NotWritten."""
    for parent in (folder / path).parents:
        if parent == folder:
            return
        if parent.is_symlink() or (os.path.lexists(parent) and not parent.is_dir()):
            raise NotWritten(
                f"{shown(parent.relative_to(folder).as_posix(), 200)} is not a folder but a link or a file. Nothing "
                "was written. Make it a folder of the portfolio."
            )


def _give_name(file: Path, place: Path) -> None:
    """Let a finished file be found in a place where nothing is. Raises FileExistsError where something is."""
    try:
        place.hardlink_to(file)
    except FileExistsError:
        raise
    except OSError:  # not every disk can do that
        with place.open("xb") as made:
            try:
                made.write(file.read_bytes())
                made.flush()
                os.fsync(made.fileno())
            except BaseException:
                place.unlink()
                raise
