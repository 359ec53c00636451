"""Word documents written by hand, as Word writes them: controls, legacy fields, merged cells, tracked changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
_SPACES = " ".join(f'xmlns:{short}="{name}"' for short, name in _NAMES.items())
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def r(text: str, about: str = "") -> str:
    return f'<w:r><w:rPr>{about}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def b(text: str) -> str:
    return r(text, "<w:b/>")


def p(*runs: str, about: str = "") -> str:
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{about}</w:pPr>{inner}</w:p>"


def heading(text: str, level: int = 1) -> str:
    return p(text, about=f'<w:pStyle w:val="Heading{level}"/>')


def bullet(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, about=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def tc(*inner: str, about: str = "") -> str:
    blocks = "".join(part if part.startswith(("<w:p", "<w:tbl", "<w:sdt")) else p(part) for part in inner) or p()
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{blocks}</w:tc>"


def tr(*cells: str) -> str:
    return "<w:tr>" + "".join(cell if cell.startswith("<") else tc(cell) for cell in cells) + "</w:tr>"


def tbl(*rows: str) -> str:
    return "<w:tbl><w:tblPr/>" + "".join(rows) + "</w:tbl>"


def form(**fields: str) -> str:
    """A table with labels at the left; _ is a blank in a label."""
    return tbl(*(tr(tc(p(b(label.replace("_", " ")))), value) for label, value in fields.items()))


def sdt(about: str, inner: str) -> str:
    return f"<w:sdt><w:sdtPr>{about}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def box(ticked: bool) -> str:
    return sdt(f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox>', r("☒" if ticked else "☐"))


def chosen(text: str, *others: str) -> str:
    items = "".join(f'<w:listItem w:displayText="{word}" w:value="{word}"/>' for word in (text, *others))
    return sdt(f"<w:dropDownList>{items}</w:dropDownList>", r(text))


def placeholder(text: str) -> str:
    return sdt("<w:showingPlcHdr/>", r(text))


def _char(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def legacy_text(text: str) -> str:
    about = '<w:ffData><w:name w:val="Text1"/><w:textInput/></w:ffData>'
    code = '<w:r><w:instrText xml:space="preserve"> FORMTEXT </w:instrText></w:r>'
    return _char("begin", about) + code + _char("separate") + r(text) + _char("end")


def legacy_box(ticked: bool) -> str:
    state = "<w:checked/>" if ticked else ""
    about = f'<w:ffData><w:checkBox><w:sizeAuto/><w:default w:val="0"/>{state}</w:checkBox></w:ffData>'
    return _char("begin", about) + "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>" + _char("end")


def legacy_list(number: int, *entries: str) -> str:
    inner = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in entries)
    about = f'<w:ffData><w:ddList><w:result w:val="{number}"/>{inner}</w:ddList></w:ffData>'
    return _char("begin", about) + "<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>" + _char("end")


def inserted(text: str) -> str:
    return f'<w:ins w:id="1" w:author="A">{r(text)}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del w:id="2" w:author="A"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def text_box(*paragraphs: str) -> str:
    inner = f"<w:txbxContent>{''.join(p(each) for each in paragraphs)}</w:txbxContent>"
    new = f"<w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    choice = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return p(f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>")


def docx(*body: str, header: str = "", footer: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A document with this body, whose archive has the same bytes each time."""
    files: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {_SPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>"
    }
    rels = [("styles", "styles.xml"), ("numbering", "numbering.xml")]
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2, 3)
    )
    files["word/styles.xml"] = f"<w:styles {_SPACES}>{headings}</w:styles>"
    levels = ("bullet", "bullet"), ("decimal", "lowerLetter")
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">'
        + "".join(f'<w:lvl w:ilvl="{deep}"><w:numFmt w:val="{form}"/></w:lvl>' for deep, form in enumerate(forms))
        + "</w:abstractNum>"
        for n, forms in enumerate(levels)
    )
    nums = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(2))
    files["word/numbering.xml"] = f"<w:numbering {_SPACES}>{kinds}{nums}</w:numbering>"
    if header:
        rels.append(("header", "header1.xml"))
        files["word/header1.xml"] = f"<w:hdr {_SPACES}>{header}</w:hdr>"
    if footer:
        rels.append(("footer", "footer1.xml"))
        files["word/footer1.xml"] = f"<w:ftr {_SPACES}>{footer}</w:ftr>"
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{name}"/>' for n, (kind, name) in enumerate(rels, 1)
    )
    files["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{_RELS}">{links}</Relationships>'
    start = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    files["_rels/.rels"] = f'<Relationships xmlns="{_RELS}">{start}</Relationships>'
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>'
        for name, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("numbering", "numbering"),
            *([("header1", "header")] if header else []),
            *([("footer1", "footer")] if footer else []),
        )
    )
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    files["[Content_Types].xml"] = f'<Types xmlns="{types}">{default}{overrides}</Types>'
    return archive({**files, **(parts or {})})


def archive(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            text = head + data if isinstance(data, str) and name.endswith((".xml", ".rels")) else data
            made.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    return out.getvalue()
