"""What visitors asked for."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from hiveforge.core.models import Policy, Table, moment


class ContactRequest(Table, table=True):
    """A visitor's request; it belongs to no organization, so the system keeps it and platform admins read it.

    `fingerprint` is the same for the same words: sent twice they are one request, until that is answered.
    """

    __tablename__ = "contact_requests"
    __table_args__ = (
        Index(
            "uq_contact_requests_open_fingerprint", "fingerprint", unique=True,
            postgresql_where=text("answered_at is null"),
        ),
        Index("ix_contact_requests_created_at", "created_at"),
    )  # fmt: skip
    policy: ClassVar = Policy()

    name: str
    email: str
    company: str
    seats: int
    message: str
    fingerprint: str = Field(max_length=64)
    answered_at: datetime | None = moment(optional=True)
    answered_by: str = ""
