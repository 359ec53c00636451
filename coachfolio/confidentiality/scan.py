"""What of a portfolio may give a client away: facts for rules, exports and whoever is about to save."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

from coachfolio.base.diagnostics import START, Span
from coachfolio.base.files import is_private
from coachfolio.confidentiality.covering import over
from coachfolio.confidentiality.facts import NOBODY, DeclaredNames, Exposure, Inside, Leak
from coachfolio.confidentiality.patterns import Detail, LeakPattern, details_in
from coachfolio.portfolio.portfolio import Portfolio

if TYPE_CHECKING:  # a check without a key does without them
    from coachfolio.confidentiality.key import Key
    from coachfolio.confidentiality.names import Declared, Hit, LeakWeight

__all__ = ["KeptLeaks", "exposure_of", "leaks_in", "names_declared_in", "private_among"]

KeptLeaks = dict[tuple[str, str] | Inside, tuple[Leak, ...]]
"""What texts (a path and what stands there) and attachments gave away when they were looked through."""

_LONG: Final = 1 << 13
"""Letters of a text from which on it is looked through in pieces."""
_BATCH: Final = 64
"""Pieces that are looked through together."""
_OVERLAP: Final = 400
MOST_IN_ONE_FILE: Final = 200
"""Leaks in one file that are told; more of them would say nothing new."""


_Found = TypeVar("_Found", "Hit", Detail)


def names_declared_in(portfolio: Portfolio) -> DeclaredNames:
    """Everybody whom portfolio.yaml names on purpose."""
    file = portfolio.file
    if file is None:
        return NOBODY
    learner, people = file.learner, tuple(file.people.values())
    names = [
        learner.name,
        *(person.name for person in people if person.name),
        *([file.centre.name] if file.centre else []),
    ]
    saves = [*learner.saves_as, *(address for person in people for address in person.saves_as)]
    return DeclaredNames(tuple(names), (*([learner.email] if learner.email else []), *saves))


def private_among(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that lie in a folder private at the top, in capitals or not. They belong in no record."""
    return tuple(path for path in paths if is_private(path))


def leaks_in(
    text: str,
    key: Key | None,
    *,
    declared: DeclaredNames = NOBODY,
    is_name: bool = False,
    is_message: bool = False,
    path: str = "",
) -> tuple[Leak, ...]:
    """What a single text gives away. `is_name` for the name of a file or of a line, `is_message` for that of a save.

    `path` is that of the file that the text stands in: some words are allowed in one file only.
    """
    return tuple(_leaks({path: text}, key, declared, is_name=is_name, is_message=is_message))


def exposure_of(
    texts: Mapping[str, str],
    names: Iterable[str],
    key: Key | None,
    *,
    declared: DeclaredNames = NOBODY,
    attachments: Iterable[Inside] = (),
    broken_key: str = "",
    kept: KeptLeaks | None = None,
) -> Exposure:
    """Look through the texts of files by their path, the names of all files, and what was read of attachments.

    Without a key only patterns are asked, and `names_checked` is False. What is `kept` of an earlier call with the same
    key and the same declared names is not looked through again.
    """
    names = list(names)
    leaks = list(_leaks(texts, key, declared)) if kept is None else _leaks_unless(kept, texts, key, declared)
    covers: dict[str, str] = {}
    for name in names if key is not None else ():
        found = key.matcher.found(name, name, _may_be_named(declared), is_name=True) if key else []
        if found:
            covers[name] = over(name, found)
            leaks += [Leak(name, START, hit.kind, hit.weight, hit.codes, "file name") for hit in found]
    leaks += [
        Leak(names[number], START, detail.kind, _weight(detail.kind), (), "file name")
        for number, found_there in enumerate(details_in(names))
        for detail in found_there
        if not _is_declared(names[number][detail.start : detail.end], detail.kind, declared)
    ]
    not_checked = []
    for inside in attachments:
        found_inside = kept.get(inside) if kept is not None else None
        if found_inside is None:
            found_inside = tuple(_leaks_inside(inside, key, declared))
            if kept is not None:
                kept[inside] = found_inside
        leaks += found_inside
        if inside.not_checked:
            not_checked.append((inside.path, inside.not_checked))
    return Exposure(
        leaks=tuple(sorted(leaks, key=lambda leak: (leak.path, leak.span, leak.kind, leak.where))),
        private=private_among(names),
        not_checked=tuple(sorted(not_checked)),
        names_checked=key is not None,
        broken_key=broken_key,
        codes=key.codes if key is not None else None,
        covered=covers,
    )


def _leaks_unless(kept: KeptLeaks, texts: Mapping[str, str], key: Key | None, declared: DeclaredNames) -> list[Leak]:
    """What texts give away; only those that are not kept are looked through, and then they are."""
    new = {path: text for path, text in texts.items() if (path, text) not in kept}
    found: dict[str, list[Leak]] = {path: [] for path in new}
    for leak in _leaks(new, key, declared):
        found[leak.path].append(leak)
    kept.update({(path, text): tuple(found[path]) for path, text in new.items()})
    return [leak for known in texts.items() for leak in kept[known]]


def _leaks(
    texts: Mapping[str, str],
    key: Key | None,
    declared: DeclaredNames,
    *,
    is_name: bool = False,
    is_message: bool = False,
) -> Iterator[Leak]:
    if key is not None:
        named = _may_be_named(declared)
        for path, text in texts.items():
            hits = key.matcher.found(text, path, named, is_name=is_name, is_message=is_message, most=MOST_IN_ONE_FILE)
            hits = _most_telling(hits)
            for hit, span in zip(hits, _places(text, hits), strict=True):
                yield Leak(path, span, hit.kind, hit.weight, hit.codes)
    for (path, text), found in zip(texts.items(), _details(list(texts.values())), strict=True):
        free = key.matcher.free(text, path) if key and found else []
        told = _most_telling(
            [
                detail
                for detail in found
                if not any(start <= detail.start and detail.end <= end for start, end in free)
                and not _is_declared(text[detail.start : detail.end], detail.kind, declared)
            ]
        )
        for detail, span in zip(told, _places(text, told), strict=True):
            yield Leak(path, span, detail.kind, _weight(detail.kind))


def _details(texts: list[str]) -> Iterator[list[Detail]]:
    """What patterns know in each text. A long one is looked through in pieces, so that none needs much memory."""
    texts = [_with_line_ends(text) for text in texts]
    short = iter(details_in([text for text in texts if len(text) <= _LONG]))
    for text in texts:
        if len(text) <= _LONG:
            yield next(short)
            continue
        found: list[Detail] = []
        for batch in range(0, len(text), _LONG * _BATCH):
            starts = range(batch, min(batch + _LONG * _BATCH, len(text)), _LONG)
            befores = [max(start - _OVERLAP, 0) for start in starts]
            pieces = [text[at : start + _LONG + _OVERLAP] for at, start in zip(befores, starts, strict=True)]
            for start, before, some in zip(starts, befores, details_in(pieces), strict=True):
                moved = (Detail(hit.start + before, hit.end + before, hit.kind) for hit in some)
                found += [hit for hit in moved if start <= hit.start < start + _LONG]
            if len(found) > MOST_IN_ONE_FILE:
                found = [hit for number, hit in enumerate(found) if number < MOST_IN_ONE_FILE or _blocks(hit)]
                if any(_blocks(hit) for hit in found):
                    break
        yield found


def _with_line_ends(text: str) -> str:
    r"""The text with what stands for a line end or a tab in quotation marks (\n, \t) as one, at the same length."""
    return text.replace("\\n", " \n").replace("\\t", " \t") if "\\" in text else text


def _blocks(hit: Hit | Detail) -> bool:
    weight = _weight(hit.kind) if isinstance(hit, Detail) else hit.weight
    return weight == "blocks"


def _most_telling(found: list[_Found]) -> list[_Found]:
    """As many as are told, in the order of the text; what is sure is told before what may be chance."""
    if len(found) <= MOST_IN_ONE_FILE:
        return found
    chosen = sorted(enumerate(found), key=lambda pair: (not _blocks(pair[1]), pair[0]))[:MOST_IN_ONE_FILE]
    return [hit for _, hit in sorted(chosen, key=lambda pair: pair[0])]


@cache
def _may_be_named(declared: DeclaredNames) -> Declared:
    from coachfolio.confidentiality.names import declared_from

    return declared_from(declared.names)


def _places(text: str, found: Sequence[Hit | Detail]) -> list[Span]:
    if not found:
        return []
    from coachfolio.confidentiality.folding import spans_in

    return spans_in(text, [(hit.start, hit.end) for hit in found])


def _leaks_inside(inside: Inside, key: Key | None, declared: DeclaredNames) -> list[Leak]:
    """One leak for each kind and client and place in it: nobody mends an attachment line by line."""
    from coachfolio.format.attachments.reading import IN_LINES

    found: dict[object, Leak] = {}
    for where, text in inside.texts:
        for leak in _leaks({inside.path: text}, key, declared):
            place = f"line {leak.span.line}" if where == IN_LINES else where
            told = (leak.kind, leak.weight, leak.codes, where)
            found.setdefault(told, Leak(inside.path, START, leak.kind, leak.weight, leak.codes, "attachment", place))
    if inside.has_place:
        found["place"] = Leak(inside.path, START, "picture-place", "asks", (), "attachment", "its properties")
    return sorted(found.values(), key=lambda leak: not leak.blocks)[:MOST_IN_ONE_FILE]


def _weight(kind: LeakPattern) -> LeakWeight:
    if kind in ("insurance-number", "nhs-number"):
        return "blocks"
    return "hint" if kind in ("title", "company", "client-is") else "asks"


def _is_declared(found: str, kind: LeakPattern, declared: DeclaredNames) -> bool:
    """Whether a detail is the learner's or the centre's own, or of somebody else whom the portfolio names."""
    if kind == "e-mail":
        return found.casefold() in {email.casefold() for email in declared.emails}
    if kind not in ("title", "company"):
        return False
    last = found.casefold().split()[-1]
    return any(last in name.casefold().split() for name in declared.names)
