"""The messages of accounts. Each says what was asked for, what to do, and what to do when it was somebody else.

Links only open a page with the code filled in; a person presses the button there. Mail scanners open links too.
"""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from hiveforge.core.settings import settings
from hiveforge.features import mailing

from .rules import CODE_MINUTES

_IGNORE = "If this was not you, ignore this message: nothing happens without the code. Never tell the code to anybody."


def verification(*, code: str, flow: UUID) -> mailing.Email:
    """For a new address: the code that makes the account. Without the name: a stranger may have typed it, as an insult or a link."""
    return mailing.Email(
        mailing.Heading("Confirm your email address"),
        mailing.Text("Enter this code to finish signing up:"),
        mailing.Code(code),
        mailing.Text(f"It works once, for {CODE_MINUTES} minutes. Or open the page with the code filled in:"),
        mailing.Button("Confirm email address", _link("/verify", flow=flow, code=code)),
        mailing.Footer(f"You get this because somebody signed up to HiveForge with your address. {_IGNORE}"),
        subject=f"{code} is your HiveForge code",
        preview="Enter it to finish signing up.",
    )


def already_known(*, email: str) -> mailing.Email:
    """For an address that signed up again: they have an account, and only they are told so."""
    return mailing.Email(
        mailing.Heading("You already have an account"),
        mailing.Text("Somebody, probably you, tried to sign up to HiveForge with this address. Sign in instead:"),
        mailing.Button("Sign in", _link("/sign-in")),
        mailing.Text("Forgot your password? ", mailing.Link("Choose a new one", _link("/forgot-password")), "."),
        mailing.Footer(f"If this was not you, you need not do anything. Your account ({email}) has not changed."),
        subject="You already have a HiveForge account",
        preview="Sign in instead of signing up again.",
    )


def sign_in_code(*, code: str, flow: UUID) -> mailing.Email:
    """For somebody who wants in without their password."""
    return mailing.Email(
        mailing.Heading("Your sign-in code"),
        mailing.Text("Enter this code in the browser where you asked for it:"),
        mailing.Code(code),
        mailing.Text(f"It works once, for {CODE_MINUTES} minutes, in that browser only."),
        mailing.Button("Sign in", _link("/verify", flow=flow, code=code)),
        mailing.Footer(f"You get this because somebody asked to sign in to HiveForge with your address. {_IGNORE}"),
        subject=f"{code} is your HiveForge sign-in code",
        preview="Enter it in the browser where you asked for it.",
    )


def reset_code(*, code: str, flow: UUID) -> mailing.Email:
    """For somebody who forgot their password."""
    return mailing.Email(
        mailing.Heading("Choose a new password"),
        mailing.Text("Enter this code together with your new password:"),
        mailing.Code(code),
        mailing.Text(f"It works once, for {CODE_MINUTES} minutes. Or open the page with the code filled in:"),
        mailing.Button("Choose a new password", _link("/reset-password", flow=flow, code=code)),
        mailing.Footer(f"You get this because somebody forgot the password of this HiveForge account. {_IGNORE}"),
        subject=f"{code} is your code for a new HiveForge password",
        preview="Enter it together with your new password.",
    )


def no_account(*, email: str) -> mailing.Email:
    """For an address without an account: people have several addresses and try the wrong one."""
    return mailing.Email(
        mailing.Heading("There is no account with this address"),
        mailing.Text(f"Somebody, probably you, tried to sign in to HiveForge as {email}. We know no such account."),
        mailing.Text("Perhaps you signed up with another address. If you are new here:"),
        mailing.Button("Create an account", _link("/sign-up")),
        mailing.Footer("If this was not you, you need not do anything."),
        subject="No HiveForge account with this address",
        preview="Perhaps you signed up with another address.",
    )


def password_changed(*, name: str, at: datetime, browser: str, address: str) -> mailing.Email:
    """For the owner of an account whose password is a new one."""
    return mailing.Email(
        mailing.Heading("Your password was changed"),
        mailing.Text(
            f"Hello {name}, the password of your HiveForge account is a new one. All other browsers were signed out."
        ),
        mailing.Facts(("When", f"{at:%d %B %Y, %H:%M} UTC"), ("Browser", browser), ("Address", address or "unknown")),
        mailing.Text("If this was not you, take your account back now:"),
        mailing.Button("Choose a new password", _link("/forgot-password")),
        mailing.Footer("We tell you about every change of your password."),
        subject="Your HiveForge password was changed",
        preview="If this was not you, choose a new one now.",
    )


def _link(path: str, **query: object) -> str:
    return f"{settings().origin}{path}" + (f"?{urlencode(query)}" if query else "")
