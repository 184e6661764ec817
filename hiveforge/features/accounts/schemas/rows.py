"""Who and what accounts know, frozen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from hiveforge.core.paging import CursorPage


class Purpose(StrEnum):
    """What a code does when it comes back."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Browser:
    """What a person sits at: `secret` is the cookie that binds a code to the browser that asked for it."""

    secret: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """A person and what their identity provider gave us to keep; None when they have no password."""

    person: Person
    proof: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A session has begun: `secret` belongs into the cookie, `next` is the page the person was on the way to."""

    secret: str
    next: str = ""


class Profile(BaseModel):
    """`avatar_id` is the id of a picture of them."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: UUID
    email: str
    name: str
    avatar_id: UUID | None
    created_at: datetime


class SessionRow(BaseModel):
    """One signed-in browser. `browser` is its user agent in words."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    browser: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


SessionPage = CursorPage[SessionRow]
