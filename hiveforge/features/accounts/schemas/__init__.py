"""What forms and programs may send, and what they get back. All of it frozen."""

from .forms import (
    Code,
    CurrentPassword,
    EmailAddress,
    EmailForm,
    FlowForm,
    NewPassword,
    PasswordForm,
    PersonName,
    ProfileForm,
    ResetForm,
    SignInForm,
    SignUpForm,
    VerifyForm,
)
from .passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, canonical_password, common_passwords, new_password
from .rows import Account, Browser, Entry, Person, Profile, Purpose, SessionPage, SessionRow
from .words import CODE_DIGITS, LONGEST_NAME, email_address, person_name, typed_code

__all__ = [
    "CODE_DIGITS",
    "LONGEST_NAME",
    "LONGEST_PASSWORD",
    "SHORTEST_PASSWORD",
    "Account",
    "Browser",
    "Code",
    "CurrentPassword",
    "EmailAddress",
    "EmailForm",
    "Entry",
    "FlowForm",
    "NewPassword",
    "PasswordForm",
    "Person",
    "PersonName",
    "Profile",
    "ProfileForm",
    "Purpose",
    "ResetForm",
    "SessionPage",
    "SessionRow",
    "SignInForm",
    "SignUpForm",
    "VerifyForm",
    "canonical_password",
    "common_passwords",
    "email_address",
    "new_password",
    "person_name",
    "typed_code",
]
