"""What a learner could do to a record that was sealed and handed over, one by one, with what names it.

`tests/test_attacks.py` does each with real git and real keys, and `tools/generate_docs.py` makes the table in
docs/assessor.md from it: a row is what the tests show, and nothing else.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from coachfolio.editing.sealing import new_seal

from .repositories.learner import (
    ASSESSOR,
    LEARNER,
    Learner,
    environment,
    evening,
    held,
    kept,
    session,
    sheet,
    ssh_key,
    stamp,
    weeks,
)

DAYS: Final = weeks(3)
PIECE: Final = sheet(DAYS[1])
ITS_DAY: Final = DAYS[1]
OTHER: Final = sheet(DAYS[2])
IQA: Final = ("Io Quist", "io@centre.example")
PORTFOLIO: Final = f"""\
format: 1
stage: building
qualification: ilm-l7-certificate-2007
registered: 2024-09-02
learner: {{name: {LEARNER[0]}, saves_as: [{LEARNER[1]}]}}
people:
  assessor-1: {{role: assessor, saves_as: [{ASSESSOR[1]}]}}
  iqa-1: {{role: iqa, saves_as: [{IQA[1]}]}}
  peer-1: {{role: peer}}
clients:
  C01: {{sector: health}}
  C02: {{sector: housing}}
"""
OWN_FIGURES: Final = "requirements:\n  - {name: contact-hours, at_least: 1}\n"
DECISION: Final = "assessment/decisions/2025-01-31-d7-03.yaml"
DECIDED: Final = """\
date: 2025-01-31
by: assessor-1
unit: D7.03
submission: 1
decisions:
  - {criterion: D7.03/s2, verdict: referral, evidence: [2025-01-14-c01-talk], feedback: Say what you learned.}
actions:
  - {what: Say more, owner: learner, state: open}
"""
PASSED: Final = DECIDED.replace("referral", "pass")
SAMPLE: Final = "assessment/sampling/2025-02-03-interim.yaml"
SAMPLED: Final = """\
date: 2025-02-03
by: iqa-1
stage: interim
sampled:
  - {criterion: D7.03/s2, record: 2025-01-31-d7-03, outcome: action-needed, comment: I see it otherwise.}
"""
ABOUT: Final = "documents/2025-01-20-recording.yaml"
ABOUT_TEXT: Final = (
    "title: A recorded session\ndate: 2025-01-20\nkind: recording\norigin: Recorded by me with leave\n"
    "shows: How long I wait\nattachments: [recording.txt]\n"
)
RECORDING: Final = "documents/recording.txt"
LOG: Final = "learning-log/2025-01-21-reading.yaml"
LOG_TEXT: Final = "date: 2025-01-21\nminutes: 1200\ntitle: What I read\nlearned: |\n  A lot.\n"
MORE_LOG: Final = "learning-log/2025-02-20-more.yaml"
RECEIVED: Final = "2025-02-10"


class Desk(Learner):
    """A copy of a portfolio that the assessor has sealed and the centre has seen, to do things to."""

    def __init__(self, place: Path, shelf: Path) -> None:
        self.place, self.ids = place, {}
        self.keys = shelf / "keys"
        self.folder = Path(shutil.copytree(shelf / "portfolio", place / "portfolio"))

    def seal(self, when: str = "2025-04-01", *, key: str = "assessor", who: tuple[str, str] = ASSESSOR) -> str:
        return seal(self.folder, self.keys / key if key else None, who, when)

    def first_save_of(self, path: str) -> str:
        """The id of the save that first had a file."""
        return self.git("log", "--format=%H", "--", path).decode().split()[-1]

    def remade(self, path: str, files: Mapping[str, str | None], when: str = "2025-03-01") -> None:
        """Change files in the save that first had one, and make all later saves again."""
        self.ids[path] = self.first_save_of(path)
        self.remake(path, files, evening(when))


def seal(folder: Path, key: Path | None, who: tuple[str, str], when: str, *, role: Any = "assessor") -> str:
    """Seal by that key; the name of the seal."""
    settings = {"gpg.format": "ssh", "user.signingKey": str(key)} if key else {}
    variables = environment(
        GIT_COMMITTER_NAME=who[0],
        GIT_COMMITTER_EMAIL=who[1],
        GIT_COMMITTER_DATE=stamp(evening(when)),
        GIT_CONFIG_COUNT=str(len(settings)),
        **{f"GIT_CONFIG_KEY_{at}": name for at, name in enumerate(settings)},
        **{f"GIT_CONFIG_VALUE_{at}": value for at, value in enumerate(settings.values())},
    )
    by = {"assessor": "assessor-1", "iqa": "iqa-1"}.get(role, "")
    return new_seal(folder, role=role, by=by, units=["D7.03"], variables=variables).seal.name


def shelved(place: Path) -> Learner:
    """The portfolio as it was sealed and handed over, with the keys of three people and the list of signers."""
    learner = kept(place, DAYS)
    files = {"portfolio.yaml": PORTFOLIO, ABOUT: ABOUT_TEXT, RECORDING: "What was said.\n", LOG: LOG_TEXT}
    learner.save(files, evening("2025-01-21"))
    learner.save({DECISION: DECIDED}, evening("2025-01-31"), author=ASSESSOR)
    learner.save({SAMPLE: SAMPLED}, evening("2025-02-03"), author=IQA)
    people = {"learner": LEARNER, "assessor": ASSESSOR, "iqa": IQA}
    lines = [f"{mail},role:{role} {ssh_key(place / 'keys', role)[1]}\n" for role, (_, mail) in people.items()]
    (place / "keys" / "signers").write_text("".join(lines), encoding="utf-8")
    seal(learner.folder, place / "keys" / "assessor", ASSESSOR, "2025-02-04")
    seal(learner.folder, place / "keys" / "iqa", IQA, "2025-02-05", role="iqa")
    return learner


Deed = Callable[[Desk], object]
REASON: Final = "Mend\n\nReason: my diary says so"


@dataclass(frozen=True)
class Attack:
    """Something that is done to a record."""

    what: str
    """In words for an assessor."""
    deed: Deed
    alone: str = ""
    """The codes of what names it where only the record and the list of signers are at hand."""
    since: str = ""
    """The codes of what names it besides, held against the receipt."""
    innocent: bool = False
    """Whether honest people do it as well: then nothing of it is more than advice."""
    known: bool = True
    """Whether anything tells it from what honest people do. Where nothing does, it is named as not known, as advice."""


def save(
    files: Mapping[str, str | None],
    message: str = "Save",
    *,
    when: str = "2025-03-01",
    author: tuple[str, str] = LEARNER,
    committer: tuple[str, str] | None = None,
) -> Deed:
    """One more save."""
    return lambda desk: desk.save(files, evening(when), message, author=author, committer=committer)


def remade(path: str, files: Mapping[str, str | None]) -> Deed:
    """Files changed in the save that first had one, and all later saves made again."""
    return lambda desk: desk.remade(path, files)


def _moved(was: str, now: str, files: Mapping[str, str | None] | None = None) -> Deed:
    def deed(desk: Desk) -> None:
        text = (desk.folder / was).read_text(encoding="utf-8")
        desk.save({was: None, now: text, **(files or {})}, evening("2025-03-01"))

    return deed


def _swapped(desk: Desk) -> None:
    texts = {path: (desk.folder / path).read_text(encoding="utf-8") for path in (PIECE, OTHER)}
    desk.remade(OTHER, {PIECE: texts[OTHER], OTHER: texts[PIECE]})


def _removed_and_squashed(desk: Desk) -> None:
    desk.save({PIECE: None}, evening("2025-03-01"))
    desk.git("reset", "--quiet", "--soft", desk.first_save_of(OTHER))
    desk.commit(evening("2025-03-01"), "Tidy")


def _dripped(desk: Desk) -> None:
    """One line more each time, by amended saves."""
    for minutes in (70, 80, 90):
        desk.ids["last"] = desk.tip
        desk.write({PIECE: session(ITS_DAY, minutes=minutes)})
        desk.git("add", "--all")
        desk.git("commit", "--quiet", "--amend", "--no-edit")


def _begun_again(desk: Desk, *, joined: bool) -> None:
    """A new history with other minutes; the old one kept on a side line, and joined to it or not."""
    desk.git("branch", "--quiet", "old")
    desk.git("switch", "--quiet", "--orphan", "new")
    desk.git("checkout", "--quiet", "old", "--", ".")
    desk.save({PIECE: session(ITS_DAY, minutes=120)}, evening("2025-01-15"), "Begin my portfolio")
    if joined:
        desk.git(
            "merge",
            "--quiet",
            "--no-ff",
            "--strategy=ours",
            "--allow-unrelated-histories",
            "-m",
            "Join",
            "old",
            variables={"GIT_COMMITTER_DATE": stamp(evening("2025-03-01"))},
        )
        desk.git("branch", "--quiet", "-D", "old")
    desk.git("branch", "--quiet", "--force", "-M", "new", "main")
    desk.save(held("2025-03-04"), evening("2025-03-04"))


def _made_again_with_a_copy(desk: Desk) -> None:
    """Made again with other minutes, and what was sealed put on a side line that is joined and left out."""
    tip = desk.tip
    desk.remade(PIECE, {PIECE: session(ITS_DAY, minutes=120)})
    desk.git("branch", "--quiet", "old", tip)
    desk.git("merge", "--quiet", "--no-ff", "--strategy=ours", "-m", "Join", "old")
    desk.git("branch", "--quiet", "-D", "old")
    desk.save(held("2025-03-04"), evening("2025-03-04"))


def _undone(desk: Desk) -> None:
    """A correction on a side line that joining leaves out, and more work on top."""
    desk.line("other")
    desk.save({PIECE: session(ITS_DAY, minutes=30)}, evening("2025-03-01"), author=ASSESSOR)
    desk.on("main")
    desk.save(held("2025-03-02"), evening("2025-03-02"))
    desk.merge("other", when=evening("2025-03-03"), ours=True)
    desk.git("branch", "--quiet", "-D", "other")
    desk.save({PIECE: session(ITS_DAY, said="More.")}, evening("2025-03-04"))


def _foreign(desk: Desk) -> None:
    """Another learner's saves joined, with the seal on them."""
    other = Learner(desk.place / "other")
    text = PORTFOLIO.replace("Ros", "Ada").replace("ros@", "ada@")
    other.save({"portfolio.yaml": text, **held("2024-01-09")}, evening("2024-01-09"), author=("Ada", "ada@example.com"))
    for day in ("2024-02-01", "2024-02-02"):
        seal(other.folder, desk.keys / "assessor", ASSESSOR, day)
    name = "refs/tags/sealed/assessor/2"
    desk.git("fetch", "--quiet", "--no-tags", str(other.folder), f"{name}:{name}", "main:theirs")
    desk.git(
        *("merge", "--quiet", "--no-ff", "--strategy=ours", "--allow-unrelated-histories", "-m", "Join", "theirs"),
        variables={"GIT_COMMITTER_DATE": stamp(evening("2025-03-01"))},
    )
    desk.git("branch", "--quiet", "-D", "theirs")


def _unsaved(*paths: str) -> Deed:
    return lambda desk: desk.write(dict.fromkeys(paths, "Other words.\n"))


def _script(desk: Desk) -> None:
    """All saves made again with other minutes, before anybody saw them: with the old marks gone."""
    desk.remade(PIECE, {PIECE: session(ITS_DAY, minutes=120)})
    for name in ("sealed/assessor/1", "sealed/iqa/1"):
        desk.git("tag", "--delete", name)


def _decision_left_out(desk: Desk) -> None:
    desk.line("other")
    save({SECOND_PATH: DECIDED.replace("2025-01-31", "2025-02-20")}, when="2025-02-20", author=ASSESSOR)(desk)
    desk.on("main")
    desk.save(held("2025-03-02"), evening("2025-03-02"))
    desk.merge("other", when=evening("2025-03-04"), ours=True)
    desk.git("branch", "--quiet", "-D", "other")
    desk.save(held("2025-03-05"), evening("2025-03-05"))


def _joined(files: Mapping[str, str | None]) -> Deed:
    """A side line joined, with something in that very save that no line had."""

    def deed(desk: Desk) -> None:
        desk.line("other")
        desk.save(held("2025-03-02"), evening("2025-03-02"))
        desk.on("main")
        desk.save(held("2025-03-03"), evening("2025-03-03"))
        desk.merge("other", when=evening("2025-03-04"), files=files)
        desk.git("branch", "--quiet", "-D", "other")

    return deed


OTHER_FILE: Final = "documents/other.txt"
SECOND_PATH: Final = "assessment/decisions/2025-02-20-d7-03.yaml"
SECOND: Final = {SECOND_PATH: PASSED.replace("2025-01-31", "2025-02-20")}
ATTACKS: Final = {
    # what is counted
    "kind": Attack(
        "A learning log moved among the guided learning",
        _moved(LOG, "guided-learning/2025-01-21-reading.yaml"),
        alone="CF512",
    ),
    "kind-renamed": Attack(
        "The same, under another name", _moved(LOG, "guided-learning/2025-01-21-taught.yaml"), alone="CF512"
    ),
    "kind-session": Attack(
        "A session moved among the peer sessions", _moved(PIECE, f"peer-mentoring/{PIECE[9:]}"), alone="CF512"
    ),
    "kind-decision": Attack(
        "A decision moved among the actions", _moved(DECISION, f"assessment/actions/{DECISION[21:]}"), alone="CF513"
    ),
    "kind-unsealed": Attack(
        "A learning log that nobody has sealed moved among the guided learning",
        lambda desk: (
            desk.save({MORE_LOG: LOG_TEXT.replace("2025-01-21", "2025-02-20")}, evening("2025-02-20")),
            _moved(MORE_LOG, MORE_LOG.replace("learning-log", "guided-learning"))(desk),
        ),
        alone="CF563",
        known=False,
    ),
    "kind-in-place": Attack(
        "A piece put into another kind's folder where it was first saved",
        remade(LOG, {LOG: None, "guided-learning/2025-01-21-reading.yaml": LOG_TEXT}),
        alone="CF512 CF526",
        since="CF547",
    ),
    "attachment": Attack("An attachment changed", save({RECORDING: "Something else.\n"}), alone="CF512"),
    "attachment-by-move": Attack(
        "A sheet moved beside another file with its attachment's name",
        _moved(ABOUT, f"documents/2025/{ABOUT[10:]}", {"documents/2025/recording.txt": "Something else.\n"}),
        alone="CF512",
    ),
    "attachment-by-move-in-place": Attack(
        "The same, in the save that first had it",
        remade(
            ABOUT,
            {
                ABOUT: None,
                f"documents/2025/{ABOUT[10:]}": ABOUT_TEXT,
                "documents/2025/recording.txt": "Something else.\n",
            },
        ),
        alone="CF512 CF526",
        since="CF547",
    ),
    "attachment-unsaved": Attack(
        "An attachment changed in the folder and not saved", _unsaved(RECORDING), alone="CF544"
    ),
    "attachment-deleted": Attack(
        "An attachment deleted in the folder", lambda desk: (desk.folder / RECORDING).unlink(), alone="CF544"
    ),
    "attachment-new": Attack(
        "An attachment put into the folder and not saved", _unsaved("documents/paper.pdf"), alone="CF544"
    ),
    "overlay": Attack(
        "qualification.yaml added", save({"qualification.yaml": OWN_FIGURES}), alone="CF512", since="CF557"
    ),
    "overlay-in-place": Attack(
        "qualification.yaml added to the first save",
        remade("portfolio.yaml", {"qualification.yaml": OWN_FIGURES}),
        alone="CF512 CF526",
        since="CF548 CF557",
    ),
    "policy": Attack(
        "A sampling policy of no per cent added",
        save({"sampling-policy.yaml": "format: 1\nname: None\n"}),
        since="CF557",
        known=False,
    ),
    # what was decided
    "verdict": Attack("A referral turned into a pass", save({DECISION: PASSED}, REASON), alone="CF513 CF555"),
    "verdict-as-assessor": Attack(
        "The same, under the assessor's name", save({DECISION: PASSED}, author=ASSESSOR), alone="CF513"
    ),
    "feedback": Attack(
        "Feedback reworded under the assessor's name",
        save({DECISION: DECIDED.replace("Say what", "Well done, and say what")}, author=ASSESSOR),
        alone="CF513",
    ),
    "sample": Attack(
        "The outcome of a sample turned under the quality assurer's name",
        save({SAMPLE: SAMPLED.replace("action-needed", "agreed")}, author=IQA),
        alone="CF513",
    ),
    "referral-deleted": Attack("A sealed referral deleted", save({DECISION: None}, REASON), alone="CF559"),
    "sample-deleted": Attack(
        "A sealed sampling record deleted", save({SAMPLE: None}, REASON, author=IQA), alone="CF559"
    ),
    "second-round": Attack(
        "A second round typed under the assessor's name", save(SECOND, author=ASSESSOR), alone="CF566", known=False
    ),
    "second-round-author": Attack(
        "The same, with the assessor as author and the learner as who saved",
        save(SECOND, author=ASSESSOR, committer=LEARNER),
        alone="CF555 CF566 CF567",
    ),
    "observation-author": Attack(
        "A session in the assessor's name that the learner saved",
        save(held("2025-03-04"), when="2025-03-04", author=ASSESSOR, committer=LEARNER),
        alone="CF562",
        known=False,
    ),
    "unsealed-edit": Attack(
        "A decision after the last seal, edited under the assessor's name",
        lambda desk: (
            save(SECOND, author=ASSESSOR)(desk),
            save(
                {next(iter(SECOND)): next(iter(SECOND.values())).replace("pass", "referral")},
                when="2025-03-02",
                author=ASSESSOR,
            )(desk),
        ),
        alone="CF560 CF561",
        known=False,
    ),
    # what is told of the record
    "swapped": Attack(
        "The contents of two pieces exchanged where they were first saved", _swapped, alone="CF512 CF526", since="CF547"
    ),
    "edited-in-place": Attack(
        "Minutes changed where they were first saved",
        remade(PIECE, {PIECE: session(ITS_DAY, minutes=120)}),
        alone="CF512 CF526",
        since="CF547",
    ),
    "removed-and-squashed": Attack(
        "A piece removed, and the saves of that time made into one",
        _removed_and_squashed,
        alone="CF514 CF526",
        since="CF547",
    ),
    "dripped": Attack("An edit dripped in by amended saves", _dripped, alone="CF512 CF526", since="CF547"),
    "old-state-joined": Attack(
        "Begun again with other minutes, the old record joined as a side line",
        lambda desk: _begun_again(desk, joined=True),
        alone="CF518 CF524",
        since="CF506 CF558",
    ),
    "old-state-dropped": Attack(
        "Begun again with other minutes, the old record left out",
        lambda desk: _begun_again(desk, joined=False),
        alone="CF512 CF526",
        since="CF547",
    ),
    "old-state-copied": Attack(
        "Made again with other minutes, what was seen joined as a side line",
        _made_again_with_a_copy,
        alone="CF512 CF518",
        since="CF558",
    ),
    "undone": Attack(
        "A change on a side line left out when it was joined, and saves on top", _undone, alone="CF512 CF565"
    ),
    "date-and-name": Attack(
        "Date and name of a piece changed in one save",
        lambda desk: desk.save(
            {
                PIECE: None,
                PIECE.replace("01-14", "02-14"): session(ITS_DAY, said="And more.").replace(
                    "date: 2025-01-14", "date: 2025-02-14"
                ),
            },
            evening("2025-03-01"),
        ),
        alone="CF511 CF512",
    ),
    "foreign": Attack(
        "Another portfolio's seal, moved here with its saves", _foreign, alone="CF516 CF524", since="CF506"
    ),
    "seal-to-come": Attack(
        "A seal with a date that is still to come", lambda desk: desk.seal("2090-01-01"), alone="CF564", known=False
    ),
    "seal-early": Attack(
        "A seal dated before what it seals", lambda desk: desk.seal("2024-12-01"), alone="CF564", known=False
    ),
    "script": Attack("Everything made again with other minutes, and no seal kept", _script, since="CF547 CF552"),
    # further ones of the same kinds
    "kind-of-another-case": Attack(
        "A learning log moved to a folder that is written with capitals",
        _moved(LOG, "Guided-Learning/2025-01-21-reading.yaml"),
        alone="CF514",
    ),
    "kind-prior": Attack(
        "A learning log moved among the prior learning",
        _moved(LOG, "prior-learning/2025-01-21-reading.yaml"),
        alone="CF512",
    ),
    "decision-out": Attack(
        "A sealed decision moved out of the portfolio's folders",
        _moved(DECISION, "notes/2025-01-31-d7-03.yaml"),
        alone="CF559",
    ),
    "decision-renamed": Attack(
        "A sealed referral renamed and turned in one save",
        save({DECISION: None, DECISION.replace("01-31", "02-02"): PASSED}, author=ASSESSOR),
        alone="CF559 CF566",
    ),
    "decision-back": Attack(
        "A sealed referral removed and brought back as a pass",
        lambda desk: (save({DECISION: None})(desk), save({DECISION: PASSED}, when="2025-03-02", author=ASSESSOR)(desk)),
        alone="CF513 CF519",
    ),
    "merge-edit": Attack(
        "Minutes changed in the save that joins a side line",
        _joined({PIECE: session(ITS_DAY, minutes=120)}),
        alone="CF512 CF517",
    ),
    "merge-removal": Attack(
        "A sealed referral removed in the save that joins a side line",
        _joined({DECISION: None}),
        alone="CF517 CF559",
    ),
    "merge-decision": Attack(
        "A second round put in by the save that joins a side line", _joined(SECOND), alone="CF517 CF555 CF566"
    ),
    "ours-decision": Attack(
        "The assessor's second referral left out when lines were joined, and saves on top",
        _decision_left_out,
        alone="CF516",
    ),
    "sample-turned": Attack(
        "A second sample typed under the quality assurer's name",
        save({SAMPLE.replace("02-03", "02-20"): SAMPLED.replace("action-needed", "agreed")}, author=IQA),
        alone="CF566",
        known=False,
    ),
    "plan-author": Attack(
        "A sampling plan with the quality assurer as author and the learner as who saved",
        save(
            {"assessment/plans/2025-02-01.yaml": "date: 2025-02-01\nby: iqa-1\nstage: interim\n"},
            author=IQA,
            committer=LEARNER,
        ),
        alone="CF555 CF567",
    ),
    "action-dropped": Attack(
        "An action of a sealed decision dropped by the learner",
        save({DECISION: DECIDED.replace("state: open", "state: dropped, note: No time")}),
        alone="CF512",
    ),
    "action-reworded": Attack(
        "An action of a sealed decision reworded and marked as done",
        save({DECISION: DECIDED.replace("Say more, owner: learner, state: open", "Talk, owner: learner, state: done")}),
        alone="CF512",
    ),
    "seal-moved": Attack(
        "The assessor's seal made anew by the learner on a later save, with its old date",
        lambda desk: (
            desk.git("tag", "--delete", "sealed/assessor/1"),
            desk.save({PIECE: session(ITS_DAY, minutes=120)}, evening("2025-03-01")),
            desk.seal("2025-02-04", key="learner"),
        ),
        alone="CF528 CF564",
        since="CF551",
    ),
    "seal-under-another-name": Attack(
        "The quality assurer's seal put in the place of the assessor's",
        lambda desk: desk.git("update-ref", "refs/tags/sealed/assessor/1", "refs/tags/sealed/iqa/1"),
        alone="CF523",
        since="CF551",
    ),
    "seal-gone": Attack(
        "The assessor's seal removed, and what it sealed turned",
        lambda desk: (
            desk.git("tag", "--delete", "sealed/assessor/1"),
            save({DECISION: PASSED}, author=ASSESSOR)(desk),
        ),
        alone="CF513",
        since="CF552",
    ),
    "seal-unsigned": Attack(
        "A second round with a seal that nobody signed",
        lambda desk: (save(SECOND, author=ASSESSOR)(desk), desk.seal("2025-03-02", key="")),
        alone="CF522 CF566",
    ),
    "squashed-edit": Attack(
        "A piece changed, and all saves made into one",
        lambda desk: (
            desk.save({PIECE: session(ITS_DAY, minutes=90)}, evening("2025-02-20")),
            desk.git("reset", "--quiet", "--soft", desk.first_save_of("portfolio.yaml")),
            desk.git("commit", "--quiet", "--amend", "--no-edit"),
        ),
        alone="CF512 CF526",
        since="CF547",
    ),
    "attachments-exchanged": Attack(
        "The contents of two attachments exchanged",
        lambda desk: (
            desk.save({ABOUT.replace("20", "22"): ABOUT_TEXT.replace("recording", "other"), OTHER_FILE: "Other.\n"}),
            desk.seal("2025-02-12"),
            desk.save({OTHER_FILE: "What was said.\n", RECORDING: "Other.\n"}, evening("2025-03-01")),
        ),
        alone="CF512",
    ),
    "attachment-in-place": Attack(
        "An attachment changed where it was first saved",
        remade(RECORDING, {RECORDING: "Else.\n"}),
        alone="CF512 CF526",
        since="CF547",
    ),
    "attachment-named-otherwise": Attack(
        "A sheet that names another file as its attachment",
        save({ABOUT: ABOUT_TEXT.replace("recording.txt", "second.txt"), "documents/second.txt": "Else.\n"}),
        alone="CF512",
    ),
    "author-backdated": Attack(
        "A session of January saved in June, with January as its date of writing",
        lambda desk: desk.save(held("2025-01-09"), evening("2025-01-09"), committed=evening("2025-06-01")),
        alone="CF504",
        known=False,
    ),
    "both-backdated": Attack(
        "The same, with both dates of January",
        lambda desk: desk.save(held("2025-01-09"), evening("2025-01-09")),
        alone="CF509",
        since="CF506",
    ),
    "registered": Attack(
        "The day of registration moved",
        save({"portfolio.yaml": PORTFOLIO.replace("2024-09-02", "2025-01-02")}),
        since="CF557",
        known=False,
    ),
    "assessor-address": Attack(
        "Another address for the assessor in portfolio.yaml",
        save({"portfolio.yaml": PORTFOLIO.replace(ASSESSOR[1], "me@example.org")}),
        since="CF557",
        known=False,
    ),
}
