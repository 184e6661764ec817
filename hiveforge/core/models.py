"""The base of all tables: an id, times, and a row policy that must be said."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, MetaData
from sqlmodel import Field, SQLModel

from .clock import new_id, now
from .permissions import Permission

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


@dataclass(frozen=True, slots=True)
class Sql:
    """A row rule that no permission expresses, in SQL."""

    expression: str


BY_THE_PERSON = "(select auth.jwt() ->> 'key') is null"
"""In the row rules of what belongs to a person alone: no API key of theirs reaches it."""


class SystemOnly:
    """Only the system login; nobody's browser or program reaches these rows."""


SYSTEM_ONLY = SystemOnly()
Rule = Permission | Sql | SystemOnly


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What each SQL command asks for; unsaid means the system only.

    `tenant` names the column that holds the organization. `columns` limits `update` to these columns.
    `append_only` takes UPDATE and DELETE from the system login too.
    """

    read: Rule = SYSTEM_ONLY
    insert: Rule = SYSTEM_ONLY
    update: Rule = SYSTEM_ONLY
    delete: Rule = SYSTEM_ONLY
    tenant: str = "organization_id"
    columns: tuple[str, ...] = ()
    append_only: bool = False

    def commands(self) -> dict[str, Rule]:
        return {"select": self.read, "insert": self.insert, "update": self.update, "delete": self.delete}


class Table(SQLModel):
    """A table without a policy does not import.

    `declares` holds SQL functions and triggers that belong to the table, as `create or replace …`.
    """

    if TYPE_CHECKING:
        __tablename__: ClassVar[Any]  # pyright: ignore[reportIncompatibleVariableOverride]

    policy: ClassVar[Policy]
    declares: ClassVar[str] = ""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = Field(default_factory=now, sa_type=DateTime(timezone=True))  # pyright: ignore[reportArgumentType]

    def __init_subclass__(cls, *, table: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if table and not isinstance(getattr(cls, "policy", None), Policy):
            raise TypeError(f"{cls.__name__} has no policy")


def moment(*, optional: bool = False, **kwargs: Any) -> Any:
    """A column for an aware point in time."""
    if optional:
        kwargs.setdefault("default", None)
    return Field(sa_type=DateTime(timezone=True), **kwargs)  # pyright: ignore[reportArgumentType]
