"""Attachments in a copy: properties go, what is shown stays, and what may still be in a file is said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image

from coachfolio.cli.confidential import redact
from coachfolio.editing.redaction import copy_for, write_copy
from coachfolio.editing.stripping import stripped

from .conftest import PORTFOLIO, SESSION, TODAY
from .test_forgetting import written

SECRET = b"Quibblewick"


def picture(kind: str) -> bytes:
    about = Image.Exif()
    about[315] = SECRET.decode()
    made = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 10, 10)).save(made, kind, exif=about)
    return made.getvalue() + (b"" if kind == "PNG" else SECRET)


def word(body: bytes = b"") -> bytes:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "docProps/core.xml": b"<creator>Quibblewick</creator>",
        "word/document.xml": b"<w:document><w:t>Rows</w:t>" + body + b"</w:document>",
        "word/media/image1.jpg": picture("JPEG"),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_properties_go_and_what_is_shown_stays() -> None:
    for path, data in {"a.jpg": picture("JPEG"), "a.png": picture("PNG")}.items():
        new = stripped(path, data)
        assert SECRET in data, path
        assert SECRET not in new.data, path
        assert (bool(new.taken), new.left) == (True, ()), path
        with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(new.data)) as after:
            assert before.tobytes() == after.tobytes(), path
    new = stripped("a.docx", word())
    with zipfile.ZipFile(io.BytesIO(new.data)) as archive:
        assert not any(SECRET in archive.read(name) for name in archive.namelist())
        assert b"Rows" in archive.read("word/document.xml")


def test_what_may_still_be_in_a_file_is_said() -> None:
    tracked = b'<w:del w:author="Quibblewick"><w:delText>x</w:delText></w:del><w:vanish/>'
    left = stripped("a.docx", word(tracked)).left
    assert [what for what in left if "tracked changes" in what or "hidden" in what] == list(left)
    for path, data in {
        "a.pdf": b"%PDF-1.7",
        "a.zip": b"PK\x03\x04",
        "a.doc": b"\xd0\xcf",
        "a.jpg": b"\xff\xd8\xff",
    }.items():
        assert stripped(path, data).left, path
        assert stripped(path, data).data == data, path
    assert stripped("a.txt", b"Rows").left == ()


def test_a_copy_for_an_assessor_takes_out_and_says(tmp_path: Path) -> None:
    from click.testing import CliRunner

    files: dict[str, str | bytes] = {
        "portfolio.yaml": PORTFOLIO,
        "sessions/2026-03-04-c01.yaml": f"{SESSION}attachments: [sheet.docx, photo.jpg]\n",
        "sessions/sheet.docx": word(b'<w:ins w:author="Somebody"/>'),
        "sessions/photo.jpg": picture("JPEG"),
        "mapping/D7.03.yaml": "unit: D7.03\nrows:\n"
        "  - {criterion: D7.03/s1, evidence: 2026-03-04-c01, how: by waiting}\n",
    }
    folder = written(tmp_path / "mine", files)
    said = CliRunner().invoke(
        redact, [str(folder), "--audience", "assessor", "--out", str(tmp_path / "out"), "--on", "2026-11-14"]
    )
    assert (said.exit_code, "Nothing was left out" in said.output) == (0, False), said.output
    assert "1 file may tell more than it shows" in said.output
    page = (tmp_path / "out/WITHHELD.md").read_text(encoding="utf-8")
    assert "tracked changes" in page
    assert "photo.jpg` | its properties" in page
    assert SECRET not in (tmp_path / "out/sessions/photo.jpg").read_bytes()
    public = copy_for("public", folder, today=TODAY)
    write_copy(public, tmp_path / "public")
    sheet = (tmp_path / "public/mapping/mapping-001.yaml").read_text(encoding="utf-8")
    assert "evidence: sessions-001" in sheet
    assert "waiting" not in sheet
