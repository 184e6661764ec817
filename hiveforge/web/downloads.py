"""Lists as files for spreadsheets. A cell never becomes a formula there, whatever people have called themselves."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

from fastapi.responses import StreamingResponse

# What spreadsheets take for the beginning of a formula, also in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"  # tells Excel that this is UTF-8


def csv_download(name: str, header: Sequence[str], rows: AsyncIterator[Sequence[object]]) -> StreamingResponse:
    """`name`.csv with these rows, sent as they come. `name` is ours, plain ASCII without quotes."""
    return StreamingResponse(
        _lines(header, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


def harmless(cell: object) -> str:
    """A cell as text, with an apostrophe in front of what a spreadsheet would calculate."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


async def _lines(header: Sequence[str], rows: AsyncIterator[Sequence[object]]) -> AsyncIterator[str]:
    yield _BYTE_ORDER_MARK + _line(header)
    async for row in rows:
        yield _line(row)


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()
