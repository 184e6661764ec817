"""What forms and programs may send, and what they get back. All of it frozen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator

from hiveforge.core.paging import CursorPage

from . import rules

EmailAddress = Annotated[str, AfterValidator(rules.email_address)]
PersonName = Annotated[str, AfterValidator(rules.person_name)]
NewPassword = Annotated[str, AfterValidator(rules.new_password)]
Code = Annotated[str, AfterValidator(rules.typed_code)]


class Purpose(StrEnum):
    """What a code does when it comes back."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    RESET = "reset"


class Form(BaseModel):
    """Browsers leave out what is empty, so every field has a default that is checked like what is typed."""

    model_config = ConfigDict(frozen=True, validate_default=True, hide_input_in_errors=True)


class SignUpForm(Form):
    """`next` is the page to go to afterwards; doors check that it is ours."""

    name: PersonName = ""
    email: EmailAddress = ""
    password: str = ""
    next: str = ""

    @field_validator("password")
    @classmethod
    def _is_strong(cls, password: str, info: ValidationInfo) -> str:
        return rules.new_password(password, info.data.get("email", ""))


class SignInForm(Form):
    email: EmailAddress = ""
    password: Annotated[str, AfterValidator(rules.canonical_password)] = ""
    next: str = ""


class EmailForm(Form):
    email: EmailAddress = ""
    next: str = ""


class FlowForm(Form):
    """`flow` is the id of the challenge that the code belongs to."""

    flow: UUID


class VerifyForm(FlowForm):
    """`password` is asked for only when the code comes back in another browser."""

    code: Code = ""
    password: str = ""


class ResetForm(FlowForm):
    code: Code = ""
    password: NewPassword = ""


class ProfileForm(BaseModel):
    """What a person may change about themselves; anything else is refused, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: PersonName


class PasswordForm(Form):
    current_password: Annotated[str, AfterValidator(rules.canonical_password)] = ""
    new_password: NewPassword = ""


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
    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: UUID
    email: str
    name: str
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
