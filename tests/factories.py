"""Organizations and people to test with, made by the system login as quickly as possible."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from hiveforge.core import actor as actors
from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import now
from hiveforge.core.db import unit_of_work
from hiveforge.core.identity import secret_hash
from hiveforge.core.permissions import Role
from hiveforge.features.accounts.models import Session, User
from hiveforge.features.api_keys import rules
from hiveforge.features.api_keys.models import ApiKey
from hiveforge.features.billing.models import BillingStanding
from hiveforge.features.organizations.models import Membership, Organization


class Tenant:
    """One organization with a signed-in person in every role."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.organization = Organization(name=slug.title(), slug=slug)
        self.people = {
            role: User(email=f"{role}@{slug}.test", name=f"{role.title()} of {slug.title()}") for role in Role
        }
        self.sessions: dict[Role, UUID] = {}
        self.secrets = {role: f"secret-of-{role}-at-{slug}" for role in Role}

    @property
    def id(self) -> UUID:
        return self.organization.id

    async def found(self) -> "Tenant":
        async with unit_of_work(system("test")) as db:
            db.add_all([self.organization, *self.people.values()])
            await db.flush()
            for role, person in self.people.items():
                db.add(Membership(organization_id=self.id, user_id=person.id, role=role))
                session = signed_in(person, self.secrets[role])
                self.sessions[role] = session.id
                db.add(session)
        return self

    async def on_plan(self, plan: str) -> "Tenant":
        """Put it on a plan as if it had been bought."""
        async with unit_of_work(system("test")) as db:
            db.add(BillingStanding(organization_id=self.id, plan=plan, status="active"))
        return self

    def as_(self, role: Role) -> Actor:
        """The person with this role, acting in this organization."""
        person = self.people[role]
        return actors.user(
            person.id,
            name=person.name,
            email=person.email,
            session=self.sessions[role],
            organization=self.id,
            slug=self.slug,
            role=role,
        )

    @property
    def owner(self) -> Actor:
        return self.as_(Role.OWNER)

    @property
    def admin(self) -> Actor:
        return self.as_(Role.ADMIN)

    @property
    def member(self) -> Actor:
        return self.as_(Role.MEMBER)

    @property
    def viewer(self) -> Actor:
        return self.as_(Role.VIEWER)


def signed_in(person: User, secret: str) -> Session:
    """A live session whose cookie is `secret`."""
    return Session(
        user_id=person.id,
        token_hash=secret_hash(secret),
        expires_at=now() + timedelta(hours=1),
        last_seen_at=now(),
        idle_seconds=3600,
        user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0",
        address="127.0.0.1",
    )


def api_key(tenant: Tenant, maker: UUID, name: str, scopes: Iterable[str], secret: str) -> ApiKey:
    """A key that works for an hour."""
    return ApiKey(
        organization_id=tenant.id,
        user_id=maker,
        made_by="Somebody",
        name=name,
        scopes=sorted(scopes),
        hint=rules.hint_of(secret),
        secret_hash=secret_hash(secret),
        expires_at=now() + timedelta(hours=1),
    )


async def person(email: str, *, name: str = "Pat Example", secret: str = "") -> Actor:
    """Somebody without an organization; signed in when there is a `secret`."""
    user = User(email=email, name=name)
    session = signed_in(user, secret or f"secret-of-{email}")
    async with unit_of_work(system("test")) as db:
        db.add(user)
        await db.flush()
        db.add(session)
    return actors.user(user.id, name=name, email=email, session=session.id)
