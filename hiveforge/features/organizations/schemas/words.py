"""Names, addresses and lists of addresses, in the form that is stored."""

import re
from functools import partial
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints, TypeAdapter, ValidationError

from hiveforge.core.permissions import Role
from hiveforge.core.text import one_line, search_text
from hiveforge.features import accounts

LONGEST_NAME = 80
LONGEST_SLUG = 40
MOST_AT_ONCE = 50
_SLUG = re.compile(r"[a-z0-9](-?[a-z0-9])*")

_EMAIL: TypeAdapter[str] = TypeAdapter(accounts.EmailAddress)
_SEPARATORS = re.compile(r"[\s,;]+")


def _slug(text: str) -> str:
    slug = text.strip().lower()
    if not 2 <= len(slug) <= LONGEST_SLUG:
        raise ValueError(f"Use 2 to {LONGEST_SLUG} characters.")
    if not _SLUG.fullmatch(slug):
        raise ValueError("Use lower-case letters, digits and single hyphens between them.")
    return slug


def _emails(given: object) -> object:
    """What people paste: addresses between commas, semicolons, spaces or line ends, some of them twice."""
    parts = _SEPARATORS.split(given) if isinstance(given, str) else given
    if not isinstance(parts, list | tuple):
        return given
    found = [part.strip().lower() for part in parts if isinstance(part, str) and part.strip()]
    return tuple(dict.fromkeys(found)) if len(found) == sum(1 for p in parts if p != "") else given


def _addresses(emails: tuple[str, ...]) -> tuple[str, ...]:
    if not emails:
        raise ValueError("Type at least one email address.")
    if len(emails) > MOST_AT_ONCE:
        raise ValueError(f"Invite at most {MOST_AT_ONCE} people at once.")
    return tuple(dict.fromkeys(_address(email) for email in emails))


def _address(text: str) -> str:
    try:
        return _EMAIL.validate_python(text)
    except ValidationError:
        raise ValueError(f"“{text[:80]}” is not an email address.") from None


def _no_owner(role: Role) -> Role:
    if role is Role.OWNER:
        raise ValueError("Nobody is invited as an owner. Make them an owner once they have joined.")
    return role


OrganizationName = Annotated[str, AfterValidator(partial(one_line, longest=LONGEST_NAME))]
Slug = Annotated[str, AfterValidator(_slug)]
Search = Annotated[str, AfterValidator(search_text)]
InvitedRole = Annotated[Role, AfterValidator(_no_owner)]
Token = Annotated[str, StringConstraints(max_length=100)]
MemberSort = Literal["name", "-name", "email", "-email", "role", "-role", "joined", "-joined"]
Addresses = Annotated[tuple[str, ...], BeforeValidator(_emails), AfterValidator(_addresses)]
