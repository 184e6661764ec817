"""What forms and programs may send. Every complaint is a sentence for the person who typed."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator

from .passwords import canonical_password, new_password
from .words import email_address, person_name, typed_code

EmailAddress = Annotated[str, AfterValidator(email_address)]
PersonName = Annotated[str, AfterValidator(person_name)]
NewPassword = Annotated[str, AfterValidator(new_password)]
CurrentPassword = Annotated[str, AfterValidator(canonical_password)]
Code = Annotated[str, AfterValidator(typed_code)]


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
        return new_password(password, info.data.get("email", ""))


class SignInForm(Form):
    email: EmailAddress = ""
    password: CurrentPassword = ""
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
    current_password: CurrentPassword = ""
    new_password: NewPassword = ""
