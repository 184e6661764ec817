"""Who acts: the first argument of every service function. Nothing about the actor is ambient."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from .errors import NotAllowed, NotFound, NotSignedIn
from .permissions import GRANTS, Access, Permission, Role, roles_with


class ActorKind(StrEnum):
    VISITOR = "visitor"
    USER = "user"
    API_KEY = "api_key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Build one with `visitor()`, `user()`, `api_key()` or `system()`.

    `organization` is the one acted in, taken from the address of the page or request; `role` is the person's place
    in it, and None when they have none there. `platform_admin` is for whoever runs this installation. `key` is the API
    key of a program that acts for a person.
    """

    kind: ActorKind
    name: str = ""
    email: str = ""
    id: UUID | None = None
    session: UUID | None = None
    key: UUID | None = None
    organization: UUID | None = None
    slug: str = ""
    role: Role | None = None
    permissions: frozenset[Permission] = frozenset()
    address: str = ""
    platform_admin: bool = False

    @property
    def user_id(self) -> UUID:
        """The person who acts, or for whom an API key acts; raises NotSignedIn where there is none."""
        if self.kind not in {ActorKind.USER, ActorKind.API_KEY} or self.id is None:
            raise NotSignedIn
        return self.id

    @property
    def organization_id(self) -> UUID:
        """The organization acted in; raises NotFound when there is none or it is somebody else's."""
        if self.organization is None:
            raise NotFound
        return self.organization

    def may(self, access: Permission | Access) -> bool:
        """Tell whether this actor passes; `require` says why it does not."""
        if self.kind is ActorKind.SYSTEM or access is Access.PUBLIC:
            return True
        if access is Access.SIGNED_IN:
            return self.kind is ActorKind.USER
        if access is Access.PLATFORM_ADMIN:
            return self.platform_admin
        return access in self.permissions

    def require(self, access: Permission | Access) -> None:
        """Raise NotSignedIn, NotFound (no such organization for this person) or NotAllowed unless `may(access)`."""
        if self.may(access):
            return
        if self.kind is ActorKind.VISITOR:
            raise NotSignedIn
        if self.kind is ActorKind.API_KEY and access is Access.SIGNED_IN:
            raise NotAllowed("API keys cannot do this. Sign in for it.")
        if self.organization is None or not isinstance(access, Permission):
            raise NotFound
        if self.kind is ActorKind.API_KEY:
            raise NotAllowed(f"This API key may not do this: it needs the scope {access}, and a maker who has it.")
        allowed = " or ".join(roles_with(access))
        raise NotAllowed(f"Your role does not allow this. Ask an {allowed} of the organization.")

    def claims(self, request_id: str = "", reason: str = "") -> str:
        """The facts Postgres is told; it looks up every right itself."""
        said: dict[str, str] = {"role": self.database_role, "kind": self.kind, "name": self.name}
        if self.id is not None:
            said["sub"] = str(self.id)
        if self.key is not None:
            said["key"] = str(self.key)
        if self.organization is not None:
            said["organization"] = str(self.organization)
        if request_id:
            said["request_id"] = request_id
        if reason:
            said["reason"] = reason
        return json.dumps(said)

    @property
    def database_role(self) -> str:
        match self.kind:
            case ActorKind.SYSTEM:
                return "service_role"
            case ActorKind.USER | ActorKind.API_KEY:
                return "authenticated"
            case ActorKind.VISITOR:
                return "anon"


def visitor(address: str = "") -> Actor:
    """Nobody in particular; `address` is where they connect from."""
    return Actor(kind=ActorKind.VISITOR, address=address)


def system(reason: str) -> Actor:
    """The platform itself; `reason` is what it does, and stands in the audit log as the actor's name."""
    return Actor(kind=ActorKind.SYSTEM, name=reason)


def user(
    id: UUID,  # noqa: A002
    *,
    name: str = "",
    email: str = "",
    session: UUID | None = None,
    organization: UUID | None = None,
    slug: str = "",
    role: Role | None = None,
    address: str = "",
    platform_admin: bool = False,
) -> Actor:
    """A signed-in person, with the rights of their role in the organization acted in."""
    return Actor(
        kind=ActorKind.USER,
        id=id,
        name=name,
        email=email,
        session=session,
        organization=organization if role else None,
        slug=slug if role else "",
        role=role,
        permissions=GRANTS[role] if role else frozenset(),
        address=address,
        platform_admin=platform_admin,
    )


def api_key(
    id: UUID,  # noqa: A002
    *,
    maker: UUID,
    scopes: Iterable[str],
    name: str = "",
    email: str = "",
    organization: UUID | None = None,
    slug: str = "",
    role: Role | None = None,
    address: str = "",
) -> Actor:
    """A program that acts for whoever made its key: it may do what its scopes name and its maker's role has."""
    return Actor(
        kind=ActorKind.API_KEY,
        id=maker,
        key=id,
        name=name,
        email=email,
        organization=organization if role else None,
        slug=slug if role else "",
        role=role,
        permissions=GRANTS[role] & set(scopes) if role else frozenset(),
        address=address,
    )
