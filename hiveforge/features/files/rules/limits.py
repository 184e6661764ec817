"""Which files are taken, how many and how large. Sizes are in bytes; plans speak of megabytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from hiveforge.core.entitlements import Entitlement
from hiveforge.features import plans
from hiveforge.features.files.errors import (
    EmptyFile,
    FileTooLarge,
    StorageFull,
    TooManyFiles,
    TooManyUploads,
    TypeNotAllowed,
)
from hiveforge.features.files.schemas import Purpose, StorageUsed, UploadForm

MEGABYTE = 1_000_000
UPLOADS_AT_ONCE = 12
_TEXTS = frozenset({"text/plain", "text/markdown", "text/csv"})
_PDF = "application/pdf"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OFFICE = frozenset(
    {
        _WORD,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Taken:
    """What a purpose takes, in types and in words, and what a file of it counts towards besides storage."""

    types: frozenset[str]
    words: str
    counted: plans.Quantity | None = None


PURPOSES: Mapping[Purpose, Taken] = {
    Purpose.ATTACHMENT: Taken(
        _TEXTS | _OFFICE | _IMAGES | {_PDF, "text/html", "application/xml", "application/zip"},
        "PDF, Office, text, CSV, HTML, ZIP, PNG, JPEG, GIF and WebP",
    ),
    Purpose.DOCUMENT: Taken(
        _TEXTS | {_PDF, _WORD, "text/html"},
        "PDF, Word (.docx), Markdown, HTML, CSV and plain text",
        plans.Quantity.DOCUMENTS,
    ),
}
LARGEST_UPLOAD = MEGABYTE * max(plan.limit(plans.Quantity.FILE_MEGABYTES) or 0 for plan in plans.PLANS)
"""The edge takes no larger body, whatever the plan."""


def check_size(form: UploadForm, largest: Entitlement) -> None:
    """Raise EmptyFile, or FileTooLarge for a file that the plan does not take."""
    if form.size == 0:
        raise EmptyFile
    most = min(LARGEST_UPLOAD, (largest.limit or LARGEST_UPLOAD) * MEGABYTE)
    if form.size > most:
        raise FileTooLarge(
            f"This file is {in_words(form.size)} large. Your plan takes files of up to {in_words(most)}.",
            upgrade_url=largest.upgrade_url,
            limit=most,
            used=form.size,
        )


def check_room(form: UploadForm, used: StorageUsed, storage: Entitlement) -> None:
    """Raise StorageFull when the file does not fit beside what is there and on its way."""
    most = None if storage.limit is None else storage.limit * MEGABYTE
    if most is not None and used.size + form.size > most:
        raise StorageFull(
            f"This file needs {in_words(form.size)}, and {in_words(max(most - used.size, 0))} of your plan's "
            f"{in_words(most)} are free. Delete files, or choose a plan with more storage.",
            upgrade_url=storage.upgrade_url,
            limit=most,
            used=used.size,
        )


def check_count(used: int, counted: Entitlement) -> None:
    """Raise TooManyFiles when the plan includes no further file of this purpose."""
    if counted.limit is not None and used >= counted.limit:
        raise TooManyFiles(
            f"Your plan includes {counted.limit:,} {counted.name.replace('_', ' ')}, and {used:,} are there. "
            "Delete some, or choose a bigger plan.",
            upgrade_url=counted.upgrade_url,
            limit=counted.limit,
            used=used,
        )


def check_running(running: int) -> None:
    """Raise TooManyUploads when an organization already has as many uploads on their way as may be."""
    if running >= UPLOADS_AT_ONCE:
        raise TooManyUploads(retry_after=5)


def check_type(purpose: Purpose, found: str) -> None:
    """Raise TypeNotAllowed unless files of this type are taken for the purpose."""
    taken = PURPOSES[purpose]
    if found not in taken.types:
        raise TypeNotAllowed(f"This is none of the files that are taken here: {taken.words}.")


def time_for(size: int) -> timedelta:
    """How long an upload may take: slow connections are welcome, stopped ones are not."""
    return timedelta(minutes=2, seconds=size / 50_000)


def in_words(size: int) -> str:
    """A size as people write it."""
    for unit, name in ((1_000_000_000, "GB"), (MEGABYTE, "MB"), (1_000, "kB")):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"
