"""Questions that unfold without JavaScript."""

from collections.abc import Sequence

import reflex as rx

from hiveforge.ui.base import Node

from .section import section

ABOUT = [
    (
        "Do I need Docker, Node or a Postgres of my own?",
        (
            "No. The JavaScript runtime that builds the pages and Postgres itself come as Python packages. In production you "
            "give it the address of your own Postgres, version 15 to 18, for example one at Supabase."
        ),
    ),
    (
        "How is the isolation between tenants proven?",
        (
            "Every table with tenants' rows declares its policy beside the model. A test compares the declarations with the "
            "database's catalogue, and another signs in as every role and as a stranger and tries to read, write, change and "
            "delete every row of another organization. The web process refuses to start with a role that could bypass it."
        ),
    ),
    (
        "What happens when the connection drops?",
        (
            "A small pill says that it reconnects. What you typed stays, and the page catches up by itself. Who you are is in "
            "a cookie and in the database, never in the page's memory."
        ),
    ),
    (
        "Which services does it talk to?",
        (
            "None, until you set their keys. Mail then goes through Resend and errors to Sentry. Pages load nothing from "
            "other origins: fonts, scripts and the API docs are served by you."
        ),
    ),
    (
        "Why only Python?",
        (
            "So that one person can follow an act from the button to the row policy, and so that a permission, a limit or an "
            "error message is written once instead of once for each side."
        ),
    ),
    (
        "How do I make it mine?",
        (
            "Your product is a folder beside ours: models, service, pages, routes and tests with fixed names. The kernel "
            "knows no feature, so your folders and our updates stay out of each other's way."
        ),
    ),
]


def faq(
    questions: Sequence[tuple[str, str]] = ABOUT,
    *,
    title: str = "Questions",
    lead: Node = "What developers ask before they clone.",
) -> rx.Component:
    return section(
        title,
        lead,
        rx.el.div(
            *[
                rx.el.details(
                    rx.el.summary(
                        rx.el.h3(question, class_name="min-w-0 flex-1 text-[0.9375rem] font-medium"),
                        rx.icon(
                            "plus", size=16, aria_hidden="true",
                            class_name="mt-1 shrink-0 text-muted-foreground transition-transform group-open:rotate-45",
                        ),
                        class_name=(
                            "flex list-none items-start gap-4 rounded-md py-4 [&::-webkit-details-marker]:hidden"
                        ),
                    ),
                    rx.el.p(answer, class_name="pr-8 pb-5 leading-relaxed text-pretty text-muted-foreground"),
                    class_name="group border-b",
                )
                for question, answer in questions
            ],
            class_name="mt-8 border-t lg:mt-0",
        ),
        anchor="questions",
        beside=True,
    )  # fmt: skip
