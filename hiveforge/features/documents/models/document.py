"""A document: a file whose text is read, found and cited."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table, moment
from hiveforge.core.permissions import Permission
from hiveforge.features.documents.schemas import DocumentStatus

_STATUSES = ", ".join(f"'{status}'" for status in DocumentStatus)
_KINDS = "'pdf', 'docx', 'html', 'markdown', 'text', 'table'"


class Document(Table, table=True):
    """`revision` counts how often its file was replaced; passages are those of this revision. `changed_at` is when `status` changed.

    `embedded_by` is the model that made the vectors of all its passages; empty while there are none.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("organization_id", "id"),
        UniqueConstraint("organization_id", "file_id"),
        ForeignKeyConstraint(["organization_id", "file_id"], ["files.organization_id", "files.id"]),
        ForeignKeyConstraint(
            ["organization_id", "added_by"],
            ["memberships.organization_id", "memberships.user_id"],
            ondelete="SET NULL (added_by)",
        ),
        CheckConstraint(f"status in ({_STATUSES})", name="status"),
        CheckConstraint(f"kind in ({_KINDS})", name="kind"),
        CheckConstraint("(status = 'failed') = (failure <> '')", name="failure"),
        Index("ix_documents_organization_id_created_at_id", "organization_id", "created_at", "id"),
        Index("ix_documents_organization_id_added_by", "organization_id", "added_by"),
        Index("ix_documents_tags", "organization_id", "tags", postgresql_using="gin"),
        Index("ix_documents_embedded_by", "embedded_by", postgresql_where=text("status = 'ready'")),
        Index("ix_documents_waiting", "changed_at", postgresql_where=text("status in ('queued', 'reading')")),
    )
    policy: ClassVar = Policy(
        read=Permission.DOCUMENTS_READ,
        insert=Permission.DOCUMENTS_WRITE,
        update=Permission.DOCUMENTS_WRITE,
        delete=Permission.DOCUMENTS_WRITE,
        columns=(
            "title", "tags", "file_id", "file_name", "size", "kind", "status", "failure", "passages", "pages",
            "revision", "embedded_by", "changed_at",
        ),
    )  # fmt: skip

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    file_id: UUID
    file_name: str = Field(max_length=200)
    size: int = Field(sa_type=BigInteger)
    kind: str = Field(max_length=16)
    title: str = Field(max_length=200)
    tags: list[str] = Field(default_factory=list, sa_type=ARRAY(String(40)))  # pyright: ignore[reportArgumentType]
    status: DocumentStatus = Field(default=DocumentStatus.QUEUED, sa_type=String(16))
    failure: str = Field(default="", max_length=300)
    passages: int = 0
    pages: int | None = None
    revision: int = 1
    added_by: UUID | None = None
    embedded_by: str = Field(default="", max_length=100)
    changed_at: datetime = moment()
