"""Who may do what: the only table of rights in the repository. Postgres gets a copy, which its row policies read."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """A member's place in one organization, from the most rights to the fewest."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What a service function may demand and a row policy may name, as `resource:action`."""

    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_UPDATE = "organization:update"
    ORGANIZATION_DELETE = "organization:delete"
    ORGANIZATION_TRANSFER = "organization:transfer"
    MEMBERS_READ = "members:read"
    MEMBERS_INVITE = "members:invite"
    MEMBERS_MANAGE = "members:manage"
    AUDIT_READ = "audit:read"
    BILLING_READ = "billing:read"
    BILLING_MANAGE = "billing:manage"
    USAGE_READ = "usage:read"
    USAGE_SPEND = "usage:spend"
    USAGE_MANAGE = "usage:manage"
    ASSISTANT_READ = "assistant:read"
    ASSISTANT_USE = "assistant:use"
    FILES_READ = "files:read"
    FILES_WRITE = "files:write"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"
    API_KEYS_READ = "api_keys:read"
    API_KEYS_MANAGE = "api_keys:manage"


class Access(StrEnum):
    """For the few service functions that ask for no permission of an organization; each use is greppable."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    PLATFORM_ADMIN = "platform_admin"


_VIEWER = frozenset(
    {
        Permission.ORGANIZATION_READ,
        Permission.MEMBERS_READ,
        Permission.BILLING_READ,
        Permission.USAGE_READ,
        Permission.ASSISTANT_READ,
        Permission.FILES_READ,
        Permission.DOCUMENTS_READ,
        Permission.API_KEYS_READ,
    }
)
_MEMBER = _VIEWER | {
    Permission.USAGE_SPEND,
    Permission.ASSISTANT_USE,
    Permission.FILES_WRITE,
    Permission.DOCUMENTS_WRITE,
}
_ADMIN = _MEMBER | {
    Permission.ORGANIZATION_UPDATE,
    Permission.MEMBERS_INVITE,
    Permission.MEMBERS_MANAGE,
    Permission.AUDIT_READ,
    Permission.BILLING_MANAGE,
    Permission.USAGE_MANAGE,
    Permission.API_KEYS_MANAGE,
}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: _ADMIN,
    Role.MEMBER: _MEMBER,
    Role.VIEWER: _VIEWER,
}

# What a program is never let do, whoever made its key: to end or give away the organization, and to make more keys.
_FOR_PEOPLE_ALONE = {
    Permission.ORGANIZATION_DELETE,
    Permission.ORGANIZATION_TRANSFER,
    Permission.API_KEYS_MANAGE,
}
KEY_SCOPES = tuple(permission for permission in Permission if permission not in _FOR_PEOPLE_ALONE)
"""What an API key can be made for."""


def roles_with(permission: Permission) -> list[Role]:
    """Who can do this, for messages such as "ask an owner or admin"."""
    return [role for role, permissions in GRANTS.items() if permission in permissions]
