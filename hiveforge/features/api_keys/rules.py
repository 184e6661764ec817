"""Pure decisions about API keys. No I/O."""

import secrets
import string
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from hiveforge.core.permissions import Permission

from .errors import NoScopes, ScopeTooWide, TooManyKeys

MOST_KEYS = 50
_LETTERS = string.ascii_letters + string.digits
_LENGTH = 43  # of 62 letters: 256 bits
_SHOWN = 4

# What a key may be made for, as people say it, area by area.
SCOPES: Mapping[str, Mapping[Permission, str]] = {
    "Organization": {
        Permission.ORGANIZATION_READ: "Read its name and details",
        Permission.ORGANIZATION_UPDATE: "Change its name, address and logo",
        Permission.AUDIT_READ: "Read the audit log",
        Permission.API_KEYS_READ: "See which API keys there are",
    },
    "Members": {
        Permission.MEMBERS_READ: "See who belongs to it",
        Permission.MEMBERS_INVITE: "Invite people",
        Permission.MEMBERS_MANAGE: "Change roles, remove members",
    },
    "Documents and files": {
        Permission.DOCUMENTS_READ: "Read and search documents",
        Permission.DOCUMENTS_WRITE: "Upload, change and delete documents",
        Permission.FILES_READ: "Download files",
        Permission.FILES_WRITE: "Upload and delete files",
    },
    "Assistant": {
        Permission.ASSISTANT_READ: "Read conversations",
        Permission.ASSISTANT_USE: "Ask the assistant",
        Permission.USAGE_SPEND: "Spend AI credits, which asking does",
    },
    "Billing and usage": {
        Permission.BILLING_READ: "Read plan and invoices",
        Permission.BILLING_MANAGE: "Buy, change and cancel the plan",
        Permission.USAGE_READ: "Read who used what",
        Permission.USAGE_MANAGE: "Set budgets",
    },
}


def make_secret(*, live: bool) -> str:
    """A new key. `hf_live_` and `hf_test_` let people and scanners tell what they have found."""
    return f"hf_{'live' if live else 'test'}_{''.join(secrets.choice(_LETTERS) for _ in range(_LENGTH))}"


def hint_of(secret: str) -> str:
    """What may be shown of a key, to tell it from others."""
    return f"{secret[: secret.rindex('_') + 1]}…{secret[-_SHOWN:]}"


def check_scopes(asked: Collection[Permission], own: Collection[Permission]) -> None:
    """Raise NoScopes when nothing is asked for, ScopeTooWide for more than the maker may do."""
    if not asked:
        raise NoScopes
    if beyond := sorted(set(asked) - set(own)):
        raise ScopeTooWide(f"{ScopeTooWide.message} Leave out {', '.join(beyond)}.")


def check_room(there: int) -> None:
    """Raise TooManyKeys when an organization that has this many gets no more."""
    if there >= MOST_KEYS:
        raise TooManyKeys(f"An organization has at most {MOST_KEYS} API keys. Revoke one that is not needed.")


def expiry(days: int | None, at: datetime) -> datetime | None:
    return None if days is None else at + timedelta(days=days)
