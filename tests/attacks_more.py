"""What is done to a record so that it looks like something honest, and is told from it all the same."""

from __future__ import annotations

import shutil
from typing import Final

from .attacks import (
    ABOUT,
    ABOUT_TEXT,
    DECISION,
    IQA,
    ITS_DAY,
    PASSED,
    PIECE,
    RECORDING,
    SAMPLE,
    SAMPLED,
    SECOND,
    Attack,
    Deed,
    Desk,
    save,
    seal,
)
from .honest_more import CLAIMS, CLOSED, CONTACTS, SHEET, steps
from .repositories.learner import ASSESSOR, LEARNER, evening, held, session, sheet

OVERLAY: Final = (
    "format: 1\nsources:\n  guide: {title: The guide, kind: centre}\n"
    "time_limit_years: {value: 9, source: guide, certainty: centre}\n"
)


def _finding_closed(closed: str, *, by: tuple[str, str]) -> Deed:
    """A finding that the quality assurer sealed, closed by somebody."""
    return steps(
        save({SAMPLE: SAMPLED + CLOSED + "}\n"}, when="2025-02-12", author=IQA),
        lambda desk: seal(desk.folder, desk.keys / "iqa", IQA, "2025-02-13", role="iqa"),
        save({SAMPLE: SAMPLED + closed}, when="2025-02-25", author=by),
    )


def _sealed(files: dict[str, str]) -> Deed:
    return steps(save(files, when="2025-02-11"), lambda desk: desk.seal("2025-02-12"))


def _without_seals(*after: Deed) -> Deed:
    def deed(desk: Desk) -> None:
        desk.git("tag", "--delete", "sealed/assessor/1", "sealed/iqa/1")
        for step in after:
            step(desk)

    return deed


def _own_key(desk: Desk) -> None:
    """A pass under a seal in the assessor's name, with a key that the learner signs with as well."""
    shutil.copytree(desk.keys, desk.place / "keys")
    desk.keys = desk.place / "keys"
    lines = (desk.keys / "signers").read_text(encoding="utf-8").splitlines(keepends=True)
    (desk.keys / "signers").write_text("".join(line for line in lines if LEARNER[1] not in line), encoding="utf-8")
    desk.save(held("2025-02-18"), evening("2025-02-18"), key=desk.keys / "learner")
    desk.save(SECOND, evening("2025-02-20"), author=ASSESSOR)
    desk.seal("2025-02-20", key="learner")


MORE_ATTACKS: Final = {
    "claims-exchanged": Attack(
        "A claim of a sealed piece exchanged for another",
        steps(
            _sealed({PIECE: session(ITS_DAY) + CLAIMS}),
            save({PIECE: session(ITS_DAY) + CLAIMS.replace("s1", "s2")}),
        ),
        alone="CF512",
    ),
    "claims-and-minutes": Attack(
        "A claim added to a sealed piece, and its minutes changed",
        save({PIECE: session(ITS_DAY, minutes=90) + CLAIMS}),
        alone="CF512",
    ),
    "sheet-altered": Attack(
        "A contact of a sealed sheet made longer, and another contact added",
        steps(
            _sealed({SHEET: CONTACTS}),
            save(
                {SHEET: CONTACTS.replace("minutes: 30", "minutes: 90") + "  - {date: 2025-02-20, minutes: 30}\n"},
                when="2025-02-20",
            ),
        ),
        alone="CF512",
    ),
    "finding-closed-by-learner": Attack(
        "A finding of the quality assurer's closed by the learner",
        _finding_closed(CLOSED + ", state: closed, closed_on: 2025-02-25, closing: Given.}\n", by=LEARNER),
        alone="CF513",
    ),
    "finding-reworded": Attack(
        "A finding closed under the quality assurer's name, and put in other words",
        _finding_closed(CLOSED.replace("No day", "A day") + ", state: closed, closing: Given.}\n", by=IQA),
        alone="CF513",
    ),
    "overlay-lower": Attack(
        "qualification.yaml added, with a longer time limit",
        save({"qualification.yaml": OVERLAY}),
        alone="CF512",
        since="CF557",
    ),
    "overlay-criterion": Attack(
        "qualification.yaml added, with a sealed criterion in other words",
        save(
            {
                "qualification.yaml": "format: 1\nunits:\n  - ref: D7.03\n    criteria_are: official\n"
                "    criteria_complete: yes\n    criteria:\n      - {number: s2, text: Talks to somebody}\n"
            }
        ),
        alone="CF512",
        since="CF557",
    ),
    "attachment-by-path": Attack(
        "A sheet that names a file of the same name in another folder, with something else in it",
        save(
            {
                ABOUT: ABOUT_TEXT.replace("[recording.txt]", "[attached/recording.txt]"),
                RECORDING: None,
                "documents/attached/recording.txt": "Something else.\n",
            }
        ),
        alone="CF512",
    ),
    "date-away": Attack(
        "A session of February moved to January, weeks later",
        steps(
            save(held("2025-02-12"), when="2025-02-12"),
            save({sheet("2025-02-12"): session("2025-02-12").replace("date: 2025-02", "date: 2025-01")}),
        ),
        alone="CF511",
    ),
    "without-seals-turned": Attack(
        "All seals left out, and what they were on turned",
        _without_seals(save({DECISION: PASSED}, author=ASSESSOR)),
        since="CF552",
    ),
    "without-seals-edited": Attack(
        "All seals left out, and a piece that they were on changed",
        _without_seals(save({PIECE: session(ITS_DAY, minutes=90)})),
        since="CF552",
    ),
    "without-seals-second-round": Attack(
        "All seals left out, and a second round put in by the learner",
        _without_seals(save(SECOND)),
        alone="CF555",
        since="CF552",
    ),
    "own-key": Attack(
        "A second round under a seal in the assessor's name, with the learner's own key", _own_key, alone="CF528 CF566"
    ),
    "backdated-on-top": Attack(
        "A session put on top of what was seen, as if it had been saved before",
        lambda desk: desk.save(held("2025-02-08"), evening("2025-02-08")),
        since="CF506",
    ),
}
