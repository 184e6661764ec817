"""What files are and what they are called, decided by their bytes and without anybody's word for it."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveforge.core.entitlements import Entitlement
from hiveforge.features import plans
from hiveforge.features.files import errors, rules
from hiveforge.features.files.schemas import Purpose, StorageUsed, UploadForm, file_name

from . import images

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>" * 50)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (b"%PDF-1.7\n1 0 obj", "a.pdf", "application/pdf"),
        (b"%PDF-1.7\n1 0 obj", "a.png", "application/pdf"),
        (zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "a.docx", DOCX),
        (zipped("_rels/.rels", "docProps/core.xml", "docProps/app.xml", "word/document.xml"), "a.zip", DOCX),
        (zipped("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "a.docx", XLSX),
        (zipped("a.txt"), "a.docx", "application/zip"),
        (images.plain(), "a.txt", "image/png"),
        (images.plain(kind="JPEG"), "a", "image/jpeg"),
        (images.plain(kind="WEBP"), "a", "image/webp"),
        (images.polyglot(), "a.html", "image/gif"),
        ("Żółć, 你好, 🐝\n".encode(), "a.txt", "text/plain"),
        (b"# Title", "README.MD", "text/markdown"),
        (b"a,b\n1,2", "a.csv", "text/csv"),
        (b"BMW is a maker of cars", "a.txt", "text/plain"),
        (b"MZ is the code of Mozambique", "a.txt", "text/plain"),
        ("é".encode() * 5000, "a.txt", "text/plain"),  # the head ends in the middle of a character
        ("Umlaute: äöü".encode("cp1252"), "a.csv", "text/csv"),
        ("sixteen bits".encode("utf-16"), "a.txt", "text/plain"),
        (b"<!DOCTYPE html><p>x", "a.txt", "text/html"),
        (b"\xef\xbb\xbf \n<HTML>", "a.md", "text/html"),
        (b"<!-- hi --><script>1</script>", "a.csv", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "a.png", "image/svg+xml"),
        (b'<?xml version="1.0"?>\n<!-- x --><svg:svg xmlns:svg="x">', "a.txt", "image/svg+xml"),
        (b'<?xml version="1.0"?><note/>', "a.txt", "application/xml"),
        (b"<p>not a page by itself", "a.txt", "text/plain"),
        (b"MZ\x90\x00" + bytes(60), "a.txt", "application/x-msdownload"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "a.pdf", "application/x-executable"),
        (bytes(range(256)), "a.txt", "application/octet-stream"),
    ],
)
def test_the_bytes_say_what_a_file_is(content, name, found):
    assert rules.sniff(content[: rules.HEAD_BYTES], name) == found


@given(st.binary(max_size=300), st.text(max_size=20))
def test_nothing_breaks_the_sniffing(content, name):
    assert "/" in rules.sniff(content, name)


@given(st.text(alphabet="<!-? \n\ufeffdoctypehtmlsvg>", max_size=2000))
def test_markup_without_end_is_looked_at_quickly(text):
    assert rules.sniff(text.encode(), "a.txt")


@pytest.mark.parametrize(
    ("purpose", "found"),
    [
        (Purpose.DOCUMENT, "image/png"),
        (Purpose.ATTACHMENT, "image/svg+xml"),
        (Purpose.ATTACHMENT, "application/x-executable"),
    ],
)
def test_kinds_that_are_not_taken_are_named(purpose, found):
    with pytest.raises(errors.TypeNotAllowed, match="PDF"):
        rules.check_type(purpose, found)


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\report.pdf", "report.pdf"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        ("\x00\x01", "file"),
        (" a \n b .txt ", "a b.txt"),
        ("invoice\u202efdp.exe", "invoice fdp.exe"),
        ("zero\u200bwidth.txt", "zero width.txt"),
        ('a"b<c>|d?.txt', "a b c d.txt"),
        (".htaccess", "htaccess"),
        ("Łódź–你好 🐝.md", "Łódź–你好 🐝.md"),
        ("e\u0301.txt", "é.txt"),
        ("a" * 500 + ".pdf", "a" * 196 + ".pdf"),
        ("\ud800.txt", "txt"),
        ("CON.txt", "CON.txt"),
    ],
)
def test_names_are_shown_and_are_no_paths(given_name, name):
    assert file_name(given_name) == name


@given(st.text(max_size=600))
def test_every_name_becomes_one_that_can_be_shown(given_name):
    name = file_name(given_name)
    assert 1 <= len(name) <= 200
    assert not set(name) & set('/\\\0\n\r"<>|?*:')
    assert file_name(name) == name
    name.encode()


def entitled(limit: int | None) -> Entitlement:
    return Entitlement("documents", True, "free", "/o/acme/billing", limit=limit)


def test_limits_are_met_and_not_passed():
    form = UploadForm(name="a", size=10_000_000)
    rules.check_size(form, entitled(10))
    rules.check_room(form, StorageUsed(490_000_000, 1), entitled(500))
    rules.check_room(form, StorageUsed(10**15, 1), entitled(None))
    rules.check_count(49, entitled(50))
    rules.check_count(10**9, entitled(None))
    for refused, error in (
        (lambda: rules.check_size(UploadForm(name="a", size=10_000_001), entitled(10)), errors.FileTooLarge),
        (
            lambda: rules.check_size(UploadForm(name="a", size=rules.LARGEST_UPLOAD + 1), entitled(None)),
            errors.FileTooLarge,
        ),
        (lambda: rules.check_size(UploadForm(name="a", size=0), entitled(10)), errors.EmptyFile),
        (lambda: rules.check_room(form, StorageUsed(490_000_001, 1), entitled(500)), errors.StorageFull),
        (lambda: rules.check_count(50, entitled(50)), errors.TooManyFiles),
    ):
        with pytest.raises(error):
            refused()


def test_the_largest_file_of_any_plan_is_the_largest_body():
    assert rules.LARGEST_UPLOAD == 500_000_000
    assert all(plan.limit(plans.Quantity.FILE_MEGABYTES) for plan in plans.PLANS)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (10_000_000, "10 MB"), (2_500_000_000, "2.5 GB")],
)
def test_sizes_are_written_as_people_write_them(size, words):
    assert rules.in_words(size) == words
