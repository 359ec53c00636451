"""Who is named in the record: in earlier versions and names of files, in the words of saves, and by lines and seals.

What was saved once is in every copy of the record, whatever the files say now. Every save is looked through that leads
to a line (branch), a seal (tag) or what was saved last: that is what a hand-over file holds. Only what blocks is told,
such as a whole name: words that may be chance would bury it.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from coachfolio.base.files import PRIVATE
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import count
from coachfolio.confidentiality.covering import covered
from coachfolio.confidentiality.facts import NOBODY, DeclaredNames, InRecord, Leak, NamedInRecord, PartOfRecord
from coachfolio.confidentiality.scan import leaks_in
from coachfolio.format.documents.limits import MAX_FILE_BYTES
from coachfolio.git import GitTrouble, OpenRecord, Repository
from coachfolio.git.cut_off import stopping_where_cut_off
from coachfolio.git.objects import commit_from, tag_from
from coachfolio.git.reading import Entry, changes, ids_reachable, objects, sizes
from coachfolio.portfolio.portfolio import ENDINGS, PORTFOLIO_FILE

if TYPE_CHECKING:
    from coachfolio.confidentiality.key import Key

__all__ = ["AlreadyReported", "KeptVersions", "given_away_in", "handed_over", "private_in"]

MAX_ATTACHMENTS: Final = 2_000
"""Earlier attachments that are looked into."""
MAX_ATTACHMENT_BYTES: Final = 256 << 20
"""Of all of them together."""
MAX_HISTORY_SECONDS: Final = 30.0
"""For all of them together."""
MAX_TAG_BYTES: Final = 1 << 20
MOST_TAKEN_BACK: Final = 10
"""Saves that somebody can be asked to take back one by one."""
_LINES: Final = "refs/heads/"
_SEALS: Final = "refs/tags/"
_FILE: Final = "100"
_LINK: Final = "120000"


@frozen()
class AlreadyReported(Frozen):
    """What a check of the files tells of anyway, so that it is not told again."""

    ids: Collection[str] = frozenset()
    """Of contents."""
    paths: Collection[str] = frozenset()
    """From the top of the record."""


KeptVersions = dict[tuple[str, str], tuple[tuple[Leak, ...], bool]]
"""By the id of a content and its place in the portfolio: what of it blocks, and whether it was looked into wholly."""


@dataclass(slots=True)
class _History:
    """What saves changed: every content and every name of a file, with the first save that has it."""

    contents: dict[str, dict[str, str]]
    """By id: its paths, and the save of each; none for a file that is about to be saved."""
    names: dict[str, str]

    def add(self, path: bytes, mode: str, id: str, save: str) -> None:
        name = os.fsdecode(path)
        self.names.setdefault(name, save)
        if mode.startswith(_FILE) or mode == _LINK:
            self.contents.setdefault(id, {}).setdefault(name, save)


def handed_over(record: OpenRecord) -> dict[str, str]:
    """The names and ids of what a hand-over file would hold."""
    return {name: id for name, id in record.refs.items() if name.startswith((_LINES, _SEALS))}


def given_away_in(
    record: OpenRecord,
    key: Key | None,
    prefix: str,
    *,
    declared: DeclaredNames = NOBODY,
    standing: AlreadyReported | None = None,
    refs: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    about_to_be: Iterable[Entry] = (),
    kept: KeptVersions | None = None,
) -> InRecord:
    """Look through the saves of a record, the words of its seals and the names of its lines.

    `prefix` is the folder of the portfolio, empty or ending in /. With `refs`, only these names and what leads to them
    count; else those that a hand-over file holds, and what was saved last. Saves that lead to `without` are left out.
    `about_to_be` are files that the save under way will have. Contents that are `kept` of an earlier call with the same
    key and the same declared names are not read again.
    Without a key only the folder private is looked for. Nothing is written.

    Raises GitTrouble where the record cannot be read, and whatever `opened` and `objects` raise.
    """
    names = handed_over(record) if refs is None else dict(refs)
    known = frozenset(without)
    tips = sorted({*names.values(), *([record.tip] if record.tip and refs is None else [])} - known)
    repository = stopping_where_cut_off(record)
    saves = ids_reachable(repository, tips, known)[::-1] if tips else []
    found = _history_of(repository, saves)
    homes = _homes(found.names, prefix)
    private = [path for path in found.names if _is_private(path, homes)]
    back, begins = _taken_back(record, saves) if refs is None else ((), "")
    result = InRecord(
        private_before=bool(private),
        private_since=next((save for save in saves if any(found.names[path] == save for path in private)), ""),
        takes_back=back,
        begins=begins,
    )
    if key is None:
        return result
    for entry in about_to_be:
        found.add(entry.path, entry.mode, entry.id, "")
    looked = _Looked(key, declared, homes, standing or AlreadyReported(), repository, {} if kept is None else kept)
    looked.words_of_saves(saves)
    looked.names_and_texts(names)
    looked.names_of_files(found.names)
    looked.contents(found.contents)
    if record.shape.shallow:
        looked.not_checked.append("The older part of the record is not on this computer")
    return replace(
        result,
        named=tuple(looked.named),
        names_checked=True,
        not_checked=tuple(looked.not_checked),
        covered=looked.covered,
    )


def _taken_back(record: OpenRecord, saves: list[str]) -> tuple[tuple[str, ...], str]:
    """The last saves, newest first, of a record that nobody else has, and its first save where it is among so few.

    A seal, a line of another computer, or a second line says that somebody else may rest on it. `saves` are all,
    oldest first.
    """
    others = [name for name in record.refs if name != record.branch]
    if not saves or others or record.tip != saves[-1] or record.shape.shallow:
        return (), ""
    last = saves[-MOST_TAKEN_BACK - 1 :]
    back: list[str] = []
    for number, (_, data) in enumerate(objects(record.repository, last[::-1], "commit"), 1):
        parents = commit_from(last[-number], data).parents
        if not parents or parents != tuple(last[-number - 1 : -number]):  # the first save, or one that joined two lines
            break
        back.append(last[-number])
    return tuple(back[:MOST_TAKEN_BACK]), saves[0] if len(saves) <= MOST_TAKEN_BACK else ""


def private_in(prefix: str, paths: Iterable[bytes]) -> tuple[str, ...]:
    """The paths among some of a record that lie in the folder private of the portfolio in the folder `prefix`."""
    every = (os.fsdecode(path) for path in paths)
    return tuple(path.removeprefix(prefix) for path in every if _is_private(path, {prefix}))


def _history_of(repository: Repository, saves: list[str]) -> _History:
    found = _History({}, {})
    for save, files, _ in changes(repository, saves) if saves else ():
        for change in files:
            if change.mode == "000000":
                continue
            found.add(change.path, change.mode, change.id, save)
    return found


def _homes(names: Iterable[str], prefix: str) -> frozenset[str]:
    """The folders that had a portfolio at any time, and this one. Each is empty or ends in /."""
    found = (path.removesuffix(PORTFOLIO_FILE) for path in names if path.rsplit("/", 1)[-1] == PORTFOLIO_FILE)
    return frozenset({prefix, *found})


def _folders_above(path: str) -> Iterator[str]:
    """Every folder that a file lies in, the outermost first. Each is empty or ends in /."""
    parts = path.split("/")
    for number in range(len(parts)):
        yield "".join(f"{part}/" for part in parts[:number])


def _is_private(path: str, homes: Collection[str]) -> bool:
    """Whether a file lies in the folder private of a portfolio, in capitals or not."""
    if PRIVATE not in path.casefold():
        return False
    insides = (path[len(home) :].casefold() for home in _folders_above(path) if home in homes)
    return any(inside.startswith(f"{PRIVATE}/") for inside in insides)


def _in_portfolio(path: str, homes: Collection[str]) -> str:
    """The path as the list of clients names it; one outside of every portfolio is like none of those."""
    home = max((folder for folder in _folders_above(path) if folder in homes), key=len, default=None)
    return f"/{path}" if home is None else path[len(home) :]


class _Looked:
    """What was found so far."""

    def __init__(
        self,
        key: Key,
        declared: DeclaredNames,
        homes: Collection[str],
        standing: AlreadyReported,
        repository: Repository,
        kept: KeptVersions,
    ) -> None:
        self._kept = kept
        self._key = key
        self._declared = declared
        self._homes = homes
        self._standing = standing
        self._repository = repository
        self._days: dict[str, datetime.date | None] = {}
        self.named: list[NamedInRecord] = []
        self.not_checked: list[str] = []
        self.covered: dict[str, str] = {}

    def words_of_saves(self, saves: list[str]) -> None:
        """The messages of saves, oldest first; and their days, which whatever else is found is told with."""
        for id, data in objects(self._repository, saves, "commit"):
            save = commit_from(id, data)
            self._days[id] = save.committed.day if save.committed else None
            self._tell("message", self._leaks_in_words(save.message), id)

    def names_and_texts(self, refs: Mapping[str, str]) -> None:
        """The names of lines and seals, and what is written on seals."""
        short = {name: name.removeprefix(_LINES).removeprefix(_SEALS) for name in refs}
        marked: dict[str, str] = {}
        own_names: dict[str, str] = {}
        wanted = {id for name, id in refs.items() if not name.startswith(_LINES)}
        while wanted:  # one mark may be on another
            kinds = sizes(self._repository, sorted(wanted))
            marks = [id for id, (kind, _) in kinds.items() if kind == "tag"]
            wanted = set()
            large: set[str] = set()
            for id, data in objects(self._repository, marks, "tag", most=MAX_TAG_BYTES, too_large=large):
                try:
                    tag = tag_from(id, data)
                except GitTrouble:  # it is no mark on anything; its words are there all the same
                    self._tell("seal text", self._leaks_in_words(data.decode("utf-8", "replace")), id)
                    continue
                marked[id] = tag.object
                own_names[tag.name] = tag.object
                self._tell("seal text", self._leaks_in_words(tag.message), tag.object)
                if tag.object not in marked and tag.object not in self._days:
                    wanted.add(tag.object)
            self._left_out(len(large), "text of a seal", "texts of seals")
        for name, id in refs.items():
            where: PartOfRecord = "line" if name.startswith(_LINES) else "seal"
            self._tell(where, self._leaks_in_name(short[name]), marked.get(id, id))
        for name in own_names.keys() - short.values():  # a mark may say another name than it goes by
            self._tell("seal", self._leaks_in_name(name), own_names[name])

    def names_of_files(self, names: Mapping[str, str]) -> None:
        """Every name that a file ever had and has no more."""
        for path, save in names.items():
            if path not in self._standing.paths and not _is_private(path, self._homes):
                leaks = self._leaks_in_name(path, _in_portfolio(path, self._homes))
                self._tell("file name", leaks, save, path)

    def contents(self, contents: Mapping[str, Mapping[str, str]]) -> None:
        """Every content that a file ever had and has no more, each once."""
        texts: dict[str, Mapping[str, str]] = {}
        attachments: dict[str, Mapping[str, str]] = {}
        for id, places in contents.items():
            outside = {path: save for path, save in places.items() if not _is_private(path, self._homes)}
            if outside and id not in self._standing.ids:
                written = any(path.lower().endswith(ENDINGS) for path in outside)
                (texts if written else attachments)[id] = outside
        about = sizes(self._repository, (*texts, *attachments)) if texts or attachments else {}
        absent = sum(1 for id in (*texts, *attachments) if id not in about)
        large = [id for id in texts if id in about and about[id][1] > MAX_FILE_BYTES]
        self._left_out(absent + len(large), "earlier version of a file", "earlier versions of files")
        wanted = [id for id in texts if id in about and about[id][1] <= MAX_FILE_BYTES]
        unread = [id for id in wanted if not self._is_kept(id, texts[id])]
        for id, data in objects(self._repository, unread, "blob", most=MAX_FILE_BYTES) if unread else ():
            self._keep(id, texts[id], [data.decode("utf-8", "replace")])
        for id in wanted:
            self._tell_of_places("version", id, texts[id])
        self._attachments({id: (about[id][1], places) for id, places in attachments.items() if id in about})

    def _attachments(self, earlier: dict[str, tuple[int, Mapping[str, str]]]) -> None:
        """Newest first, as far as the bounds allow."""
        from coachfolio.confidentiality.attachments import MAX_ATTACHMENT, insides_of

        left = MAX_ATTACHMENT_BYTES
        chosen: list[tuple[str, str, int]] = []
        for id in reversed(earlier):
            size, places = earlier[id]
            if size <= min(left, MAX_ATTACHMENT) and len(chosen) < MAX_ATTACHMENTS:
                left -= size
                chosen.append((id, next(iter(places)), size))
        passed_over = len(earlier) - len(chosen)
        until = time.monotonic() + MAX_HISTORY_SECONDS
        unread = [which for which in chosen if not self._is_kept(which[0], earlier[which[0]][1])]
        read = (
            objects(self._repository, [id for id, _, _ in unread], "blob", most=MAX_ATTACHMENT) if unread else iter(())
        )
        insides = insides_of(((path, size) for _, path, size in unread), lambda path, most: next(read)[1])
        looked = 0
        for id, _, _ in chosen:
            looked += 1
            places = earlier[id][1]
            if not self._is_kept(id, places):
                inside = next(insides)
                self._keep(id, places, [text for _, text in inside.texts], whole=not inside.not_checked)
            passed_over += not self._tell_of_places("attachment", id, places)
            if time.monotonic() > until:
                break
        self._left_out(passed_over + len(chosen) - looked, "earlier attachment", "earlier attachments", wholly=False)

    def _is_kept(self, id: str, places: Iterable[str]) -> bool:
        return all((id, _in_portfolio(path, self._homes)) in self._kept for path in places)

    def _keep(self, id: str, places: Iterable[str], texts: list[str], *, whole: bool = True) -> None:
        """Look through what a content holds as text, for each place that it had."""
        for place in {_in_portfolio(path, self._homes) for path in places}:
            leaks = (leak for text in texts for leak in self._leaks(text, place) if leak.blocks)
            self._kept[id, place] = (tuple(leaks), whole)

    def _tell_of_places(self, where: PartOfRecord, id: str, places: Mapping[str, str]) -> bool:
        """Tell of the first place at which a content gives somebody away. Says whether it was looked into wholly."""
        whole = True
        for path, save in places.items():
            leaks, whole = self._kept[id, _in_portfolio(path, self._homes)]
            if self._tell(where, leaks, save, path):
                break
        return whole

    def _leaks(self, text: str, path: str = "") -> tuple[Leak, ...]:
        return leaks_in(text, self._key, declared=self._declared, path=path)

    def _leaks_in_words(self, text: str) -> tuple[Leak, ...]:
        leaks = leaks_in(text, self._key, declared=self._declared, is_message=True)
        if any(leak.codes for leak in leaks):
            self.covered[text] = covered(text, self._key, is_message=True)
        return leaks

    def _leaks_in_name(self, name: str, path: str = "") -> tuple[Leak, ...]:
        leaks = leaks_in(name, self._key, declared=self._declared, is_name=True, path=path)
        if any(leak.codes for leak in leaks):
            self.covered[name] = covered(name, self._key, is_name=True)
        return leaks

    def _tell(self, where: PartOfRecord, leaks: Iterable[Leak], save: str, path: str = "") -> bool:
        """One for each kind and client: nobody mends a save line by line. Says whether there was any that blocks."""
        found = dict.fromkeys((leak.kind, leak.codes) for leak in leaks if leak.blocks)
        shown = covered(path, self._key, is_name=True) if found and path else ""
        for kind, codes in found:
            self.named.append(NamedInRecord(where, kind, codes, save, self._days.get(save), shown))
        return bool(found)

    def _left_out(self, number: int, singular: str, many: str, *, wholly: bool = True) -> None:
        if number:
            verb = "was" if number == 1 else "were"
            end = "" if wholly else ", or not wholly"
            self.not_checked.append(f"{count(number, singular, many)} {verb} not looked into{end}")
