"""Files made to hurt: each is refused for the right reason, in bounded time and memory, and nothing in it runs."""

import asyncio
import contextlib
import io
import struct
import time
import zipfile
import zlib

import psutil
import pytest
from gateways.reading import read, texts, trouble
from made_files import docx, pdf, stream, written

from hiveforge.core.errors import Unavailable
from hiveforge.gateways.extraction import Kind, Limits, Trouble, Unreadable
from hiveforge.gateways.extraction.process import extract

PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = {1: CATALOG, 2: b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>", 3: FONT, 4: PAGE}


async def test_a_pdf_that_unpacks_to_gigabytes():
    packed = zlib.compress(zlib.compress(b"\0" * 500_000_000, 1), 9)
    bomb = written({**ONE_PAGE, 5: stream(packed, "/Filter [/FlateDecode /FlateDecode]")})
    assert len(bomb) < 100_000
    assert await trouble("pdf", bomb) is Trouble.TOO_MUCH_MEMORY


async def test_a_pdf_whose_pages_contain_themselves():
    assert (
        await trouble("pdf", written({1: CATALOG, 2: b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"})) is Trouble.DAMAGED
    )


async def test_a_pdf_with_a_password():
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O ({'o' * 32}) /U ({'u' * 32}) /P -44 >> /ID [(a) (a)]"
    assert await trouble("pdf", pdf(["secret"], trailer=locked)) is Trouble.PROTECTED


async def test_a_word_document_that_unpacks_to_gigabytes():
    bomb = docx("x", extra={"word/media/picture.bin": b"0" * 600_000_000})
    assert len(bomb) < 1_000_000
    assert await trouble("docx", bomb) is Trouble.TOO_MUCH_MEMORY


async def test_a_word_document_with_one_huge_part():
    assert await trouble("docx", docx("x" * 70_000_000)) is Trouble.TOO_MUCH_MEMORY


async def test_entities_that_multiply():
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    bomb = docx("&j;", prolog=f'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{entities}]>')
    assert await trouble("docx", bomb) is Trouble.DAMAGED


async def test_entities_that_name_our_files_stay_empty():
    leak = docx("before &x; after", prolog='<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    assert await texts("docx", leak) == ["before after"]


async def test_an_archive_that_lies_about_its_size():
    made = docx("x" * 1000)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = made.replace(struct.pack("<L", size), struct.pack("<L", 10))
    assert lying != made
    assert await trouble("docx", lying) is Trouble.DAMAGED


@pytest.mark.parametrize("kind", ["text", "markdown", "table", "html"])
async def test_a_text_of_too_many_characters(kind):
    assert await trouble(kind, "word, word; " * 100_000, characters=100_000) is Trouble.TOO_MUCH_TEXT


async def test_two_hundred_megabytes_are_turned_away_while_they_arrive():
    started = time.monotonic()
    assert await trouble("text", b"word " * 40_000_000) is Trouble.TOO_MUCH_MEMORY
    assert time.monotonic() - started < 20


async def test_a_text_of_millions_of_tiny_paragraphs():
    assert await trouble("text", "a\n\n" * 3_000_000) is Trouble.TOO_MUCH_TEXT


async def test_tags_nested_without_end():
    assert await texts("html", "<div>" * 500_000 + "deep") == ["deep"]
    assert await texts("markdown", ">" * 50_000 + "deep\n\nflat") == ["flat"]


async def test_computing_without_end_is_stopped():
    started = time.monotonic()
    assert await trouble("html", "<!--" + "<!-- " * 4_000_000, cpu_seconds=1) is Trouble.TOO_SLOW
    assert time.monotonic() - started < 15


async def test_a_process_that_hangs_is_ended():
    async def endless():
        yield b"x"
        await asyncio.sleep(60)

    started = time.monotonic()
    with pytest.raises(Exception, match="too long"):
        await extract(Kind.TEXT, endless(), Limits(seconds=1))
    assert time.monotonic() - started < 10
    assert _children() == []


async def test_a_store_that_fails_meanwhile_is_told_as_that_and_leaves_no_process():
    async def failing():
        yield b"x"
        raise Unavailable

    with pytest.raises(Unavailable):
        await extract(Kind.TEXT, failing())
    assert _children() == []


async def test_memory_is_limited():
    wide = "a,b\n" + '"' + "x" * 900_000 + '",' + ("y" * 900_000 + ",") * 40 + "\n"
    assert await trouble("table", wide, memory_bytes=100 * 1024 * 1024) is Trouble.TOO_MUCH_MEMORY


@pytest.mark.parametrize("kind", ["pdf", "docx"])
async def test_what_is_named_something_else(kind):
    assert await trouble(kind, b"MZ\x90\x00 a program") is Trouble.MISNAMED


async def test_what_is_no_text():
    assert await trouble("text", bytes(range(256)) * 100) is Trouble.NOT_TEXT
    assert await trouble("markdown", pdf(["x"]) + zlib.compress(bytes(range(256)) * 1000) * 50) is Trouble.NOT_TEXT


SCRIPTS = '<script>alert("s")</script><svg onload="alert(1)"><script>x</script></svg><iframe src="//x.test">i</iframe>'


async def test_scripts_are_left_out_and_what_looks_like_one_is_text():
    assert await texts("html", f"{SCRIPTS}<p onclick='x()'>&lt;script&gt;alert(1)&lt;/script&gt;</p>") == [
        "<script>alert(1)</script>"
    ]
    assert await texts("markdown", f"{SCRIPTS}\n\n[go](javascript:alert(1))") == ["[go](javascript:alert(1))"]


async def test_a_word_document_reads_nothing_outside_of_itself():
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///etc/passwd" '
        b'TargetMode="External"/></Relationships>'
    )
    assert await texts("docx", docx("only this", extra={"word/_rels/document.xml.rels": relations})) == ["only this"]


async def test_broken_files_of_every_kind_are_refused_and_never_crash():
    whole = {"pdf": pdf(["Some words on a page"] * 5), "docx": docx((1, "Title"), "Some words.")}
    for kind, content in whole.items():
        for cut in range(60, len(content) - 10, len(content) // 4):
            broken = content[:cut] + bytes(reversed(content[cut : cut + 40])) + content[cut + 40 :]
            with contextlib.suppress(Unreadable):
                await read(kind, broken)


def _children():
    return [p for p in psutil.Process().children(recursive=True) if "extraction" in " ".join(p.cmdline())]
