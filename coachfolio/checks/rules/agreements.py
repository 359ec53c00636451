"""CF2: agreements. Is each contact covered by one, made with that client, and in time?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from coachfolio.base.diagnostics import Finding, Place
from coachfolio.base.words import day
from coachfolio.checks.rules.facts import Facts
from coachfolio.evidence.contacts import contacts_in
from coachfolio.evidence.model import Agreement
from coachfolio.portfolio.portfolio import PORTFOLIO_FILE


def agreement_of_another(facts: Facts) -> Iterator[Finding]:
    """A client is given the agreement of another client.

    Why:
        Then nothing shows what was agreed with this one.
    Wrong:
        C01: {agreement: 2026-02-10-c02-agreement}
    Right:
        C01: {agreement: 2026-02-03-c01-agreement}
    """
    for path, mention in facts.mentions("agreements"):
        if len(mention.where) < 2 or mention.where[0] != "clients":
            continue
        code = str(mention.where[1])
        agreement = facts.by_id.get(mention.value)
        if isinstance(agreement, Agreement) and agreement.client != code:
            yield Finding(
                at=Place(path, mention.where),
                message=f"This agreement is with {agreement.client}, and not with {code}.",
                hint=f"Write the agreement with {code}, or mend the client in the agreement.",
                related=(("The agreement names its client here.", Place(agreement.path, ("client",))),),
            )


def orphaned_agreement(facts: Facts) -> Iterator[Finding]:
    """An agreement belongs to no contact.

    Why:
        An agreement with nobody whom the portfolio shows you meeting may have the wrong code, or its contacts are not
        written up.
    Wrong:
        an agreement with C04, and no session or contact sheet with C04
    Right:
        an agreement with C04, and sessions with C04
    """
    met = {contact.client for piece in facts.portfolio.evidence for contact in contacts_in(piece)}
    if facts.progress.uncounted:  # a sheet that could not be read may hold the contact
        return
    for agreement in facts.portfolio.evidence:
        if isinstance(agreement, Agreement) and agreement.client not in met:
            yield Finding(
                at=Place(agreement.path, ("client",)),
                message=f"There is an agreement with {agreement.client}, and no contact with {agreement.client}.",
                hint="Look at the client's code, or write up the contacts.",
            )


def client_without_agreement(facts: Facts) -> Iterator[Finding]:
    """A client who was met has no agreement in the portfolio.

    Why:
        Practice in the moment may have none, and is practice all the same. For a client met again and again, an
        assessor may ask what was agreed.
    Wrong:
        six sessions with C04, and no agreement
    Right:
        six sessions with C04, and agreements/2026-02-03-c04-agreement.yaml
    """
    if facts.portfolio.file is None or facts.progress.uncounted:
        return
    agreed = {piece.client for piece in facts.portfolio.evidence if isinstance(piece, Agreement)}
    contacts: dict[str, int] = defaultdict(int)
    for contact in facts.progress.hours.held:
        contacts[contact.client] += 1
    for code, number in contacts.items():
        declared = facts.portfolio.file.clients.get(code)
        if (
            declared
            and not declared.forgotten
            and code not in agreed
            and not declared.agreement
            and number > facts.threshold("contacts-without-agreement")
        ):
            yield Finding(
                at=Place(PORTFOLIO_FILE, ("clients", code), on_key=True),
                message=f"{code} was met {number} times, and there is no agreement with {code}.",
                hint="Write down what was agreed, in the folder agreements. A conversation about it counts.",
            )


def client_names_group(facts: Facts) -> Iterator[Finding]:
    """A contact with a group is with a client declared as one person, or the other way round.

    Why:
        Group hours and individual hours are counted apart, because a log of hours may ask which they were.
    Wrong:
        client: C08 with setting: group, where C08 is declared as a person
    Right:
        C08: {kind: group} in portfolio.yaml
    """
    if facts.portfolio.file is None:
        return
    clients = facts.portfolio.file.clients
    for contact in facts.progress.hours.contacts:
        client = clients.get(contact.client)
        if client and (client.kind == "group") != (contact.setting == "group"):
            said = "a group" if client.kind == "group" else "one person"
            yield Finding(
                at=Place(contact.path, (*contact.where, "client")),
                message=f"{contact.client} is declared as {said}, and this contact says otherwise.",
                hint="A contact with a group says setting: group, and such a client has kind: group in portfolio.yaml.",
                related=(("Declared here.", Place(PORTFOLIO_FILE, ("clients", contact.client), on_key=True)),),
            )


def agreement_after_contacts(facts: Facts) -> Iterator[Finding]:
    """A planned contact took place before the agreement.

    Why:
        An agreement that is dated after the work that it covers may have a slip in its date. For contacts in the moment
        coachfolio asks for none.
    Wrong:
        a planned session with C01 on 3 March, and an agreement dated 10 March
    Right:
        planned: no on the contact of 3 March, or the day on which the agreement was really made
    """
    agreed: dict[str, Agreement] = {}
    for older in facts.portfolio.evidence:  # an agreement may be renewed: the first one counts
        if isinstance(older, Agreement) and (older.client not in agreed or older.date < agreed[older.client].date):
            agreed[older.client] = older
    for contact in facts.progress.hours.held:
        agreement = agreed.get(contact.client)
        if agreement and contact.planned and contact.date < agreement.date:
            yield Finding(
                at=Place(contact.path, (*contact.where, "date")),
                message=f"This planned contact is before the agreement with {contact.client} of {day(agreement.date)}.",
                hint="Write planned: no for a contact in the moment, or mend the date that is wrong.",
                related=(("The agreement.", Place(agreement.path, ("date",))),),
            )
