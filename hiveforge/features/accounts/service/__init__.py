"""What accounts decide and write, one file for each thing people come for."""

from hiveforge.features.accounts.queries import user_by_email

from .demo import list_demo_accounts
from .own_account import (
    change_avatar,
    change_profile,
    forget_expired,
    get_profile,
    list_sessions,
    remove_avatar,
    revoke_other_sessions,
    revoke_session,
)
from .passwords import change_password, forgot_password, reset_password
from .people import create_verified, open_session
from .signing_in import ask_sign_in_code, sign_in, sign_out
from .signing_up import sign_up
from .verifying import resend, verify

__all__ = [
    "ask_sign_in_code",
    "change_avatar",
    "change_password",
    "change_profile",
    "create_verified",
    "forget_expired",
    "forgot_password",
    "get_profile",
    "list_demo_accounts",
    "list_sessions",
    "open_session",
    "remove_avatar",
    "resend",
    "reset_password",
    "revoke_other_sessions",
    "revoke_session",
    "sign_in",
    "sign_out",
    "sign_up",
    "user_by_email",
    "verify",
]
