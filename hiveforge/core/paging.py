"""Reading a long list in pieces that neither skip nor repeat rows while others write.

A cursor names the last row seen. It is opaque and signed: programs hand back what they were given, and nothing else.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, literal, tuple_
from sqlalchemy.orm import Mapped

from .errors import Invalid
from .settings import settings

Sortable = ColumnElement[Any] | Mapped[Any]
T = TypeVar("T")
R = TypeVar("R")

DEFAULT_LIMIT = 25
LARGEST_LIMIT = 100
_LONGEST = 600
_SIGNATURE_BYTES = 12

Limit = Annotated[int, Field(ge=1, le=LARGEST_LIMIT, description="How many items to return at most.")]
Cursor = Annotated[
    str, Field(max_length=_LONGEST, description="`next_cursor` of the previous answer. Empty: the start.")
]


class BadCursor(Invalid):
    code, message = "bad_cursor", "This cursor does not belong to this list. Start again without one."


class CursorPage(BaseModel, Generic[T]):
    """A piece of a list. `next_cursor` leads to the next piece and is null at the end."""

    model_config = ConfigDict(frozen=True)

    items: list[T]
    next_cursor: str | None = None


def encode(scope: str, values: Sequence[str]) -> str:
    """A cursor that `decode` accepts for the same `scope`: the name of the list and its order."""
    said = json.dumps(list(values), separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(_signature(scope, said) + said).decode().rstrip("=")


def decode(scope: str, cursor: str) -> list[str]:
    """The values that `encode` was given. Raises BadCursor for everything that we did not make for this list."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raise BadCursor(param="cursor") from None
    signature, said = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(scope, said)):
        raise BadCursor(param="cursor")
    return json.loads(said)


def beyond(columns: Sequence[Sortable], values: Sequence[Any], *, descending: bool) -> ColumnElement[bool]:
    """The condition for rows that come after the one with these `values`, in the order of `columns`."""
    known = [cast("ColumnElement[Any]", column) for column in columns]
    row = tuple_(*known)
    last = tuple_(*(literal(value, column.type) for column, value in zip(known, values, strict=True)))
    return row < last if descending else row > last


def cut(rows: Sequence[R], limit: int, cursor_of: Callable[[R], str]) -> tuple[list[R], str | None]:
    """Of `limit + 1` rows that were asked for: those to show, and the cursor when there are more."""
    shown = list(rows[:limit])
    return shown, cursor_of(shown[-1]) if len(rows) > limit else None


def _signature(scope: str, said: bytes) -> bytes:
    key = settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"cursor {scope}\n".encode() + said, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
