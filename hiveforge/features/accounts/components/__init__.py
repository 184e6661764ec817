"""What the forms before the app are made of."""

from .forms import (
    code_field,
    demo_accounts,
    email_field,
    entry_form,
    inbox_hint,
    onward_link,
    password_field,
    resend_form,
)

__all__ = [
    "code_field",
    "demo_accounts",
    "email_field",
    "entry_form",
    "inbox_hint",
    "onward_link",
    "password_field",
    "resend_form",
]
