"""Writing up a session in one line: C07 60m yesterday phone #D7.03/s2 what it was about.

The line begins with the client's code, how long it was, and whatever else is known, in any order: the day, the time,
how you met, your role, the fee, criteria. What follows is what the session was about. Further lines are what you made
of it. Nothing is guessed: what has no reading, or two, is named, and nothing is written.
"""

from __future__ import annotations

import datetime
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Final

from coachfolio.base.errors import nearest
from coachfolio.base.frozen import Frozen, frozen
from coachfolio.base.words import listed, shown
from coachfolio.confidentiality.key import Key
from coachfolio.confidentiality.portfolios import looked_through
from coachfolio.confidentiality.scan import leaks_in, names_declared_in
from coachfolio.editing.drafts import Draft, NotWritten, new_file
from coachfolio.evidence.model import Session
from coachfolio.format.schemas import schema
from coachfolio.format.spoken import NotUnderstood, clock_in, day_in, minutes_in, taken_as
from coachfolio.portfolio.loading import open_portfolio
from coachfolio.portfolio.portfolio import Portfolio

__all__ = [
    "SessionEntry",
    "client_in",
    "entries_in",
    "entry_in",
    "log_drafts",
    "must_name_nobody",
    "opened_to_log",
    "slug",
    "with_words",
]

_CODE: Final = re.compile(r"[A-Za-z]{1,3}\d{1,4}")
_CRITERION: Final = re.compile(r"#(\S+/\S+)")
_MOST_TITLE: Final = 60
"""Characters before a colon that make a title."""
_MOST_WORDS: Final = 4
"""Words of the session that stand in the name of its file."""

_SAID_AS: Final[Mapping[str, Mapping[str, str]]] = {
    "mode": {
        "zoom": "video",
        "teams": "video",
        "skype": "video",
        "face-to-face": "in-person",
        "f2f": "in-person",
        "telephone": "phone",
        "call": "phone",
        "email": "written",
        "e-mail": "written",
    },
    "role": {"coaching": "coach", "mentoring": "mentor"},
    "fee": {"pro bono": "pro-bono", "unpaid": "pro-bono"},
    "status": {"canceled": "cancelled"},
}
"""Other words for the choices of a session's fields."""


@frozen()
class SessionEntry(Frozen):
    """One session as a line says it."""

    client: str
    minutes: int
    date: datetime.date
    said_day: bool
    """Whether the line says the day; else it is today."""
    start: datetime.time | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    """mode, role, fee, setting and status, as far as the line says them."""
    criteria: tuple[str, ...] = ()
    title: str = ""
    purpose: str = ""
    reflection: str = ""
    note: str = ""
    """How the day was taken, where it could have been taken otherwise."""


def entry_in(
    line: str | Sequence[str], portfolio: Portfolio, today: datetime.date, key: Key | None = None
) -> SessionEntry:
    """What a line says, or the parts of one. Raises NotUnderstood, which names what has no reading or two.

    What stands in quotation marks, or is one part with blanks in it, is words as a whole, once the client and the
    length are said.
    """
    words, openings = _words_of(line)
    said: dict[str, Any] = {"choices": {}, "criteria": ()}
    at = 0
    while at < len(words):
        if at in openings and "client" in said and "minutes" in said and day_in(openings[at], today) is None:
            break
        taken = _taken(words, at, said, portfolio, today, key)
        if not taken:
            break
        at += taken
        if words[at - 1].endswith(":"):
            break
    title, about = _about(_without_marks(" ".join(words[at:])))
    if "client" not in said:
        raise NotUnderstood(_no_client(words, portfolio, key))
    if "minutes" not in said:
        raise NotUnderstood("How long was it? Say it with a unit, such as 60m, 1h15 or 1.5h.")
    return SessionEntry(
        client=said["client"],
        minutes=said["minutes"],
        date=said.get("date", today),
        said_day="date" in said,
        start=said.get("start"),
        choices=said["choices"],
        criteria=said["criteria"],
        title=title,
        purpose=about,
        note=said.get("note", ""),
    )


def client_in(said: str, portfolio: Portfolio, key: Key | None = None) -> str:
    """The code of the client that is meant. Raises NotUnderstood, which offers the code behind a name."""
    code = said.strip()
    if not _CODE.fullmatch(code):
        raise NotUnderstood(_no_client(code.split(), portfolio, key))
    return _client(code, portfolio)


def with_words(entry: SessionEntry, words: str) -> SessionEntry:
    """The entry with what it was about, taken as it stands."""
    title, about = _about(" ".join(words.split()))
    return replace(entry, title=title, purpose=about)


def _words_of(line: str | Sequence[str]) -> tuple[list[str], dict[int, str]]:
    """The words of a line, and where a part begins that is words as a whole, with that part."""
    parts = line.split() if isinstance(line, str) else list(line)
    quoted = _QUOTED.search(line) if isinstance(line, str) else None
    if quoted:
        parts = [*quoted[1].split(), quoted[2].strip()]
    words: list[str] = []
    openings: dict[int, str] = {}
    for part in parts:
        inner = part.replace("\u00a0", " ").split()
        if len(inner) > 1 or part.startswith(_MARKS):
            openings[len(words)] = " ".join(inner)
        words += inner
    return words, openings


_MARKS: Final = ('"', "\u201c")
_QUOTED: Final = re.compile(r"^([^\"\u201c]*\s)([\"\u201c].*[\"\u201d])\s*$")
"""A line that ends with words in quotation marks."""


def _without_marks(text: str) -> str:
    """Words without the marks that they stand between; as they are, where there are other marks among them."""
    inner = text[1:-1]
    between = text.startswith(_MARKS) and text.endswith(('"', "\u201d"))
    return inner if between and not any(mark in inner for mark in '"\u201c\u201d') else text


def entries_in(text: str, portfolio: Portfolio, today: datetime.date, key: Key | None = None) -> list[SessionEntry]:
    """The sessions in several lines: each begins with a line of its own, and further lines are what was made of it.

    An empty line among those parts two paragraphs. A line that begins with # at the margin is a remark.

    Raises NotUnderstood, which names the line.
    """
    entries: list[SessionEntry] = []
    apart = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            apart = True
            continue
        if line.startswith("#"):
            continue
        first = line.split()[0].rstrip(":,")
        if entries and (line[0].isspace() or not _CODE.fullmatch(first)):
            parting = "\n\n" if apart else "\n"
            more = parting.join(filter(None, (entries[-1].reflection.rstrip("\n"), line.strip())))
            entries[-1] = replace(entries[-1], reflection=f"{more}\n")
            apart = False
            continue
        apart = False
        try:
            entries.append(entry_in(line, portfolio, today, key))
        except NotUnderstood as error:
            raise NotUnderstood(f"Line {number}: {error}") from None
    return entries


def _taken(
    words: Sequence[str],
    at: int,
    said: dict[str, Any],
    portfolio: Portfolio,
    today: datetime.date,
    key: Key | None,
) -> int:
    """How many words from here on say something that is known; it is put into `said`."""
    word = words[at].rstrip(",:")
    for length in (3, 2, 1):
        if at + length > len(words) or any(inner.endswith(":") for inner in words[at : at + length - 1]):
            continue
        phrase = " ".join(words[at : at + length]).rstrip(",:")
        if "date" not in said and (found := day_in(phrase, today)) is not None:
            said["date"] = found
            said["note"] = taken_as(phrase, found, today)
            return length
        if "minutes" not in said and (minutes := minutes_in(phrase)) is not None:
            said["minutes"] = minutes
            return length
        if "start" not in said and (clock := clock_in(phrase)) is not None:
            said["start"] = clock
            return length
        if choice := _choice(phrase, said["choices"]):
            said["choices"][choice[0]] = choice[1]
            return length
    if "client" not in said and _CODE.fullmatch(word):
        said["client"] = _client(word, portfolio)
        return 1
    if match := _CRITERION.fullmatch(word):
        said["criteria"] = (*said["criteria"], _criterion(match[1], portfolio))
        return 1
    if word.isdigit() and "client" in said and "minutes" not in said:
        raise NotUnderstood(f"{word} of what? Write {word}m for minutes, or {word}h for hours.")
    return 0


def _choice(phrase: str, known: Mapping[str, str]) -> tuple[str, str] | None:
    """The field and the choice that a word means."""
    said = phrase.lower()
    fields = schema("sessions")["properties"]
    for name in ("mode", "role", "fee", "setting", "status"):
        if name not in known:
            if said in fields[name]["enum"]:
                return name, said
            if said in _SAID_AS.get(name, {}):
                return name, _SAID_AS[name][said]
    return None


def _client(code: str, portfolio: Portfolio) -> str:
    clients = portfolio.file.clients if portfolio.file else {}
    wanted = code.upper()
    if wanted in clients:
        return wanted
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", wanted).groups()  # type: ignore[union-attr] # it fits _CODE
    same = [known for known in clients if re.fullmatch(rf"{letters}0*{int(digits)}", known)]
    if len(same) == 1:
        return same[0]
    meant = nearest(wanted, clients)
    raise NotUnderstood(
        f"There is no client {wanted} in portfolio.yaml."
        + (f" Did you mean {meant}?" if meant else "")
        + f" A new client: coachfolio new client {wanted}"
    )


def _criterion(ref: str, portfolio: Portfolio) -> str:
    known = [criterion.ref for criterion in portfolio.qualification.criteria] if portfolio.qualification else []
    if not known or ref in known:
        return ref
    meant = nearest(ref, known)
    raise NotUnderstood(f"There is no criterion {shown(ref)}." + (f" Did you mean {meant}?" if meant else ""))


def _no_client(words: Sequence[str], portfolio: Portfolio, key: Key | None) -> str:
    if key is not None:
        found = [code for leak in leaks_in(" ".join(words), key) for code in leak.codes]
        if found:
            codes = listed(dict.fromkeys(found), last="or")
            return f"A name in your private list stands here. Write the code instead: {codes}."
    clients = list(portfolio.file.clients if portfolio.file else ())
    example = clients[0] if clients else "C01"
    return f"Whose session was it? Begin with the client's code, such as {example} 60m yesterday."


def _about(text: str) -> tuple[str, str]:
    """A title, where the words begin with one and a colon, and the rest."""
    head, colon, rest = text.partition(": ")
    if colon and len(head) <= _MOST_TITLE and rest.strip():
        return head.strip(), rest.strip()
    return "", text.strip()


def log_drafts(
    folder: str | os.PathLike[str], entries: Sequence[SessionEntry], portfolio: Portfolio, key: Key | None = None
) -> list[Draft]:
    """The new sessions, as files would have them. Raises NotWritten, also where the words name a client."""
    drafts: list[Draft] = []
    for entry in entries:
        must_name_nobody((entry.title, entry.purpose, entry.reflection), portfolio, key)
        fields = _fields(entry, portfolio)
        draft = new_file(folder, "sessions", _name_of(entry), fields, in_lines=True)
        taken = {other.path for other in drafts}
        number = 1
        while draft.path in taken:
            number += 1
            draft = new_file(folder, "sessions", f"{_name_of(entry)}-{number}", fields, in_lines=True)
        drafts.append(draft)
    return drafts


def must_name_nobody(texts: Sequence[str], portfolio: Portfolio, key: Key | None) -> None:
    """Raise NotWritten where a text names a client of the private list. The name is never said."""
    if key is None:
        return
    declared = names_declared_in(portfolio)
    found = [code for text in texts for leak in leaks_in(text, key, declared=declared) for code in leak.codes]
    if found:
        raise NotWritten(
            f"The words name {listed(dict.fromkeys(found))}. Nothing was written. Say it with the code instead of the "
            "name."
        )


def _fields(entry: SessionEntry, portfolio: Portfolio) -> dict[str, Any]:
    fields: dict[str, Any] = {"date": entry.date.isoformat(), "minutes": entry.minutes, "client": entry.client}
    if entry.start is not None:
        fields["start"] = entry.start.strftime("%H:%M")
    fields["role"] = entry.choices.get("role") or _usual_role(entry.client, portfolio)
    fields.update({name: choice for name, choice in entry.choices.items() if name != "role"})
    if entry.title:
        fields["title"] = entry.title
    if entry.purpose:
        fields["purpose"] = entry.purpose
    if entry.reflection:
        fields["reflection"] = entry.reflection
    if entry.criteria:
        where = "reflection" if entry.reflection else "purpose"
        there = bool(entry.reflection or entry.purpose)
        fields["claims"] = [
            {"criterion": ref, "where": where} if there else {"criterion": ref} for ref in entry.criteria
        ]
    return fields


def _usual_role(client: str, portfolio: Portfolio) -> str:
    """The role of the last session with this client; coach, where there was none."""
    earlier = [piece for piece in portfolio.evidence if isinstance(piece, Session) and piece.client == client]
    return max(earlier, key=lambda session: session.date).role if earlier else "coach"


def _name_of(entry: SessionEntry) -> str:
    words = slug(entry.title or entry.purpose)
    return "-".join(filter(None, (entry.date.isoformat(), entry.client.lower(), words or "session")))


def slug(text: str) -> str:
    """A few words of a text as they may stand in the name of a file."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]
    return "-".join(words[:_MOST_WORDS])[:48].strip("-")


_SMALL: Final = {"a", "an", "and", "as", "at", "for", "in", "of", "on", "or", "s", "the", "to", "we", "with"}


def opened_to_log(folder: str | os.PathLike[str]) -> tuple[Portfolio, Key | None]:
    """A portfolio and its list of clients. Raises NoPortfolio, and NotWritten where the list cannot be used."""
    portfolio = open_portfolio(folder)
    if portfolio.file is None:
        raise NotWritten("portfolio.yaml is not in order as it stands. Run coachfolio check, mend it, and try again.")
    exposure, key = looked_through(portfolio, folder, attachments=False)
    if exposure.broken_key:
        raise NotWritten(exposure.broken_key)
    return portfolio, key
