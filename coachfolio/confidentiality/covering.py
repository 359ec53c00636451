"""The one way out: what is about to be shown of a portfolio goes through `safely_shown`, and names no client after it.

Two things cover a name. Names of files, lines and seals that give a client away are known by heart: each has its cover,
wherever it stands, and so has the evidence that is called as its file is. In words, every form of every name on the
list of clients is looked for. The facts behind what is shown keep the true names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from coachfolio.base.diagnostics import Diagnostic, Related, Span
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.confidentiality.facts import NOBODY, DeclaredNames
from coachfolio.portfolio.portfolio import Portfolio, id_of

if TYPE_CHECKING:  # a check without a key does without them
    from coachfolio.confidentiality.facts import Exposure
    from coachfolio.confidentiality.key import Key
    from coachfolio.confidentiality.names import Hit

__all__ = ["COVER", "Cover", "cover_in", "covered", "covers_of_names", "over", "safely_shown"]

COVER: Final = "•"
"""What stands in the place of each letter of a name."""

_FREE: Final = r"\b(?:str|Any|object)\b"
"""The type of a field that may hold what somebody typed."""

_CAPITAL: Final = r"(?<!\w)[^\W\d_a-z][^\W\d_]+(?!\w)"
"""A word that may be a name: no code and no criterion, which have figures in them."""

_QUOTED: Final = frozenset({"where", "how"})
"""Fields in which somebody's own words are shown, with no list that can be used to look for names in them."""

MOST_KEPT: Final = 50_000
"""Texts that are kept as they may be shown."""

KeptTexts = dict[tuple[str, bool | None], str]
"""By text, and by whether somebody may have typed it; None for words of a finding."""

_T = TypeVar("_T")


@frozen()
class Cover(Frozen):
    """What must not be shown of one portfolio, and what is shown in its place. It never shows who."""

    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names of files, lines and seals, and whole messages, that give a client away, and how they may be shown."""
    key: Key | None = field(default=None, repr=False)
    """The list of clients; without one only the names are covered."""
    declared: DeclaredNames = field(default=NOBODY, repr=False)
    """People who may be named, such as the learner."""
    leaking: frozenset[str] = field(default=frozenset(), repr=False)
    """The files whose text names a client."""
    details: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, repr=False)
    """By file, where numbers, addresses and the like stand that may be anybody's."""
    unsure: bool = False
    """Whether there is a list that cannot be used: then any word with a capital may be a name."""
    everywhere: bool = True
    """Whether a client may be named anywhere; if not, only what findings quote is looked through for names."""

    def hits(self, text: str, path: str = "", *, is_name: bool = False) -> list[Hit]:
        """Every form of a client's name in a text of which nobody knows who typed it."""
        if self.key is None:
            return []
        from coachfolio.confidentiality.names import declared_from

        return self.key.matcher.found(text, path, declared_from(self.declared.names), is_name=is_name)

    def path(self, name: str) -> str:
        """The name of a file as it may be shown."""
        if name in self.names or self.key is None:
            return self.names.get(name, name)
        return over(name, self.hits(name, name, is_name=True))


def cover_in(exposure: Exposure, key: Key | None, declared: DeclaredNames) -> Cover:
    """What covers names in whatever is shown of a portfolio in which that was found."""
    in_text = frozenset(leak.path for leak in exposure.leaks if leak.codes and leak.medium == "text")
    anywhere = any(leak.codes for leak in exposure.leaks)
    in_record = exposure.in_record is not None and bool(exposure.in_record.covered)
    details: dict[str, tuple[Span, ...]] = {}
    for leak in exposure.leaks:
        if leak.medium == "text" and not leak.codes and leak.weight != "hint":
            details[leak.path] = (*details.get(leak.path, ()), leak.span)
    unsure = bool(exposure.broken_key)
    return Cover(exposure.covered, key, declared, in_text, details, unsure, anywhere or in_record)


def covers_of_names(names: Iterable[str], key: Key, declared: DeclaredNames) -> Cover:
    """What covers names in whatever is said of a portfolio with files of these names."""
    cover = Cover({}, key, declared)
    return replace(cover, names={name: safe for name in names if (safe := cover.path(name)) != name})


def covered(text: str, key: Key, path: str = "", *, is_name: bool = False, is_message: bool = False) -> str:
    """The text with every form of a name covered up, at the same length.

    `is_name` for the name of a file or a line, `is_message` for the words of a save.
    """
    return over(text, key.matcher.found(text, path, is_name=is_name, is_message=is_message))


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text of a file with stretches of it covered up, each at its own length."""
    lines = re.split(r"(\r\n|\r|\n)", text)
    for span in spans:
        for number in range(span.line, span.end_line + 1):
            line = lines[2 * number - 2] if 2 * number - 2 < len(lines) else ""
            start = span.column - 1 if number == span.line else 0
            end = span.end_column - 1 if number == span.end_line else len(line)
            sign = "".join(COVER if letter.isalnum() else letter for letter in line[start:end])
            if line:
                lines[2 * number - 2] = line[:start] + sign + line[end:]
    return "".join(lines)


def over(text: str, hits: Iterable[Hit]) -> str:
    """The text with these stretches of it covered up."""
    parts, at = [], 0
    for hit in hits:
        start = max(hit.start, at)
        parts += [text[at:start], *(COVER if letter.isalnum() else letter for letter in text[start : hit.end])]
        at = max(hit.end, at)
    return "".join((*parts, text[at:])) if parts else text


def safely_shown(value: _T, cover: Cover) -> _T:
    """Anything that is about to be shown, as it may be shown: whatever it holds is looked through.

    A value in which nothing is covered is given back as it is.
    """
    if not cover.names and cover.key is None and not cover.details and not cover.unsure:
        return value
    covering = _Covering(cover)
    safe: _T = covering.line(value) if isinstance(value, str) else covering.over(value)  # type: ignore[assignment]
    return safe


def _with_ids(covers: Mapping[str, str]) -> dict[str, str]:
    """The covers, and those of the evidence that is called as its file is. No two names share one."""
    found: dict[str, str] = {}
    used: dict[str, str] = {}
    for name, over in covers.items():
        for name_or_id, cover in ((name, over), (id_of(name), id_of(over))):
            if name_or_id == cover or name_or_id in found:
                continue
            number, distinct = 1, cover
            while used.get(distinct, name_or_id) != name_or_id:
                number += 1
                distinct = f"{cover} ({number})"
            used[distinct] = name_or_id
            found[name_or_id] = distinct
    return found


def _typed(value: object) -> tuple[tuple[str, bool], ...]:
    """The fields of a value, and whether somebody may have typed the words in each.

    A state or a verdict is nobody's name: its type is no plain text.
    """
    kind: Any = type(value)
    found: tuple[tuple[str, bool], ...] = _typed_in(kind)
    return found


@cache
def _typed_in(kind: Any) -> tuple[tuple[str, bool], ...]:
    types = {part.name: part.type for part in fields(kind)} if is_dataclass(kind) else kind.__annotations__
    return tuple((name, bool(re.search(_FREE, str(of)))) for name, of in types.items())


def _texts_of(cover: Cover) -> KeptTexts:
    """How texts are shown that were covered before in the same way: a session shows one portfolio many times."""
    if cover.key is None:
        return {}
    kept = cover.key.covered_before
    if not kept or kept[0] != cover or len(kept[1]) > MOST_KEPT:
        kept[:] = [cover, {}]
    texts: KeptTexts = kept[1]
    return texts


class _Covering:
    """One pass over a value. What occurs in it twice is the same thing afterwards, too."""

    def __init__(self, cover: Cover) -> None:
        self._cover = cover
        self._covers = _with_ids(cover.names)
        # a name of one plain word may be part of any other word: it is covered only where it stands alone
        parts = [name for name in self._covers if any(sign in name for sign in "/-_. ")]
        self._parts = sorted(parts, key=len, reverse=True)
        self._in_words = cover.key is not None and cover.everywhere
        self._seen: dict[tuple[int, bool], tuple[Any, Any]] = {}
        self._texts = _texts_of(cover)

    def over(self, value: Any, typed: bool = True) -> Any:
        """`typed` where it may hold words that somebody typed."""
        if type(value) is str:
            if (value, typed) not in self._texts:
                self._texts[value, typed] = self._text(value, typed)
            safe = self._texts[value, typed]
            return value if safe == value else safe  # one that is only equal would have its owner copied
        if isinstance(value, type) or not (
            is_dataclass(value) or isinstance(value, tuple | list | set | Mapping | frozenset)
        ):
            return value
        if (id(value), typed) not in self._seen:
            # the value itself is kept, or its id might be used again
            self._seen[id(value), typed] = (value, self._whole(value, typed))
        return self._seen[id(value), typed][1]

    def line(self, text: str) -> str:
        """Words for people, in which nobody at all is allowed who is called as a client is."""
        text = self._with_names(text)
        return text if self._cover.key is None else covered(text, self._cover.key)

    def _whole(self, value: Any, typed: bool) -> Any:
        if isinstance(value, Diagnostic):
            return self._finding(value)
        if is_dataclass(value):
            excerpts = isinstance(value, Portfolio) and self._cover.details
            asked = self._covers or self._in_words or self._cover.unsure or excerpts
            return self._fields(value) if asked else value
        if isinstance(value, Mapping):
            safe = {self.over(name, typed): self.over(inner, typed) for name, inner in value.items()}
            same = all(inner is value.get(name) for name, inner in safe.items())
            return value if same else safe
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            parts = [self._part(name, getattr(value, name), free) for name, free in _typed(value)]
            return value if all(new is old for new, old in zip(parts, value, strict=True)) else type(value)(*parts)
        parts = [self.over(inner, typed) for inner in value]
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else type(value)(parts)

    def _finding(self, diagnostic: Diagnostic) -> Diagnostic:
        """Its words may quote what no total has in it, so they are looked through whatever was found."""
        related = [
            Related(self._said(other.message), self._cover.path(other.path), other.span) for other in diagnostic.related
        ]
        return replace(
            diagnostic,
            path=self._cover.path(diagnostic.path),
            message=self._said(diagnostic.message),
            hint=self._said(diagnostic.hint),
            related=tuple(related),
            waived=self._said(diagnostic.waived) if diagnostic.waived else diagnostic.waived,
        )

    def _fields(self, value: Any) -> Any:
        changed = {}
        for name, free in _typed(value):
            old = getattr(value, name)
            is_texts = name == "texts" and isinstance(value, Portfolio)
            new = self._files(old) if is_texts else self._part(name, old, free)
            if new is not old:
                changed[name] = new
        if not changed:
            return value
        copy = object.__new__(type(value))
        for name, _ in _typed(value):
            object.__setattr__(copy, name, changed.get(name, getattr(value, name)))
        return copy

    def _part(self, name: str, value: Any, typed: bool) -> Any:
        if self._cover.unsure and name in _QUOTED and isinstance(value, str):
            safe = re.sub(_CAPITAL, lambda word: COVER * len(word[0]), value)
            return value if safe == value else safe
        return self.over(value, typed)

    def _files(self, texts: Mapping[str, str]) -> Mapping[str, str]:
        """The texts of files, of which findings show lines: a name is covered at its own length."""
        return {
            self._cover.path(path): self._shown(
                path, self._said(text) if path in self._cover.leaking else self._with_names(text)
            )
            for path, text in texts.items()
        }

    def _shown(self, path: str, text: str) -> str:
        """Whatever else must not be read in a line that is shown for another reason."""
        spans = self._cover.details.get(path)
        if spans:
            text = _without(text, spans)
        if self._cover.unsure:
            text = re.sub(_CAPITAL, lambda word: COVER * len(word[0]), text)
        return text

    def _text(self, text: str, typed: bool) -> str:
        safe = self._with_names(text)
        return over(safe, self._cover.hits(safe)) if typed and self._in_words else safe

    def _said(self, text: str) -> str:
        if (text, None) not in self._texts:
            key = self._cover.key
            self._texts[text, None] = self._with_names(text if key is None or not text else covered(text, key))
        return self._texts[text, None]

    def _with_names(self, text: str) -> str:
        if text in self._covers:
            return self._covers[text]
        for name in self._parts:
            if name in text:
                text = text.replace(name, self._covers[name])
        return text
