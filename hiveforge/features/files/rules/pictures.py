"""Pictures of people and organizations, made anew from their pixels: nothing else of what was uploaded is kept.

So no place, camera or script in a file reaches anybody, and a file that is an image and something else is only an image.
"""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from hiveforge.features.files.errors import BadPicture, PictureTooLarge

PICTURE_PIXELS = 256
LARGEST_PICTURE = 10_000_000
# JPEGs are unpacked no larger than needed; the others whole, and WebP twice.
_MEGAPIXELS = {"JPEG": 50, "PNG": 12, "WEBP": 12, "GIF": 12}
_RESIZABLE = frozenset({"L", "RGB", "RGBA"})
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError)


def portrait(content: bytes) -> bytes:
    """The middle square of a picture, as a small WebP. Takes at most about 200 MB and a second.

    Raises BadPicture for what is no PNG, JPEG, WebP or GIF, or is broken, and PictureTooLarge before it is unpacked.
    """
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_MEGAPIXELS)) as image:
            _check(image)
            image.draft("RGB", (2 * PICTURE_PIXELS, 2 * PICTURE_PIXELS))
            return _as_webp(image)
    except UnidentifiedImageError as error:
        raise BadPicture from error
    except Image.DecompressionBombError as error:
        raise PictureTooLarge from error
    except _BROKEN as error:
        raise BadPicture("This picture is damaged. Save it again as PNG or JPEG and try that.") from error


def _check(image: Image.Image) -> None:
    most, has = _MEGAPIXELS[image.format or "PNG"], image.width * image.height / 1_000_000
    if has > most:
        raise PictureTooLarge(f"This picture has {has:,.0f} megapixels. Use one of at most {most}.")


def _as_webp(image: Image.Image) -> bytes:
    # A copy of the whole picture in another mode is made only where resizing needs it.
    plain = image if image.mode in _RESIZABLE else image.convert("RGBA")
    small = ImageOps.fit(plain, (PICTURE_PIXELS, PICTURE_PIXELS)).convert("RGBA")
    small.info["exif"] = image.getexif().tobytes()
    upright = ImageOps.exif_transpose(small)
    flat = Image.new("RGB", upright.size, "white")  # where it is transparent, initials would shine through
    flat.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "WEBP", quality=85)
    return out.getvalue()
