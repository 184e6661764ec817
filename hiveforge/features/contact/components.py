"""The contact form, and what stands beside it."""

import reflex as rx

from hiveforge.core.errors import TooMany, Unavailable
from hiveforge.ui.button import button, button_class
from hiveforge.ui.field import field
from hiveforge.ui.from_query import FromQuery
from hiveforge.ui.link import TEXT_LINK, nav_link
from hiveforge.ui.marketing_layout import WRAP
from hiveforge.ui.post_form import post_form
from hiveforge.ui.textarea import textarea

from .schemas import LONGEST_MESSAGE, LONGEST_NAME, MOST_SEATS

_FORM = "contact"
# What a browser without our script is told when it is sent back to the form; with the script the answer says it.
_REFUSALS = {error.code: error.message for error in (TooMany, Unavailable)} | {
    "invalid": "Something is missing or too long. Check each field and try again.",
    "": "That did not work. Try again.",
}
_HELPS = [
    ("users-round", "How many people", "Roughly is enough. It decides which terms we can offer."),
    ("scroll-text", "What must be kept", "Audit logs, retention, contracts: whatever your auditors ask for."),
    ("plug-zap", "What it must talk to", "Your systems, and how much they will ask of the API."),
]


def contact() -> rx.Component:
    """What to write, beside the form; on phones below it."""
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Talk to us", tab_index=-1, class_name="text-display outline-none"),
                rx.el.p(
                    "Enterprise is arranged with you. Tell us what you need; a person reads it and answers by email.",
                    class_name="mt-5 text-lg leading-relaxed text-pretty text-muted-foreground",
                ),
                class_name="max-w-lg",
            ),
            rx.el.div(
                _form(), class_name="rounded-2xl border bg-surface p-6 shadow-card sm:p-8 lg:col-start-2 lg:row-span-2"
            ),
            rx.el.div(
                rx.el.h2("What helps us answer", class_name="text-[0.9375rem] font-semibold tracking-tight"),
                rx.el.ul(*[_help(*entry) for entry in _HELPS], class_name="mt-5 grid gap-5"),
                rx.el.p(
                    "Looking for a price? ",
                    nav_link("Compare the plans", to="/pricing", class_name=TEXT_LINK),
                    " first.",
                    class_name="mt-10 text-muted-foreground",
                ),
                class_name="max-w-lg",
            ),
            class_name=(
                f"{WRAP} grid items-start gap-10 pt-16 pb-20 sm:pt-24 lg:grid-cols-2 lg:grid-rows-[auto_1fr] lg:gap-x-16"
            ),
        )
    )


def sent() -> rx.Component:
    """The request is kept."""
    return rx.el.section(
        rx.el.div(
            rx.el.span(
                rx.icon("check", size=24, aria_hidden="true"),
                class_name="mx-auto flex size-12 items-center justify-center rounded-full bg-brand-soft text-brand-text",
            ),
            rx.el.h1("We have your message", tab_index=-1, class_name="mt-6 text-display outline-none"),
            rx.el.p(
                "Thank you. We answer by email, to the address you gave.",
                class_name="mx-auto mt-5 max-w-xl text-lg text-pretty text-muted-foreground",
            ),
            rx.el.div(
                nav_link("Back to the plans", to="/pricing", class_name=button_class("secondary", "lg")),
                class_name="mt-9 flex justify-center",
            ),
            class_name=f"{WRAP} py-20 text-center sm:py-28",
        )
    )


def _form() -> rx.Component:
    return post_form(
        field("Name", "name", form_id=_FORM, required=True, max_length=LONGEST_NAME, auto_complete="name"),
        field(
            "Work email", "email", form_id=_FORM, input_type="email", required=True, max_length=254,
            auto_complete="email", input_mode="email", spell_check=False,
        ),
        rx.el.div(
            field(
                "Company", "company", form_id=_FORM, required=True, max_length=LONGEST_NAME,
                auto_complete="organization",
            ),
            field(
                "Seats wanted", "seats", form_id=_FORM, input_type="number", required=True, min="1",
                max=str(MOST_SEATS), step="1", input_mode="numeric",
            ),
            class_name="grid items-start gap-4 sm:grid-cols-[1fr_9rem]",
        ),
        field(
            "Message", "message", form_id=_FORM, control=textarea, rows=6, required=True, max_length=LONGEST_MESSAGE,
        ),
        button("Send message", type="submit", size="lg", class_name="mt-1 w-full"),
        FromQuery.create(form_id=_FORM, names=[], required="", messages=_REFUSALS, sent=""),
        action="/contact-requests",
        form_id=_FORM,
        class_name="[&_:is(input,textarea)]:scroll-mt-28",  # a wrong field is not put under the header
    )  # fmt: skip


def _help(icon: str, title: str, text: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.icon(icon, size=18, aria_hidden="true"),
            class_name="flex size-9 shrink-0 items-center justify-center rounded-lg border bg-surface text-brand-text shadow-card",
        ),
        rx.el.div(
            rx.el.p(title, class_name="font-medium"),
            rx.el.p(text, class_name="mt-0.5 text-pretty text-muted-foreground"),
        ),
        class_name="flex gap-4",
    )
