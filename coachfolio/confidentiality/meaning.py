"""Whether words that are a form of a name are meant as one where they stand, and how much that says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from coachfolio.confidentiality.around import Around
from coachfolio.confidentiality.forms import NameForm
from coachfolio.confidentiality.names import BEFORE_NAMES, TITLES, Declared, Hit, LeakWeight
from coachfolio.confidentiality.near import LEAST, is_slip
from coachfolio.confidentiality.organisations import is_common_abbreviation
from coachfolio.confidentiality.wordnames import is_ordinary, is_word

__all__ = ["meant"]

_CITED_AFTER: Final = r"\bcited\b|\((?:19|20)\d\d"
_MOST_BETWEEN: Final = 3
"""Words between a first name and a last one: Mark Andrew Wood, Richard "Dick" Cole."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def meant(around: Around, form: NameForm, is_name: bool, declared: Declared) -> Iterator[Hit]:
    """The hit that they are; none where they are ordinary words."""
    start, end, weight = _weight(around, form, is_name, declared)
    if weight is None:
        return
    first = (form.role == "first" or form.is_first) and weight == "asks" and start == around.start and end == around.end
    alone = around.length == 1 and around.words[around.number] in declared.words
    if first and (alone or (form.written == "inside" and not _plainly(around))):
        first = False
    if alone and weight == "blocks" and form.role in ("last", "first", "organisation"):
        weight = "asks"
    yield Hit(start, end, form.kind, weight, form.codes, first)


def _weight(around: Around, form: NameForm, is_name: bool, declared: Declared) -> tuple[int, int, LeakWeight | None]:
    start, end = around.start, around.end
    if form.kind == "name" and form.role in ("first", "last", "plural") and around.beside_code(form.codes):
        return start, end, "blocks"
    if form.role == "first" or form.is_first:
        last = _last_name_after(around, form, is_name)
        if last:
            return start, last, "blocks"
    if form.role == "last" and form.weight != "blocks":
        first = _begin_of_whole(around, form, is_name)
        if first is not None:
            return first, end, "blocks"
    if form.role == "last" and around.words[around.number] in declared.words and around.near_role():
        return start, end, None
    if form.role == "first" and around.words[around.number] in declared.words and around.near_role():
        return start, end, None
    if form.role == "whole" or form.role == "user":
        return start, end, _whole(around, form, is_name)
    if form.role == "initials":
        return start, end, form.weight if _initials(around, form) else None
    if form.kind == "organisation":
        return start, end, _organisation(around, form, is_name)
    if form.role == "other":
        return start, end, form.weight if _written(around, form, is_name) else None
    return start, end, _single(around, form, is_name)


def _single(around: Around, form: NameForm, is_name: bool) -> LeakWeight | None:
    """A first or last name alone."""
    capital = around.capitals()[0]
    if not is_name and capital:
        if around.is_place() or around.is_cited():
            return None
        if form.weight == "asks" and form.written != "inside" and around.is_other_person(form.partners):
            return None
    if form.role == "last" and form.weight == "blocks":
        if form.written == "each":
            return "blocks" if is_name or all(around.capitals()) else None
        if is_name or not capital:
            return "blocks"
        after = around.after()
        lower = bool(after) and around.written_after()[:1].islower() and around.gap_after() == " "
        initial = around.before() == ["a"] and "a" in form.initials
        if around.has_determiner() and lower and not initial and not around.words[around.number].endswith("s"):
            return "asks"
        if around.is_theory():
            return None if around.gap_before().strip() == "&" or around.before() == ["and"] else "asks"
        if around.begins() and is_ordinary(around.words[around.number]) and lower and not around.speaks():
            return None
        return "blocks"
    if form.role == "plural":
        before = around.before()
        told = before[:1] and (before[0] in ("the", "both", "of", "two", "three", "four", "other", "all"))
        return "asks" if told and capital and not around.is_place() and not around.in_heading() else None
    if form.written == "inside":
        if around.begins() and around.owns() and form.role == "last":  # a baker's dozen
            return None
        if form.role == "first" and capital and _used_as_a_name(around):
            return form.weight
        return form.weight if _inside(around, is_name) else None
    if form.written == "first":
        if not (is_name or capital):
            return None
        if (
            len(around.text[around.start : around.end]) > 1
            and around.text[around.start : around.end].isupper()
            and is_common_abbreviation(around.words[around.number])
        ):
            return None
    telling = form.role == "last" and len(around.words[around.number]) >= LEAST
    if not is_name and capital and around.has_determiner() and not telling:
        return None
    if (
        around.length == 1
        and not is_name
        and len(around.words[around.number]) < 4
        and is_word(around.words[around.number])
    ):
        return form.weight if _inside(around, is_name) else None
    return form.weight


def _inside(around: Around, is_name: bool) -> bool:
    """Whether a word that is also a name is written as one."""
    written = around.text[around.start : around.end]
    if not around.capitals()[0] or (len(written) > 1 and written.isupper()):
        return False
    if around.is_month() or around.is_model() or around.is_place() or around.is_cited():
        return False
    if around.has_determiner() or around.ends_other() or around.in_enumeration() or around.in_heading():
        return False
    if around.is_other_person(frozenset()) and not around.speaks():
        return False
    if around.owns() or around.speaks():
        return not (
            around.begins()
            and around.after()[:1]
            in (["rang"], ["has"], ["had"], ["came"], ["left"], ["needs"], ["needed"], ["does"], ["isn"])
        )
    ahead = around.text[max(around.start - 120, 0) : around.start].rstrip(" \t\r\n\u00a0")
    if ahead.endswith(":"):  # the whole of a value: by: Grace
        rest = around.text[around.end : around.end + 2].lstrip(" ")[:1]
        return not is_name and rest in ("", "\n", "\r", ",", "}")
    return not around.begins()


def _used_as_a_name(around: Around) -> bool:
    """Whether a first name that is a word stands where names stand, whatever its line looks like."""
    if around.text[around.start : around.end].isupper() or around.is_cited() or around.is_place():
        return False
    if around.is_label():
        return True
    if around.begins() and around.after()[:1] == ["rang"]:  # a bell may do that, and no virtue does
        return around.words[around.number] != "bell"
    return around.is_met() and not around.is_other_person(frozenset()) and not around.is_model()


def _plainly(around: Around) -> bool:
    """Whether a word that is also a name is beyond doubt one here."""
    return (
        around.speaks()
        or around.owns()
        or around.before()[:1] in (["told"], ["asked"], ["with"], ["and"], ["met"], ["for"], ["to"])
        or (not around.begins() and around.is_met())
        or around.is_label()
    )


def _last_name_after(around: Around, form: NameForm, is_name: bool) -> int:
    """Where a last name of the client ends that follows a first name, or one with a slip; 0 where none does."""
    small = not (is_name or around.capitals()[0])
    if not form.partners or (small and is_word(around.words[around.number])):
        return 0
    after = around.after(1 if small else _MOST_BETWEEN)
    at = around.number + around.length
    last_end = around.end
    for number, word in enumerate(after):
        begin, end = around.places[at + number]
        gap = around.text[last_end:begin]
        written = around.text[begin:end]
        capital = is_name or small or written[0].isupper()
        if len(gap) > 4 or set(gap) & set(":;?!,") or (number == 0 and gap.startswith("'")):
            return 0
        if "." in gap.strip() and last_end - around.places[at + number - 1][0] > 2:
            return 0
        near = (
            len(word) > 3
            and not is_ordinary(word)
            and any(is_slip(word, name) for name in form.partners if len(name) > 3)
        )
        if capital and (word in form.partners or near):
            return end if word not in around.words[around.number : at] else 0
        if not capital and word not in ("and", "or"):
            return 0
        last_end = end
    return 0


def _begin_of_whole(around: Around, form: NameForm, is_name: bool) -> int | None:
    """Where a title or an initial stands before a last name that says little alone: Mr Wood, J. Wood, h.wood."""
    if around.number == 0:
        return None
    before, (at, end) = around.words[around.number - 1], around.places[around.number - 1]
    gap = around.text[end : around.start]
    capital = is_name or around.capitals()[0]
    slipped = len(before) > 3 and not is_ordinary(before) and any(is_slip(before, name) for name in form.partners)
    if slipped and capital and not gap.strip() and (is_name or around.text[at].isupper()):
        return at
    if (before in TITLES or (before in BEFORE_NAMES and capital)) and (len(gap) <= 3 or not gap.strip(" .\t\r\n#>*_")):
        return at
    if before not in form.initials or len(gap) > 3 or gap.strip(" .\t\r\n#>*_"):
        return None
    if gap == "." and around.text[at - 1 : at] not in (".", "@"):  # as in an address
        return at
    dotted = gap.startswith(".") or (before not in ("a", "i") and not gap.strip())
    return at if capital and dotted and (is_name or around.text[at].isupper()) else None


def _whole(around: Around, form: NameForm, is_name: bool) -> LeakWeight | None:
    places = around.places[around.number : around.number + around.length]
    gaps = [around.text[places[number][1] : places[number + 1][0]] for number in range(len(places) - 1)]
    if form.role == "user" and around.length > 1:
        return _user(around, form, gaps, is_name)
    if form.written == "any" or is_name:
        return form.weight
    if any("," in gap for gap in gaps) and not form.last_first:
        return None
    if any("." in gap and gap != "." for gap in gaps) and around.length == len(gaps) + 1 and _long_before(around, gaps):
        return None
    if gaps and all(gap in (".", "_") for gap in gaps):
        return form.weight
    capitals = around.capitals()
    if all(capitals):
        return form.weight
    if any(capitals) or any("," in gap for gap in gaps):
        return None
    words = around.words[around.number : around.number + around.length]
    return "asks" if all(is_word(word) and word not in _NEVER_SMALL for word in words) else form.weight


_NEVER_SMALL: Final = frozenset(
    [
        "george",
        "harry",
        "helen",
        "jordan",
        "martin",
        "norman",
        "stanley",
        "victor",
        "wayne",
        "sally",
        "josh",
        "jenny",
        "jean",
        "glen",
        "gilbert",
        "israel",
        "clement",
        "seymour",
        "terry",
        "toby",
        "mike",
        "perry",
        "stephens",
        "york",
        "london",
        "france",
        "turner",
        "webb",
        "howe",
    ]
)
"""Names among those that are words which nobody writes in small letters as a word."""


def _long_before(around: Around, gaps: list[str]) -> bool:
    """Whether a sentence ends in a gap: the word before it is no initial."""
    return any("." in gap and len(around.words[around.number + number]) > 1 for number, gap in enumerate(gaps))


def _user(around: Around, form: NameForm, gaps: list[str], is_name: bool) -> LeakWeight | None:
    """Smith J, Strong, M., smith.j, Raghunathan S."""
    if gaps and all(gap in (".", "_") for gap in gaps) and around.text[around.end : around.end + 1] not in ("'", "’"):
        return form.weight
    if any(
        set(gap) - set(" ,.\t\r\n_-") or ("." in gap and len(around.words[around.number + number]) > 1)
        for number, gap in enumerate(gaps)
    ):
        return None
    last, written = around.words[around.number + around.length - 1], around.text[around.end - 1 : around.end]
    if len(last) == 1:
        follows = around.text[around.end : around.end + 1]
        if last in ("i", "a") and follows != ".":
            return None
        if follows in ("'", "’", "&") or not (is_name or (written.isupper() and around.capitals()[0])):
            return None
        after = around.written_after()
        if gaps[-1] == ", " and follows == " " and after[:1].islower():
            return None
        return (
            None
            if around.is_cited() or _compiled(_CITED_AFTER).search(around.text[around.end : around.end + 60])
            else form.weight
        )
    first = around.words[around.number]
    if first in ("i", "a") and "." not in gaps[0]:
        return None
    return form.weight if is_name or all(around.capitals()) else None


def _initials(around: Around, form: NameForm) -> bool:
    written = around.text[around.start : around.end]
    if form.written == "capitals":
        word = around.words[around.number]
        if not written.isupper() or is_common_abbreviation(word) or (len(word) < 3 and around.near_role()):
            return False
        return len(word) > 2 or around.speaks()
    places = around.places[around.number : around.number + around.length]
    if any(end - start != 1 for start, end in places):
        return False
    gaps = [around.text[places[number][1] : places[number + 1][0]] for number in range(len(places) - 1)]
    if not written.replace(" ", "").replace(".", "").replace("-", "").isupper():
        return False
    if any(gap not in (".", ". ", ".-", "-") for gap in gaps) or not any("." in gap for gap in gaps):
        return False
    before = around.text[max(around.start - 2, 0) : around.start]
    after = around.text[around.end : around.end + 4].lstrip(". ")
    longer = len(after) > 1 and after[0].isupper() and after[1] == "."
    return not longer and not (len(before) == 2 and before[1] == "." and before[0].isupper())


def _organisation(around: Around, form: NameForm, is_name: bool) -> LeakWeight | None:
    capitals = around.capitals()
    if form.role == "acronym":
        written = around.text[around.start : around.end]
        return form.weight if form.written == "any" or written.isupper() else None
    if form.written == "any":
        return form.weight
    if form.written == "capitals":
        written = around.text[around.start : around.end]
        word = around.words[around.number]
        common = is_common_abbreviation(word) or is_ordinary(word)
        return form.weight if written.isupper() and (not common or _firm(around, form)) else None
    if form.written == "first":
        if not (is_name or capitals[0]):
            return None
        return None if form.role == "short" and around.length == 1 and around.is_place() else form.weight
    if is_name:
        return form.weight if form.role == "organisation" and around.length > 1 else None
    if not all(capitals):
        return None
    if form.written == "each" and form.role == "organisation":  # Time Out
        return None if around.in_heading() else form.weight
    if form.written == "each":
        saint = around.words[around.number] in ("st", "saint") and around.is_place()
        known = saint or (
            around.length == 1 and (around.is_place() or around.is_cited() or around.begins_with_determiner())
        )
        known = known or (around.length > 1 and around.in_heading())
        return None if known else form.weight
    return form.weight if _firm(around, form) else None


def _firm(around: Around, form: NameForm) -> bool:
    """Whether a word that is also an organisation's name is meant as one: at Next, the values of Shell."""
    written = around.text[around.start : around.end]
    word = around.words[around.number]
    if around.in_heading() or around.in_enumeration() or around.is_place() or around.is_model() or around.is_month():
        return False
    following = around.written_after()
    if following[:1].isupper() and following != "I" and around.gap_after() == " ":
        return False
    if len(word) <= 3 and written.isupper() and is_common_abbreviation(word):
        return around.in_firm_place() and not (following[:1].islower() and around.after()[0] not in _LINKING)
    if around.begins():
        return around.speaks() and around.after()[:1] not in (["needs"], ["has"], ["had"], ["left"], ["came"])
    if around.before() == ["the"]:
        return form.role == "short" and around.in_firm_place()
    if around.has_determiner():
        return False
    if form.role == "short":
        return around.in_firm_place() or around.speaks()
    return (
        around.in_firm_place()
        or around.speaks()
        or around.owns()
        or around.after()[:1] in (["and"], ["has"], ["had"], ["is"], ["was"])
    )


_LINKING: Final = frozenset(
    ("and", "is", "was", "has", "had", "who", "which", "in", "on", "at", "for", "since", "until", "to", "about")
)


def _written(around: Around, form: NameForm, is_name: bool) -> bool:
    if form.written == "each":
        return is_name or (all(around.capitals()) and not around.in_heading())
    return True
