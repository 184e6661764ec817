"""Files as programs write them, made here so that tests know every byte: PDF with an outline, Word documents."""

import io
import zipfile
from collections.abc import Mapping, Sequence

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOT = (
    f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_OF_DOCUMENT = f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
_STYLES = f'<w:styles xmlns:w="{_WORD}">' + "".join(
    f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/></w:style>' for n in range(1, 4)
) + "</w:styles>"  # fmt: skip


def docx(*paragraphs: tuple[int, str] | str, extra: Mapping[str, bytes] | None = None, prolog: str = "") -> bytes:
    """A Word document. `(1, "Title")` is a heading of the first level."""
    body = "".join(_paragraph(*(one if isinstance(one, tuple) else (0, one))) for one in paragraphs)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "word/_rels/document.xml.rels": _OF_DOCUMENT,
        "word/styles.xml": _STYLES,
        "word/document.xml": f'{prolog}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | dict(extra or {})).items():
            archive.writestr(name, content)
    return file.getvalue()


def _paragraph(level: int, text: str) -> str:
    style = f'<w:pPr><w:pStyle w:val="H{level}"/></w:pPr>' if level else ""
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def pdf(*pages: Sequence[str], outline: Mapping[str, int] | None = None, trailer: str = "") -> bytes:
    """A PDF with these lines on its pages. `outline` maps titles to page numbers, which count from 1."""
    titles = list((outline or {}).items())
    first_page, first_title = 4, 4 + 2 * len(pages)
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {f'/Outlines {first_title} 0 R' if titles else ''} >>".encode(),
        2: (
            f"<< /Type /Pages /Count {len(pages)} "
            f"/Kids [{' '.join(f'{first_page + 2 * n} 0 R' for n in range(len(pages)))}] >>"
        ).encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for n, lines in enumerate(pages):
        page = first_page + 2 * n
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {page + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        objects[page + 1] = stream(_shown(lines))
    if titles:
        places = range(first_title + 1, first_title + 1 + len(titles))
        objects[first_title] = f"<< /Type /Outlines /First {places[0]} 0 R /Last {places[-1]} 0 R >>".encode()
        for place, (title, number) in zip(places, titles, strict=True):
            following = f"/Next {place + 1} 0 R" if place + 1 in places else ""
            objects[place] = (
                f"<< /Title ({title}) /Parent {first_title} 0 R {following} "
                f"/Dest [{first_page + 2 * (number - 1)} 0 R /Fit] >>"
            ).encode()
    return written(objects, trailer)


def stream(content: bytes, extra: str = "") -> bytes:
    """An object that holds bytes."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra.encode(), content)


def written(objects: Mapping[int, bytes], trailer: str = "") -> bytes:
    """Objects as a PDF file, with the table of where each of them begins."""
    file = io.BytesIO()
    file.write(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = file.tell()
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1))
    for number in range(1, max(objects) + 1):
        file.write(b"%010d 00000 n \n" % places.get(number, 0))
    size = max(objects) + 1
    file.write(f"trailer << /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return file.getvalue()


def _shown(lines: Sequence[str]) -> bytes:
    escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    moves = [f"({line}) Tj 0 -14 Td" for line in escaped]
    return f"BT /F1 11 Tf 72 720 Td {' '.join(moves)} ET".encode("cp1252")
