"""People and organizations that are there before a journey begins, written as the owner of the database."""

import itertools
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from factories import Tenant, signed_in
from pwdlib import PasswordHash
from sqlalchemy import NullPool, create_engine
from sqlmodel import Session as Database
from sqlmodel import col, select

import hiveforge.models  # noqa: F401
from hiveforge.core.clock import now
from hiveforge.core.databases import sqlalchemy_url
from hiveforge.core.identity import secret_hash
from hiveforge.core.models import Table
from hiveforge.core.permissions import Role
from hiveforge.core.settings import DEMO_ADMIN
from hiveforge.features.accounts.models import Credential, User
from hiveforge.features.assistant.models import AssistantMessage, Conversation
from hiveforge.features.assistant.schemas import Author
from hiveforge.features.contact.models import ContactRequest
from hiveforge.features.documents import DocumentStatus
from hiveforge.features.documents.models import Document, DocumentChunk
from hiveforge.features.files import Purpose
from hiveforge.features.files.models import File
from hiveforge.features.files.schemas import FileState
from hiveforge.features.organizations.models import Invitation, Membership
from hiveforge.features.organizations.rules import new_token
from hiveforge.features.organizations.schemas import InvitationKind

PASSWORD = "seven lazy herons"
_numbers = itertools.count(1)


class Founder:
    """`found("acme")` is an organization that nobody else has, with a signed-in person in every role."""

    def __init__(self, database_url: str) -> None:
        self._engine = create_engine(sqlalchemy_url(database_url), poolclass=NullPool)

    def __call__(self, slug: str) -> Tenant:
        tenant = Tenant(f"{slug}-{next(_numbers)}")
        memberships = [_membership(tenant, person, role) for role, person in tenant.people.items()]
        sessions = [signed_in(person, tenant.secrets[role]) for role, person in tenant.people.items()]
        self._write([tenant.organization, *tenant.people.values()], [*memberships, *sessions])
        return tenant

    def person(self, name: str) -> User:
        """Somebody without an organization who knows `PASSWORD`. `secret_of` them is the cookie of a session."""
        user = User(email=f"person-{next(_numbers)}@people.test", name=name)
        credential = Credential(user_id=user.id, password_hash=_hash(), changed_at=now())
        self._write([user], [credential, signed_in(user, secret_of(user))])
        return user

    def admin(self) -> str:
        """The cookie of a new session of the demo data's platform admin."""
        secret = f"secret-of-an-admin-{next(_numbers)}"
        with Database(self._engine) as db:
            db.add(signed_in(db.exec(select(User).where(col(User.email) == DEMO_ADMIN)).one(), secret))
            db.commit()
        return secret

    def request(self, company: str, message: str = "We are many.") -> str:
        """Somebody has asked to be contacted; the address of the page where an admin reads it."""
        request = ContactRequest(
            name="Ida Okafor", email="ida@big.example", company=company, seats=1200, message=message,
            fingerprint=secret_hash(f"{company}-{next(_numbers)}"),
        )  # fmt: skip
        self._write([request])
        return f"/admin/requests/{request.id}"

    def members(self, tenant: Tenant, names: Iterable[str], role: Role = Role.MEMBER) -> None:
        """More people in an organization, who are signed in nowhere."""
        users = [User(email=f"member-{next(_numbers)}@{tenant.slug}.test", name=name) for name in names]
        self._write(users, [_membership(tenant, user, role) for user in users])

    def join(self, tenant: Tenant, user: User, role: Role = Role.MEMBER) -> None:
        """One more organization for somebody."""
        self._write([_membership(tenant, user, role)])

    def invitation(self, tenant: Tenant, email: str | None = None, **changes: Any) -> str:
        """The address of a mailed invitation's page, or, without `email`, of a link's."""
        token = new_token(mailed=email is not None)
        kind = InvitationKind.EMAIL if email else InvitationKind.LINK
        columns = {"role": Role.MEMBER, "expires_at": now() + timedelta(days=1)} | changes
        row = Invitation(
            organization_id=tenant.id, kind=kind, email=email, token_hash=secret_hash(token),
            invited_by=tenant.people[Role.OWNER].id, **columns,
        )  # fmt: skip
        self._write([row])
        return f"/invite/{token}"

    def document(self, tenant: Tenant, title: str, *passages: str) -> str:
        """The address of a document that has been read."""
        file = File(
            organization_id=tenant.id, purpose=Purpose.DOCUMENT, state=FileState.STORED, name=f"{title}.md", size=100,
            content_type="text/markdown", sha256="0", expires_at=now(), stored_at=now(),
        )  # fmt: skip
        document = Document(
            organization_id=tenant.id, file_id=file.id, file_name=file.name, size=file.size, kind="markdown", title=title,
            tags=["rules"], status=DocumentStatus.READY, passages=len(passages), changed_at=now(),
        )  # fmt: skip
        chunks = [
            DocumentChunk(
                organization_id=tenant.id, document_id=document.id, number=number, title=title,
                headings=f"{title}\nPart {number}", text=text,
            )
            for number, text in enumerate(passages, start=1)
        ]  # fmt: skip
        self._write([file], [document], chunks)
        return f"/o/{tenant.slug}/documents/{document.id}"

    def conversation(
        self, tenant: Tenant, title: str, *said: str, role: Role = Role.MEMBER, shared: bool = False
    ) -> str:
        """The address of somebody's conversation with the assistant."""
        conversation = Conversation(
            organization_id=tenant.id, member_id=tenant.people[role].id, title=title, shared=shared
        )
        messages = [
            AssistantMessage(
                organization_id=tenant.id, conversation_id=conversation.id, author=Author.MEMBER, text=text
            )
            for text in said
        ]
        self._write([conversation], messages)
        return f"/o/{tenant.slug}/assistant?c={conversation.id}"

    def _write(self, *batches: Iterable[Table]) -> None:
        with Database(self._engine, expire_on_commit=False) as db:
            for batch in batches:
                db.add_all(batch)
                db.flush()
            db.commit()


def secret_of(user: User) -> str:
    """The session that `Founder.person` has opened for somebody."""
    return f"secret-of-{user.email}"


def _membership(tenant: Tenant, user: User, role: Role) -> Membership:
    return Membership(organization_id=tenant.id, user_id=user.id, role=role)


@cache
def _hash() -> str:
    return PasswordHash.recommended().hash(PASSWORD)
