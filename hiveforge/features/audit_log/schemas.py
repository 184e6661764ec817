"""What one asks of the log, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict

from hiveforge.core.text import search_text

T = TypeVar("T")
Line = Annotated[str, AfterValidator(search_text)]


def _read(read: Callable[[str], T], text: str) -> T | None:
    try:
        return read(text)
    except ValueError:
        return None


class AuditQuery(BaseModel):
    """Which entries. `since` and `until` are days in UTC, both of them included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    search: Line = ""
    action: Line = ""
    actor: UUID | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def lenient(cls, *, search: str, action: str, actor: str, since: str, until: str) -> Self:
        """From a page's address, which people edit: what means nothing counts as not said."""
        return cls(
            search=search, action=action, actor=_read(UUID, actor), since=_read(date.fromisoformat, since),
            until=_read(date.fromisoformat, until),
        )  # fmt: skip

    @property
    def narrowed(self) -> bool:
        """Whether an empty answer means "nothing matches" and not "nothing yet"."""
        return self != AuditQuery()


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to what, and what it changed. `actor_id` is None for visitors and for the platform itself."""

    id: UUID
    created_at: datetime
    action: str
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    target_type: str
    target_id: str
    target_name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuditActor:
    """Somebody who stands in the log."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What the plan allows: how many days back the log is shown (None: all of it), and whether as a file too."""

    days: int | None
    downloads: bool
    upgrade_url: str


@dataclass(frozen=True, slots=True)
class Change:
    """One detail before and after, as text; empty where it did not exist."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry in words: `actor` `said` `target`."""

    id: str
    at: datetime
    actor: str
    actor_id: str
    said: str
    target: str
    action: str
    request_id: str
    reason: str
    changes: list[Change] = field(default_factory=list)
