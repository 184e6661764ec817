"""What a document is called, how it is read, and which words it brings along."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from hiveforge.features.documents.schemas import LONGEST_TITLE
from hiveforge.gateways.extraction import Kind

UNEXPECTED = "Something went wrong while this file was read, and we were told of it. Try again later."
UNREACHABLE = "The file could not be fetched from the storage for hours. Try again."
_KINDS = {
    "application/pdf": Kind.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind.DOCX,
    "text/html": Kind.HTML,
    "text/markdown": Kind.MARKDOWN,
    "text/csv": Kind.TABLE,
}
_WORD = re.compile(r"[^\W\d_]{4,30}")


def kind_of(content_type: str) -> Kind:
    """How to read a file of this type; files take no other types for documents."""
    return _KINDS.get(content_type, Kind.TEXT)


def title_of(file_name: str) -> str:
    """The first title: the file's name without its ending."""
    stem, dot, ending = file_name.rpartition(".")
    name = stem if dot and stem.strip() and len(ending) <= 10 else file_name
    return " ".join(name.replace("_", " ").split())[:LONGEST_TITLE] or file_name


def place_in(title: str, headings: Sequence[str]) -> str:
    """Where a passage stands in its document. Most texts begin with their own title, which is not said twice."""
    first = " ".join(headings[0].split()).casefold() if headings else ""
    return " › ".join(headings[1:] if first == title.casefold() else headings)


def vocabulary(texts: Iterable[str]) -> list[str]:
    """The different words of these texts, in lower case without accents, in order. Numbers and short words are left out."""
    found: set[str] = set()
    for text in texts:
        found.update(_WORD.findall(_plain(text)))
    return sorted(found)


def _plain(text: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
