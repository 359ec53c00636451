"""What is looked into beside the evidence: documents that real programs' libraries made, and bombs and lies.

CF617 and CF641 need attachments, and are tried here.
"""

from __future__ import annotations

import base64
import io
import quopri
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from openpyxl.comments import Comment
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import NameObject, StreamObject, TextStringObject

from coachfolio import Report, check, open_portfolio
from coachfolio.base.diagnostics import START
from coachfolio.confidentiality.attachments import MAX_ATTACHMENT, insides_of
from coachfolio.confidentiality.facts import Inside
from coachfolio.confidentiality.key import key_from
from coachfolio.confidentiality.portfolios import looked_through, whole_file
from coachfolio.confidentiality.scan import exposure_of
from coachfolio.format.attachments.worker import Worker

from .conftest import PORTFOLIO, SESSION, TODAY, codes
from .effort import within

KEY = b"format: 1\nclients: {C01: {names: [Anna Petrova]}}\n"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def inside(name: str, data: bytes) -> Inside:
    (one,) = insides_of([(name, len(data))], lambda _, most: data[:most])
    return one


def text_of(one: Inside) -> str:
    return "\n".join(text for _, text in one.texts)


def saved(document: object) -> bytes:
    into = io.BytesIO()
    document.save(into)  # type: ignore[attr-defined]
    return into.getvalue()


# --- Word, Excel, PowerPoint: made by the libraries that people use for it


def word_with(where: str) -> bytes:
    document = docx.Document()
    document.add_paragraph("A quiet meeting.")
    if where == "split runs":
        paragraph = document.add_paragraph("I met Anna Pet")
        paragraph.add_run("ro").bold = True
        paragraph.add_run("va there.")
    elif where == "table":
        document.add_table(1, 2).cell(0, 1).text = "Anna Petrova"
    elif where == "header":
        document.sections[0].header.paragraphs[0].text = "Anna Petrova"
    elif where == "footer":
        document.sections[0].footer.paragraphs[0].text = "Anna Petrova"
    elif where == "author":
        document.core_properties.author = "Coach and Anna Petrova"
    elif where == "title":
        document.core_properties.title = "Notes on Anna Petrova"
    elif where == "comment":
        document.add_comment(document.paragraphs[0].runs, text="Ask Anna Petrova", author="me")
    elif where == "comment author":
        document.add_comment(document.paragraphs[0].runs, text="Ask", author="Anna Petrova")
    elif where == "struck out":
        document.paragraphs[0]._p.append(
            parse_xml(
                f'<w:del xmlns:w="{W}" w:id="1" w:author="x"><w:r><w:delText>Anna Petrova</w:delText></w:r></w:del>'
            )
        )
    elif where == "form field":
        document.element.body.insert(
            0,
            parse_xml(
                f'<w:sdt xmlns:w="{W}"><w:sdtContent><w:p><w:r><w:t>Anna Petrova</w:t></w:r></w:p>'
                "</w:sdtContent></w:sdt>"
            ),
        )
    elif where == "alternative text":
        picture = document.add_picture(io.BytesIO(picture_with("PNG")))
        picture._inline.docPr.set("descr", "Anna Petrova at her desk")
    return saved(document)


WORD = ["split runs", "table", "header", "footer", "author", "title", "comment", "comment author", "struck out"]
WORD += ["form field", "alternative text"]


@pytest.mark.parametrize("where", WORD)
def test_a_name_anywhere_in_a_word_file_is_read(where: str) -> None:
    one = inside("notes.docx", word_with(where))
    assert one.not_checked == ""
    assert "Anna Petrova" in text_of(one)


def excel_with(where: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "date"
    if where == "cell":
        sheet["B7"] = "Anna Petrova"
    elif where == "sheet name":
        sheet.title = "Anna Petrova"
    elif where == "hidden sheet":
        hidden = book.create_sheet("more")
        hidden["A1"] = "Anna Petrova"
        hidden.sheet_state = "hidden"
    elif where == "comment":
        sheet["A1"].comment = Comment("Anna Petrova", "me")
    elif where == "author":
        book.properties.creator = "Anna Petrova"
    elif where == "formula":
        sheet["B2"] = '="Anna Petrova"&A1'
    elif where == "link":
        sheet["B2"] = "write"
        sheet["B2"].hyperlink = "mailto:anna.petrova@firm.co.uk"
    return saved(book)


@pytest.mark.parametrize("where", ["cell", "sheet name", "hidden sheet", "comment", "author", "formula", "link"])
def test_a_name_anywhere_in_an_excel_file_is_read(where: str) -> None:
    one = inside("log.xlsx", excel_with(where))
    assert one.not_checked == ""
    assert key_from(KEY).matcher.found(text_of(one))


def powerpoint_with(where: str) -> bytes:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Review"
    if where == "title":
        slide.shapes.title.text = "Anna Petrova"
    elif where == "notes":
        slide.notes_slide.notes_text_frame.text = "Anna Petrova"
    elif where == "table":
        slide.shapes.add_table(1, 1, 0, 0, 9144, 9144).table.cell(0, 0).text = "Anna Petrova"
    elif where == "author":
        show.core_properties.author = "Anna Petrova"
    return saved(show)


@pytest.mark.parametrize("where", ["title", "notes", "table", "author"])
def test_a_name_anywhere_in_a_powerpoint_file_is_read(where: str) -> None:
    one = inside("talk.pptx", powerpoint_with(where))
    assert one.not_checked == ""
    assert "Anna Petrova" in text_of(one)


# --- PDF and pictures


def pdf_with(where: str) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    content = "Anna Petrova" if where == "page" else "A quiet meeting"
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
    )
    if where != "scan":
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({content}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if where == "author":
        writer.add_metadata({"/Author": "Anna Petrova"})
    elif where == "note":
        writer.add_annotation(0, Text(rect=(50, 50, 60, 60), text="Anna Petrova"))
    elif where == "password":
        writer.encrypt("secret", algorithm="RC4-128")
    elif where == "attached":
        writer.add_attachment("notes.txt", b"Anna Petrova")
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()


@pytest.mark.parametrize("where", ["page", "author", "note"])
def test_a_name_anywhere_in_a_pdf_is_read(where: str) -> None:
    one = inside("report.pdf", pdf_with(where))
    assert one.not_checked == ""
    assert "Anna Petrova" in text_of(one)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("password", "password"),
        ("scan", "pictures, and the words on them were not read"),
        ("attached", "other files are inside"),
    ],
)
def test_what_of_a_pdf_was_not_read_is_said(where: str, said: str) -> None:
    assert said in inside("report.pdf", pdf_with(where)).not_checked


def picture_with(form: str, **told: object) -> bytes:
    picture = Image.new("RGB", (8, 8))
    exif = picture.getexif()
    if "artist" in told:
        exif[315] = told["artist"]
    if told.get("place"):
        exif.get_ifd(34853)[1] = "N"
        exif.get_ifd(34853)[2] = (51.0, 30.0, 0.0)
    into = io.BytesIO()
    picture.save(into, form, exif=exif)
    return into.getvalue()


def test_what_a_picture_tells_besides_itself() -> None:
    assert "Anna Petrova" in text_of(inside("sheet.jpg", picture_with("JPEG", artist="Anna Petrova")))
    assert inside("sheet.jpg", picture_with("JPEG", place=True)).has_place
    plain = inside("sheet.jpg", picture_with("JPEG"))
    assert (plain.has_place, plain.texts, plain.not_checked) == (False, (), "")


def test_a_picture_inside_a_document_tells_it_as_well() -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(picture_with("JPEG", place=True, artist="Anna Petrova")))
    one = inside("notes.docx", saved(document))
    assert one.has_place
    assert "Anna Petrova" in text_of(one)


# --- plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["txt", "md", "csv"])
def test_plain_text_in_any_encoding(encoding: str, ending: str) -> None:
    assert "Séan’s café" in text_of(inside(f"notes.{ending}", "Séan’s café".encode(encoding)))


# --- every text that lies in a file


def word_saying(body: Any = "", **parts: Any) -> bytes:
    """A document of Word with a body, and with other parts beside it."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return into.getvalue()


def run(text: str, kind: str = "t") -> str:
    return f"<w:r><w:{kind}>{text}</w:{kind}></w:r>"


def deleted(text: str) -> str:
    return f'<w:del w:author="x">{run(text, "delText")}</w:del>'


def added(text: str) -> str:
    return f'<w:ins w:author="x">{run(text)}</w:ins>'


def archive_of(**files: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return into.getvalue()


def mail(body: bytes, encoding: str, kind: str = "text/plain", name: str = "") -> bytes:
    coded = base64.encodebytes(body) if encoding == "base64" else quopri.encodestring(body)
    head = f"From: me@here.org\nMIME-Version: 1.0\nContent-Type: {kind}; charset=utf-8\n"
    named = f'Content-Disposition: attachment; filename="{name}"\n' if name else ""
    return f"{head}{named}Content-Transfer-Encoding: {encoding}\n\n".encode() + coded


def tiff_of_two() -> bytes:
    into, second = io.BytesIO(), Image.new("RGB", (8, 8))
    second.encoderinfo = {"tiffinfo": {270: "Anna Petrova at work"}}
    Image.new("RGB", (8, 8)).save(into, "TIFF", save_all=True, append_images=[second])
    return into.getvalue()


def jpeg_saying(tag: int, value: bytes) -> bytes:
    picture, into = Image.new("RGB", (8, 8)), io.BytesIO()
    exif = picture.getexif()
    exif[tag] = value
    picture.save(into, "JPEG", exif=exif)
    return into.getvalue()


def jpeg_with_part(marker: int, said: bytes) -> bytes:
    data = picture_with("JPEG")
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(said) + 2) + said + data[2:]


IPTC = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", 17) + b"\x1c\x02\x50\0\x0cAnna Petrova\0"
XMP = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:li>Anna</rdf:li> <b>Petrova</b></x:xmpmeta>"
VML = '<xml xmlns:v="urn:v"><v:shape alt="Anna Petrova"/></xml>'
PIVOT = '<c xmlns="urn:c"><sharedItems><s v="Anna Petrova"/></sharedItems></c>'
LYING_IN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "deleted": ("a.docx", lambda: word_saying(f"<w:p>{run('Mrs ')}{deleted('Petrova')}{added('C01')}</w:p>")),
    "inserted": ("a.docx", lambda: word_saying(f"<w:p>{run('Mrs ')}{deleted('C01')}{added('Petrova')}</w:p>")),
    "half deleted": ("a.docx", lambda: word_saying(f"<w:p>{run('Petr')}{deleted('ov')}{added('x')}{run('a')}</w:p>")),
    "moved": ("a.docx", lambda: word_saying(f"<w:p><w:moveFrom>{run('Petrova ')}</w:moveFrom>{run('came')}</w:p>")),
    "drop-down": ("a.docx", lambda: word_saying('<w:listItem w:displayText="Anna Petrova" w:value="C01"/>')),
    "value of a choice": ("a.docx", lambda: word_saying('<w:listItem w:displayText="C01" w:value="annapetrova"/>')),
    "title of a control": ("a.docx", lambda: word_saying('<w:sdtPr><w:alias w:val="Anna Petrova"/></w:sdtPr>')),
    "mark of a control": ("a.docx", lambda: word_saying('<w:sdtPr><w:tag w:val="petrova-notes"/></w:sdtPr>')),
    "default of a field": ("a.docx", lambda: word_saying('<w:ffData><w:default w:val="A. Petrova"/></w:ffData>')),
    "help of a field": ("a.docx", lambda: word_saying('<w:helpText w:val="Ask Anna Petrova"/>')),
    "mail merge": ("a.docx", lambda: word_saying(run(" MERGEFIELD Petrova ", "instrText"))),
    "source of a merge": ("a.docx", lambda: word_saying(**{
        "word__settings.xml": f'<w:s xmlns:w="{W}"><w:query w:val="SELECT * FROM `Anna Petrova`"/></w:s>'})),
    "variable": ("a.docx", lambda: word_saying(**{
        "word__settings.xml": f'<w:s xmlns:w="{W}"><w:docVar w:name="who" w:val="Anna Petrova"/></w:s>'})),
    "page of HTML": ("a.docx", lambda: word_saying(**{"word__afchunk.html": "<p>Anna <b>Petrova</b></p>"})),
    "page as mail": ("a.docx", lambda: word_saying(**{"word__afchunk.mht": mail(b"Anna Petrova", "base64")})),
    "drawing's text": ("a.docx", lambda: word_saying(**{"word__drawings__vmlDrawing1.vml": VML})),
    "document inside": ("a.docx", lambda: word_saying(**{"word__embeddings__x.docx": word_with("table")})),
    "pivot cache": ("a.xlsx", lambda: word_saying(**{"xl__pivotCache__pivotCacheDefinition1.xml": PIVOT})),
    "revisions": ("a.xlsx", lambda: word_saying(**{"xl__revisions__log1.xml": "<a><nc><v>Anna Petrova</v></nc></a>"})),
    "connection": ("a.xlsx", lambda: word_saying(**{"xl__connections.xml": '<c name="Anna Petrova"/>'})),
    "version of ODF": ("a.odt", lambda: archive_of(mimetype=b"x", **{
        "content.xml": b"<a>x</a>", "Versions/Version1": archive_of(**{"content.xml": b"<a>Anna Petrova</a>"})})),
    "archive": ("a.zip", lambda: archive_of(**{"notes.txt": b"Anna Petrova"})),
    "name in an archive": ("a.zip", lambda: archive_of(**{"anna-petrova.txt": b"x"})),
    "archive in an archive": ("a.zip", lambda: archive_of(b=archive_of(c=word_with("header")))),
    "UTF-16 without a mark": ("a.txt", lambda: "I met Anna Petrova.".encode("utf-16-le")),
    "UTF-16, the other way": ("a.csv", lambda: "I met Anna Petrova.".encode("utf-16-be")),
    "UTF-32": ("a.md", lambda: "I met Anna Petrova.".encode("utf-32")),
    "UTF-32 without a mark": ("a.md", lambda: "I met Anna Petrova.".encode("utf-32-le")),
    "HTML": ("a.html", lambda: b"<p>Anna <i>Pet</i>rova</p>"),
    "entities": ("a.html", lambda: b"<p>Anna Pet&#114;ova</p>"),
    "HTML's remark": ("a.htm", lambda: b"<!-- Anna Petrova --><p>x</p>"),
    "RTF": ("a.rtf", lambda: rb"{\rtf1\ansi Anna {\b Pet}rova\par}"),
    "RTF's letters": ("a.rtf", lambda: rb"{\rtf1\ansi Anna P\'65tr\u111?va}"),
    "RTF's author": ("a.doc", lambda: rb"{\rtf1{\info{\author Anna Petrova}}x}"),
    "base64 mail": ("a.eml", lambda: mail(b"I met Anna Petrova.", "base64")),
    "mail in quoted signs": ("a.eml", lambda: mail("I met Anna Pe\u00adtrova.".encode(), "quoted-printable")),
    "attached to mail": ("a.eml", lambda: mail(word_with("author"), "base64", "application/x", "a.docx")),
    "name in mail": ("a.eml", lambda: b"Subject: =?utf-8?B?QW5uYSBQZXRyb3Zh?=\nMIME-Version: 1.0\n\nx"),
    "calendar": ("a.ics", lambda: b"BEGIN:VEVENT\nSUMMARY:Anna Petrova\nEND:VEVENT"),
    "card": ("a.vcf", lambda: b"BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:Anna=20Petrova"),
    "XPTitle": ("a.jpg", lambda: jpeg_saying(40091, "Anna Petrova".encode("utf-16-le"))),
    "XPComment": ("a.jpg", lambda: jpeg_saying(40092, "Anna Petrova".encode("utf-16-le"))),
    "IPTC": ("a.jpg", lambda: jpeg_with_part(0xED, IPTC)),
    "XMP": ("a.jpg", lambda: jpeg_with_part(0xE1, XMP)),
    "remark in a JPEG": ("a.jpeg", lambda: jpeg_with_part(0xFE, b"Anna Petrova")),
    "second page": ("a.tiff", tiff_of_two),
    "bookmark": ("a.pdf", lambda: pdf_of(lambda writer: writer.add_outline_item(title="Anna Petrova", page_number=0))),
    "note's author": ("a.pdf", lambda: pdf_with_note("/T")),
    "rich note": ("a.pdf", lambda: pdf_with_note("/RC")),
    "pdf's keywords": ("a.pdf", lambda: pdf_of(lambda writer: writer.add_metadata({"/Keywords": "Anna Petrova"}))),
    "earlier version": ("a.pdf", lambda: pdf_with("page") + added_to_pdf()),
}  # fmt: skip


def pdf_of(change: Callable[[PdfWriter], object]) -> bytes:
    writer, into = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    change(writer)
    writer.write(into)
    return into.getvalue()


def pdf_with_note(field: str) -> bytes:
    note = Text(rect=(10, 10, 20, 20), text="x")
    note[NameObject(field)] = TextStringObject("Anna Petrova")
    return pdf_of(lambda writer: writer.add_annotation(0, note))


def added_to_pdf() -> bytes:
    """A later version that a program wrote behind the first."""
    first, into = pdf_with("page"), io.BytesIO(pdf_with("page"))
    writer = PdfWriter(into, incremental=True)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(StreamObject())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()[len(first) :]


@pytest.mark.parametrize("where", LYING_IN)
def test_a_name_that_lies_anywhere_in_a_file_is_found(where: str) -> None:
    name, made = LYING_IN[where]
    found = exposure_of({}, [], key_from(KEY), attachments=[inside(name, made())])
    assert any(leak.codes == ("C01",) and leak.weight == "blocks" for leak in found.leaks), inside(name, made()).texts


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("drawing.docx", lambda: word_saying(**{"word__media__image1.emf": b"\1\0\0\0"})),
        ("object.docx", lambda: word_saying(**{"word__embeddings__oleObject1.bin": b"\xd0\xcf\x11\xe0"})),
        ("control.docx", lambda: word_saying(**{"word__activeX__activeX1.bin": b"\0\1\2"})),
        ("sheet.xlsb", lambda: word_saying(**{"xl__worksheets__sheet1.bin": b"\0\1\2"})),
        ("voice.zip", lambda: archive_of(**{"voice.mp3": b"ID3\0\0"})),
        ("object.rtf", lambda: rb"{\rtf1{\object{\*\objdata " + b"00" * 400 + b"}}}"),
        ("deep.zip", lambda: archive_of(a=archive_of(b=archive_of(c=archive_of(d=archive_of(e=b"x")))))),
        ("sound.eml", lambda: mail(b"ID3\0\0", "base64", "audio/mpeg", "voice.mp3")),
    ],
)
def test_a_part_that_is_not_looked_into_is_named(name: str, made: Callable[[], bytes]) -> None:
    assert "not looked into" in inside(name, made()).not_checked


# --- bombs and lies


def zipped(**parts: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return into.getvalue()


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]><a>&j;</a>""" % b"".join(
    b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 10) for letter in range(ord("a"), ord("j"))
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"""


def lying_bomb() -> bytes:
    """A part that says it is small and unpacks to 200 MB."""
    data = bytearray(zipped(word__document_xml=b"", **{"word__document.xml": b"<a>" + b" " * (200 << 20) + b"</a>"}))
    at = data.rindex(b"word/document.xml")
    data[at - 46 + 24 : at - 46 + 28] = struct.pack("<I", 10)
    return bytes(data)


def truncated() -> bytes:
    return word_with("table")[:-2000]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.docx": (
        lambda: zipped(**{"word__document.xml": b"<a>" + b" " * (101 << 20) + b"</a>"}),
        "unpacks to more than",
    ),
    "lying.docx": (lying_bomb, "damaged"),
    "parts.docx": (lambda: zipped(**{f"p{number}.xml": b"<a/>" for number in range(5_001)}), "parts"),
    "entities.docx": (lambda: zipped(**{"word__document.xml": ENTITIES}), "words of its own"),
    "outside.xlsx": (lambda: zipped(**{"xl__workbook.xml": OUTSIDE}), "words of its own"),
    "half.docx": (truncated, "damaged"),
    "no.docx": (lambda: b"PK\x03\x04" + b"\0" * 100, "damaged"),
    "other.docx": (lambda: b"not a document", "cannot look into"),
    "macros.docm": (lambda: zipped(**{"word__vbaProject.bin": b"x", "word__document.xml": b"<a>x</a>"}), "macros"),
    "nested.docx": (lambda: zipped(**{"word__embeddings__log.xlsx": b"x"}), "another document is inside it"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
    "half.pdf": (lambda: pdf_with("page")[:100], "damaged"),
    "no.pdf": (lambda: b"%PDF-1.7\n" + b"\xff" * 2000, "damaged"),
    "half.jpg": (lambda: b"\xff\xd8\xff\xe1\x00\x10Exif\0\0", "damaged"),
    "large.pdf": (lambda: b"\0" * (MAX_ATTACHMENT + 1), "larger than 25 MB"),
    "voice.mp3": (lambda: b"ID3" + b"\0" * 100, "cannot look into"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_looked_into_is_said_soon(name: str) -> None:
    made, said = HOSTILE[name]
    data = made()
    with within(5):
        one = inside(name, data)
    assert said in one.not_checked
    assert "root:" not in text_of(one)


def test_a_long_text_full_of_names_is_looked_through_in_one_go() -> None:
    """What grows with the square takes minutes for this."""
    data = b"Then Anna Petrova came, and we talked.\n" * 75_000
    with within(10):
        found = exposure_of({}, [], key_from(KEY), attachments=[inside("long.md", data)])
    assert [(leak.codes, leak.where) for leak in found.leaks] == [(("C01",), "line 1")]


def test_a_message_by_itself_is_read_to_its_end() -> None:
    """Its head is a text, not a message in the message."""
    found = inside("a.eml", mail(b"hello", "7bit"))
    assert found.not_checked == ""


def test_a_style_is_read_where_somebody_named_it() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" {more}w:styleId="{name}"><w:name w:val="{name}"/></w:style>'
        for name, more in (("Strong", ""), ("Petrova letter", 'w:customStyle="1" '))
    )
    data = word_saying(**{"word__styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>'.encode()})
    found = text_of(inside("a.docx", data))
    assert "Petrova letter" in found
    assert "Strong" not in found


def test_a_locked_archive() -> None:
    data = bytearray(zipped(**{"word__document.xml": b"<a>x</a>"}))
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(start)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(start, at + 1)
    assert "password" in inside("notes.docx", bytes(data)).not_checked


def test_a_page_that_never_ends_is_stopped_and_the_next_file_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_with("page"))))
    into = io.BytesIO()
    writer.write(into)
    with Worker(0.01) as hurried:
        assert "took too long" in hurried.ask("pdf", into.getvalue())["trouble"]
    with Worker(10) as worker:
        assert "damaged" in worker.ask("pdf", b"%PDF-1.4")["trouble"]
        assert "Anna Petrova" in str(worker.ask("pdf", into.getvalue())["texts"])


def test_links_and_devices_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret")
    (one,) = insides_of([("a.txt", 1)], whole_file(tmp_path))
    assert one.not_checked == "it cannot be read"


# --- the check


def looked(folder: Path, **files: bytes) -> Report:
    files["portfolio.yaml"] = PORTFOLIO.encode()
    files["sessions/2026-03-04-c01.yaml"] = SESSION.encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "private").mkdir()
    (folder / "private" / "clients.yaml").write_bytes(KEY.replace(b"{C01", b"{C02: {names: [Ng Li]}, C01"))
    portfolio = open_portfolio(folder)
    exposure, key = looked_through(portfolio, folder)
    return check(portfolio, today=TODAY, key=key, exposure=exposure)


def test_an_attachment_that_leaks_fails_the_check(tmp_path: Path) -> None:
    report = looked(
        tmp_path,
        **{
            "documents/notes.docx": word_with("author"),
            "documents/sheet.jpg": picture_with("JPEG", place=True),
            "documents/locked.pdf": pdf_with("password"),
            "documents/clean.pdf": pdf_with("none"),
        },
    )
    assert sorted(codes(report, "CF6")) == ["CF601", "CF617", "CF641"]
    named = next(one for one in report.diagnostics if one.code == "CF601")
    assert named.message == "This attachment has a name of C01 in it, in its properties."
    assert (named.path, named.span) == ("documents/notes.docx", START)
    locked = next(one for one in report.diagnostics if one.code == "CF641")
    assert locked.message.endswith("it is protected by a password.")
    assert report.failed
