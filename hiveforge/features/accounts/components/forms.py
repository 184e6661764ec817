"""What the forms before the app are made of: fields that know the query string, passwords and codes."""

from typing import Any

import reflex as rx

from hiveforge.core.errors import TooMany, Unavailable
from hiveforge.features.accounts.errors import (
    CodeExpired,
    CodeGuessed,
    CodeUsed,
    EmailTaken,
    OtherBrowser,
    PasswordNeeded,
    WrongCode,
    WrongCredentials,
)
from hiveforge.features.accounts.schemas import LONGEST_PASSWORD, SHORTEST_PASSWORD
from hiveforge.features.accounts.state import EntranceState
from hiveforge.ui.base import Node, Text
from hiveforge.ui.button import button, button_class
from hiveforge.ui.field import INPUT, field
from hiveforge.ui.from_query import FromQuery
from hiveforge.ui.link import TEXT_LINK, native_link
from hiveforge.ui.post_form import post_form

from .in_browser import Fill, Onward, ShowPassword

# What a browser without our script is told when it is sent back to its form; with the script the answer says it.
_CODES = (WrongCredentials, WrongCode, CodeExpired, CodeUsed, CodeGuessed, OtherBrowser, PasswordNeeded, EmailTaken)
REFUSALS = {error.code: error.message for error in (*_CODES, TooMany, Unavailable)} | {
    "invalid": "Something is missing or too short. Check each field and try again.",
    "missing": "Open this page with the link in your email, or start again.",
    "": "That did not work. Try again.",
}


def entry_form(
    *children: Node,
    action: str,
    form_id: str,
    submit: str,
    carries: tuple[str, ...] = ("next",),
    prefills: tuple[str, ...] = (),
) -> rx.Component:
    """A form before the app. `carries` are hidden fields taken from the query string, `prefills` visible ones."""
    return post_form(
        *[rx.el.input(type="hidden", name=name) for name in carries],
        *children,
        button(submit, type="submit", size="lg", class_name="mt-1 w-full"),
        FromQuery.create(
            form_id=form_id,
            names=[*carries, *prefills],
            required="flow" if "flow" in carries else "",
            messages=REFUSALS,
            sent="",
        ),
        action=action,
        form_id=form_id,
    )  # fmt: skip


def resend_form() -> rx.Component:
    """Asks for another code; the answer loads the page again, which then says so."""
    form_id = "resend"
    return rx.el.div(
        rx.el.p(id=f"{form_id}-sent", role="status", class_name="mb-2 text-center text-[0.8125rem] text-success empty:hidden"),
        post_form(
            rx.el.input(type="hidden", name="flow"),
            rx.el.p(
                "No mail? Look into your spam folder, or ",
                rx.el.button("send a new code", type="submit", class_name=f"{TEXT_LINK} cursor-pointer rounded-sm"),
                ".",
                class_name="text-center text-[0.8125rem] text-muted-foreground",
            ),
            FromQuery.create(
                form_id=form_id, names=["flow"], required="", messages=REFUSALS,
                sent="We have sent a new code. Older ones no longer work.",
            ),
            action="/auth/resend",
            form_id=form_id,
        ),
        class_name="mt-5",
    )  # fmt: skip


def email_field(form_id: str) -> rx.Component:
    """An address that is also the account's name for password managers."""
    return field(
        "Email", "email", form_id=form_id, input_type="email", required=True, max_length=254,
        auto_complete="username", input_mode="email", spell_check=False,
    )  # fmt: skip


def password_field(label: Text, name: str, *, form_id: str, new: bool = False, **props: Any) -> rx.Component:
    """A password that can be shown. `new` is for choosing one; pasting and long passphrases are welcome."""
    props.setdefault("required", True)
    if new:
        props |= {
            "min_length": SHORTEST_PASSWORD,
            "description": "8 characters or more. A few words in a row are easy to remember.",
        }
    return field(
        label, name, form_id=form_id, control=_password_input, max_length=LONGEST_PASSWORD,
        auto_complete="new-password" if new else "current-password", **props,
    )  # fmt: skip


def code_field(form_id: str) -> rx.Component:
    """Six digits, typed, pasted or filled in by the phone."""
    return field(
        "Code", "code", form_id=form_id, required=True, max_length=16, input_mode="numeric",
        auto_complete="one-time-code", spell_check=False, description="Six digits from the email.",
    )  # fmt: skip


def onward_link(text: str, to: str, *, small: bool = False) -> rx.Component:
    """A link in running text that keeps `?next=`."""
    return Onward.create(text, to=to, class_name=f"{TEXT_LINK} text-[0.8125rem]" if small else TEXT_LINK)


def inbox_hint() -> rx.Component:
    """Where mail stays on this machine, the way to it."""
    return rx.cond(
        EntranceState.local_inbox,
        rx.el.p(
            "Development: mail goes to the ",
            native_link("local inbox", href="/inbox", target="_blank", class_name=TEXT_LINK),
            ".",
            class_name="mt-4 text-center text-[0.8125rem] text-muted-foreground",
        ),
    )


def demo_accounts(form_id: str) -> rx.Component:
    """The log-ins of the demo data; there are none in production."""
    return rx.cond(
        rx.Var.create(EntranceState.demo).to(list).length() > 0,
        rx.el.section(
            rx.el.h2("Demo accounts", class_name="text-[0.8125rem] font-medium"),
            rx.el.p("Shown in development only. A click fills the form.", class_name="text-xs text-muted-foreground"),
            rx.el.ul(
                rx.foreach(
                    EntranceState.demo,
                    lambda account: rx.el.li(
                        Fill.create(
                            rx.el.span(
                                rx.el.span(account.email, class_name="block truncate text-foreground"),
                                rx.el.span(account.note, class_name="block truncate text-xs font-normal"),
                                class_name="min-w-0",
                            ),
                            form_id=form_id,
                            email=account.email,
                            password=account.password,
                            class_name=button_class("ghost", "sm", "h-auto w-full justify-start px-2 py-1 text-left"),
                        ),
                        key=account.email,
                    ),
                ),
                class_name="mt-2 -ml-2 grid gap-0.5",
            ),
            class_name="mt-6 rounded-xl border bg-surface px-5 py-4",
        ),
    )


def _password_input(*, id: str, **props: Any) -> rx.Component:  # noqa: A002
    return rx.el.div(
        rx.el.input(id=id, type="password", spell_check=False, class_name=f"{INPUT} pr-11", **props),
        ShowPassword.create(
            target=id,
            class_name=(
                "absolute inset-y-0 right-0 flex w-10 items-center justify-center rounded-md "
                "text-muted-foreground hover:text-foreground"
            ),
        ),
        class_name="relative",
    )
