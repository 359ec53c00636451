"""Portfolios of any size, made for measuring: the same files each time, and nothing in them to mend.

python benchmarks/make.py FOLDER [FILES] writes one, with 500 files of evidence where no number is given.

Of twenty files thirteen are sessions, two contact sheets, two reflective reviews, two pieces of feedback and one is an
agreement; every twenty have a client of their own. Every fourth session is a full sheet of about 600 words.
"""

from __future__ import annotations

import datetime
import random
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["TODAY", "files", "write"]

TODAY: Final = "2026-06-30"
"""The day on which to judge the portfolios: every date in them is before it."""

_REGISTERED: Final = datetime.date(2015, 1, 5)
_FIRST: Final = datetime.date(2015, 2, 2)
_STARTS: Final = ("09:00", "11:00", "14:00", "16:00")
"""The contacts of one day; none is longer than 90 minutes, so that none overlaps and no day is too full."""

_PLAN: Final = ("session", "agreement", "session", "session", "feedback", "session", "session", "review", "session",
                "sheet", "session", "session", "session", "feedback", "session", "review", "session", "sheet",
                "session", "session")  # fmt: skip
"""The kinds of twenty files in a row."""

_CRITERIA: Final = tuple(
    f"{unit}/s{number}" for unit, most in (("D7.01", 4), ("D7.02", 4), ("D7.03", 4), ("D7.04", 7))
    for number in range(1, most + 1)
)  # fmt: skip
_SECTORS: Final = ("health", "housing", "charity", "local government", "technology", "education", "manufacturing")
_LEVELS: Final = ("director", "head of service", "chief executive", "general manager", "clinical director")
_SUBJECTS: Final = ("board papers", "the deputy", "saying no", "a new team", "the budget", "first hundred days")

_SENTENCES: Final = (
    "I asked three questions in a row and answered the second of them myself before there was time to think.",
    "When I stopped talking, the thing that mattered came out: nobody had been shown what a good paper looks like.",
    "The silence felt long to me and short on the recording, which says where my attention was.",
    "We agreed to leave the question of the deputy for another day and to begin with the diary.",
    'I noticed that I wanted to rescue, and that the want came just after the word "redundancy".',
    "On a scale from one to ten the week had been a four; by the end we were talking about what a six would need.",
    "My supervisor's question was with me throughout: whose work is it that you are doing here?",
    "The goal changed twice in the first twenty minutes, and I wrote down each version in the client's own words.",
    "There was a joke at the door, as there is every time, and this time I asked what it was for.",
    "I offered a model too early (GROW, of all things) and it lay on the table like a brochure.",
    "What helped was going back to the paper's one sentence: who decides, by when, and on what grounds?",
    "Two options became five as soon as I stopped nodding at the first of them.",
    "The action is small: one conversation before Thursday, ten minutes, no slides.",
    "I would do three things differently; the first is to sit on the other side of the table.",
    "I had prepared for a conversation about strategy and met somebody who had slept for four hours.",
    "It was tempting to explain how other organisations do it – I did, for a minute, and lost the thread.",
    "The naïve question turned out to be the useful one: what happens if nobody writes the paper?",
    "We looked at the last three months together & saw the pattern at the same moment.",
    "Next time I will ask for the evidence against the story before I ask for the evidence for it.",
    "Reading this back a week later, I see how much of it is about me and how little about the work.",
)
"""What the text of a sheet is put together from: quotation marks, colons, dashes and accents as people write them."""


def files(number: int) -> Iterator[tuple[str, str]]:
    """Every file of a portfolio with a number of pieces of evidence: its path and its text."""
    clients = [f"C{block + 1:02d}" for block in range(-(-number // len(_PLAN)))]
    yield "portfolio.yaml", _portfolio(clients, number)
    yield "qualification.yaml", _OVERLAY
    slots = _slots()
    for position in range(number):
        block, place = divmod(position, len(_PLAN))
        if place == 0:
            own: list[str] = []  # the ids of this client's contacts so far
        chance = random.Random(position)
        kind, client = _PLAN[place], clients[block]
        if kind == "session":
            yield _session(position, client, next(slots), own, chance)
        elif kind == "sheet":
            yield _sheet(position, client, [next(slots) for _ in range(4)], own, chance)
        elif kind == "review":
            yield _review(position, own, chance)
        elif kind == "feedback":
            yield _feedback(position, client, own, chance)
        else:
            yield _agreement(client, own)


def write(folder: Path, number: int) -> None:
    """Write such a portfolio into a folder, which may be new."""
    for path, text in files(number):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def _slots() -> Iterator[tuple[datetime.date, str]]:
    day = _FIRST
    while True:
        if day.weekday() < 5:
            for start in _STARTS:
                yield day, start
        day += datetime.timedelta(days=1)


_OVERLAY: Final = """\
# The centre gives its learners time: no date in this portfolio is after the limit.
format: 1
time_limit_years: {value: 60, certainty: centre}
requirements:
  - {name: Contact hours, measure: contact-hours, at_least: 1, certainty: centre}
"""


def _portfolio(clients: list[str], number: int) -> str:
    lines = [
        "format: 1",
        "stage: building",
        "qualification: ilm-l7-diploma-2007",
        f"registered: {_REGISTERED}",
        "learner: {name: A. Learner}",
        "people:",
        "  assessor-1: {role: assessor}",
        "  supervisor-1: {role: supervisor}",
        "clients:",
    ]
    for block, client in enumerate(clients):
        agreed = number > block * len(_PLAN) + _PLAN.index("agreement")
        agreement = f", agreement: {client.lower()}-agreement" if agreed else ""
        lines.append(f"  {client}: {{sector: {_SECTORS[block % 7]}, level: {_LEVELS[block % 5]}{agreement}}}")
    return "\n".join(lines) + "\n"


def _prose(chance: random.Random, words: int, indent: str) -> str:
    """A block of text of about so many words, in paragraphs, as it stands after a field that ends with |."""
    paragraphs: list[list[str]] = [[]]
    written = 0
    while written < words:
        sentence = chance.choice(_SENTENCES)
        written += len(sentence.split())
        if len(paragraphs[-1]) == 6:
            paragraphs.append([])
        paragraphs[-1].append(sentence)
    return (
        "\n\n".join(
            textwrap.fill(" ".join(one), 78, initial_indent=indent, subsequent_indent=indent) for one in paragraphs
        )
        + "\n"
    )


def _claims(position: int, number: int, field: str = "reflection") -> str:
    chosen = [_CRITERIA[(position * 5 + step) % len(_CRITERIA)] for step in range(number)]
    return "claims:\n" + "".join(
        f"  - criterion: {criterion}\n"
        f'    where: "{field}, paragraph {step + 1}"\n'
        f"    how: what I asked and what I left unsaid, piece {position}\n"
        for step, criterion in enumerate(chosen)
    )


def _session(
    position: int, client: str, slot: tuple[datetime.date, str], own: list[str], chance: random.Random
) -> tuple[str, str]:
    day, start = slot
    subject = _SUBJECTS[position % len(_SUBJECTS)]
    id = f"{day}-{start[:2]}-{client.lower()}-{subject.replace(' ', '-')}"
    own.append(id)
    words = 600 if position % 4 == 0 else chance.randint(60, 150)
    text = (
        f"title: {subject.capitalize()}, and what was under it\n"
        f"date: {day}\n"
        f'start: "{start}"\n'
        f"minutes: {chance.choice((45, 60, 75, 90))}\n"
        f"client: {client}\n"
        f"role: {chance.choice(('coach', 'coach', 'mentor'))}\n"
        f"mode: {chance.choice(('in-person', 'video', 'phone'))}\n"
        f"fee: {chance.choice(('paid', 'pro-bono', 'internal'))}\n"
        f"planned: {'no' if len(own) == 1 else 'yes'}\n"
        f"counts_towards: [D7.03, D7.04]\n"
        f"purpose: {client} wanted to stop rewriting the team's papers the night before board.\n"
        "actions:\n"
        "  - One conversation before Thursday\n"
        "  - Send the two pages, and no more\n"
        f"reflection: |\n{_prose(chance, words, '  ')}"
        f"{_claims(position, 2 if words == 600 else 1)}"
    )
    return f"sessions/{day.year}/{id}.yaml", text


def _sheet(
    position: int, client: str, slots: list[tuple[datetime.date, str]], own: list[str], chance: random.Random
) -> tuple[str, str]:
    first = slots[0][0]
    id = f"{first}-{client.lower()}-short-contacts-{position % len(_PLAN)}"
    own.append(id)
    text = f"title: Short contacts with {client}\ncontacts:\n"
    for day, start in slots:
        text += (
            f"  - date: {day}\n"
            f'    start: "{start}"\n'
            f"    minutes: {chance.choice((10, 15, 20, 30))}\n"
            f"    client: {client}\n"
            "    role: coach\n"
            "    planned: no\n"
            f"    purpose: Two minutes before a hard conversation that took {chance.randint(12, 40)}.\n"
            f"    reflection: |\n{_prose(chance, 40, '      ')}"
            f"      Of {day:%A}, {day:%d %B}: {client} and I at {start}, number {position}, week {day:%V}.\n"
        )
    return f"contact-sheets/{id}.yaml", text + _claims(position, 1, "title")


def _review(position: int, own: list[str], chance: random.Random) -> tuple[str, str]:
    first, last = own[0][:10], own[-1][:10]
    about = "".join(f"  - {id}\n" for id in own[-3:])
    text = (
        f"title: Looking back at {len(own)} contacts\n"
        f"date: {last}\n"
        "kind: period\n"
        f"about:\n{about}"
        f"period: {{from: {first}, to: {last}}}\n"
        "minutes: 120\n"
        f"reflection: |\n{_prose(chance, 600, '  ')}"
        f"{_claims(position, 2)}"
    )
    return f"reflections/{last}-review-{position}.yaml", text


def _feedback(position: int, client: str, own: list[str], chance: random.Random) -> tuple[str, str]:
    day = own[-1][:10]
    text = (
        f"date: {day}\n"
        "source: natural\n"
        "giver: client\n"
        f"client: {client}\n"
        f"about: [{own[-1]}]\n"
        f"quotation: |\n{_prose(chance, 50, '  ')}"
        f"response: >-\n{_prose(chance, 80, '  ')}"
        f"{_claims(position, 1, 'response')}"
    )
    return f"feedback/{day}-{client.lower()}-said-{position}.yaml", text


def _agreement(client: str, own: list[str]) -> tuple[str, str]:
    day = own[0][:10]
    text = (
        f"date: {day}\n"
        f"client: {client}\n"
        "kind: two-way\n"
        "purpose: To lead the restructure without losing temper or sleep.\n"
        "goals:\n"
        "  - Tell the shift leads the truth as soon as that is allowed\n"
        "  - Decide what not to do, before being asked to do it\n"
        "confidentiality: What is said stays between us, but for a serious risk of harm.\n"
        "confidentiality_agreed: yes\n"
        "portfolio_use_agreed: yes\n"
        "sessions_planned: 13\n"
        "minutes_each: 60\n"
        f"signatures:\n  - {{by: client, on: {day}, method: handwritten}}\n"
        f"  - {{by: learner, on: {day}, method: handwritten}}\n"
    )
    return f"agreements/{client.lower()}-agreement.yaml", text


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit("python benchmarks/make.py FOLDER [FILES]")
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) == 3 else 500)
