"""Decisions about files that need nothing but their arguments."""

from .limits import (
    LARGEST_UPLOAD,
    MEGABYTE,
    PURPOSES,
    check_count,
    check_room,
    check_running,
    check_size,
    check_type,
    in_words,
    time_for,
)
from .links import LINK_LASTS, address, is_genuine, picture_url, sign
from .pictures import LARGEST_PICTURE, PICTURE_PIXELS, portrait
from .sniffing import HEAD_BYTES, sniff

__all__ = [
    "HEAD_BYTES",
    "LARGEST_PICTURE",
    "LARGEST_UPLOAD",
    "LINK_LASTS",
    "MEGABYTE",
    "PICTURE_PIXELS",
    "PURPOSES",
    "address",
    "check_count",
    "check_room",
    "check_running",
    "check_size",
    "check_type",
    "in_words",
    "is_genuine",
    "picture_url",
    "portrait",
    "sign",
    "sniff",
    "time_for",
]
