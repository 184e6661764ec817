"""What is said of a file before it comes, and what is known of it afterwards."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_LONGEST_NAME = 200
# Control characters, half characters, what turns the text after it around, and what no file system takes.
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff<>:"|?*]')


class Purpose(StrEnum):
    """What a file is for. It decides which kinds are taken, and what they count towards."""

    ATTACHMENT = "attachment"
    DOCUMENT = "document"


class FileState(StrEnum):
    """A file is there for people while it is stored; before and after that only its row is."""

    UPLOADING = "uploading"
    STORED = "stored"
    DELETED = "deleted"


def file_name(given: str) -> str:
    """The last part of what a browser or program calls the file, fit to be shown and saved. Never refuses.

    It is shown to people and offered when they save the file. No path is ever made of it.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    name = " ".join(_UNFIT.sub(" ", last).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot and stem and len(ending) <= 10:
        return f"{stem[: _LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"
    return name[:_LONGEST_NAME].rstrip() or "file"


class UploadForm(BaseModel):
    """`size` is in bytes; exactly so many must come."""

    model_config = ConfigDict(frozen=True)

    purpose: Purpose = Purpose.ATTACHMENT
    name: Annotated[str, AfterValidator(file_name)]
    size: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`content_type` is what the bytes are, whatever the uploader said. `sha256` is hexadecimal."""

    id: UUID
    organization_id: UUID
    purpose: Purpose
    name: str
    size: int
    sha256: str
    content_type: str
    uploaded_by: UUID | None
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class FileLink:
    """An address that shows the file to whoever has it, for a few minutes."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedLink:
    """What stands in such an address. `expires` is in seconds since 1970."""

    file: UUID
    organization: UUID
    session: UUID
    expires: int
    signature: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class StorageUsed:
    """Bytes and files that are stored or on their way."""

    size: int
    files: int

    @property
    def megabytes(self) -> int:
        """As plans count, begun ones in full."""
        return -(-self.size // 1_000_000)
