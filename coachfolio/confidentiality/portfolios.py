"""A whole portfolio looked through: its texts, its files' names, and its attachments."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coachfolio.base.files import PRIVATE, has_private, read_plain
from coachfolio.confidentiality.covering import Cover, covers_of_names
from coachfolio.confidentiality.facts import Exposure, Inside
from coachfolio.confidentiality.scan import exposure_of, names_declared_in
from coachfolio.portfolio.portfolio import Portfolio

if TYPE_CHECKING:
    from coachfolio.confidentiality.attachments import Read
    from coachfolio.confidentiality.facts import InRecord
    from coachfolio.confidentiality.history import AlreadyReported
    from coachfolio.confidentiality.kept import KeptLooks
    from coachfolio.confidentiality.key import Key
    from coachfolio.git import OpenRecord
    from coachfolio.git.reading import Entry

__all__ = [
    "cover_for",
    "exposure_in",
    "in_record_of",
    "kept_in_git",
    "key_beside",
    "looked_through",
    "standing_of",
    "whole_file",
    "with_attachments",
    "with_folder",
    "with_record",
]

_ELSEWHERE: Final = "attachments are looked into only in the folder that they lie in"


def exposure_in(
    portfolio: Portfolio, key: Key | None, *, broken_key: str = "", kept: KeptLooks | None = None
) -> Exposure:
    """What the texts and the files' names of a portfolio give away. Attachments are not opened."""
    found = exposure_of(
        portfolio.texts_with_drafts,
        portfolio.sizes,
        key,
        declared=names_declared_in(portfolio),
        broken_key=broken_key,
        kept=kept.leaks if kept is not None else None,
    )
    if kept is not None:
        kept.drop_all_but(portfolio.texts_with_drafts, ())
    return found


def looked_through(
    portfolio: Portfolio,
    folder: str | os.PathLike[str] | None,
    *,
    attachments: bool = True,
    read: Read | None = None,
    kept: KeptLooks | None = None,
) -> tuple[Exposure, Key | None]:
    """Look for clients' names with the key that lies in a folder, and give the key back.

    Where there is none, or no folder, only patterns are asked. Attachments are looked into with a key only: that may
    take seconds. They are read from the folder, or by `read`. A key that cannot be used is told by the exposure. What
    is `kept` of an earlier call is not looked through again.
    """
    key, broken = _usable_key(folder) if folder is not None else (None, "")
    if kept is not None:
        key = kept.begin(key, names_declared_in(portfolio))
    if key is not None and folder is not None and attachments:
        from coachfolio.confidentiality.hidden import hidden_files

        hidden = hidden_files(folder)
        found = with_attachments(portfolio, key, read or whole_file(folder), kept=kept, hidden=hidden)
    else:
        found = exposure_in(portfolio, key, broken_key=broken, kept=kept)
    return found if folder is None else with_folder(found, folder), key


def with_folder(exposure: Exposure, folder: str | os.PathLike[str]) -> Exposure:
    """An exposure with whether a record keeps the folder, and why git would take the folder private, if it would."""
    if kept_in_git(folder) is None:
        return exposure
    if not has_private(folder):
        return replace(exposure, in_git=True)
    from coachfolio.confidentiality.ignored import taken_by_git

    return replace(exposure, in_git=True, would_take=taken_by_git(folder))


def cover_for(portfolio: Portfolio, folder: str | os.PathLike[str], earlier: Iterable[str] = ()) -> Cover:
    """What covers clients' names in whatever is said of the portfolio in a folder, be they quoted or a file's.

    `earlier` are the names of files that were in it.
    Where there is no list of clients, or one that cannot be used, nothing is covered: the check says so.
    """
    key, _ = _usable_key(folder)
    return Cover() if key is None else covers_of_names((*earlier, *portfolio.sizes), key, names_declared_in(portfolio))


def key_beside(folder: str | os.PathLike[str]) -> tuple[Key | None, str]:
    """The list of clients that lies in a folder, for whoever may see it, and why it cannot be used where it cannot."""
    return _usable_key(folder)


def _usable_key(folder: str | os.PathLike[str]) -> tuple[Key | None, str]:
    """The list of clients that lies in a folder, and why it cannot be used where it cannot."""
    if not has_private(folder) and not _is_linked(folder):
        return None, ""
    from coachfolio.confidentiality.key import BrokenKey

    try:
        return _key_for(folder), ""
    except BrokenKey as error:
        return None, str(error)


def _is_linked(folder: str | os.PathLike[str]) -> bool:
    """Whether it is, or lies in, a second working folder of a record: the list of clients is in the first."""
    git = kept_in_git(folder)
    return git is not None and git.is_file()


def _key_for(folder: str | os.PathLike[str]) -> Key | None:
    from coachfolio.confidentiality.key import key_file

    key = key_file(folder)
    if key is None and _is_linked(folder):
        from coachfolio.confidentiality.lists import key_of_portfolio
        from coachfolio.git import GitTrouble, opened

        try:
            with opened(folder) as record:
                return key_of_portfolio(record, record.prefix)
        except GitTrouble:  # it is linked to nothing that can be read
            return None
    return key


def kept_in_git(folder: str | os.PathLike[str]) -> Path | None:
    """Where git keeps what was saved of a folder, as the name .git says; None where it is not kept in git."""
    place = Path(os.path.normpath(Path(folder).absolute()))
    found = (path / ".git" for path in (place, *place.parents))
    return next((path for path in found if os.path.lexists(path)), None)


def with_record(
    exposure: Exposure,
    portfolio: Portfolio,
    folder: str | os.PathLike[str],
    key: Key | None,
    read: Read | None,
    *,
    kept: KeptLooks | None = None,
) -> Exposure:
    """An exposure with what the record gives away that the folder is kept in; as it is, where there is no record.

    `read` gives the bytes of the attachments that were looked into already. Why a record cannot be looked through is
    told by the exposure.
    """
    from coachfolio.base.errors import CoachfolioError
    from coachfolio.confidentiality.facts import InRecord
    from coachfolio.git import opened

    asked = _asked_of_record(folder, portfolio, key, kept) if kept is not None else None
    if asked is not None and kept is not None and kept.record is not None and kept.record[0] == asked:
        return replace(exposure, in_record=kept.record[1])
    found: InRecord | None
    try:
        with opened(folder) as record:
            standing = _standing_with_hidden(portfolio, folder, record, read) if key is not None else None
            found = in_record_of(record, record.prefix, key, portfolio, standing, kept=kept)
    except CoachfolioError as error:
        # whoever only reads the files is told so where the record is judged
        found = None if key is None else InRecord(not_checked=(str(error),))
    if kept is not None:
        kept.record = None if asked is None else (asked, found)
    return replace(exposure, in_record=found)


def _asked_of_record(
    folder: str | os.PathLike[str], portfolio: Portfolio, key: Key | None, kept: KeptLooks
) -> tuple[object, ...] | None:
    """All that what a record gives away depends on; None where it may change without a sign."""
    from coachfolio.git.unchanged import stamp_of

    git = kept_in_git(folder)
    stamp = stamp_of(git) if git is not None else None
    if stamp is None:
        return None
    return (stamp, None if key is None else (portfolio.texts_with_drafts, portfolio.sizes, kept.seen()))


def in_record_of(
    record: OpenRecord,
    prefix: str,
    key: Key | None,
    portfolio: Portfolio,
    standing: AlreadyReported | None = None,
    *,
    without: Iterable[str] = (),
    kept: KeptLooks | None = None,
    about_to_be: Sequence[Entry] | None = None,
) -> InRecord:
    """What a record gives away, and the files that are about to be saved in it.

    Saves that lead to `without` were looked through already. The files `about_to_be` saved are asked for where nobody
    gives them.

    Raises GitTrouble, and CoachfolioError where two versions of a file wait to be joined.
    """
    from coachfolio.confidentiality.history import given_away_in, private_in
    from coachfolio.git.reading import listing
    from coachfolio.portfolio.snapshots import entries_to_save, may_hold

    known = frozenset(without)
    asked = record.top is not None and (key is not None or may_hold(record, PRIVATE))
    staged = about_to_be if about_to_be is not None else entries_to_save(record) if asked else []
    saved = listing(record.repository, record.tip) if record.tip and record.tip not in known else []
    found = given_away_in(
        record,
        key,
        prefix,
        declared=names_declared_in(portfolio),
        standing=standing,
        without=known,
        about_to_be=staged,
        kept=kept.versions if kept is not None else None,
    )
    private = dict.fromkeys(private_in(prefix, (file.path for file in (*staged, *saved))))
    return replace(found, private=tuple(private))


def _standing_with_hidden(
    portfolio: Portfolio, folder: str | os.PathLike[str], record: OpenRecord, read: Read | None
) -> AlreadyReported:
    from coachfolio.confidentiality.hidden import hidden_files

    return standing_of(portfolio, record, read, hidden_files(folder) if read is not None else ())


def standing_of(
    portfolio: Portfolio, record: OpenRecord, read: Read | None, hidden: Iterable[tuple[str, int]] = ()
) -> AlreadyReported:
    """The contents and names of the files that a check of them has looked through, `hidden` ones with their sizes."""
    from coachfolio.confidentiality.attachments import MAX_ATTACHMENT
    from coachfolio.confidentiality.history import AlreadyReported
    from coachfolio.git.objects import object_id

    contents: set[bytes] = set()
    texts = portfolio.texts_with_drafts
    for text in texts.values():
        contents |= {text.encode("utf-8", "surrogatepass"), text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")}
    ids = {object_id(b"blob", content, record.repository.algorithm) for content in contents}
    sizes = {**portfolio.sizes, **dict(hidden)}
    for path, size in sizes.items():
        if read is not None and path not in texts and size <= MAX_ATTACHMENT:
            try:
                data = read(path, MAX_ATTACHMENT + 1)
            except Exception:  # then nobody has looked into it either  # noqa: S112
                continue
            ids.add(object_id(b"blob", data, record.repository.algorithm))
    return AlreadyReported(frozenset(ids), frozenset(record.prefix + path for path in sizes))


def with_attachments(
    portfolio: Portfolio,
    key: Key,
    read: Read | None,
    *,
    kept: KeptLooks | None = None,
    hidden: Iterable[tuple[str, int]] = (),
) -> Exposure:
    """What a portfolio gives away by a key: its texts, its files' names, and every file that is no part of it.

    `read` gives the bytes of such files; None where they cannot be had. `hidden` are paths and sizes of files that are
    not listed, but would be saved with the rest.
    """
    from coachfolio.confidentiality.attachments import insides_of

    more = list(hidden)
    texts = portfolio.texts_with_drafts
    files = [(path, size) for path, size in portfolio.sizes.items() if path not in texts] + more
    insides: Iterable[Inside]
    if read is None:
        insides = [Inside(path, not_checked=_ELSEWHERE) for path, _ in files]
    else:
        insides = insides_of(files, read) if kept is None else kept.insides(files, read)
    found = exposure_of(
        texts,
        (*portfolio.sizes, *(path for path, _ in more)),
        key,
        declared=names_declared_in(portfolio),
        attachments=insides,
        kept=kept.leaks if kept is not None else None,
    )
    if kept is not None:
        kept.drop_all_but(texts, insides)
    return found if read is None else replace(found, attachments_checked=True)


def whole_file(folder: str | os.PathLike[str]) -> Read:
    """Reads plain files of a folder, following no link and waiting for no device. Raises OSError."""

    def read(path: str, most: int) -> bytes:
        return read_plain(Path(folder, path), most)

    return read
