"""`coachfolio pack`: what is handed in is whole, the same each time, and gives nobody away; and a receiver can tell."""

from __future__ import annotations

import csv
import datetime
import hashlib
import http.client
import io
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import bagit
import docx
import openpyxl
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocrate.rocrate import ROCrate

from coachfolio import check, open_portfolio, receipt_from
from coachfolio.base.errors import CoachfolioError
from coachfolio.base.handed_out import AlreadyThere
from coachfolio.editing.declaring import declaration_draft
from coachfolio.editing.drafts import write
from coachfolio.format.bags.making import BagFile, write_bag
from coachfolio.format.bags.verifying import PackVerified, verify_pack
from coachfolio.format.bags.zips import UnusableZip
from coachfolio.git import opened
from coachfolio.outputs.pack.facts import NotReady, PackMade
from coachfolio.outputs.pack.making import Packing, make_pack
from coachfolio.reports.sample import sample_of
from coachfolio.reports.submission import profile_for

from .commands import Commands
from .conftest import EXAMPLE, apart
from .desks import open_desk
from .repositories import git, stamp

DAY = datetime.date(2026, 11, 21)
NAMES = ("Anna Petrova", "Quillfeather Holdings")
KEY = "format: 1\nclients:\n  C01: {names: [Anna Petrova], organisations: [Quillfeather Holdings]}\n"
LETTER = """\
title: A letter and a print
kind: letter
date: 2026-10-20
shows: What a colleague wrote after the talk.
attachments: [files/letter.docx, files/print.pdf]
"""
READY = {
    "portfolio.yaml": """\
format: 1
id: a-learner-2026
stage: building
qualification: ilm-l7-certificate-8581
learner: {name: Ada May Learner, enrolment: EXA1234}
centre: {name: The Centre, number: "012345"}
people:
  assessor-1: {role: assessor}
  tutor-1: {role: tutor}
clients:
  C01: {sector: health}
""",
    "qualification.yaml": """\
format: 1
units_complete: yes
units:
  - {ref: U1, title: One, criteria_are: official, criteria_complete: yes, criteria: [{number: "1.1", text: Holds back}]}
""",
    "sessions/2026-03-04-c01.yaml": """\
date: 2026-03-04
start: "14:00"
minutes: 60
client: C01
role: coach
mode: video
purpose: To stop rewriting papers.
reflection: I asked three questions in a row and answered the second of them myself.
claims:
  - {criterion: U1/1.1, where: reflection, how: holding back advice}
""",
    "documents/2026-10-20-letter.yaml": LETTER,
    "private/clients.yaml": KEY,
    ".gitignore": "private/\n",
}
DECLARED = {
    "authenticity": ("own_work", "not_handed_in_elsewhere", "earlier_work_pointed_out", "sources_credited"),
    "consent": ("clients_consented",),
    "confidentiality": ("clients_unrecognisable",),
    "centre": ("checked_for_plagiarism", "tutorial_support_given"),
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio that is ready to be handed in, with a record, attachments and a list of clients."""
    folder = tmp_path_factory.mktemp("packing") / "portfolio"
    for name, text in READY.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    files = folder / "documents" / "files"
    files.mkdir()
    letter = docx.Document()
    letter.core_properties.author = "Zebulon Quark"
    letter.add_paragraph("It was a good talk.")
    letter.save(str(files / "letter.docx"))
    printed = pypdf.PdfWriter()
    printed.add_blank_page(200, 200)
    printed.add_metadata({"/Author": "Zebulon Quark"})
    printed.write(files / "print.pdf")
    for kind, points in DECLARED.items():
        ai_use = "none" if kind == "authenticity" else None
        by = "tutor-1" if kind == "centre" else None
        said = dict.fromkeys(points, True)
        write([declaration_draft(folder, kind, by=by, statements=said, ai_use=ai_use, on=DAY)])  # type: ignore[arg-type]
    git(folder, "init", "-q", "-b", "main")
    saved(folder)
    return folder


def saved(folder: Path) -> None:
    when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), stamp(f"{DAY}T10:00+00:00"))
    git(folder, "add", "-A", variables=when)
    git(folder, "commit", "-qm", "All of it", variables=when)


def packed(folder: Path, out: Path, **wanted: object) -> PackMade:
    return make_pack(Packing(folder=folder, out=out, **wanted))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def submission(ready: Path) -> PackMade:
    return packed(ready, ready.parent / "submission.zip")


def inside(path: str | Path) -> dict[str, bytes]:
    """Every file of a ZIP, without the folder that all of them lie in."""
    with zipfile.ZipFile(path) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def everything(data: bytes, name: str = "") -> Iterator[tuple[str, bytes]]:
    """A file with whatever is packed in it, however deep; of a record, every content that was ever saved."""
    yield name, data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                yield from everything(archive.read(part), f"{name}!{part}")
    if data.startswith(b"# v2 git bundle"):
        yield from contents_of(data, name)


def contents_of(bundle: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    place = Path(f"/tmp/{hashlib.sha256(bundle).hexdigest()[:16]}.bundle")
    place.write_bytes(bundle)
    try:
        with opened(place) as record:
            said = git(record.repository.folder, "cat-file", "--batch-all-objects", "--batch")
            yield f"{name}!contents", said
    finally:
        place.unlink()


# --- what is in it


def test_a_pack_is_a_whole_bag_and_says_what_is_in_it(submission: PackMade, ready: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(submission.path).extractall(tmp_path)
    (top,) = tmp_path.iterdir()
    bag = bagit.Bag(str(top))
    bag.validate()
    assert set(bag.algorithms) == {"sha256", "sha512"}
    assert bag.info["Contact-Name"] == "Ada May Learner"

    crate = ROCrate(top / "data")
    described = {entity.id for entity in crate.data_entities if entity.type == "File"}
    there = {path.relative_to(top / "data").as_posix() for path in (top / "data").rglob("*") if path.is_file()}
    assert described == there - {"ro-crate-metadata.json"}
    assert crate.root_dataset["author"]["name"] == "Ada May Learner"

    found = verify_pack(submission.path)
    assert found.whole
    assert found.fingerprint == submission.fingerprint == hashlib.sha256(Path(submission.path).read_bytes()).hexdigest()

    data = top / "data"
    assert docx.Document(str(data / "mapping.docx")).tables
    assert openpyxl.load_workbook(data / "mapping.xlsx").sheetnames
    assert "<html" in (data / "portfolio.html").read_text(encoding="utf-8")
    evidence = open_portfolio(ready).evidence
    rows = list(csv.reader(io.StringIO((data / "audit-table.csv").read_text(encoding="utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == {piece.id for piece in evidence}
    assert {row[3] for row in rows[1:]} == {DAY.isoformat()}
    receipt = receipt_from((data / "receipt.json").read_text())
    with opened(data / "record.bundle") as record:
        assert record.tip == receipt.seen.tip
    copy = check(open_portfolio(data / "portfolio"), today=DAY)
    assert len(copy.portfolio.evidence) == len(evidence)
    assert not copy.failed


def test_the_same_save_gives_the_same_bytes(submission: PackMade, ready: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere"
    git(tmp_path, "clone", "-q", "--no-hardlinks", str(ready), "elsewhere")
    git(again, "gc", "-q", "--aggressive", "--prune=now")
    git(again, "remote", "remove", "origin")
    (again / "private").mkdir(exist_ok=True)
    (again / "private" / "clients.yaml").write_text(KEY)
    other = packed(again, tmp_path / "other.zip")
    one, two = inside(submission.path), inside(other.path)
    assert {name for name in one if one[name] != two.get(name)} == set()
    assert other.fingerprint == submission.fingerprint


def test_nobody_is_named_in_any_byte_of_it(submission: PackMade) -> None:
    for name, data in everything(Path(submission.path).read_bytes()):
        for hidden in (*NAMES, "Zebulon Quark"):
            if "!contents" not in name or hidden in NAMES:  # the record has attachments as they were saved
                assert hidden.casefold().encode() not in data.lower(), name


def test_the_record_stays_out_where_it_shows_more_than_the_rest(ready: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ready, tmp_path / "portfolio"))
    with (folder / "qualification.yaml").open("a") as file:
        file.write("extra: {room: the marmalade room}\n")
    saved(folder)
    made = packed(folder, tmp_path / "out.zip")
    assert not any(b"marmalade" in data for _, data in everything(Path(made.path).read_bytes()))
    assert any("would show 1 thing" in left for left in made.left_out)
    assert {"data/receipt.json", "data/audit-table.csv"} <= inside(made.path).keys()


# --- what stands before it


def test_nothing_is_packed_before_it_is_ready_and_saved(ready: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ready, tmp_path / "portfolio"))
    out = tmp_path / "out.zip"
    (folder / "sessions" / "2026-11-20-new.yaml").write_text(
        "date: 2026-11-20\nminutes: 60\nclient: C01\nrole: coach\n"
    )
    with pytest.raises(NotReady) as error:  # the declaration is not about this one
        packed(folder, out)
    assert [line.name for line in error.value.readiness.lines if line.state == "not met"] == ["declarations"]
    (folder / "sessions" / "2026-11-20-new.yaml").unlink()
    with (folder / "portfolio.yaml").open("a") as file:
        file.write("# a remark\n")
    with pytest.raises(CoachfolioError, match=r"portfolio\.yaml is not saved .* coachfolio save"):
        packed(folder, out)
    (folder / "sessions" / "broken.yaml").write_text("date: 2026-03-05\n")
    with pytest.raises(NotReady):
        packed(folder, out)
    with pytest.raises(CoachfolioError, match=r"the check finds \d errors"):
        packed(folder, out, audience="iqa")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["portfolio"]


def test_what_is_there_is_replaced_with_force_alone(ready: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    out.write_bytes(b"mine")
    with pytest.raises(AlreadyThere):
        packed(ready, out)
    assert out.read_bytes() == b"mine"
    packed(ready, out, force=True)
    assert verify_pack(out).whole
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]


# --- how the centre wants it

PROFILE = "format: 1\nsubmission:\n"


def test_each_centre_gets_it_as_it_asks(ready: Path, tmp_path: Path) -> None:
    def profile(*lines: str) -> Path:
        file = tmp_path / "centre.yaml"
        file.write_text(PROFILE + "".join(f"  {line}\n" for line in lines))
        return file

    name = 'name: "{initial} {surname}-{enrolment}-{centre}({submission})"'
    words = profile("shape: word", name, "max_mb: 1", "cover_sheet: I have read the guide on malpractice.")
    made = packed(ready, tmp_path / "word.zip", profile=words)
    single = tmp_path / "A Learner-EXA1234-012345(1).docx"
    assert made.single == str(single)
    text = [paragraph.text for paragraph in docx.Document(str(single)).paragraphs]
    assert "I have read the guide on malpractice." in text
    assert inside(made.path)["data/A Learner-EXA1234-012345(1).docx"] == single.read_bytes()

    made = packed(ready, tmp_path / "pdf.zip", profile=profile("shape: pdf", "mapping: [pdf]", "name: handed in"))
    assert len(pypdf.PdfReader(tmp_path / "handed in.pdf").pages) > 5
    assert {"data/mapping.pdf", "data/handed in.pdf"} <= inside(made.path).keys()

    made = packed(ready, tmp_path / "units.zip", profile=profile("shape: folders", "accepts: [docx, pdf, md, csv]"))
    files = inside(made.path)
    assert {"data/units/U1/mapping.docx", "data/units/U1/evidence.docx"} <= files.keys()
    assert "data/units/other/attachments/documents/files/letter.docx" in files

    for lines, said in (
        (["max_mb: 0.1"], r"your centre takes 0\.1 MB at most.* The largest in it: "),
        (["accepts: [docx, md, csv]"], r"takes docx, md and csv and not documents/files/print\.pdf"),
    ):
        with pytest.raises(CoachfolioError, match=said):
            packed(ready, tmp_path / "none.zip", profile=profile(*lines))
    portfolio = open_portfolio(ready)
    for lines, said in (
        (['name: "{surnme}"'], r"Did you mean \{surname\}\?"),
        (["shape: scroll"], r"line 3: The field shape should be"),
    ):
        with pytest.raises(CoachfolioError, match=said):
            profile_for(portfolio, profile(*lines))
    assert not (tmp_path / "none.zip").exists()


# --- for quality assurance


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> PackMade:
    return packed(apart(EXAMPLE), tmp_path_factory.mktemp("sample") / "sample.zip", audience="iqa", today=DAY)


def test_a_sample_has_what_was_chosen_and_nothing_else(sample: PackMade) -> None:
    files = inside(sample.path)
    report = check(open_portfolio(EXAMPLE), today=DAY)
    wanted = sample_of(report)
    evidence = {Path(name).stem for name in files if name.startswith("data/portfolio/") and name.endswith(".yaml")}
    assert evidence == set(wanted.evidence)
    assert len(evidence) < len(report.portfolio.evidence) / 5
    others = [piece.id for piece in report.portfolio.evidence if piece.type == "sessions" and piece.id not in evidence]
    for name in ("data/sample.docx", "data/mapping.docx", "data/audit-table.csv", "data/ro-crate-metadata.json"):
        for _, data in everything(files.get(name, b"")):
            assert not [id for id in others if id.encode() in data], name
    page = files["data/sample.html"].decode()
    assert [id for id in others if f'id="p-{id}"' in page] == []
    assert all(f'id="p-{id}"' in page for id in evidence)
    text = "\n".join(
        cell for table in docx.Document(io.BytesIO(files["data/sample.docx"])).tables for cell in texts(table)
    )
    for row in report.progress.assessment.planned:
        assert row.criterion in text
    assert "not kept in git" in text  # so nobody can tell of seals
    assert {"P.K.", "Level 7 Diploma and assessor award"} <= set(text.split("\n"))
    assert verify_pack(sample.path).whole
    assert not {"data/record.bundle", "data/receipt.json"} & files.keys()


def test_what_nobody_from_outside_has_seen_goes_to_nobody_outside(ready: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ready, tmp_path / "portfolio"))
    letter = folder / "documents" / "2026-10-20-letter.yaml"
    letter.write_text(LETTER + "confidential: yes\nseen_by: [{person: iqa-1, on: 2026-10-21}]\n")
    file = folder / "portfolio.yaml"
    file.write_text(file.read_text().replace("people:\n", "people:\n  iqa-1: {role: iqa}\n"))
    decided = "{criterion: U1/1.1, verdict: pass, evidence: [2026-10-20-letter]}"
    for name, text in (
        ("decisions/first", f"date: 2026-10-22\nby: assessor-1\nunit: U1\ndecisions: [{decided}]\n"),
        ("sampling/look", "date: 2026-10-23\nby: iqa-1\nsampled: [{criterion: U1/1.1, outcome: agreed}]\n"),
    ):
        (folder / "assessment" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "assessment" / f"{name}.yaml").write_text(text)
    saved(folder)
    within = inside(packed(folder, tmp_path / "iqa.zip", audience="iqa").path)
    outside = inside(packed(folder, tmp_path / "eqa.zip", audience="eqa").path)
    attached = {"data/portfolio/documents/files/letter.docx", "data/portfolio/documents/files/print.pdf"}
    assert attached <= within.keys()
    assert not attached & outside.keys()
    assert b"Confidential: for those whom the evidence names." in outside["data/sample.html"]
    assert {"data/portfolio/documents/2026-10-20-letter.yaml"} <= outside.keys()
    assert "data/portfolio/sessions/2026-03-04-c01.yaml" not in outside
    table = list(csv.reader(io.StringIO(outside["data/audit-table.csv"].decode("utf-8-sig"))))
    assert [row[0] for row in table[1:]] == ["2026-10-20-letter"]
    (sealed,) = [
        row.cells[-1].text
        for made in docx.Document(io.BytesIO(outside["data/sample.docx"])).tables
        for row in made.rows
        if row.cells[0].text == "U1/1.1" and len(row.cells) == 7 and row.cells[1].text == "met"
    ]
    assert sealed == "No seal."


def texts(table: object) -> Iterator[str]:
    for row in table.rows:  # type: ignore[attr-defined]
        yield from (cell.text for cell in row.cells)


# --- whoever gets it


def bag(*names: str) -> bytes:
    """A small pack."""
    made = io.BytesIO()
    files = [BagFile.of(name, name.encode() * 9) for name in names or ("a.txt", "b/c.txt")]
    write_bag(made, "pack", files, info={"Contact-Name": "A. Learner"}, beside={"READ-ME.txt": b"Read."})
    return made.getvalue()


Parts = dict[str, bytes]


def changed(change: Callable[[Parts], object]) -> bytes:
    """A small pack after something was done to its files."""
    with zipfile.ZipFile(io.BytesIO(bag())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def verified(data: bytes, place: Path) -> PackVerified:
    place.write_bytes(data)
    return verify_pack(place)


def test_what_is_missing_changed_or_added_is_named(tmp_path: Path) -> None:
    place = tmp_path / "pack.zip"
    assert verified(changed(lambda parts: None), place).whole
    for change, missing, others, added in (
        (lambda parts: parts.pop("pack/data/a.txt"), ("data/a.txt",), (), ()),
        (lambda parts: parts.update({"pack/data/a.txt": b"other"}), (), ("data/a.txt",), ()),
        (lambda parts: parts.update({"pack/data/d.txt": b"new"}), (), (), ("data/d.txt",)),
        (lambda parts: parts.update({"pack/READ-ME.txt": b"other"}), (), ("READ-ME.txt",), ()),
        (lambda parts: parts.update({"pack/run.exe": b"new"}), (), (), ("run.exe",)),
        (lambda parts: parts.pop("pack/bag-info.txt"), ("bag-info.txt",), (), ()),
    ):
        found = verified(changed(change), place)
        assert (found.missing, found.changed, found.added) == (missing, others, added)
        assert not found.whole


def with_entry(name: str, data: bytes = b"x", **fields: object) -> bytes:
    made = io.BytesIO(bag())
    with zipfile.ZipFile(made, "a") as archive:
        part = zipfile.ZipInfo(name)
        for field, value in fields.items():
            setattr(part, field, value)
        archive.writestr(part, data)
    return made.getvalue()


def bomb() -> bytes:
    return with_entry("pack/data/zeros", bytes(100 << 20), compress_type=zipfile.ZIP_DEFLATED)


def overlapping() -> bytes:
    """Two names for the same bytes: the second place in the list leads to that of the first."""
    data = bytearray(bag())
    places = [at for at in range(len(data)) if data[at : at + 4] == b"PK\x01\x02"]
    data[places[1] + 42 : places[1] + 46] = data[places[0] + 42 : places[0] + 46]
    return bytes(data)


def many() -> bytes:
    """A list of more files than anybody has, each of them 47 bytes of the list and no more."""
    row = b"PK\x01\x02" + bytes(24) + struct.pack("<HHH", 1, 0, 0) + bytes(12) + b"a"
    listed = row * 60_000
    return listed + b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 0xFFFF, 0xFFFF, len(listed), 0, 0)


def hostile() -> dict[str, tuple[bytes, str]]:
    """Each with a word of what is said of it."""
    return {
        "no ZIP": (b"Dear assessor", "no ZIP"),
        "nothing": (b"", "no ZIP"),
        "cut off": (bag()[:-30], "no ZIP"),
        "no bag": (changed(lambda parts: parts.pop("pack/bagit.txt")), "no pack"),
        "no list": (changed(lambda parts: [parts.pop(f"pack/manifest-sha{n}.txt") for n in (256, 512)]), "no pack"),
        "a newer bag": (
            changed(lambda p: p.update({"pack/bagit.txt": p["pack/bagit.txt"].replace(b"1.0", b"2.0")})),
            "newer",
        ),
        "to be fetched": (changed(lambda parts: parts.update({"pack/fetch.txt": b"http://a 1 data/x"})), "fetched"),
        "a bad list": (changed(lambda parts: parts.update({"pack/manifest-sha256.txt": b"zz  data/a.txt"})), "damaged"),
        "two folders": (with_entry("other/x"), "no pack"),
        "up": (with_entry("pack/../../x"), "roundabout"),
        "from the top": (with_entry("/etc/passwd"), "leads out"),
        "a drive": (with_entry("C:/x"), "not every computer"),
        "backslashes": (with_entry("pack\\..\\x"), "not every computer"),
        "a device": (with_entry("pack/data/CON.txt"), "not every computer"),
        "a turned name": (with_entry("pack/data/\u202etxt.exe"), "otherwise than it is"),
        "a link": (with_entry("pack/data/l", b"/etc/passwd", create_system=3, external_attr=0o120777 << 16), "link"),
        "twice": (with_entry("pack/data/a.txt"), "twice"),
        "by case": (with_entry("pack/data/A.TXT"), "one and the same"),
        "a folder by case": (with_entry("pack/Data/x.txt"), "one and the same"),
        "a file as a folder": (with_entry("pack/data/a.txt/x"), "a file and a folder"),
        "another packing": (with_entry("pack/data/x", compress_type=zipfile.ZIP_LZMA), "unpack"),
        "a bomb": (bomb(), "Unpacked"),
        "overlapping": (overlapping(), "same place"),
        "many": (many(), "more than 50,000"),
    }


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_zip_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for what, (data, said) in hostile().items():
        with pytest.raises(UnusableZip) as error:
            verified(data, tmp_path / "pack.zip")
        assert said in str(error.value), what
        assert str(error.value).endswith("."), what


@given(st.data())
def test_no_byte_of_a_pack_can_change_unseen(data: st.DataObject) -> None:
    """Whatever is changed is seen, refused, or changes nothing of what anybody unpacks."""
    whole = bag()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = bytearray(whole)
    other[at] ^= data.draw(st.integers(1, 255))
    place = Path(f"/tmp/coachfolio-changed-{zlib.crc32(bytes(other))}.zip")
    try:
        found = verified(bytes(other), place)
    except CoachfolioError:
        return
    finally:
        place.unlink(missing_ok=True)
    if found.whole:
        with zipfile.ZipFile(io.BytesIO(bytes(other))) as one, zipfile.ZipFile(io.BytesIO(whole)) as two:
            assert {name: one.read(name) for name in one.namelist()} == {
                name: two.read(name) for name in two.namelist()
            }


# --- as it is typed


def test_at_the_command_line(
    ready: Path,
    submission: PackMade,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = Commands(monkeypatch, capsys)
    refused = run("pack", EXAMPLE, "--out", tmp_path / "no.zip")
    assert refused.code == 1
    assert "not met    Every unit is complete" in refused.out
    assert "Nothing was packed" in refused.err
    assert not (tmp_path / "no.zip").exists()
    whole = run("pack", "verify", submission.path)
    assert whole.code == 0
    assert "All of it is there and unchanged" in whole.out
    assert submission.fingerprint in whole.out
    place = tmp_path / "pack.zip"
    place.write_bytes(changed(lambda parts: parts.pop("pack/data/a.txt")))
    lost = run("pack", "verify", place)
    assert lost.code == 1
    assert "missing:    data/a.txt" in lost.out
    place.write_bytes(b"Dear assessor")
    assert run("pack", "verify", place).code == 2


def test_a_pack_is_handed_out_in_the_browser(ready: Path, tmp_path: Path) -> None:
    with open_desk(ready) as opened:
        opened.desk._today = DAY
        told = opened.ask("GET", "/hand-over")
        assert "Download the pack" in told.text
        connection = http.client.HTTPConnection("127.0.0.1", opened.server.port, timeout=60)
        headers = {
            "Cookie": opened.cookie,
            "Origin": opened.origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", "/hand-over/pack", "pack-for=assessor", headers)
        answer = connection.getresponse()
        assert (answer.status, answer.headers["content-type"]) == (200, "application/octet-stream")
        assert answer.headers["content-disposition"].startswith("attachment")
        place = tmp_path / "portfolio-submission.zip"
        place.write_bytes(answer.read())
        connection.close()
    assert verify_pack(place).whole
