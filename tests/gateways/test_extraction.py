"""What each format gives: text with headings and pages, in the order in which people read it."""

import pytest
from gateways.reading import read, texts, trouble
from made_files import docx, pdf

from hiveforge.gateways.extraction import Block, Trouble


async def test_text_is_split_where_lines_are_empty():
    assert await texts("text", "One\ntwo\r\n\r\n  \nThree") == ["One\ntwo", "Three"]


async def test_html_gives_headings_blocks_and_rows():
    page = (
        "<title>T</title><body><nav>Menu</nav><h1>The <b>rules</b></h1><p>First<br>second &amp; third"
        "<ul><li>one<li>two</ul><table><tr><th>Name<td>Ada</table><pre>a\n  b</pre>"
    )
    assert await read("html", page) == [
        Block("The rules", 1), Block("First\nsecond & third"), Block("one"), Block("two"), Block("Name | Ada"), Block("a\n  b"),
    ]  # fmt: skip


async def test_html_knows_its_own_encoding():
    page = '<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2")
    assert await texts("html", page) == ["Łódź"]


async def test_a_drawing_that_is_never_closed_does_not_swallow_the_page():
    assert await texts("html", "<svg><text>drawn<p>written</p>") == ["written"]


async def test_markdown_gives_headings_items_rows_and_code():
    text = "---\ntitle: x\n---\n# A *b*\n\nPara [link](https://x.test)\nwraps\n\n- one\n- two\n\n|n|m|\n|-|-|\n|1|2|\n\n```\nx = 1\n```\n"
    assert await read("markdown", text) == [
        Block("A b", 1), Block("Para link wraps"), Block("one"), Block("two"), Block("n | m"), Block("1 | 2"), Block("x = 1"),
    ]  # fmt: skip


async def test_html_inside_of_markdown_is_text_too():
    assert await texts("markdown", "<div>shown</div>\n\n<script>hidden()</script>\n\nend <b>bold</b>") == [
        "shown",
        "end bold",
    ]


async def test_word_documents_give_headings_and_paragraphs():
    assert await read("docx", docx((1, "Handbook"), "Welcome.", (2, "Leave"), "30 days.")) == [
        Block("Handbook", 1), Block("Welcome."), Block("Leave", 2), Block("30 days."),
    ]  # fmt: skip


async def test_pdf_gives_pages_paragraphs_and_titles_of_the_outline():
    first = [
        "Leave", "Everybody has thirty days of leave in each calendar year, and may take them when-",
        "ever they agree with the team.", "Ask early: the summer is popular, and somebody has to stay.",
    ]  # fmt: skip
    made = pdf(first, ["Second page"], outline={"Leave": 1, "Not on the page": 2})
    assert await read("pdf", made) == [
        Block("Leave", 1, 1),
        Block("Everybody has thirty days of leave in each calendar year, and may take them whenever they agree with the team.", page=1),
        Block("Ask early: the summer is popular, and somebody has to stay.", page=1),
        Block("Not on the page", 1, 2),
        Block("Second page", page=2),
    ]  # fmt: skip


async def test_table_rows_carry_the_names_of_their_columns():
    assert await texts("table", "Name;Age;City\nAda;36;London\nBob;;Paris\n") == [
        "Name: Ada; Age: 36; City: London",
        "Name: Bob; City: Paris",
    ]


async def test_a_table_without_names_is_read_as_it_stands():
    assert await texts("table", "1,2\n3,4\n") == ["1 | 2", "3 | 4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"])
async def test_text_is_read_in_the_encoding_it_has(encoding):
    words = "Grüße aus Köln, schöne Äpfel für alle. Später mehr über die Größe der Straße."
    assert await texts("text", words.encode(encoding)) == [words]


async def test_a_few_broken_places_do_not_keep_a_text_from_being_read():
    (text,) = await texts("text", "Näh ".encode() * 200 + b"\xff\xfe broken \xc3")
    assert text.startswith("Näh Näh")
    assert "broken" in text


async def test_what_cannot_be_seen_is_left_out():
    assert await texts("text", "a\u202eb\x00c\u200bd\ufeff e\u0301") == ["abcd é"]


@pytest.mark.parametrize("kind", ["text", "html", "markdown", "table"])
async def test_a_file_without_text_says_so(kind):
    assert await trouble(kind, " \n\n ") is Trouble.NO_TEXT


async def test_scans_say_that_they_have_no_text():
    assert await trouble("pdf", pdf([])) is Trouble.NO_TEXT
