"""Lists for spreadsheets: whatever people have typed stays text."""

import csv
import io

import pytest

from hiveforge.web.downloads import csv_download, harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("http://evil")']
)
def test_a_formula_becomes_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ada", "1=1", "Zoë", "a@b.co", "", "名前"])
def test_other_text_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_nothing_is_an_empty_cell():
    assert harmless(None) == ""


async def test_the_file_reads_back_what_was_written():
    rows = [['Ada, "the first"', "line\nbreak"], ["Żółć 蜂の巣", 7]]

    async def each():
        for row in rows:
            yield row

    response = csv_download("people", ["Name", "Note"], each())
    text = "".join([chunk async for chunk in response.body_iterator])  # pyright: ignore[reportArgumentType]
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert read == [["Name", "Note"], ['Ada, "the first"', "line\nbreak"], ["Żółć 蜂の巣", "7"]]
