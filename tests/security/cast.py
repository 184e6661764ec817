"""Everybody who knocks at the tables: people in every role and none, strangers, programs with keys that work and that do not."""

from collections.abc import Mapping
from uuid import UUID

from factories import Tenant
from security.matrix import Who
from security.rows import Row, World

from hiveforge.core import actor as actors
from hiveforge.core.actor import Actor
from hiveforge.core.clock import new_id, now
from hiveforge.core.permissions import GRANTS, KEY_SCOPES, Permission, Role

# Keys of acme: who made them, and what for. The guest belongs to another organization too.
API_KEYS: Mapping[str, tuple[str, tuple[Permission, ...]]] = {
    "for everything": ("owner", KEY_SCOPES),
    "for members": ("admin", (Permission.MEMBERS_READ, Permission.MEMBERS_MANAGE)),
    "for conversations": ("member", (Permission.ASSISTANT_READ, Permission.ASSISTANT_USE)),
    "of a guest": ("guest", KEY_SCOPES),
    "revoked": ("owner", KEY_SCOPES),
    "expired": ("owner", KEY_SCOPES),
}


def cast(world: World, acme: Tenant, globex: Tenant, gone: Tenant, guest: Actor, loner: Actor) -> list[Who]:
    """Everybody who knocks. `gone` is a deleted organization; `guest` owns globex and is a viewer at acme."""
    memberships = world.read("memberships")
    alive = {row["id"] for row in world.read("organizations") if row["deleted_at"] is None}

    keys = {key["name"]: key for key in world.read("api_keys") if key["name"] in API_KEYS}

    def who(name: str, actor: Actor, mine: Mapping[UUID, Role] | None = None) -> Who:
        if mine is None:
            mine = {m["organization_id"]: Role(m["role"]) for m in memberships if m["user_id"] == actor.id}
        rights = {o: r for o, r in mine.items() if o in alive and actor.organization in {None, o}}
        seen = {o for o, r in rights.items() if Permission.MEMBERS_READ in GRANTS[r]}
        colleagues = frozenset(m["user_id"] for m in memberships if m["organization_id"] in seen)
        scopes = frozenset[str]() if actor.key else None
        return Who(name, actor.database_role, actor.claims(), actor.id, rights, colleagues, scopes)

    def program(key: Row, organization: Tenant) -> Who:
        """A key where it says that it acts. One that has ended, or belongs elsewhere, has no rights."""
        membership = next(
            m for m in memberships if (m["organization_id"], m["user_id"]) == (key["organization_id"], key["user_id"])
        )
        role, scopes = Role(membership["role"]), frozenset(key["scopes"])
        actor = actors.api_key(
            key["id"],
            maker=key["user_id"],
            scopes=scopes,
            organization=organization.id,
            slug=organization.slug,
            role=role,
        )
        works = key["revoked_at"] is None and key["expires_at"] > now() and key["organization_id"] == organization.id
        rights = {organization.id: role} if works else {}
        seen = works and Permission.MEMBERS_READ in scopes
        colleagues = frozenset(m["user_id"] for m in memberships if seen and m["organization_id"] == organization.id)
        name = f"the {role}'s API key {key['name']!r} at {organization.slug}"
        return Who(name, actor.database_role, actor.claims(), actor.id, rights, colleagues, scopes)

    def posing(actor: Actor, organization: Tenant) -> Actor:
        """Somebody for whom the application wrongly claims to own an organization."""
        assert actor.id
        return actors.user(actor.id, organization=organization.id, slug=organization.slug, role=Role.OWNER)

    def with_key(actor: Actor, key: UUID) -> Actor:
        """Somebody for whom the application wrongly claims a key."""
        return actors.api_key(
            key,
            maker=actor.user_id,
            scopes=KEY_SCOPES,
            organization=actor.organization,
            slug=actor.slug,
            role=actor.role,
        )

    def nowhere(actor: Actor) -> Actor:
        assert actor.id
        return actors.user(actor.id)

    return [
        who("a visitor", actors.visitor()),
        *(who(f"acme's {role}", acme.as_(role)) for role in Role),
        who("acme's admin outside of any organization", nowhere(acme.admin)),
        who("the owner of globex", globex.owner),
        who("the owner of globex, posing as acme's", posing(globex.owner, acme)),
        who("the guest, at acme", actors.user(_id(guest), organization=acme.id, role=Role.VIEWER)),
        who("the guest, posing as acme's owner", posing(guest, acme)),
        who("the guest, at globex", actors.user(_id(guest), organization=globex.id, role=Role.OWNER)),
        who("the guest outside of any organization", nowhere(guest)),
        who("somebody without an organization", loner),
        who("somebody without an organization, posing as acme's owner", posing(loner, acme)),
        who("the owner of a deleted organization", gone.owner),
        who("a person who does not exist", actors.user(new_id(), organization=acme.id, role=Role.OWNER)),
        *(program(key, place) for key in keys.values() for place in (acme, globex)),
        who("acme's viewer, with somebody else's key", with_key(acme.viewer, keys["for everything"]["id"]), {}),
        Who("a signed-in person whose claims were forgotten", "authenticated", "", None, {}, frozenset()),
        who("the system", actors.system("test")),
    ]


def _id(actor: Actor) -> UUID:
    assert actor.id
    return actor.id
