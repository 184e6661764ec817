"""Links that carry their own permission: for one file, one organization and one session, and for a few minutes."""

import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from hiveforge.core.settings import settings
from hiveforge.features.files.schemas import SignedLink

LINK_LASTS = timedelta(minutes=5)


def sign(file: UUID, organization: UUID, session: UUID, until: datetime, *, inline: bool) -> SignedLink:
    """A link that nobody else can make, and in which nobody can change anything."""
    expires = int(until.timestamp())
    signature = _signature(file, organization, session, expires, inline=inline)
    return SignedLink(file, organization, session, expires, signature, inline)


def is_genuine(link: SignedLink, at: datetime) -> bool:
    """Whether we have signed it, and its time is not over."""
    ours = _signature(link.file, link.organization, link.session, link.expires, inline=link.inline)
    return hmac.compare_digest(ours.encode(), link.signature.encode()) and at.timestamp() < link.expires


def address(link: SignedLink) -> str:
    """The link as a path of ours."""
    query = {
        "organization": link.organization,
        "session": link.session,
        "expires": link.expires,
        "inline": int(link.inline),
        "signature": link.signature,
    }
    return f"/files/{link.file}?{urlencode(query)}"


def picture_url(picture: UUID | None) -> str:
    """Where browsers of those who may see it find a picture; empty for none."""
    return f"/api/v1/pictures/{picture}" if picture else ""


def _signature(file: UUID, organization: UUID, session: UUID, expires: int, *, inline: bool) -> str:
    said = f"file link\n{file}\n{organization}\n{session}\n{expires}\n{inline}"
    key = settings().secret_key.get_secret_value().encode()
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
