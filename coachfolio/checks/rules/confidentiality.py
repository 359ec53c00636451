"""CF6: does anything give a client away? What stands there is never said, only where, and whose code it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from coachfolio.base.diagnostics import START, Finding, Place
from coachfolio.checks.rules.facts import Facts
from coachfolio.checks.rules.leaks import leaks_told
from coachfolio.evidence.model import Agreement
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE

if TYPE_CHECKING:
    pass

_WHOLE: Final = Place(PORTFOLIO_FILE)
_KEY_FILE: Final = "private/clients.yaml"
_WITH_CODE: Final = "Say it with the code."


def client_named(facts: Facts) -> Iterator[Finding]:
    """A client is named.

    Why:
        Clients trust their coach not to say who they are. ILM's rule on clients' names is not known to coachfolio,
        which asks for codes throughout. What is saved and handed over once cannot be taken back. The list of clients,
        which stays on the coach's computer, says what to look for.
    Wrong:
        The name of a client, in whatever form: in a text, a remark, the name of a file or the properties of a document.
    Right:
        C07, wherever the client is meant
    """
    return leaks_told(
        facts,
        lambda leak: bool(leak.codes) and leak.weight == "blocks" and leak.kind != "organisation",
        _WITH_CODE,
        may_be_allowed=True,
    )


def client_perhaps_named(facts: Facts) -> Iterator[Finding]:
    """A client may be named.

    Why:
        A first name, a short one or one that is a word as well may be somebody else's, or no name at all. Whoever wrote
        it knows.
    Wrong:
        a client's first name, where the code was meant
    Right:
        C07, or the same words in the list of clients under allowed: with a reason
    """
    return leaks_told(
        facts,
        lambda leak: bool(leak.codes) and leak.weight == "asks",
        _WITH_CODE,
        may_be_allowed=True,
    )


def organisation_named(facts: Facts) -> Iterator[Finding]:
    """The organisation of a client is named.

    Why:
        Where somebody works, with what they do there, can say who they are.
    Wrong:
        the name of the company that a client leads
    Right:
        a mid-sized engineering company
    """
    return leaks_told(
        facts,
        lambda leak: leak.kind == "organisation" and leak.weight == "blocks",
        "Say what kind of organisation it is, or use the code.",
        may_be_allowed=True,
    )


def client_initials(facts: Facts) -> Iterator[Finding]:
    """Initials are those of a client.

    Why:
        Initials beside a date and a place are easily read as a name by whoever knows the people.
    Wrong:
        the initials of C07, where the code was meant
    Right:
        C07
    """
    return leaks_told(
        facts,
        lambda leak: bool(leak.codes) and leak.weight == "hint",
        "If the client is meant, use the code.",
        may_be_allowed=True,
    )


def broken_key(facts: Facts) -> Iterator[Finding]:
    """The list of clients cannot be used.

    Why:
        With a list that cannot be read whole nobody can say that no name is in the portfolio.
    Wrong:
        private/clients.yaml with a line that does not line up
    Right:
        the same file, mended
    """
    if facts.exposure and facts.exposure.broken_key:
        yield Finding(
            at=_WHOLE,
            message=facts.exposure.broken_key,
            hint="Save it again with the encoding UTF-8."
            if "UTF-8" in facts.exposure.broken_key
            else "It has a line format: 1, then a line clients: and under it, indented, a line for each code, such as "
            "C01: {names: [Ada Example]}",
            concealed=True,
        )


def email_address(facts: Facts) -> Iterator[Finding]:
    """An e-mail address is in a text.

    Why:
        An address is a name with a place. The learner's own, and those of people in portfolio.yaml, are no matter.
    Wrong:
        the address of a client's assistant, copied with a message
    Right:
        the client's assistant
    """
    return leaks_told(facts, lambda leak: leak.kind == "e-mail" and not leak.codes, _LEAVE_OUT)


_LEAVE_OUT: Final = "Leave it out: the work can be understood without it."


def phone_number(facts: Facts) -> Iterator[Finding]:
    """A telephone number is in a text.

    Why:
        A number leads to a person at once.
    Wrong:
        rang on 07700 900123
    Right:
        rang on the mobile
    """
    return leaks_told(facts, lambda leak: leak.kind == "phone", _LEAVE_OUT)


def postcode(facts: Facts) -> Iterator[Finding]:
    """A postcode is in a text.

    Why:
        A postcode may mean no more than a few houses.
    Wrong:
        met at their home, XM4 5HQ
    Right:
        met at their home
    """
    return leaks_told(facts, lambda leak: leak.kind == "postcode", _LEAVE_OUT)


def insurance_number(facts: Facts) -> Iterator[Finding]:
    """A National Insurance number is in a text.

    Why:
        It belongs to one person, and has no business in a portfolio.
    Wrong:
        a payslip pasted into a note
    Right:
        nothing of it
    """
    return leaks_told(
        facts,
        lambda leak: leak.kind == "insurance-number",
        _LEAVE_OUT,
    )


def nhs_number(facts: Facts) -> Iterator[Finding]:
    """An NHS number is in a text.

    Why:
        It belongs to one person, and may lead to notes on their health.
    Wrong:
        a letter from a hospital pasted into a note
    Right:
        nothing of it
    """
    return leaks_told(facts, lambda leak: leak.kind == "nhs-number", _LEAVE_OUT)


def birth_date(facts: Facts) -> Iterator[Finding]:
    """A day of birth is in a text.

    Why:
        With a job and a town, a day of birth says who somebody is.
    Wrong:
        born on 4 March 1971
    Right:
        in their fifties
    """
    return leaks_told(facts, lambda leak: leak.kind == "birth-date", "Say the age, roughly.")


def place_in_picture(facts: Facts) -> Iterator[Finding]:
    """A picture tells where it was taken.

    Why:
        A telephone may write into a photograph where it was taken: at a client's office, or home.
    Wrong:
        a photographed sheet with its place in it
    Right:
        the same photograph, saved without its properties
    """
    return leaks_told(
        facts,
        lambda leak: leak.kind == "picture-place",
        "Save it again without its properties; most programs for pictures can do that.",
    )


_SAY_ROLE: Final = "If it leads to a client, say what they do instead."


def title_with_name(facts: Facts) -> Iterator[Finding]:
    """A title is followed by a name.

    Why:
        It may be an author, or somebody whom a client spoke of. Whoever wrote it knows.
    Wrong:
        Mrs Example was in the room
    Right:
        the client's manager was in the room
    """
    return leaks_told(facts, lambda leak: leak.kind == "title", _SAY_ROLE)


def identifying_hint(facts: Facts) -> Iterator[Finding]:
    """A text tells where a client works, or what only one person is.

    Why:
        No name is needed where there is only one chief executive of the hospital in question.
    Wrong:
        my client, the finance director of Example Engineering Ltd
    Right:
        my client, a finance director in engineering
    """
    return leaks_told(
        facts,
        lambda leak: leak.kind in ("company", "client-is"),
        "If it leads to a client, say the kind of organisation and the level of the work instead.",
    )


def client_not_in_key(facts: Facts) -> Iterator[Finding]:
    """A client of the portfolio is not in the list of clients.

    Why:
        The names of a client whom the list does not have are looked for nowhere.
    Wrong:
        C07 in portfolio.yaml, and no C07 in private/clients.yaml
    Right:
        C07 in both
    """
    exposure, file = facts.exposure, facts.portfolio.file
    if exposure is None or exposure.codes is None or file is None:
        return
    for code, client in file.clients.items():
        if code not in exposure.codes and not client.forgotten:
            yield Finding(
                at=Place(PORTFOLIO_FILE, ("clients", code), on_key=True),
                message=f"{code} is not in your list of clients, so nothing was looked for that names them.",
                hint=f"Put {code} into {_KEY_FILE}.",
            )


def client_without_confidentiality(facts: Facts) -> Iterator[Finding]:
    """An agreement does not say that confidentiality was agreed.

    Why:
        A client should know, before work is recorded, what stays between the two of you and what does not.
    Wrong:
        an agreement without confidentiality_agreed, or with no there
    Right:
        confidentiality_agreed: yes
    """
    agreements = [piece for piece in facts.portfolio.evidence if isinstance(piece, Agreement)]
    agreed = {agreement.client for agreement in agreements if agreement.confidentiality_agreed}
    told: set[str] = set()
    for agreement in agreements:
        if agreement.client in agreed or agreement.client in told:
            continue
        told.add(agreement.client)
        refused = agreement.confidentiality_agreed is False
        yield Finding(
            at=Place(agreement.path, ("confidentiality_agreed",) if refused else ("client",)),
            message="Confidentiality was not agreed with this client."
            if refused
            else "This agreement does not say whether confidentiality was agreed.",
            hint="Agree it with the client, then write: confidentiality_agreed: yes",
        )


def attachment_not_checked(facts: Facts) -> Iterator[Finding]:
    """An attachment could not be looked into.

    Why:
        What was not looked into may have a name in it. Nobody should believe otherwise.
    Wrong:
        a Word file with a password
    Right:
        the same file without one, or looked through by eye and waived with that as the reason
    """
    for path, reason in facts.exposure.not_checked if facts.exposure else ():
        yield Finding(
            at=(path, START),
            message=f"Names were not looked for in all of this attachment: {reason}.",
            hint="Look through it yourself, its properties too.",
        )


def names_not_checked(facts: Facts) -> Iterator[Finding]:
    """Names were not looked for.

    Why:
        Names can only be looked for by whoever has the list of clients. On any other computer nobody knows whether one
        is in the portfolio.
    Wrong:
        a check on an assessor's computer taken to say that no client is named
    Right:
        the check of the coach, whose computer has private/clients.yaml
    """
    exposure, file = facts.exposure, facts.portfolio.file
    declared = bool(file and file.clients)
    met = file is not None and (declared or any(True for _ in facts.mentions("client")))
    if exposure and not exposure.names_checked and not exposure.broken_key and met:
        yield Finding(
            at=Place(PORTFOLIO_FILE, ("clients",), on_key=True) if declared else _WHOLE,
            message="Clients' names were not looked for, nor was anything in attachments: "
            "there is no list of clients here.",
            hint=f"If you are the coach, keep one in {_KEY_FILE}, and it is used at every check.",
        )
