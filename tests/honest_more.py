"""More of what honest people do to a record that was sealed and handed over: copies, second rounds, slips, moves."""

from __future__ import annotations

import datetime
import shutil
from typing import Final

from coachfolio.checks.auditing import audit
from coachfolio.record.receipts import receipt_text
from coachfolio.record.seen import new_receipt

from .attacks import (
    ABOUT,
    ABOUT_TEXT,
    DECIDED,
    DECISION,
    IQA,
    ITS_DAY,
    PIECE,
    PORTFOLIO,
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
from .repositories.learner import (
    ASSESSOR,
    HOST,
    committed,
    evening,
    git,
    held,
    session,
    sheet,
    ssh_key,
)

CENTRE: Final = ("The Centre", "office@centre.example")
NEW: Final = sheet("2025-03-04")
STRICTER: Final = (
    "format: 1\nsources:\n  guide: {title: The centre's guide, kind: centre}\nrequirements:\n"
    "  - {name: Reflections, measure: evidence, evidence: reflections, at_least: 6, source: guide, certainty: centre}\n"
)
CLOSED: Final = "findings:\n  - {finding: No day is given., action: Give one., owner: assessor-1, due: 2025-02-20"
SHEET: Final = "contact-sheets/2025-01.yaml"
CONTACTS: Final = (
    "date: 2025-01-22\ncontacts:\n"
    "  - {date: 2025-01-08, minutes: 30, client: C02}\n  - {date: 2025-01-22, minutes: 45, client: C02}\n"
)


def _copy(*options: str, then: Deed | None = None) -> Deed:
    """A copy made by git, in place of the record itself."""

    def deed(desk: Desk) -> None:
        desk.git("config", "uploadpack.allowFilter", "true")
        copy = desk.place / "copy"
        git(desk.place, "clone", "--quiet", "--template=", *options, desk.folder.as_uri(), str(copy))
        desk.folder = copy
        if then:
            then(desk)

    return deed


def _sealed_then(first: Deed, *after: Deed, when: str = "2025-02-12") -> Deed:
    """Something saved, sealed by the assessor, and something after that."""

    def deed(desk: Desk) -> None:
        first(desk)
        desk.seal(when)
        for step in after:
            step(desk)

    return deed


def _redated(first: str, corrected: str, when: str, *, clock: str = "09:00") -> Deed:
    """A session of 4 March 2025 saved that evening under another day, which is put right at some time."""

    def deed(desk: Desk) -> None:
        text = session("2025-03-04")
        desk.save({NEW: text.replace("date: 2025-03-04", f"date: {first}")}, evening("2025-03-04"))
        desk.save({NEW: text.replace("date: 2025-03-04", f"date: {corrected}")}, evening(when, clock))

    return deed


def _moved_files(desk: Desk) -> None:
    """What is attached put into a folder of its own, and the sheet's line made to fit."""
    sheet_now = ABOUT_TEXT.replace("[recording.txt]", "[attached/recording.txt]")
    text = (desk.folder / RECORDING).read_text(encoding="utf-8")
    desk.save({RECORDING: None, "documents/attached/recording.txt": text, ABOUT: sheet_now}, evening("2025-03-01"))


def _rebased_over_a_decision(desk: Desk, files: dict[str, str]) -> None:
    """The assessor decided in the folder at hand, and what another computer had saved was put below it."""
    desk.line("other")
    desk.save(held("2025-02-18"), evening("2025-02-18"))
    desk.on("main")
    desk.save(files, evening("2025-02-20"), author=ASSESSOR)
    desk.git("rebase", "--quiet", "other", "main", variables=committed(evening("2025-02-22")))
    desk.git("branch", "--quiet", "-D", "other")


def _on_a_hosts_page(desk: Desk) -> None:
    desk.line("march")
    desk.save(held("2025-03-01"), evening("2025-03-01"))
    desk.on("main")
    desk.save(held("2025-03-02"), evening("2025-03-02"))
    desk.merge("march", when=evening("2025-03-03"), committer=HOST)
    desk.git("branch", "--quiet", "-D", "march")


def _signed_by_the_host(desk: Desk) -> None:
    key, _ = ssh_key(desk.place / "host", "host")
    desk.save(held("2025-03-04"), evening("2025-03-04"), committer=HOST, key=key)


def _squashed_after_it_was_seen(desk: Desk) -> None:
    """A side line that was handed over and sealed, joined into one save on a host's page."""
    first = desk.first_save_of("portfolio.yaml")
    tip = desk.tip
    desk.git("reset", "--quiet", "--hard", first)
    desk.git("merge", "--quiet", "--squash", tip)
    desk.commit(evening("2025-03-03"), "My portfolio so far (#1)", committer=HOST)
    desk.save(held("2025-03-04"), evening("2025-03-04"))


def _clock(*saves: tuple[str, str]) -> Deed:
    def deed(desk: Desk) -> None:
        for day, when in saves:
            desk.save(held(day), when)

    return deed


def _restored(desk: Desk) -> None:
    """The record of the last backup, and the files as the sync service still had them, saved again in one go."""
    files = {
        str(path.relative_to(desk.folder)): path.read_bytes()
        for path in desk.folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }
    backup = desk.first_save_of(sheet("2025-01-21"))
    desk.git("reset", "--quiet", "--hard", backup)
    for name in desk.git("tag").decode().split():
        desk.git("tag", "--delete", name)
    desk.save(files, evening("2025-03-01"), "Bring back\n\nReason: my disk failed")


def _receipt_twice(desk: Desk) -> None:
    for number, hour in enumerate((13, 14)):
        found = audit(desk.folder, today=datetime.date(2025, 2, 10), digests=True)
        assert found.seen
        at = datetime.datetime(2025, 2, 10, hour, tzinfo=datetime.UTC)
        (desk.place / f"again-{number}.json").write_text(receipt_text(new_receipt(found.seen, at=at)), encoding="ascii")


def _second_key(*, listed: bool) -> Deed:
    """The assessor seals on a new computer, whose key the list of signers has or has not got yet."""

    def deed(desk: Desk) -> None:
        private, public = ssh_key(desk.place / "new", "assessor-new")
        save(SECOND, when="2025-02-20", author=ASSESSOR)(desk)
        shutil.copytree(desk.keys, desk.place / "keys")
        desk.keys = desk.place / "keys"
        shutil.copy(private, desk.keys / "assessor-new")
        if listed:
            signers = desk.keys / "signers"
            line = f"{ASSESSOR[1]},role:assessor {public}\n"
            signers.write_text(signers.read_text(encoding="utf-8") + line, encoding="utf-8")
        desk.seal("2025-02-20", key="assessor-new")

    return deed


def _into_a_folder(desk: Desk) -> None:
    """The portfolio put into a folder of a record that holds other work as well."""
    tops = [path.name for path in desk.folder.iterdir() if path.name != ".git"]
    (desk.folder / "coaching").mkdir()
    desk.git("mv", *tops, "coaching")
    desk.write({"other/notes.txt": "Other work.\n"})
    desk.git("add", "--all")
    desk.commit(evening("2025-03-01"), "Into a folder of its own")
    desk.folder = desk.folder / "coaching"


def _older_line_joined(desk: Desk) -> None:
    """A second computer had saves of January that were brought together with the first one's in March."""
    start = desk.first_save_of(PIECE)
    desk.line("laptop", start)
    desk.save(held("2025-01-16"), evening("2025-01-16"))
    desk.on("main")
    desk.merge("laptop", when=evening("2025-03-04"))
    desk.git("branch", "--quiet", "-D", "laptop")


def _draft_given_up(desk: Desk) -> None:
    """A draft on a side line, joined so that nothing of it is kept."""
    desk.line("draft")
    desk.save(held("2025-03-01"), evening("2025-03-01"))
    desk.on("main")
    desk.save(held("2025-03-02"), evening("2025-03-02"))
    desk.merge("draft", when=evening("2025-03-03"), ours=True)
    desk.git("branch", "--quiet", "-D", "draft")


def _ones_files_kept(desk: Desk) -> None:
    """A piece corrected on one computer, and the other computer's files kept when the two were brought together."""
    path = sheet("2025-02-20")
    desk.save({path: session("2025-02-20")}, evening("2025-02-20"))
    desk.line("laptop")
    desk.save({path: session("2025-02-20", minutes=70)}, evening("2025-02-21"))
    desk.on("main")
    desk.save(held("2025-03-02"), evening("2025-03-02"))
    desk.merge("laptop", when=evening("2025-03-03"), ours=True)
    desk.git("branch", "--quiet", "-D", "laptop")
    desk.save(held("2025-03-04"), evening("2025-03-04"))


def _corrected_while_joining(desk: Desk) -> None:
    path = sheet("2025-02-20")
    desk.save({path: session("2025-02-20")}, evening("2025-02-20"))
    desk.line("laptop")
    desk.save(held("2025-03-01"), evening("2025-03-01"))
    desk.on("main")
    desk.save(held("2025-03-02"), evening("2025-03-02"))
    desk.merge("laptop", when=evening("2025-03-03"), files={path: session("2025-02-20", said="More.")})
    desk.git("branch", "--quiet", "-D", "laptop")


def _second_computers_own_file(desk: Desk) -> None:
    """The same session typed on two computers under one name, before they were brought together."""
    desk.line("laptop")
    desk.save({NEW: session("2025-03-04", said="From the train.")}, evening("2025-03-04"))
    desk.on("main")
    desk.save({NEW: session("2025-03-04", said="At home.")}, evening("2025-03-04", "21:00"))
    both = session("2025-03-04", said="From the train. At home.")
    desk.merge("laptop", when=evening("2025-03-05"), files={NEW: both})
    desk.git("branch", "--quiet", "-D", "laptop")


def steps(*deeds: Deed) -> Deed:
    """One after the other."""

    def deed(desk: Desk) -> None:
        for step in deeds:
            step(desk)

    return deed


def _without_tags(desk: Desk) -> None:
    _copy("--no-tags")(desk)


LIST: Final = "assessment/actions/2025-02-11.yaml"
LISTED: Final = (
    "date: 2025-02-11\nby: learner\nactions:\n  - {what: Read, owner: learner, due: 2025-03-01, state: open}\n"
)
THIRD: Final = ("Al Dene", "al@centre.example")
CLAIMS: Final = "claims:\n  - {criterion: D7.03/s1, where: reflection, how: I planned it.}\n"


def _honest(what: str, deed: Deed, alone: str = "", since: str = "") -> Attack:
    return Attack(what, deed, alone, since, innocent=True)


MORE: Final = {
    # copies
    "shallow": _honest(
        "A copy of the last save alone, as servers that check make it", _copy("--depth=1"), alone="CF536"
    ),
    "shallow-2": _honest("A copy of the last two saves", _copy("--depth=2"), alone="CF536"),
    "blobless": _honest("A copy without the contents of earlier saves", _copy("--filter=blob:none"), alone="CF537"),
    "without-tags": _honest("A copy without the seals", _copy("--no-tags"), since="CF552"),
    "without-tags-grown": _honest(
        "The same, with new sessions",
        _copy("--no-tags", then=save(held("2025-03-04"), when="2025-03-04")),
        since="CF552",
    ),
    "single-branch": _honest("A copy of one line alone", _copy("--single-branch")),
    "mirror": _honest("A bare copy", _copy("--mirror")),
    # assessment
    "finding-closed": _honest(
        "A finding closed by the quality assurer, before they sealed again",
        steps(
            save({SAMPLE: SAMPLED + CLOSED + "}\n"}, when="2025-02-12", author=IQA),
            lambda desk: seal(desk.folder, desk.keys / "iqa", IQA, "2025-02-13", role="iqa"),
            save(
                {SAMPLE: SAMPLED + CLOSED + ", state: closed, closed_on: 2025-02-25, closing: 'Given: 4 December.'}\n"},
                when="2025-02-25",
                author=IQA,
            ),
        ),
        alone="CF513",
    ),
    "second-round-to-be-sealed": _honest(
        "A second round by the assessor, who has still to seal it",
        save(SECOND, when="2025-02-20", author=ASSESSOR),
        alone="CF566",
    ),
    "rebased-over": _honest(
        "Saves put below a decision that is still to be sealed",
        lambda desk: _rebased_over_a_decision(
            desk,
            {"assessment/decisions/2025-02-20-d7-01.yaml": DECIDED.replace("D7.03", "D7.01").replace("01-31", "02-20")},
        ),
        alone="CF504 CF555 CF567",
    ),
    "rebased-over-second-round": _honest(
        "The same, of a second round",
        lambda desk: _rebased_over_a_decision(desk, SECOND),
        alone="CF504 CF555 CF566 CF567",
    ),
    "second-key": _honest("A seal with the assessor's second key, which is on the list", _second_key(listed=True)),
    "second-key-new": _honest(
        "The same, before the key is on the list", _second_key(listed=False), alone="CF528 CF566"
    ),
    "folder-of-decisions": _honest(
        "A decision sorted into a folder of its unit",
        save({DECISION: None, "assessment/decisions/d7-03/2025-01-31-d7-03.yaml": DECIDED}),
    ),
    # slips
    "date-next-day": _honest(
        "A day put right on the next day", _redated("2025-03-03", "2025-03-04", "2025-03-05"), alone="CF511"
    ),
    "date-next-day-to-come": _honest(
        "The same, of a day that is still to come", _redated("2025-04-03", "2025-03-04", "2025-03-05"), alone="CF511"
    ),
    "date-next-day-year": _honest(
        "The same, of a whole year", _redated("2024-03-04", "2025-03-04", "2025-03-05"), alone="CF511"
    ),
    "date-weeks-later": _honest(
        "A month that was mistyped, noticed weeks later",
        _redated("2025-04-04", "2025-03-04", "2025-03-25"),
        alone="CF511",
    ),
    "date-day-before": _honest(
        "The day before, put right on the next day", _redated("2025-03-04", "2025-03-03", "2025-03-05"), alone="CF511"
    ),
    "edited-and-put-back": _honest(
        "A sealed piece changed by mistake, and put back",
        steps(save({PIECE: session(ITS_DAY, minutes=90)}), save({PIECE: session(ITS_DAY)}, when="2025-03-02")),
    ),
    "brought-back-corrected": _honest(
        "A piece of one's own removed by mistake, and brought back with a correction",
        steps(
            save(held("2025-02-18"), when="2025-02-18"),
            save({sheet("2025-02-18"): None}, when="2025-02-19"),
            save({sheet("2025-02-18"): session("2025-02-18", said="More.")}, when="2025-02-20"),
        ),
        alone="CF519",
    ),
    # what grows
    "centres-file": _honest(
        "The centre's qualification.yaml added, which asks for more",
        save({"qualification.yaml": STRICTER}),
        alone="CF512",
        since="CF557",
    ),
    "centres-file-by-centre": _honest(
        "The same, saved by the centre",
        save({"qualification.yaml": STRICTER}, author=CENTRE),
        alone="CF512",
        since="CF557",
    ),
    "claims": _honest("A claim added to a sealed piece", save({PIECE: session(ITS_DAY) + CLAIMS}), alone="CF512"),
    "attachments-moved": _honest("What is attached put into a folder of its own", _moved_files, alone="CF512"),
    "sheet-grown": _honest(
        "A contact sheet that goes on after it was sealed",
        _sealed_then(
            save({SHEET: CONTACTS}, when="2025-02-11"),
            save(
                {
                    SHEET: CONTACTS.replace("date: 2025-01-22\nc", "date: 2025-03-04\nc")
                    + "  - {date: 2025-03-04, minutes: 30, client: C02}\n"
                },
                when="2025-03-04",
            ),
        ),
        alone="CF501 CF512",
    ),
    "planned-held": _honest(
        "A meeting that was planned when it was sealed, and held",
        _sealed_then(
            save(
                {sheet("2025-02-25"): "date: 2025-02-25\nminutes: 60\nclient: C01\nrole: coach\nstatus: planned\n"},
                when="2025-02-11",
            ),
            save({sheet("2025-02-25"): session("2025-02-25")}, when="2025-02-25"),
        ),
        alone="CF512",
    ),
    "actions": _honest(
        "An action of one's own list done after it was sealed",
        _sealed_then(
            save({LIST: LISTED}, when="2025-02-11"),
            save({LIST: LISTED.replace("open", "done, done_on: 2025-02-25")}, when="2025-02-25"),
        ),
    ),
    # two computers, hosts, programs
    "older-line": _honest("An older computer's saves joined after the hand-over", _older_line_joined, since="CF506"),
    "draft-given-up": _honest(
        "A draft of one's own, joined so that nothing of it is kept", _draft_given_up, alone="CF516"
    ),
    "ones-files": _honest("Two computers brought together, and one's files kept", _ones_files_kept, alone="CF518"),
    "corrected-while-joining": _honest(
        "A correction in the save that joins two computers", _corrected_while_joining, alone="CF517"
    ),
    "typed-twice": _honest("One session typed on two computers", _second_computers_own_file, alone="CF518"),
    "host-merge": _honest("Two lines joined on a host's page", _on_a_hosts_page),
    "host-signed": _honest("A save signed by the host", _signed_by_the_host),
    "squashed-seen": _honest(
        "What was handed over, made into one save on a host's page",
        _squashed_after_it_was_seen,
        alone="CF503 CF527 CF555",
        since="CF548 CF556",
    ),
    "clock-day-ahead": _honest(
        "A clock that was years ahead for a day",
        _clock(("2025-03-04", "2031-03-04T19:30+00:00"), ("2025-03-05", evening("2025-03-05"))),
        alone="CF508 CF509",
    ),
    "clock-1970": _honest(
        "A clock that began anew, as with an empty battery",
        _clock(("2025-03-04", "1980-01-01T19:30+00:00"), ("2025-03-05", evening("2025-03-05"))),
        alone="CF509",
    ),
    "travel": _honest(
        "Saves from Sydney, Los Angeles and London within a week",
        _clock(
            ("2025-03-03", "2025-03-03T20:00+11:00"),
            ("2025-03-05", "2025-03-04T23:50-08:00"),
            ("2025-03-06", "2025-03-06T09:00+00:00"),
        ),
    ),
    "assessors-clock": _honest(
        "A seal by the assessor, whose clock was years ahead", lambda desk: desk.seal("2031-03-01"), alone="CF564"
    ),
    "assessors-clock-behind": _honest(
        "A seal by the assessor, whose clock was a month behind", lambda desk: desk.seal("2025-01-05"), alone="CF564"
    ),
    "restored": _honest(
        "The record restored from a backup, and the files saved again",
        _restored,
        alone="CF501 CF502 CF555",
        since="CF548 CF552 CF556",
    ),
    "receipt-twice": _honest("A receipt taken twice more on the same day", _receipt_twice),
    "into-a-folder": _honest("The portfolio put into a folder of a larger record", _into_a_folder, alone="CF503 CF555"),
    "unit-folder": _honest(
        "Folders of sessions given another name",
        steps(
            save({PIECE: None, f"sessions/D7.03/{PIECE[9:]}": session(ITS_DAY)}, when="2025-02-12"),
            save(
                {f"sessions/D7.03/{PIECE[9:]}": None, f"sessions/unit-3/{PIECE[9:]}": session(ITS_DAY)},
                when="2025-02-13",
            ),
        ),
    ),
    "own-signers": _honest(
        "A list of keys of one's own, to see one's own signatures as good",
        lambda desk: desk.git("config", "gpg.ssh.allowedSignersFile", "signers"),
        alone="CF532",
    ),
    "editor": _honest(
        "An editor set for this folder", lambda desk: desk.git("config", "core.editor", "notepad"), alone="CF538"
    ),
    "married": _honest(
        "A new name and address of the learner",
        steps(
            save(
                {
                    "portfolio.yaml": PORTFOLIO.replace(
                        "Ros Halloran, saves_as: [ros@example.com]",
                        "Ros Quist, saves_as: [ros@example.com, rq@example.com]",
                    )
                }
            ),
            save(held("2025-03-04"), when="2025-03-04", author=("Ros Quist", "rq@example.com")),
        ),
        since="CF557",
    ),
    "new-assessor": _honest(
        "A second assessor, who decides the next unit",
        steps(
            save(
                {
                    "portfolio.yaml": PORTFOLIO.replace(
                        "  iqa-1", f"  assessor-2: {{role: assessor, saves_as: [{THIRD[1]}]}}\n  iqa-1"
                    )
                }
            ),
            save(
                {
                    "assessment/decisions/2025-03-04-d7-02.yaml": DECIDED.replace("D7.03/s2", "D7.02/s1")
                    .replace("D7.03", "D7.02")
                    .replace("2025-01-31", "2025-03-04")
                    .replace("assessor-1", "assessor-2")
                },
                when="2025-03-04",
                author=THIRD,
            ),
        ),
        alone="CF560",
    ),
    "late-with-reason": _honest(
        "Notes on paper of two months ago typed up, with the reason",
        save(held("2025-01-05"), "Add\n\nReason: typed up from my notebook", when="2025-03-10"),
        alone="CF502",
    ),
    "revert": _honest(
        "A save taken back by git's own means",
        lambda desk: (
            desk.save({PIECE: session(ITS_DAY, minutes=90)}, evening("2025-03-01")),
            desk.git("revert", "--no-edit", "HEAD", variables=committed(evening("2025-03-02"))),
        ),
        alone="CF504",
    ),
    "reset-author": _honest(
        "The last save made again with one's right name",
        lambda desk: (
            desk.save(held("2025-03-04"), evening("2025-03-04"), author=("Me", "me@laptop.local")),
            desk.git(
                "commit",
                "--quiet",
                "--amend",
                "--no-edit",
                "--reset-author",
                variables={"GIT_AUTHOR_DATE": "1741118400 +0000", "GIT_COMMITTER_DATE": "1741118400 +0000"},
            ),
        ),
    ),
}
