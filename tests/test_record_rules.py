"""The rules about the record: every history that deceives is found, and no honest one is accused."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coachfolio import Diagnostic, Severity, check
from coachfolio.base.words import safe
from coachfolio.checks.auditing import Audit, attached_to, audit
from coachfolio.checks.rules import RULES, rule_or_error
from coachfolio.cli.shared import plain
from coachfolio.editing.sealing import new_seal
from coachfolio.git.objects import Commit, Moment, SavePerson
from coachfolio.outputs import FORMATS, render
from coachfolio.outputs.record import record_text
from coachfolio.outputs.record_json import record_document
from coachfolio.outputs.record_markdown import record_markdown
from coachfolio.outputs.seals import verification_text
from coachfolio.portfolio.loading import portfolio_file_alone
from coachfolio.portfolio.portfolio import Portfolio
from coachfolio.record.authority import ListProblem
from coachfolio.record.comparing import Comparison
from coachfolio.record.facts import (
    Completeness,
    EvidenceHistory,
    HowSaved,
    PracticeRecord,
    SealSeen,
    Version,
    Witness,
    WitnessLevel,
)
from coachfolio.record.receipts import receipt_text
from coachfolio.record.seals import Seal, SealedFile
from coachfolio.record.seen import new_receipt
from coachfolio.record.signatures import Verdict
from coachfolio.record.signers import Signers
from coachfolio.record.verdicts import SignatureState

from .repositories import (
    ALL,
    ASSESSOR,
    INNOCENT,
    LEARNER,
    REWRITES,
    Learner,
    Shelf,
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
from .repositories.learner import PORTFOLIO
from .tried import EVERY

TODAY: Final = datetime.date(2026, 6, 30)
OURS: Final = tuple(rule for rule in RULES if rule.family == "record")
OWN_CLOCK: Final = "CF505"
ABOUT_DATES: Final = {*(f"CF5{number:02}" for number in range(1, 12))}
_A_DAY: Final = re.compile(r"\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4}\b")
_JARGON: Final = re.compile(
    r"\b(?:commit|rebase|HEAD|branch|repositor|tag\b|tagg|blob|merge|ref\b|refs|tamper|backdat|suspicious|fraud|forge|schema)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("histories"))


def codes(found: Iterable[Diagnostic]) -> set[str]:
    """What was found, without the one notice that nearly every record has."""
    return {one.code for one in found} - {OWN_CLOCK}


def grave(found: Iterable[Diagnostic]) -> set[str]:
    return {one.code for one in found if one.severity is not Severity.ADVICE}


# --- histories made with real git

FOUND: Final[Mapping[str, set[str]]] = {
    # told truly, or so well that nothing tells
    "weekly": set(),
    "weekly-signed": set(),
    "forged-script": set(),
    "host-merges": set(),
    "web-edits": set(),
    "nfd-names": set(),
    "octopus": set(),
    "empty-commits": set(),
    "unborn": set(),
    "sha256": set(),
    "big-video-pack": set(),
    "cloned": set(),
    "sparse": set(),
    "husky": set(),
    "lfs": set(),
    "bare": set(),
    "in-a-subfolder": set(),
    "time-zones": set(),
    "typo-date-same-day": set(),
    "folder-renamed": set(),
    "file-renamed": set(),
    "edited-late": set(),
    "reformatted": set(),
    "file-restored": set(),
    "rebased-before-hand-in": {"CF504", "CF510"},
    "template-update": {"CF504", "CF510"},
    "squash-merges": {"CF501"},
    "linked-worktree": {"CF504", "CF515"},
    "detached": {"CF546"},
    "depth-1-ci": {"CF536"},
    "blobless": {"CF537"},
    # when
    "forged-author-date": {"CF504"},
    "rebase-inserted-edit": {"CF504", "CF510"},
    "late": {"CF502"},
    "bulk-day-one": {"CF503"},
    "burst": {"CF504", "CF510"},
    "future-claim": {"CF507"},
    "future-save": {"CF508"},
    "not-seen": set(),
    "redated": {"CF511"},
    "redated-with-reason": {"CF511"},
    "clock-reset": {"CF509"},
    "three-weeks-offline": {"CF501"},
    "two-laptops": {"CF509"},
    # what became of it
    "evil-merge": {"CF517"},
    "new-in-merge": {"CF517"},
    "ours-merge": {"CF516"},
    "conflict-resolved": {"CF518"},
    "side-branch-undo": {"CF515"},
    "id-reused": {"CF519"},
    "removed": {"CF515"},
    "removed-with-reason": {"CF515"},
    "shrunk": {"CF515"},
    "other-branches": {"CF546"},
    "lfs-sheet": {"CF520"},
    "submodule-as-evidence": {"CF541"},
    "link-as-evidence": {"CF541"},
    "other-author": {"CF521"},
    "unsaved": {"CF544"},
    "hidden-changes": {"CF544", "CF545"},
    # what no honest program makes
    "dates-impossible": {"CF539"},
    "hidden-parents": {"CF502", "CF540"},
    "two-trees": {"CF502", "CF540"},
    "odd-commits": {"CF501", "CF507", "CF510", "CF517", "CF521", "CF529", "CF539", "CF540", "CF562"},
}
"""Everything that the record alone shows of a history, by its name."""

SINCE: Final[Mapping[str, set[str]]] = {
    "grown": set(),
    "same": set(),
    "removed": set(),
    "removed-with-reason": set(),
    "shrunk": set(),
    "not-seen": {"CF506"},
    "rebased-before-hand-in": set(),
    "template-update": set(),
    "amend-message": set(),
    "author-dates-filtered": {"CF556"},
    "force-rebased": set(),
    "squashed": set(),
    "orphaned": set(),
    "amend-content": {"CF547"},
    "edited-in-place": {"CF547"},
    "rebase-inserted-edit": {"CF547"},
    "dropped": {"CF547", "CF550"},
    "purged": {"CF547", "CF550"},
    "reset": {"CF547", "CF550"},
}
"""What is grave, held against a receipt from the day when it was handed over before."""


@cache
def _audited(folder: Path, *since: str) -> Audit:
    return audit(folder, today=TODAY, since=since)


@pytest.mark.parametrize("name", FOUND)
def test_what_the_record_alone_shows(shelf: Shelf, name: str) -> None:
    assert codes(_audited(shelf[name].folder).report.diagnostics) == FOUND[name]


def test_no_honest_history_is_accused(shelf: Shelf) -> None:
    """A part of a record is named, as it must be; no more than a notice is made of anything."""
    for name in INNOCENT:
        assert grave(_audited(shelf[name].folder).report.diagnostics) == set(), name


def test_every_history_with_something_to_find_is_looked_at() -> None:
    elsewhere = {"tree-bomb", "zlib-bomb", "many-saves", "long-author", "long-message", "bad-paths", "nameless"}
    rest = {one for one in ALL if not one.startswith(("yaml-", "tampered-", "forged-idx")) and one not in elsewhere}
    assert rest == {*FOUND, *SINCE}


THIRD_OF_MAY: Final = datetime.datetime(2025, 5, 3, 12, tzinfo=datetime.UTC)


def _receipt(bundle: Path, place: Path, when: datetime.datetime | None = None) -> str:
    """What somebody kept who was handed that file then, or else on the day after its last save."""
    found = audit(bundle, today=TODAY, digests=True)
    last = max(one.committed.time for one in found.record.saves if one.committed)
    assert found.seen
    file = place / "kept.json"
    receipt = new_receipt(found.seen, at=when or last + datetime.timedelta(1))
    file.write_text(receipt_text(receipt), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", SINCE)
def test_what_a_receipt_shows(shelf: Shelf, tmp_path: Path, name: str) -> None:
    history = shelf[name]
    assert history.bundle
    receipt = _receipt(history.bundle, tmp_path, THIRD_OF_MAY if name == "not-seen" else None)
    found = audit(history.folder, today=TODAY, since=[receipt]).report.diagnostics
    assert grave(found) == SINCE[name]
    again = {"CF547", "CF548"} & codes(found)
    assert bool(again) == (
        name in REWRITES or name in ("rebased-before-hand-in", "template-update") or bool(SINCE[name] & again)
    )
    for one in found:
        if one.code in ("CF506", "CF547", "CF548", "CF550"):
            assert re.search(r"seen on \d+ \w+ 2025 \(kept\.json\)", one.message)
        if one.code == "CF548":
            assert one.message.startswith("The files are identical")


@pytest.mark.parametrize("name", REWRITES)
def test_a_hand_over_file_shows_as_much_as_a_receipt(shelf: Shelf, name: str) -> None:
    history = shelf[name]
    assert grave(_audited(history.folder, str(history.bundle)).report.diagnostics) == SINCE[name]


def test_another_learners_receipt_is_named_as_such(shelf: Shelf, tmp_path: Path) -> None:
    bundle = shelf["same"].bundle
    other = Learner(tmp_path)
    other.save({"portfolio.yaml": PORTFOLIO.replace("Ros", "Ada"), **held("2025-05-06")}, evening("2025-05-06"))
    assert bundle
    assert grave(audit(other.folder, today=TODAY, since=[str(bundle)]).report.diagnostics) == {"CF553"}


def test_a_part_of_a_record_states_no_day_and_accuses_nobody(shelf: Shelf) -> None:
    """Whatever a history holds: once its beginning is cut off, or a bound was reached, no day is a fact any more."""
    for name in FOUND:
        found = _audited(shelf[name].folder)
        for about in (Completeness(cut_off=1), Completeness(stopped="there are more than 9 saves")):
            record = replace(found.record, completeness=about)
            left = check(found.report.portfolio, rules=OURS, record=record, today=TODAY).diagnostics
            assert not {one.code for one in left} & ABOUT_DATES, name
            for one in left:
                assert not _A_DAY.search(one.message), one.message
            assert {"CF536", "CF543"} & {one.code for one in left}


def test_words_are_those_of_people(shelf: Shelf) -> None:
    for name in FOUND:
        for one in _audited(shelf[name].folder).report.diagnostics:
            for text in (one.message, one.hint, *(other.message for other in one.related)):
                shown = re.sub(r"`[^`]*`", "", text)
                assert not _JARGON.search(shown), text
                assert text == safe(text) == text.strip()
                assert text.endswith((".", ")")), text
                assert "  " not in text
                assert "None" not in text


def test_what_is_said_twice_is_the_same(shelf: Shelf) -> None:
    for name in ("odd-commits", "burst", "other-author"):
        history = shelf[name]
        assert audit(history, today=TODAY).report.diagnostics == _audited(history.folder).report.diagnostics


# --- seals, made with real keys

DECISION: Final = "assessment/decisions/2025-01-31-d7-03.yaml"
DECIDED: Final = (
    "date: 2025-01-31\nby: assessor-1\ndecisions:\n  - {criterion: D7.03/s2, outcome: refer}\n"
    "actions:\n  - {what: Say more, state: open}\n"
)
PAPER: Final = "documents/2025-01-20-paper.md"
SEALED_DAYS: Final = weeks(3)
PIECE: Final = sheet(SEALED_DAYS[1])
ITS_DAY: Final = SEALED_DAYS[1]


class Sealed(Learner):
    """A copy of a portfolio that the assessor has sealed, to do things to."""

    def __init__(self, place: Path, shelf: Path) -> None:
        self.place, self.ids = place, {}
        self.keys = shelf / "keys"
        self.folder = Path(shutil.copytree(shelf / "portfolio", place / "portfolio"))

    def seal(self, *, key: str = "assessor", who: tuple[str, str] = ASSESSOR, when: str = "2025-04-01") -> str:
        return seal(self.folder, self.keys / key if key else None, who, when)

    def seal_own(self) -> str:
        return seal(self.folder, self.keys / "learner", LEARNER, "2025-04-01", "none", role="learner")

    def move(self, name: str, id: str) -> None:
        """Let a name stand for something."""
        self.git("update-ref", f"refs/tags/{name}", id)


def seal(
    folder: Path, key: Path | None, who: tuple[str, str], when: str, decision: Any = "refer", *, role: Any = "assessor"
) -> str:
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
    by = "assessor-1" if role == "assessor" else ""
    made = new_seal(folder, role=role, by=by, units=["D7.03"], decision=decision, variables=variables)
    return made.seal.name


@pytest.fixture(scope="module")
def sealed_shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sealed")
    learner = kept(place, SEALED_DAYS)
    learner.save({PAPER: "What I read.\n"}, evening("2025-01-28"))
    learner.save({DECISION: DECIDED}, evening("2025-01-31"), author=ASSESSOR)
    lines = [
        f"{mail},role:{role} {ssh_key(place / 'keys', role)[1]}\n"
        for role, (_, mail) in {"learner": LEARNER, "assessor": ASSESSOR}.items()
    ]
    (place / "keys" / "signers").write_text("".join(lines), encoding="utf-8")
    seal(learner.folder, place / "keys" / "assessor", ASSESSOR, "2025-02-01")
    learner.git("tag", "version-1")
    learner.git("bundle", "create", "--quiet", str(place / "then.bundle"), "HEAD", "--branches", "--tags")
    return place


Deed = Callable[[Sealed], object]


def _change(
    files: Mapping[str, str | None], message: str = "Save", *, again: bool = False, by_learner: int = 0
) -> Deed:
    """Change something, and seal `again` as the assessor, or as the learner: so often before it, and once after."""

    def change(learner: Sealed) -> None:
        for _ in range(by_learner):
            learner.seal_own()
        learner.save(files, evening("2025-03-01"), message)
        if again:
            learner.seal()
        if by_learner:
            learner.seal_own()

    return change


def _edited_in_place(learner: Sealed) -> None:
    learner.ids[ITS_DAY] = learner.git("log", "--format=%H", "--", PIECE).decode().split()[-1]
    learner.remake(ITS_DAY, {PIECE: session(ITS_DAY, minutes=120)}, evening("2025-03-01"))


def _copied(learner: Sealed) -> None:
    learner.move("sealed/assessor/2", learner.git("rev-parse", "refs/tags/sealed/assessor/1").decode().strip())


def _foreign(learner: Sealed) -> None:
    other = Learner(learner.place / "other")
    text = PORTFOLIO.replace("Ros", "Ada")
    other.save({"portfolio.yaml": text, **held("2024-01-09")}, evening("2024-01-09"), author=("Ada", "ada@example.com"))
    for day in ("2024-02-01", "2024-02-02"):
        seal(other.folder, learner.keys / "assessor", ASSESSOR, day)
    name = "refs/tags/sealed/assessor/2"
    learner.git("fetch", "--quiet", "--no-tags", str(other.folder), f"{name}:{name}")


def _altered(learner: Sealed) -> None:
    text = learner.git("cat-file", "tag", "sealed/assessor/1").replace(b"decision: refer", b"decision: pass")
    learner.move("sealed/assessor/1", learner.put("tag", text))


def _replaced(learner: Sealed) -> None:
    learner.git("tag", "--delete", "sealed/assessor/1")
    seal(learner.folder, learner.keys / "assessor", ASSESSOR, "2025-02-01", "pass")


def _without_its_seal(learner: Sealed) -> None:
    learner.git("tag", "--delete", "sealed/assessor/1")
    learner.save({DECISION: DECIDED.replace("refer", "pass")}, evening("2025-03-01"))


def _config(name: str) -> Deed:
    return lambda learner: learner.git("config", name, "anything")


def _graft(learner: Sealed) -> None:
    (learner.folder / ".git" / "info").mkdir(exist_ok=True)
    (learner.folder / ".git" / "info" / "grafts").write_text(f"{learner.tip}\n", encoding="ascii")


REASON: Final = "Mend\n\nReason: my diary says so"
LONGER: Final = {PIECE: session(ITS_DAY, minutes=90)}
TURNED: Final = {
    PIECE: "".join(
        [*reversed(session(ITS_DAY).splitlines(keepends=True)[:5]), *session(ITS_DAY).splitlines(keepends=True)[5:]]
    )
}
DEEDS: Final[Mapping[str, tuple[Deed, set[str]]]] = {
    "nothing": (lambda learner: None, set()),
    "only written otherwise": (_change(TURNED), set()),
    "moved": (_change({PIECE: None, f"sessions/2025/{PIECE[9:]}": session(ITS_DAY)}), set()),
    "changed": (_change(LONGER, REASON), {"CF512"}),
    "changed with a reason, and sealed again": (_change(LONGER, REASON, again=True), set()),
    "changed without a reason, and sealed again": (_change(LONGER, again=True), {"CF512"}),
    "changed, and sealed twice by the learner": (_change(LONGER, REASON, by_learner=2), {"CF512"}),
    "a decision turned, and sealed by the learner": (
        _change({DECISION: DECIDED.replace("refer", "pass")}, REASON, by_learner=1),
        {"CF513"},
    ),
    "removed": (_change({PIECE: None}), {"CF514"}),
    "a document changed": (_change({PAPER: "What I did not read.\n"}), {"CF512"}),
    "a document changed and sealed again": (_change({PAPER: "What I did not read.\n"}, again=True), set()),
    "a document gone": (_change({PAPER: None}), {"CF514"}),
    "a decision turned": (_change({DECISION: DECIDED.replace("refer", "pass")}, REASON), {"CF513"}),
    "a decision read": (_change({DECISION: f"{DECIDED}acknowledged: 2025-02-03\n"}), set()),
    "an action done": (_change({DECISION: DECIDED.replace("open", "done")}), set()),
    "an action dropped": (_change({DECISION: DECIDED.replace("open", "dropped")}), {"CF512"}),
    "a decision turned by the way": (
        _change({DECISION: f"{DECIDED.replace('refer', 'pass')}acknowledged: 2025-02-03\n"}),
        {"CF513"},
    ),
    "edited in place": (_edited_in_place, {"CF512", "CF526"}),
    "made again": (lambda learner: learner.rebase(evening("2025-02-20"), "--force-rebase", "--root"), set()),
    "stored under another name": (_copied, {"CF523"}),
    "a bare mark": (lambda learner: learner.git("tag", "sealed/assessor/2"), {"CF522"}),
    "unsigned": (lambda learner: learner.seal(key=""), {"CF522"}),
    "of another portfolio": (_foreign, {"CF524"}),
    "written by hand": (
        lambda learner: learner.tag("sealed/assessor/2", evening("2025-03-01"), "coachfolio seal 1\n\npass"),
        {"CF522", "CF525"},
    ),
    "the learner as assessor": (lambda learner: learner.seal(key="learner"), {"CF528"}),
    "the learner by name": (lambda learner: learner.seal(key="learner", who=LEARNER), {"CF528"}),
    "another word in it": (_altered, {"CF529"}),
    "a list of its own": (_config("gpg.ssh.allowedSignersFile"), set()),
    "an editor": (_config("core.editor"), set()),
    "a program that compares": (_config("diff.external"), {"CF538"}),
    "replaced saves": (lambda learner: learner.git("replace", "HEAD", "HEAD~1"), {"CF534"}),
    "grafts": (_graft, {"CF535"}),
}
"""What is done to a sealed portfolio, and all that is grave about it."""


@pytest.mark.parametrize("name", DEEDS)
def test_what_is_done_to_a_sealed_portfolio_is_found(name: str, tmp_path: Path, sealed_shelf: Path) -> None:
    deed, expected = DEEDS[name]
    learner = Sealed(tmp_path, sealed_shelf)
    deed(learner)
    signers = Signers.from_text((learner.keys / "signers").read_text(encoding="utf-8"))
    found = audit(learner.folder, signers=signers, today=TODAY).report.diagnostics
    assert grave(found) == expected
    assert not any(_JARGON.search(re.sub(r"`[^`]*`", "", one.message + one.hint)) for one in found)


@pytest.mark.parametrize(("content", "became"), [("What I did not read.\n", "changed"), (None, "removed")])
def test_every_view_tells_of_a_file_that_a_piece_names(
    content: str | None, became: str, tmp_path: Path, sealed_shelf: Path
) -> None:
    learner = Sealed(tmp_path, sealed_shelf)
    learner.save({PIECE: f"{session(ITS_DAY)}attachments: [../{PAPER}]\n"}, evening("2025-02-27"), REASON)
    learner.seal()
    learner.save({PAPER: content}, evening("2025-03-01"))
    found = audit(learner.folder, today=TODAY)
    piece = found.record.get(PIECE[9:-5])
    assert piece is not None
    attached = attached_to(learner.folder, found, piece.id)
    assert attached == (PAPER,)
    text = " ".join(record_text(found.report, found.record, plain, evidence=piece, attached=attached))
    for said in (text, record_markdown(found.report, found.record, evidence=piece, attached=attached)):
        words = re.sub(r"</?code>|\\\\", "", " ".join(said.split()))
        assert f"{PAPER}, which it names, was {became} since." in words
        assert ("CF512" if content else "CF514") in words
    assert f"1 other file that it lists was {became} since" in " ".join(
        " ".join(record_text(found.report, found.record, plain)).split()
    )
    assert f"1 other file {'changed' if content else 'gone'}" in " ".join(
        verification_text(found.report, found.record, 1, plain)
    )
    seal = next(one for one in record_document(found.report, found.record)["seals"] if one["name"].endswith("/2"))
    assert (seal["documents_changed"], seal["documents_gone"]) == (([PAPER], []) if content else ([], [PAPER]))


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        (lambda learner: None, set()),
        (_replaced, {"CF551"}),
        (lambda learner: learner.git("tag", "--delete", "sealed/assessor/1"), set()),
        (_without_its_seal, {"CF552"}),
        (lambda learner: learner.git("tag", "--delete", "version-1"), set()),
    ],
)
def test_seals_that_were_handed_over_stay(deed: Deed, expected: set[str], tmp_path: Path, sealed_shelf: Path) -> None:
    learner = Sealed(tmp_path, sealed_shelf)
    deed(learner)
    found = audit(learner.folder, today=TODAY, since=[str(sealed_shelf / "then.bundle")]).report.diagnostics
    assert grave(found) == expected


def test_a_record_made_again_is_seen_from_its_own_seal(tmp_path: Path, sealed_shelf: Path) -> None:
    learner = Sealed(tmp_path, sealed_shelf)
    learner.rebase(evening("2025-02-20"), "--force-rebase", "--root")
    found = audit(learner.folder, today=TODAY, since=["sealed/assessor/1"]).report.diagnostics
    assert grave(found) == set()
    begin = {one.code: one.message.partition(":")[0] for one in found}
    assert (begin["CF527"], begin["CF548"]) == ("The evidence is identical", "The files are identical")


def test_a_key_that_has_run_out(tmp_path: Path, sealed_shelf: Path) -> None:
    learner = Sealed(tmp_path, sealed_shelf)
    lines = (learner.keys / "signers").read_text(encoding="utf-8")
    signers = Signers.from_text(lines.replace(" ssh-ed25519", ' valid-before="20250301" ssh-ed25519'))
    assert grave(audit(learner.folder, signers=signers, today=TODAY).report.diagnostics) == {"CF531"}
    receipt = _receipt(sealed_shelf / "then.bundle", tmp_path, datetime.datetime(2025, 2, 3, tzinfo=datetime.UTC))
    found = audit(learner.folder, signers=signers, today=TODAY, since=[receipt]).report.diagnostics
    assert grave(found) == set(), "somebody had seen the seal before the key ran out"


# --- single facts

MARCH: Final = datetime.datetime(2025, 3, 4, 19, 30, tzinfo=datetime.UTC)


def moment(when: datetime.datetime) -> Moment:
    return Moment(int(when.timestamp()), 0)


def save(id: str, when: datetime.datetime | None = MARCH, **other: Any) -> Commit:
    at = moment(when) if when else None
    return Commit(
        **{
            "id": id,
            "tree": f"tree of {id}",
            "parents": (),
            "author": SavePerson(*LEARNER),
            "authored": at,
            "committer": SavePerson(*LEARNER),
            "committed": at,
            "message": "Save\n",
            "signature": b"",
            "signed": b"",
            "oddities": (),
            **other,
        }
    )


def version(made: Commit, content: str = "a", how: HowSaved = "recorded", **other: Any) -> Version:
    return Version(**{"save": made, "how": how, "path": PIECE, "content": content, "claimed": MARCH.date(), **other})


def piece(*versions: Version, **other: Any) -> EvidenceHistory:
    last = versions[-1]
    return EvidenceHistory(
        **{
            "id": Path(last.path).stem,
            "path": last.path,
            "present": bool(last.content),
            "content": last.content,
            "versions": versions,
            "witness": Witness(WitnessLevel.RECEIVER, MARCH, "receipt"),
            **other,
        }
    )


def record(*evidence: EvidenceHistory, **other: Any) -> PracticeRecord:
    """A record of these pieces, in which nothing is wrong but what is given."""
    saves = {one.save.id: one.save for history in evidence for one in history.versions}
    return PracticeRecord(
        **{
            "name": "made up",
            "portfolio": "p",
            "algorithm": "sha1",
            "tip": "t",
            "tree": "",
            "prefix": "",
            "roots": (),
            "refs": {},
            "saves": tuple(saves.values()),
            "evidence": evidence,
            "seals": (),
            "verdicts": {},
            "completeness": Completeness(),
            "learner": (LEARNER[1],),
            **other,
        }
    )


def seen(name: str = "sealed/assessor/1", **other: Any) -> SealSeen:
    made = Seal(
        name="sealed/assessor/1",
        portfolio="p",
        role="assessor",
        by="",
        units=(),
        decision="none",
        meaning="I have read it.",
        commit="c",
        tree="t",
        manifest="sha256:0",
        previous="",
        files=(SealedFile(Path(PIECE).stem, "a", PIECE),),
    )
    return SealSeen(
        **{
            "name": name,
            "id": "i",
            "seal": made,
            "by": SavePerson(*ASSESSOR),
            "made": MARCH,
            "verdict": Verdict(SignatureState.GOOD),
            **other,
        }
    )


def compared(**other: Any) -> Comparison:
    nothing: dict[str, Any] = dict.fromkeys(
        ("unchanged", "changed", "replaced", "removed", "gone", "new", "seals_moved", "seals_gone", "early"), ()
    )
    return Comparison(
        **{
            **nothing,
            "name": "may.json",
            "at": MARCH,
            "outcome": "same",
            "identical": True,
            "lost": 0,
            "added": 0,
            "how": {},
            "same_portfolio": True,
            **other,
        }
    )


@cache
def portfolio(text: str = PORTFOLIO) -> Portfolio:
    return portfolio_file_alone(text.encode(), "made up")


def judged(one: PracticeRecord, text: str = PORTFOLIO) -> tuple[Diagnostic, ...]:
    return check(portfolio(text), rules=OURS, record=one, today=TODAY).diagnostics


def wrong(state: Any) -> Verdict:
    return Verdict(SignatureState(state), "SHA256:x", why="Why it is so.")


PLAIN: Final = piece(version(save("1")))
SIGNED: Final = piece(version(save("1", signature=b"s")))


def _about(**facts: Any) -> PracticeRecord:
    return record(PLAIN, completeness=Completeness(**facts))


def _again(*paths: str) -> PracticeRecord:
    return record(PLAIN, names=paths)


ONE_FACT: Final[Mapping[str, tuple[PracticeRecord, set[str]]]] = {
    "nothing": (record(PLAIN), set()),
    "nothing saved": (record(), set()),
    "own clock": (record(replace(PLAIN, witness=Witness(WitnessLevel.OWN_CLOCK))), {"CF505"}),
    "own key": (record(replace(PLAIN, witness=Witness(WitnessLevel.OWN_KEY))), {"CF505"}),
    "a server's clock": (record(replace(PLAIN, witness=Witness(WitnessLevel.SERVER, MARCH))), set()),
    "a certificate of long ago": (
        record(piece(version(save("1"), path="documents/a-certificate.yaml", claimed=datetime.date(2019, 5, 1)))),
        set(),
    ),
    "a growing sheet": (
        record(
            piece(
                version(save("1"), path="contact-sheets/peers.yaml"),
                version(
                    save("2", MARCH + datetime.timedelta(30)),
                    "b",
                    "changed",
                    path="contact-sheets/peers.yaml",
                    claimed=datetime.date(2025, 4, 2),
                ),
            )
        ),
        set(),
    ),
    "a meeting arranged, and held": (
        record(
            piece(
                version(save("1"), claimed=datetime.date(2025, 3, 20)),
                version(save("2"), "b", "changed", claimed=datetime.date(2025, 3, 20), fields=("minutes", "status")),
            )
        ),
        set(),
    ),
    "a meeting still to come": (record(piece(version(save("1"), claimed=datetime.date(2026, 7, 20)))), set()),
    "removed on a side line": (
        record(
            piece(
                version(save("1")),
                version(save("2", parents=("1",)), "", "removed"),
                version(save("3", parents=("1",)), "b", "brought back"),
            )
        ),
        set(),
    ),
    "brought back as it was": (
        record(
            piece(
                version(save("1")),
                version(save("2", parents=("1",)), "", "removed"),
                version(save("3", parents=("2",)), "a", "brought back"),
            )
        ),
        set(),
    ),
    "removed under a seal": (
        record(
            piece(version(save("1")), version(save("2"), "", "removed"), seals=(("sealed/assessor/1", "removed"),)),
            seals=(seen(),),
        ),
        {"CF514"},
    ),
    "a decision saved by its assessor": (
        record(piece(version(save("1", author=SavePerson(*ASSESSOR), committer=SavePerson(*ASSESSOR)), path=DECISION))),
        set(),
    ),
    "a link in its place, in a record that was joined": (
        record(
            replace(piece(version(save("1", parents=("2", "3")))), present=False, left_out=True),
            odd_paths=((PIECE, "a link"),),
        ),
        {"CF541"},
    ),
    "left out of a record that was joined": (
        record(replace(piece(version(save("1", parents=("2", "3")))), present=False, left_out=True)),
        {"CF516"},
    ),
    "another version kept": (record(replace(PLAIN, left_out=True)), {"CF518"}),
    "a seal that contradicts itself": (record(PLAIN, seals=(seen(trouble=("seal-contradicts-itself",)),)), {"CF525"}),
    "a seal by nobody known": (record(PLAIN, seals=(seen(verdict=wrong("unknown-key")),)), set()),
    "a seal by nobody on the list": (
        record(PLAIN, signers_given=True, seals=(seen(verdict=wrong("unknown-key")),)),
        {"CF528"},
    ),
    "a seal for another role": (record(PLAIN, seals=(seen(verdict=wrong("wrong-role")),)), {"CF528"}),
    "a save's signature misfits": (record(SIGNED, verdicts={"1": wrong("bad")}), {"CF529"}),
    "a save by nobody known": (record(SIGNED, signers_given=True, verdicts={"1": wrong("unknown-key")}), set()),
    "a save not checked, as a host's is without the host's key": (
        record(SIGNED, verdicts={"1": wrong("unchecked")}),
        set(),
    ),
    "a seal not checked": (record(PLAIN, seals=(seen(verdict=wrong("unchecked")),)), {"CF530"}),
    "a save with an old key": (record(SIGNED, verdicts={"1": wrong("out-of-date")}), {"CF531"}),
    "a list changed": (record(PLAIN, list_problems=(ListProblem("1", "The list was changed."),)), {"CF533"}),
    "well-known settings": (_about(programs=("core.hookspath", "credential.helper", "filter.lfs.clean")), set()),
    "settings": (_about(programs=("core.fsmonitor", "filter.*.clean", "filter.lfs.clean")), {"CF538"}),
    "an unreadable date": (record(piece(version(save("1", None)))), {"CF539"}),
    "an odd save": (record(piece(version(save("1", oddities=("it is odd",))))), {"CF540"}),
    "names but for case": (_again("sessions/talk.yaml", "sessions/Talk.yaml"), {"CF542"}),
    "folders but for case": (_again("sessions/2025/a.yaml", "Sessions/2025/b.yaml"), {"CF542"}),
    "names but for the form of an accent": (_again("documents/caf\u00e9.md", "documents/cafe\u0301.md"), {"CF542"}),
    "one accented name": (_again("documents/cafe\u0301.md", ".husky/pre-commit", "README.md"), set()),
    "a device": (_again("sessions/con.yaml"), {"CF542"}),
    "a device for a folder": (_again("sessions/aux/a.yaml"), {"CF542"}),
    "a name that turns": (_again("sessions/\u202elmay.yaml"), {"CF542"}),
    "a limit": (record(completeness=Completeness(stopped="there are more than 1,000,000 saves")), {"CF543"}),
    "a mark that hides nothing": (_about(hidden=(PIECE,)), set()),
    "a hidden change": (_about(hidden=(PIECE,), unsaved=(PIECE,)), {"CF544", "CF545"}),
    "all lost": (
        record(PLAIN, comparisons=(compared(outcome="history lost", identical=False, lost=3, gone=("x", "y")),)),
        {"CF549"},
    ),
    "left out of what was handed over": (
        record(
            piece(version(save("1"), path="sessions/x.yaml"), present=False, left_out=True),
            comparisons=(compared(identical=False, outcome="grown", removed=("x",)),),
        ),
        {"CF550"},
    ),
    "early beside what was made again": (
        record(PLAIN, comparisons=(compared(lost=1, early=("1", "2"), how={"message": 1}),)),
        {"CF506", "CF548"},
    ),
    "a document exchanged where it stood": (
        record(PLAIN, comparisons=(compared(lost=1, outcome="content changed", identical=False, documents=(PAPER,)),)),
        {"CF547"},
    ),
    "two receipts": (
        record(PLAIN, comparisons=(compared(lost=1), compared(lost=1, name="june.json"))),
        {"CF548"},
    ),
    "another portfolio": (
        record(PLAIN, comparisons=(compared(same_portfolio=False, identical=False, lost=9, outcome="history lost"),)),
        {"CF553"},
    ),
    "a time stamp for something else": (record(PLAIN, stamps_refused=("It is for something else.",)), {"CF554"}),
    "a seal on what is not here": (
        record(PLAIN, seals=(seen(attached=False),), completeness=Completeness(cut_off=1)),
        {"CF536"},
    ),
}


@pytest.mark.parametrize("name", ONE_FACT)
def test_one_fact_gives_one_finding(name: str) -> None:
    given, expected = ONE_FACT[name]
    assert {one.code for one in judged(given)} == expected


def test_there_is_nothing_to_say_without_a_record() -> None:
    assert check(portfolio(), rules=OURS, today=TODAY).diagnostics == ()


# --- words


def test_who_when_and_why_is_said() -> None:
    removed = save("2", MARCH + datetime.timedelta(20), message="Tidy\n\nReason: the client took back their consent.\n")
    (found,) = judged(record(piece(version(save("1")), version(removed, "", "removed"))))
    assert found.message == (
        "This piece was removed by Ros Halloran on 24 March 2025; the reason given is “the client took back their "
        "consent”."
    )
    (found,) = judged(record(piece(version(save("1"), claimed=datetime.date(2025, 1, 22)))))
    assert (found.code, found.path) == ("CF502", PIECE)
    assert found.message == "It is of 22 January 2025, and was first saved 41 days later, on 4 March 2025."
    assert found.hint.startswith("Typing up notes from paper, or working offline, can do this.")


def test_thresholds_are_the_portfolios_own() -> None:
    late = record(piece(version(save("1"), claimed=datetime.date(2025, 2, 20))))
    assert {one.code for one in judged(late)} == {"CF501"}
    for name, value, expected in (
        ("recorded-late-days", 14, set()),
        ("recorded-very-late-days", 10, {"CF502"}),
    ):
        settings = f"settings:\n  thresholds: [{{name: {name}, value: {value}, reason: agreed}}]\n"
        assert {one.code for one in judged(late, PORTFOLIO + settings)} == expected


def test_people_of_the_portfolio_may_save() -> None:
    kit = SavePerson("Kit", "Kit@Example.org")
    tutor = save("1", author=kit, committer=kit)
    given = record(piece(version(tutor)))
    assert {one.code for one in judged(given)} == {"CF521"}
    known = PORTFOLIO.replace("peer-1: {role: peer}", "peer-1: {role: peer, saves_as: [kit@example.org]}")
    assert judged(given, known) == ()
    others = [SavePerson("N", f"n{number}@x") for number in range(9)]
    strangers = [piece(version(save(one.email, author=one, committer=one)), id=one.email) for one in others]
    assert [one.code for one in judged(record(*strangers))] == ["CF521"] * 5


OWN: Final = re.sub(
    r"^learner: .*$", f"learner: {{name: A. Learner, saves_as: [{LEARNER[1]}]}}", PORTFOLIO, flags=re.MULTILINE
)
"""A portfolio that says which address is the learner's."""


@pytest.mark.parametrize(
    ("path", "author", "more", "told"),
    [
        ("assessment/decisions/2025-03-04-a.yaml", LEARNER, {}, True),
        ("assessment/sampling/2025-03-04-a.yaml", LEARNER, {}, True),
        ("assessment/plans/2025-03-04-a.yaml", LEARNER, {}, True),
        ("assessment/actions/2025-03-04-a.yaml", LEARNER, {}, False),
        ("assessment/decisions/2025-03-04-a.yaml", ("Lee", "lee@centre.example"), {}, False),
        ("assessment/decisions/2025-03-04-a.yaml", ("Lee", "lee@centre.example"), {"fields": ("acknowledged",)}, False),
        ("assessment/decisions/2025-03-04-a.yaml", ("Lee", "lee@centre.example"), {"fields": ("decisions",)}, True),
    ],
)
def test_what_others_decided_and_the_learner_saved_is_said(
    path: str, author: tuple[str, str], more: dict[str, Any], told: bool
) -> None:
    first = version(save("1", author=SavePerson(*author), committer=SavePerson(*author)), path=path)
    later = [version(save("2"), content="b", how="changed", path=path, **more)] if more else []
    given = record(piece(first, *later))
    assert ("CF555" in {one.code for one in judged(given, OWN)}) is told
    assert ("CF555" in {one.code for one in judged(given)}) is told, "whoever saved most is taken for the learner"
    cut = replace(given, completeness=Completeness(cut_off=1))
    assert "CF555" not in {one.code for one in judged(cut, OWN)}, "the first save that is here may have all before it"
    theirs = OWN.replace("peer-1: {role: peer}", f"peer-1: {{role: peer, saves_as: [{LEARNER[1]}]}}")
    assert "CF555" not in {one.code for one in judged(given, theirs)}, "it is another's address"


def test_what_the_learner_put_in_under_anothers_name_is_said() -> None:
    path = "assessment/decisions/2025-03-04-a.yaml"
    put_in = version(
        save("1", author=SavePerson("Lee", "lee@centre.example"), committer=SavePerson(*LEARNER)), path=path
    )
    (found,) = [one for one in judged(record(piece(put_in)), OWN) if one.code == "CF555"]
    assert "put in by them under another's name" in found.message


def test_pieces_of_one_batch_are_one_finding() -> None:
    one = save("1")
    days = [MARCH.date() - datetime.timedelta(7 * number) for number in range(8)]
    pieces = [piece(version(one, path=f"sessions/{day}.yaml", claimed=day)) for day in days]
    (found,) = judged(record(*pieces))
    assert (found.code, len(found.related)) == ("CF503", 5)
    assert found.message == "8 pieces of 14 January 2025 to 4 March 2025 were first saved together on 4 March 2025."
    assert {one.code for one in judged(record(*pieces[4:]))} == {"CF501", "CF502"}, "four are no batch"


@given(st.integers(-60, 400), st.integers(-720, 840), st.integers(0, 86_399))
def test_days_are_civil_days_by_the_savers_own_clock(lag: int, offset: int, second: int) -> None:
    """A day either way is nothing, and what is found hangs on whole days alone."""
    claimed = datetime.date(2025, 3, 4)
    local = datetime.datetime.combine(claimed + datetime.timedelta(lag), datetime.time(), datetime.UTC)
    at = Moment(int(local.timestamp()) + second - offset * 60, offset)
    saved = version(save("1", authored=at, committed=at), claimed=claimed)
    seen = Witness(WitnessLevel.RECEIVER, datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC), "receipt")
    found = {one.code for one in judged(record(piece(saved, witness=seen)))}
    assert found == ({"CF507"} if lag < -1 else {"CF502"} if lag > 28 else {"CF501"} if lag > 7 else set())


@example([(0, 0), (150, -8), (300, 0), (450, 0), (600, 0)])
@example([(0, 0), (150, -8), (300, 0), (450, 0), (601, 0)])
@example([(0, 0), (150, -7), (300, 0), (450, 0), (600, 0)])
@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(-30, 0)), max_size=40))
def test_one_sitting_is_found_as_a_slow_search_finds_it(saves: list[tuple[int, int]]) -> None:
    made = [
        save(
            str(number),
            authored=moment(MARCH + datetime.timedelta(days)),
            committed=moment(MARCH + datetime.timedelta(seconds=seconds)),
        )
        for number, (seconds, days) in enumerate(saves)
    ]
    expected = any(
        len(inside) >= 5 and max(inside) - min(inside) > 7
        for start, _ in saves
        for inside in [[days for seconds, days in saves if 0 <= seconds - start <= 600]]
    )
    assert ("CF510" in {one.code for one in judged(record(saves=tuple(made)))}) == expected


ILL: Final = "\x1b[2J\x07\u202eevil\u2066\n# heading\r\nx" + "y" * 500


def test_nothing_that_a_stranger_typed_is_more_than_text() -> None:
    stranger = save("2", author=SavePerson(ILL, ILL), message=f"x\n\nReason: \x1b[2J{'z' * 300}\n", signature=b"s")
    path = f"sessions/{ILL}.yaml"
    ill = record(
        piece(version(stranger, path=path), version(stranger, "", "removed", path=path)),
        piece(version(stranger, path=PIECE), version(stranger, "b", "changed"), seals=((ILL, "changed"),)),
        seals=(
            seen(ILL, trouble=("seal-misfiled", "seal-unreadable"), documents_changed=(f"{path}\udce9",)),
            seen(f"{ILL}2", verdict=Verdict(SignatureState.UNSIGNED), attached=False, same_content=False),
        ),
        names=(path, path.upper(), "sessions/\udce9"),
        odd_paths=((path, "a link"),),
        completeness=Completeness(unsaved=(path,), hidden=(path,), stopped="", programs=(ILL,)),
        joins={("2", ILL): ("0" * 40, "1")},
        list_problems=(ListProblem("1", ILL),),
        stamps_refused=(ILL,),
        comparisons=(
            compared(
                name=ILL, outcome="content changed", identical=False, lost=1, gone=(ILL,), documents=(f"{path}\ud800",)
            ),
            compared(name=ILL, seals_gone=(f"refs/tags/sealed/{ILL}",), seals_moved=(f"refs/tags/sealed/{ILL}",)),
        ),
    )
    report = check(portfolio(), rules=OURS, record=ill, today=TODAY)
    assert len({one.code for one in report.diagnostics}) > 12
    for one in report.diagnostics:
        for text in (one.message, one.hint, *(other.message for other in one.related)):
            assert text == safe(text), one.code
            assert len(text) < 800
    for form in FORMATS:
        assert render(report, form).encode()
        assert not set("\x1b\x07\u202e\u2066") & set(render(report, form))


# --- the rules themselves


def test_what_a_record_is_cannot_be_waived_by_its_keeper() -> None:
    for rule in OURS:
        never = rule.building is Severity.ERROR or rule.code == "CF536"  # that much is missing stays said
        assert bool(rule.no_waiver) == never, rule.code
        assert rule.building is rule.submission, rule.code


def test_a_waiver_with_a_reason_lets_a_warning_pass() -> None:
    waiver = "waivers: [{code: CF502, path: sessions/, reason: typed up from notes that the assessor has seen}]\n"
    late = record(piece(version(save("1"), claimed=datetime.date(2025, 1, 2))))
    (found,) = judged(late, PORTFOLIO + waiver)
    assert found.waived
    lost = "waivers: [{code: CF536, reason: it is not my fault}]\n"
    (found,) = judged(_about(cut_off=1), PORTFOLIO + lost)
    assert not found.waived


def test_the_rules_are_explained_without_gits_words() -> None:
    for rule in OURS:
        for text in (rule.title, rule.why, rule.wrong, rule.right, rule.name):
            assert not _JARGON.search(text), f"{rule.code}: {text}"


def test_every_rule_about_the_record_is_tried() -> None:
    found = set().union(
        {OWN_CLOCK},
        *FOUND.values(),
        *SINCE.values(),
        *(codes for _, codes in DEEDS.values()),
        *(codes for _, codes in ONE_FACT.values()),
        {"CF532", "CF551", "CF552", "CF555"},
        *(set(f"{attack.alone} {attack.since}".split()) for attack in EVERY.values()),
    )
    assert found == {rule.code for rule in OURS}
    assert rule_or_error("recorded-very-late").code == "CF502"
