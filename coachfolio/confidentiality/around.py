"""What stands around a word that may be a name: a verb of saying, a title, a street, a citation, a heading."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from coachfolio.base.words import words
from coachfolio.confidentiality.names import BEFORE_NAMES
from coachfolio.confidentiality.wordnames import MONTHS, WORD_NAMES, is_ordinary, is_word

__all__ = ["Around"]

_SPEAKING: Final = words(
    """
    said says told tells asked asks replied replies answered answers explained explains described describes
    admitted admits laughed smiled nodded sighed cried shrugged rang phoned emailed wrote mentioned wondered
    wonders thought thinks felt feels reckons reckoned wanted wants agreed agrees decided decides hopes hoped
    believes believed remembered remembers noticed texted insisted suggested apologised arrived cancelled
    promised seemed forgot brought paused frowned hesitated spoke knows knew liked likes dislikes hates hated
    needed has had does didn doesn hasn hadn wouldn couldn isn wasn came joined left
    """
)
"""What people do, and words that are also names seldom do."""
_OF_TIME: Final = words(
    """
    in by since until till from during last next early late mid this every through before after of end start
    each be is
    """
)
_DETERMINERS: Final = words("the a an no any each every some")
_HOLY: Final = words(
    """
    st saint saints queen king prince princess pope fort mount lake emperor tsar prophet plain loch port emperor
    empress
    """
)
_PLACES: Final = words(
    """
    street road lane avenue square close park hall house green hill station farm gardens garden cairn bay cross
    bridge court way drive gate place terrace crescent bar arms inn hotel cafe museum library theatre line lines
    row mews walk wood woods manor castle abbey cathedral chapel church school college university university's
    hospital arena stadium market wharf quay docks pier island valley fell moor heath common grove view yard
    mill tower towers tavern sands rock falls beach river building buildings room rooms lodge cottage cottages
    estate junction roundabout airport eaton wintney award avenue's
    """
)
_THEORY: Final = words(
    """
    model theory cycle framework review phrase book taxonomy grid wheel ladder window law test scale pyramid
    stages
    """
)
_MODEL: Final = (
    r"\b(?:T?GROW|Goal|Goals|Reality|Options|options|stage|model|Way Forward|stands for|Wrap-up|Obstacles)\b"
)
_ROLE: Final = (
    r"(?i)\b(?:tutor|assessor|assess(?:es|ed)?|supervis(?:or|ion|ed)|peer(?:-\d+)?|observ(?:ed|er)|iqa|sampled|trainer"
    r"|author|learner)\b"
)
_NAME: Final = r"[A-ZÀ-Þ][\w'’-]+"
_YEAR: Final = r"(?:19|20)\d\d[a-z]?\b"
_CITED: Final = (
    rf"(?:['’]s?(?: \w+){{0,2}})?(?:(?:,? (?:and|&) |, )(?:others|colleagues|{_NAME}(?:, [A-Z]\.)*)){{0,4}}"
    rf"(?:,? et al\.?)?(?:, [A-Z]\.(?:[ -]?[A-Z]\.)*(?:,? (?:and|&) {_NAME}, [A-Z]\.(?: ?[A-Z]\.)*)*)?"
    rf"(?:[^.!?\n()]{{0,60}}\({_YEAR}|,? \(?{_YEAR})"
)
_YEAR_SOON: Final = rf"[^.!?\n]{{0,60}}\(?{_YEAR}"
_CITED_SHORT: Final = r"(?:['’]s?(?: \w+)?)?(?:,? et al\.?|,? (?:and|&) (?:others|colleagues))"
_CITED_LIST: Final = rf"(?:{_NAME}(?:, | and | & |, and )){{1,4}}$"
_OF: Final = r"(?i)\b(?:gospel|book|age|house|order|feast|court|reign|prophet)(?: of)? $"
_ROMAN: Final = r" (?:I{2,3}|IV|VI{0,3})\b"
_FAMOUS: Final = rf"(?:,? (?:Queen|King|Prince|Princess|Duke|Duchess) of| of| the| de| and the) {_NAME}"
_RELATIVES: Final = words("uncle aunt auntie granny grandma grandpa cousin")
_BEGINS: Final = set(".!?:•–—#>|*-\"'“”‘(\u2026")
_SMALL: Final = words(
    """
    a an the of and or in on at to for by with from as but nor is up out vs via it not be
    """
)
_CLOSED: Final = r"[)\],:;\n\"]| *[|\t]| ?[–—(-]|,? and\b| *$"
"""After a name beside a code."""
_GREETING: Final = words("dear hi hello hey thanks regards cc")
_KEY: Final = r"^[\s#>*\-]*(?:\w[\w -]*:\s+)?[\s\"'>|*-]*"
_WORD: Final = r"[^\W\d_][\w'’]*"
_BEFORE_FIRM: Final = words(
    """
    at for with from by joined left to about inside than against runs leads owns chairs near within around in of
    """
)
_MEETINGS: Final = words(
    """
    session sessions call calls meeting meetings chat chats talk conversation contact contacts agreement contract
    contracting review reviews notes note feedback email mail message letter lunch coffee appointment interview zoom
    homework summary reflection write-up written sheet diary intake tripartite kick-off chemistry follow-up goals
    """
)
"""What coaches have with somebody, or keep of it."""
_WITH: Final = words("with from for by")
_MEETING: Final = words("met saw rang told phoned emailed texted called visited coached")
"""What coaches do with somebody, right before the name."""
_NO_LABELS: Final = words("mark will hope joy faith grant bill guy art chase chance patience trust dawn eve")
"""First names that are headings and labels as well: Mark: 14/20; Will: what next?"""
_SEASONS: Final = words("spring summer autumn winter easter christmas")
_DAYS: Final = words("monday tuesday wednesday thursday friday saturday sunday")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class Around:
    """Words of a text, `length` of them from word `number` on, with what stands around them."""

    __slots__ = ("end", "length", "number", "places", "start", "text", "words")

    def __init__(self, text: str, words: list[str], places: list[tuple[int, int]], number: int, length: int) -> None:
        self.text: Final = text
        self.words: Final = words
        self.places: Final = places
        self.number: Final = number
        self.length: Final = length
        self.start: Final = places[number][0]
        self.end: Final = places[number + length - 1][1]

    def capitals(self) -> list[bool]:
        """For each of the words whether it begins with a capital."""
        return [self.text[at].isupper() for at, _ in self.places[self.number : self.number + self.length]]

    def before(self, many: int = 1) -> list[str]:
        """The words before, the nearest last."""
        return self.words[max(self.number - many, 0) : self.number]

    def after(self, many: int = 1) -> list[str]:
        """The words after."""
        end = self.number + self.length
        return self.words[end : end + many]

    def gap_before(self) -> str:
        """What stands between the word before and these."""
        return self.text[self.places[self.number - 1][1] : self.start] if self.number else self.text[: self.start]

    def gap_after(self) -> str:
        """What stands between these and the word after."""
        end = self.number + self.length
        return self.text[self.end : self.places[end][0]] if end < len(self.places) else self.text[self.end :]

    def written_after(self) -> str:
        """The word after as it is written."""
        end = self.number + self.length
        return self.text[slice(*self.places[end])] if end < len(self.places) else ""

    def begins(self) -> bool:
        """Whether a sentence, or a value, begins with them."""
        return self._begins_at(self.start)

    def speaks(self) -> bool:
        """Whether what follows says that somebody does something."""
        after = self.after()
        if self.text.startswith(" and I ", self.end):
            return True
        if self.text[self.end : self.end + 2].lstrip()[:1] not in tuple("abcdefghijklmnopqrstuvwxyz"):
            return False
        return bool(after) and after[0] in _SPEAKING

    def owns(self) -> bool:
        """Whether something is theirs: Mark's."""
        return self.text[self.end - 2 : self.end].casefold() in ("'s", "’s")

    def follows_title(self) -> bool:
        """Whether a title stands before them."""
        return (
            self.before()[-1:] != []
            and self.before()[-1] in BEFORE_NAMES
            and not self.gap_before().strip(" .\t\r\n#>*_")
        )

    def is_place(self) -> bool:
        """A street, a saint, a king, an inn: Wood Street, St Mark's, King George, Richard III, Weston-super-Mare."""
        before, after = self.before(), self.after(2)
        if before and self._near_before() and self._capital(self.number - 1):
            begins = self._begins_at(self.places[self.number - 1][0])
            if before[0] in _HOLY or (before[0] in _RELATIVES and begins):
                return True
        rest = self.text[self.end : self.end + 60]
        if after and after[0] in _PLACES and rest[:1] in (" ", "-") and rest[1:2].isupper():
            return True
        if len(after) > 1 and after[1] in _PLACES and rest[:1] == " " and rest[1:2].isupper():
            return True
        if (
            before
            and self.words[self.number] in _PLACES
            and self.gap_before() == " "
            and self._capital(self.number - 1)
        ):
            return True
        if _compiled(_OF).search(self.text[max(self.start - 20, 0) : self.start]):
            return True
        if rest.startswith("-") and re.match(r"-(?:super|upon|on|in|under|le|by)-", rest):
            return True
        return bool(_compiled(_ROMAN).match(rest) or (_compiled(_FAMOUS).match(rest) and not self.follows_title()))

    def is_cited(self) -> bool:
        """An author: Smith (2013), (Smith & Young, 2009), Smith, M. and Jones, P. (2012), Young et al."""
        if self.is_theory() and (self.gap_before().strip() == "&" or self.before() == ["and"]):
            return True
        if _compiled(_CITED).match(self.text, self.end) or _compiled(_CITED_SHORT).match(self.text, self.end):
            return True
        ahead = self.text[max(self.start - 80, 0) : self.start]
        listed = _compiled(_CITED_LIST).search(ahead)
        return bool(listed and _compiled(_YEAR_SOON).match(self.text, self.end, self.end + 70))

    def is_theory(self) -> bool:
        """Kolb's cycle."""
        return self.owns() and self.after()[:1] != [] and self.after()[0] in _THEORY

    def is_model(self) -> bool:
        """Will as the last letter of the GROW model."""
        near = self.text[max(self.start - 70, 0) : self.start], self.text[self.end : self.end + 40]
        return self.words[self.number] in ("will", "way") and any(_compiled(_MODEL).search(part) for part in near)

    def is_month(self) -> bool:
        """April as a part of the year: beside a number, after a word such as `in`, or with another month."""
        if self.words[self.number] not in MONTHS:
            return False
        before, after = self.before(2), self.after(2)
        beside = before[-1:] + after[:1]
        if any(word.isdigit() for word in beside) or not MONTHS.isdisjoint(before + after):
            return True
        return not _OF_TIME.isdisjoint(before[-1:]) or after[:1] == ["day"]

    def ends_other(self) -> bool:
        """Hyde Park, May Day: the end of something that begins with another capital, in the middle of a sentence."""
        if not self.number or self.gap_before() != " " or not self._capital(self.number - 1):
            return False
        start, end = self.places[self.number - 1]
        if end - start < 2 or self.text[start:end].isupper() or self.words[self.number - 1] in BEFORE_NAMES:
            return False
        return not self._begins_at(start)

    def has_determiner(self) -> bool:
        """The Elizabeth line, a Christian: no name of a person stands after these."""
        return bool(self.before()) and self.before()[0] in _DETERMINERS and not self.gap_before().strip(" \t\r\n*_")

    def begins_with_determiner(self) -> bool:
        """The Corrib was in flood."""
        return self.has_determiner() and self._begins_at(self.places[self.number - 1][0])

    def is_other_person(self, family: frozenset[str]) -> bool:
        """A first name with a last name that is not the client's: Robert Burns, David's Lloyd no."""
        after, written = self.after(), self.written_after()
        if not after or self.text[self.end : self.end + 1] != " " or len(self.gap_after()) != 1 or self.owns():
            return False
        if len(written) < 3 or not written[0].isupper() or written.isupper() or not written[1:2].islower():
            return False
        return after[0] not in family and after[0] not in MONTHS and after[0] not in _DAYS

    def in_heading(self) -> bool:
        """Whether every word around them has a capital, as in a title."""
        begin = self.text.rfind("\n", 0, self.start) + 1
        end = self.text.find("\n", self.end)
        line = self.text[max(begin, self.start - 200) : min(len(self.text) if end < 0 else end, self.end + 200)]
        every = _compiled(_WORD).findall(_compiled(_KEY).sub("", line, count=1))
        found = [word for word in every if word.casefold() not in _SMALL]
        if len(found) > 12 or not found or found[0].casefold() in _GREETING or line.rstrip(" \"'").endswith("."):
            return False
        if not all(word[0].isupper() for word in found):
            return False
        return (len(found) > 1 and len(every) > 2) or line.rstrip(" \"'").endswith("?")

    def is_met(self) -> bool:
        """Whether a meeting was with somebody, or what was kept of one is about them: Session with Grace, Met Grace."""
        before = self.before(2)
        if not before or self.gap_before() != " ":
            return False
        if before[-1] in _MEETING:
            return True
        of_time = self.words[self.number] in MONTHS and before[-1] != "with"
        return before[-1] in _WITH and before[0] in _MEETINGS and not of_time

    def is_label(self) -> bool:
        """Whether a line begins with a first name as with a label: Grace: notes; Grace - third session."""
        word = self.words[self.number]
        begin = max(self.text.rfind(sign, 0, self.start) for sign in "\n/") + 1
        if self.text[begin : self.start].strip(" \t#>*-") or word in MONTHS or word in _SEASONS or word in _DAYS:
            return False
        kept = not _MEETINGS.isdisjoint(self.after(4))
        rest = self.text[self.end : self.end + 12]
        if _compiled(r" ?: *\S").match(rest):
            return kept or not (word in _NO_LABELS or _compiled(r" ?: *[\d£$€]").match(rest))
        return kept and bool(_compiled(r" [-–—] |, ").match(rest))

    def in_enumeration(self) -> bool:
        """Focus, Insight, Outcome: among words with capitals and commas of which another is an ordinary one."""
        near = []
        end = self.number + self.length
        follows = self.gap_after().strip("* \n") in (",", "/") and end < len(self.words) and self._capital(end)
        if self.gap_before().strip("* \n") in (",", "/") and self.number and self._capital(self.number - 1):
            if follows or not self._begins_at(self.places[self.number - 1][0]):
                near.append(self.words[self.number - 1])
        if follows:
            near.append(self.words[end])
        return any(is_ordinary(word) and word not in WORD_NAMES for word in near)

    def near_role(self) -> bool:
        """Whether somebody of the portfolio is meant: the tutor, the assessor, a peer."""
        return bool(_compiled(_ROLE).search(self.text[max(self.start - 30, 0) : self.end + 40].split("\n\n")[0]))

    def in_firm_place(self) -> bool:
        """Whether they stand where the name of an organisation does: at Next, for Mind."""
        before = self.before(2)
        if before[-1:] == ["the"]:
            before = before[:-1]
        return before[-1:] != [] and before[-1] in _BEFORE_FIRM

    def beside_code(self, codes: tuple[str, ...]) -> bool:
        """C12 (Grace), Grace (C12), C12/Grace, C12 = Grace, C12 is Jane: whoever has the code has the name."""
        ahead, rest = self.text[max(self.start - 24, 0) : self.start], self.text[self.end : self.end + 12]
        return any((code in ahead or code in rest) and self._beside(code, ahead, rest) for code in codes)

    def _beside(self, code: str, ahead: str, rest: str) -> bool:
        if re.match(rf" *[(\[/=|;\t–—-]+ *{code}\b", rest):
            return True
        if re.search(rf"\b{code}:? $", ahead) and (not rest.strip(' ."\n') or rest[:1] in ",.\n"):
            return True
        if not re.search(rf"\b{code}(?:[ ,\t]*(?:[(\[/=–—-]|is|that is(?: to say)?|i\.e\.|[,;|\t])[ ,\t]*)$", ahead):
            return False
        return not is_word(self.words[self.number]) or bool(_compiled(_CLOSED).match(rest))

    def _begins_at(self, at: int) -> bool:
        ahead = self.text[max(at - 120, 0) : at].rstrip(" \t\r\n\u00a0")
        return not ahead or ahead[-1] in _BEGINS

    def _near_before(self) -> bool:
        return not self.gap_before().strip(" .")

    def _capital(self, number: int) -> bool:
        return self.text[self.places[number][0]].isupper()
