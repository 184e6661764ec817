"""Pictures to upload, as real cameras and real attackers make them."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(colour: str = "red", size: tuple[int, int] = (300, 200), kind: str = "PNG") -> bytes:
    return encoded(Image.new("RGB", size, colour), kind)


def photograph() -> bytes:
    """A JPEG that lies on its side, says where it was taken, and is red above blue when it stands upright."""
    image = Image.new("RGB", (400, 400), "red")
    image.paste("blue", (200, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    exif[0x010F] = "Canary Camera"
    exif.get_ifd(0x8825)[2] = (47.0, 22.0, 0.0)
    return encoded(image, "JPEG", exif=exif, quality=95)


def bomb(side: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that says it has billions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side // 8 + 1) * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def polyglot() -> bytes:
    """A GIF that is a page with a script, and a ZIP, too."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("evil.html", "<script>alert('canary')</script>")
    return encoded(Image.new("P", (40, 40)), "GIF") + b"<script>alert('canary')</script>" + archive.getvalue()
