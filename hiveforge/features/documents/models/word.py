"""The words that an organization's documents have used: what somebody who mistypes one may have meant."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from hiveforge.core.models import Policy, Table


class DocumentWord(Table, table=True):
    """A word in lower case without accents. One whose documents are gone stays: it leads to nothing that is not there."""

    __tablename__ = "document_words"
    __table_args__ = (
        UniqueConstraint("organization_id", "word"),
        Index(
            "ix_document_words_similar", "organization_id", "word",
            postgresql_using="gin", postgresql_ops={"word": "extensions.gin_trgm_ops"},
        ),
    )  # fmt: skip
    policy: ClassVar = Policy()

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    word: str = Field(sa_type=Text(collation="C"))  # pyright: ignore[reportArgumentType]
