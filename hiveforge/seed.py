"""Demo data: an organization that has lived for some weeks, and two others to see that tenants do not meet.

Refuses to touch a database that has people in it, and production altogether.
"""

import random
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import col, func, select, update

import hiveforge.models  # noqa: F401
from hiveforge.core.actor import system, user
from hiveforge.core.audit import AuditEntry
from hiveforge.core.clock import now
from hiveforge.core.db import Db, close_engines, unit_of_work
from hiveforge.core.demo import DEMO_ACCOUNTS, PASSWORD, demo_accounts
from hiveforge.core.permissions import Role
from hiveforge.core.settings import DEMO_ADMIN, settings
from hiveforge.features import documents, plans
from hiveforge.features.accounts.models import Credential, User
from hiveforge.features.organizations.models import Membership, Organization
from hiveforge.gateways.identity import hash_password, identity_provider

LogIn = tuple[str, str, str]

NORTHWIND = (
    ("ada@northwind.example", "Ada Byron", Role.OWNER),
    ("tomas@northwind.example", "Tomás Ibarra", Role.OWNER),
    ("grace@northwind.example", "Grace Lee", Role.ADMIN),
    ("radia@northwind.example", "Radia Cole", Role.ADMIN),
    ("linus@northwind.example", "Linus Park", Role.MEMBER),
    ("joan@northwind.example", "Joan Silva", Role.MEMBER),
    ("ken@northwind.example", "Ken Abe", Role.MEMBER),
    ("alan@northwind.example", "Alan Reyes", Role.MEMBER),
    ("soren@northwind.example", "Søren Østergård", Role.MEMBER),
    ("mary@northwind.example", "Mary Osei", Role.VIEWER),
    ("priya@northwind.example", "Priya Raman", Role.VIEWER),
    ("wei@northwind.example", "陈伟 (Chen Wei)", Role.VIEWER),
)
GLOBEX = (
    ("hank@globex.example", "Hank Scorpio", Role.OWNER),
    ("mindy@globex.example", "Mindy Simmons", Role.ADMIN),
    ("otto@globex.example", "Otto Brandt", Role.MEMBER),
)
INITECH = (
    ("bill@initech.example", "Bill Lumbergh", Role.OWNER),
    ("milton@initech.example", "Milton Waddams", Role.MEMBER),
)
ORGANIZATIONS = (
    ("Northwind Robotics", "northwind", NORTHWIND),
    ("Globex", "globex", GLOBEX),
    ("Initech", "initech", INITECH),
)
WEEKS = 9
DOCUMENTS = Path(__file__).with_name("demo_documents")


class NotForProduction(Exception):
    """Demo log-ins are known to everybody."""


async def seed_if_empty() -> list[LogIn]:
    """Fill an empty database; return the demo log-ins that work in this database, none when it holds real people.

    A second call changes nothing. Raises NotForProduction.
    """
    if settings().production:
        raise NotForProduction("Demo data has log-ins that everybody knows. Sign up in the browser instead.")
    try:
        async with unit_of_work(system("demo data")) as db:
            empty = not (await db.exec(select(func.count()).select_from(User))).one()
            if empty:
                await _fill(db)
        if empty:
            await _add_documents()
        async with unit_of_work(system("demo data")) as db:
            known = set((await db.exec(select(User.email))).all())
    finally:
        await close_engines()
    return [(a.email, a.password, a.note) for a in demo_accounts() if a.email in known]


async def _fill(db: Db) -> None:
    founded = now() - timedelta(weeks=WEEKS)
    proof = await identity_provider().enrol(DEMO_ACCOUNTS[0].email, await hash_password(PASSWORD))
    people: dict[str, User] = {}
    for name, slug, members in ORGANIZATIONS:
        organization = Organization(name=name, slug=slug, created_at=founded)
        db.add(organization)
        for position, (email, person_name, _role) in enumerate(members):
            people[email] = User(email=email, name=person_name, created_at=_joined(founded, position))
            db.add(people[email])
        await db.flush()
        for position, (email, _name, role) in enumerate(members):
            joined = _joined(founded, position)
            db.add(Credential(user_id=people[email].id, password_hash=proof, changed_at=joined))
            db.add(_membership(organization.id, people[email].id, role, joined))
        await db.flush()
        db.add_all(_history(organization, [people[email] for email, _name, _role in members], founded))
    await _add_platform_admin(db, proof, founded)
    globex = (await db.exec(select(Organization).where(col(Organization.slug) == "globex"))).one()
    db.add(_membership(globex.id, people[DEMO_ACCOUNTS[0].email].id, Role.VIEWER, now() - timedelta(days=9)))
    await db.flush()
    # Last, because more people belong here than fit: nobody is removed for that, and nobody can be added.
    await db.exec(update(Organization).values(seat_limit=plans.FREE.limit(plans.Quantity.SEATS)))


async def _add_platform_admin(db: Db, proof: str, founded: datetime) -> None:
    """Who runs the installation, and belongs to no organization."""
    root = User(email=DEMO_ADMIN, name="Robin Root", created_at=founded)
    db.add(root)
    await db.flush()
    db.add(Credential(user_id=root.id, password_hash=proof, changed_at=founded))


async def _add_documents() -> None:
    """What the assistant answers from, once a worker has read it."""
    async with unit_of_work(system("demo data")) as db:
        organization = (await db.exec(select(Organization).where(col(Organization.slug) == "northwind"))).one()
        owner = (await db.exec(select(User).where(col(User.email) == DEMO_ACCOUNTS[0].email))).one()
    ada = user(owner.id, name=owner.name, email=owner.email, organization=organization.id, slug=organization.slug,
               role=Role.OWNER)  # fmt: skip
    for path in sorted(DOCUMENTS.glob("*.md")):
        written = path.read_bytes()
        form = documents.DocumentForm(name=path.name, size=len(written), tags=("demo",))
        await documents.add(ada, form, _whole(written))


async def _whole(written: bytes) -> AsyncIterator[bytes]:
    yield written


def _joined(founded: datetime, position: int) -> datetime:
    return founded + timedelta(days=4 * position, hours=position)


def _membership(organization: UUID, user: UUID, role: Role, joined: datetime) -> Membership:
    return Membership(organization_id=organization, user_id=user, role=role, created_at=joined)


def _history(organization: Organization, people: list[User], founded: datetime) -> Iterator[AuditEntry]:
    """What an audit log of some weeks looks like: founding, invitations, people who come, roles that change."""
    chance = random.Random(organization.slug)  # noqa: S311  the same history on every machine
    owner, *others = people

    def entry(
        at: datetime, action: str, by: User, target: User | Organization, **changes: dict[str, str]
    ) -> AuditEntry:
        return AuditEntry(
            created_at=at,
            organization_id=organization.id,
            action=action,
            actor_kind="user",
            actor_id=by.id,
            actor_name=by.name,
            target_type="organization" if isinstance(target, Organization) else "member",
            target_id=str(target.id),
            target_name=target.name,
            request_id=f"{chance.getrandbits(128):032x}",
            before=changes.get("before"),
            after=changes.get("after"),
        )

    yield entry(founded, "organizations.create", owner, organization, after={"name": organization.name})
    for position, person in enumerate(others, start=1):
        joined = _joined(founded, position)
        yield entry(
            joined - timedelta(hours=chance.randint(2, 40)), "organizations.invite", owner, person,
            after={"email": person.email, "role": "member"},
        )  # fmt: skip
        yield entry(joined, "organizations.accept_invitation", person, person, after={"role": "member"})
        if chance.random() < 0.4:
            yield entry(
                joined + timedelta(days=chance.randint(1, 6), minutes=chance.randint(1, 600)),
                "organizations.change_role", owner, person,
                before={"role": "member"}, after={"role": chance.choice(["admin", "viewer"])},
            )  # fmt: skip
    yield entry(
        founded + timedelta(days=30), "organizations.update", owner, organization,
        before={"name": f"{organization.name} Labs"}, after={"name": organization.name},
    )  # fmt: skip
