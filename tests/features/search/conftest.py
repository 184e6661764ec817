"""Organizations in which the same words stand in documents, conversations and names."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import psycopg
import pytest
from factories import Tenant

from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import new_id
from hiveforge.core.db import unit_of_work
from hiveforge.core.permissions import Role
from hiveforge.features.accounts.models import User
from hiveforge.features.assistant.models import AssistantMessage, Conversation
from hiveforge.features.assistant.schemas import Author
from hiveforge.features.documents.models import DocumentChunk
from hiveforge.features.organizations.models import Membership
from hiveforge.features.search import Found, SearchForm, service

Talk = Callable[..., Awaitable[UUID]]


@pytest.fixture
def talk() -> Talk:
    """A conversation of somebody, with what was said in it."""

    async def talked(actor: Actor, title: str, *said: str, shared: bool = False, **message: object) -> UUID:
        place = actor.organization_id
        conversation = Conversation(organization_id=place, member_id=actor.user_id, title=title, shared=shared)
        async with unit_of_work(system("test")) as db:
            db.add(conversation)
            await db.flush()
            db.add_all(
                AssistantMessage(
                    organization_id=place, conversation_id=conversation.id, author=Author.MEMBER, text=text, **message
                )  # pyright: ignore[reportArgumentType]
                for text in said
            )
        return conversation.id

    return talked


@pytest.fixture
def write(owner: psycopg.Connection) -> Callable[..., Awaitable[UUID]]:
    """Passages of a document that has been read; the document itself is not needed to be found."""

    async def written(tenant: Tenant, title: str, *passages: str) -> UUID:
        document = new_id()
        chunks = [
            DocumentChunk(organization_id=tenant.id, document_id=document, number=number, title=title, text=text)
            for number, text in enumerate(passages, 1)
        ]
        owner.execute("alter table document_chunks disable trigger all")
        async with unit_of_work(system("test")) as db:
            db.add_all(chunks)
        owner.execute("alter table document_chunks enable trigger all")
        return document

    return written


@pytest.fixture
def join() -> Callable[..., Awaitable[UUID]]:
    """One more member."""

    async def joined(tenant: Tenant, name: str, email: str) -> UUID:
        person = User(name=name, email=email)
        async with unit_of_work(system("test")) as db:
            db.add(person)
            await db.flush()
            db.add(Membership(organization_id=tenant.id, user_id=person.id, role=Role.MEMBER))
        return person.id

    return joined


@pytest.fixture
def find() -> Callable[..., Awaitable[Found]]:
    async def found(actor: Actor, text: str) -> Found:
        return await service.search(actor, SearchForm(text=text))

    return found
