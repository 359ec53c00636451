"""Attachments in a copy: properties go, what is shown stays, and what may still be in a file is said."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image, ImageSequence
from pypdf.generic import NameObject, TextStringObject

from coachfolio.cli.confidential import redact
from coachfolio.editing.redaction import copy_for, write_copy
from coachfolio.editing.stripping import stripped
from coachfolio.format.attachments.worker import Worker

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


def animated(kind: str, **more: object) -> bytes:
    """Two pages, with a secret beside them."""
    made = io.BytesIO()
    pages = [Image.new("RGB", (9, 7), (200, 10, shade)).convert("P") for shade in (10, 200)]
    pages = [page.convert("RGB") for page in pages] if kind != "GIF" else pages
    pages[0].save(made, kind, save_all=True, append_images=pages[1:], **more)
    return made.getvalue()


def test_pictures_of_several_pages_keep_what_they_show() -> None:
    about = Image.Exif()
    about[315] = SECRET.decode()
    every = {
        "a.gif": animated("GIF", comment=SECRET, loop=0, duration=100),
        "a.webp": animated("WEBP", exif=about, lossless=True) + SECRET,
        "a.tif": animated("TIFF", exif=about, compression="tiff_lzw") + SECRET,
        "big.tif": animated("TIFF", exif=about, big_tiff=False),
    }
    for path, data in every.items():
        new = stripped(path, data)
        assert SECRET in data, path
        assert SECRET not in new.data, path
        assert (bool(new.taken), new.left) == (True, ()), path
        with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(new.data)) as after:
            shown, still = (
                [page.convert("RGB").tobytes() for page in ImageSequence.Iterator(picture)]
                for picture in (before, after)
            )
            assert (len(shown), shown) == (2, still), path
        for end in range(0, len(data) - len(SECRET), 7):  # damaged ones are left, and that is said
            assert stripped(path, data[:end]).data is not None


def test_what_is_beside_an_old_text_goes_or_is_said() -> None:
    about = rb"{\info{\author Quibblewick}{\title {x}\}}}{\*\userprops{x Quibblewick}}"
    text = rb"{\rtf1{\fonttbl{\f0 Arial;}}" + about + rb"Rows {\v no}}"
    new = stripped("a.rtf", text)
    assert new.data == rb"{\rtf1{\fonttbl{\f0 Arial;}}Rows {\v no}}"
    assert (bool(new.taken), new.left) == (True, ("hidden text",))
    for odd in (text[:60], text.replace(b"Rows", rb"\bin4 }}}}")):
        assert stripped("a.rtf", odd).left == ("whatever is in it: it was not looked into",)
    (said,) = stripped("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + SECRET).left
    assert "earlier versions" in said


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


WHO = {
    "word/document.xml": b'<w:document><w:ins w:id="1" w:author="Quibblewick"><w:t>an author="Bo" said</w:t></w:ins>'
    b"<w:del w:author='Quibblewick'/></w:document>",
    "word/comments.xml": b'<w:comments><w:comment w:author="Quibblewick" w:initials="Quibblewick"/></w:comments>',
    "word/people.xml": b'<w15:people><w15:person w15:author="Quibblewick"><w15:presenceInfo '
    b'w15:userId="Quibblewick@x"/></w15:person></w15:people>',
    "word/settings.xml": b'<w:settings><w:docVars><w:docVar w:name="a" w:val="Quibblewick"/></w:docVars><w:mailMerge>'
    b'<w:query w:val="Quibblewick"/></w:mailMerge><w:zoom w:percent="100"/></w:settings>',
    "word/_rels/settings.xml.rels": b'<Relationships><Relationship Target="file:///C:\\Users\\Quibblewick\\a.dotm" '
    b'TargetMode="External"/></Relationships>',
    "_rels/.rels": b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/package/2006/'
    b'relationships/metadata/thumbnail" Target="Quibblewick.jpeg"/></Relationships>',
    "docProps/thumbnail.jpeg": b"\xff\xd8\xffQuibblewick",
    "docProps/custom.xml": b"<Properties>Quibblewick</Properties>",
    "xl/workbook.xml": b'<workbook><fileSharing userName="Quibblewick"/><x15ac:absPath url="C:\\Users\\Quibblewick\\"/>'
    b"</workbook>",
    "xl/comments1.xml": b"<comments><authors><author>Quibblewick</author></authors></comments>",
    "xl/persons/person.xml": b'<personList><person displayName="Quibblewick" userId="Quibblewick"/></personList>',
    "ppt/commentAuthors.xml": b'<p:cmAuthorLst><p:cmAuthor id="1" name="Quibblewick" initials="Quibblewick"/>'
    b"</p:cmAuthorLst>",
    "content.xml": b"<office:annotation><dc:creator>Quibblewick</dc:creator><text:p>Rows</text:p></office:annotation>",
    "meta.xml": b"<x>Quibblewick</x>",
}
"""Where office programs write who somebody is."""


def test_who_wrote_or_changed_a_document_is_taken_out_of_every_part_of_it() -> None:
    for part, inner in WHO.items():
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.comment = SECRET
            for name, data in {"[Content_Types].xml": b"<Types/>", part: inner}.items():
                archive.writestr(name, data)
        new = stripped("a.docx", made.getvalue())
        assert new.taken, part
        assert SECRET not in new.data, part
        with zipfile.ZipFile(io.BytesIO(new.data)) as archive:
            assert not any(SECRET in archive.read(name) for name in archive.namelist()), part
            if part == "word/document.xml":
                assert b'>an author="Bo" said<' in archive.read(part), "what it shows stays"
                assert archive.read(part).count(b"Author 1") == 2, "one person stays one"
            if part == "word/settings.xml":
                assert b'<w:zoom w:percent="100"/>' in archive.read(part)


def test_what_word_writes_can_be_read_afterwards() -> None:
    import docx

    made, document = io.BytesIO(), docx.Document()
    document.add_heading("Rows", 1)
    document.add_table(1, 1).cell(0, 0).text = "Cells"
    document.core_properties.author = SECRET.decode()
    document.save(made)
    again = docx.Document(io.BytesIO(stripped("a.docx", made.getvalue()).data))
    assert (again.paragraphs[0].text, again.tables[0].cell(0, 0).text) == ("Rows", "Cells")
    assert again.core_properties.author == ""


PARTS = {
    "word/document.xml": (b'<wp:docPr id="1" descr="Quibblewick"/>', "alternative texts"),
    "word/a.xml": (b'<w:sdtPr><w:alias w:val="Quibblewick"/></w:sdtPr>', "titles, choices"),
    "word/b.xml": (b'<w:bookmarkStart w:id="1" w:name="Quibblewick"/>', "bookmarks"),
    "xl/worksheets/sheet1.xml": (b'<col min="1" hidden="1"/>', "hidden parts"),
    "ppt/notesSlides/notesSlide1.xml": (b"<a:t>Quibblewick</a:t>", "notes to slides"),
    "xl/pivotCache/pivotCacheRecords1.xml": (b'<s v="Quibblewick"/>', "figures from elsewhere"),
    "customXml/item1.xml": (b"<x>Quibblewick</x>", "what programs keep"),
    "word/vbaProject.bin": (b"Quibblewick", "small programs"),
    "word/afchunk.htm": (b"<p>Quibblewick</p>", "pages inside it"),
    "word/media/image1.emf": (b"Quibblewick", "properties of pictures"),
    "word/embeddings/sheet.xlsx": (b"Quibblewick", "other documents"),
}


def test_what_is_left_in_a_document_is_named() -> None:
    for part, (inner, said) in PARTS.items():
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr(part, inner)
        assert said in " ".join(stripped("a.docx", made.getvalue()).left), part


def test_a_second_picture_behind_the_first_goes() -> None:
    """As telephones write them; and progressive pictures, which have more than one stretch, stay whole."""
    first, second = picture("JPEG"), picture("JPEG")
    made = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(made, "JPEG", progressive=True, restart_marker_rows=1)
    for data in (first[: -len(SECRET)] + second, made.getvalue() + second):
        new = stripped("a.jpg", data).data
        assert SECRET not in new
        assert new.count(b"\xff\xd8\xff") == 1
        with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(new)) as after:
            assert before.tobytes() == after.tobytes()


def pdf() -> bytes:
    from pypdf import PdfWriter
    from pypdf.annotations import FreeText

    made, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": SECRET.decode(), "/Title": SECRET.decode()})
    writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    note = FreeText(text="Rows", rect=(1, 1, 9, 9))
    note[NameObject("/T")] = TextStringObject(SECRET.decode())
    writer.add_annotation(0, note)
    writer.write(made)
    return made.getvalue()


def test_a_pdf_is_written_anew_without_properties_and_earlier_versions() -> None:
    from pypdf import PdfReader, PdfWriter

    data = pdf()
    added, writer = io.BytesIO(), PdfWriter(io.BytesIO(data), incremental=True)
    writer.add_metadata({"/Author": "Nobody"})
    writer.write(added)
    assert SECRET in added.getvalue()
    with Worker(20.0) as worker:
        for path, whole in {"a.pdf": data, "b.pdf": added.getvalue()}.items():
            new = stripped(path, whole, worker.ask)
            assert SECRET not in new.data, path
            assert len(PdfReader(io.BytesIO(new.data)).pages) == 1, path
            assert b"Rows" in new.data, path
            assert new.left == ("remarks",), path
        for broken in (b"%PDF-1.7", data[:400]):
            assert stripped("c.pdf", broken, worker.ask).left
            assert stripped("c.pdf", broken, worker.ask).data == broken


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
