"""Pure decisions about organizations: addresses, roles, and what an invitation allows."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from uuid import UUID

from hiveforge.core.permissions import Role
from hiveforge.core.text import search_text

from .errors import (
    InvitationClosed,
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
    NameDoesNotMatch,
    OnlyOwnersMakeOwners,
    SlugReserved,
)
from .models import Invitation
from .schemas import LONGEST_SLUG, InvitationKind, InvitationStep

RESTORABLE_FOR = timedelta(days=30)
INVITATION_LIVES = timedelta(days=7)
LINK_LIVES = timedelta(days=30)
MOST_OPEN_INVITATIONS = 200
INVITATIONS_PER_DAY = 400
RESENDS_PER_HOUR = 5
MOST_PER_DAY = 20
JOINS_PER_HOUR = 30
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

RESERVED = frozenset(
    [
        "about",
        "account",
        "accounts",
        "admin",
        "api",
        "app",
        "assets",
        "auth",
        "billing",
        "blog",
        "contact",
        "dashboard",
        "deleted",
        "docs",
        "help",
        "hiveforge",
        "home",
        "inbox",
        "invitations",
        "invite",
        "legal",
        "login",
        "logout",
        "me",
        "new",
        "null",
        "o",
        "org",
        "organizations",
        "pricing",
        "privacy",
        "root",
        "security",
        "settings",
        "sign-in",
        "sign-up",
        "signin",
        "signup",
        "static",
        "status",
        "support",
        "system",
        "terms",
        "undefined",
        "webhooks",
        "welcome",
        "www",
    ]
)
_MAILED, _COPIED = "m-", "c-"
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "œ": "oe"})


def suggest_slug(name: str) -> str:
    """An address made from a name: "Müller & Söhne" becomes "muller-sohne". Empty when nothing of it can be used."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    slug = _NOT_WORD.sub("-", plain).strip("-")[: LONGEST_SLUG - 4].strip("-")
    return slug if len(slug) >= 2 else ""


def candidates(name: str) -> list[str]:
    """Addresses to try for a new organization, the best first; the last one is as good as unique."""
    base = suggest_slug(name) or "team"
    tries = [base, *(f"{base}-{n}" for n in range(2, 10)), f"{base[:30].strip('-')}-{secrets.token_hex(4)}"]
    return [slug for slug in tries if not is_reserved(slug)]


def is_reserved(slug: str) -> bool:
    """Words of ours, and whatever reads as an id: the API takes either in the same place."""
    if slug in RESERVED:
        return True
    try:
        UUID(slug)
    except ValueError:
        return False
    return True


def check_slug(slug: str) -> None:
    """Raise SlugReserved for addresses that nobody gets."""
    if is_reserved(slug):
        raise SlugReserved


def check_typed_name(typed: str, name: str) -> None:
    """Raise NameDoesNotMatch unless the name was typed as it stands."""
    if search_text(typed) != search_text(name):
        raise NameDoesNotMatch


def check_change(by: Role | None, old: Role, new: Role | None) -> None:
    """Raise OnlyOwnersMakeOwners when somebody else makes or unmakes an owner; `new` is None for leaving."""
    if Role.OWNER in {old, new} and by is not Role.OWNER:
        raise OnlyOwnersMakeOwners


def new_token(*, mailed: bool) -> str:
    """The secret in an invitation's link. It says, covered by its own hash, whether only the invited mailbox got it.

    A copied link proves nothing about a mailbox, or whoever invites could open accounts in other people's names.
    """
    return f"{_MAILED if mailed else _COPIED}{secrets.token_urlsafe(32)}"


def proves_mailbox(token: str) -> bool:
    """Whether holding this token shows that the holder reads the invited mailbox."""
    return token.startswith(_MAILED)


def why_closed(invitation: Invitation, at: datetime) -> InvitationClosed | None:
    """The reason why nobody can come in by this invitation any more; None while they can."""
    if invitation.revoked_at is not None:
        return InvitationRevoked()
    if invitation.kind == InvitationKind.EMAIL and invitation.accepted_at is not None:
        return InvitationUsed()
    if invitation.expires_at <= at:
        return InvitationExpired()
    return None


def closed_step(reason: InvitationClosed) -> InvitationStep:
    """The page that explains why an invitation is closed."""
    match reason:
        case InvitationRevoked():
            return InvitationStep.REVOKED
        case InvitationUsed():
            return InvitationStep.USED
        case _:
            return InvitationStep.EXPIRED
