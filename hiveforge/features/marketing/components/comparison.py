"""An honest comparison: what the others have and we do not stands in it too."""

import reflex as rx

from .section import section, tick

SYSTEMS = ["HiveForge", "SaaS Pegasus", "BoxyHQ kit", "Next.js starter", "Open SaaS", "FastAPI template"]
YES, PART, NO = "yes", "in part", "no"
ROWS = [
    ("Row-level security in the database", [YES, NO, NO, NO, NO, NO]),
    ("Pages written in Python", [YES, PART, NO, NO, NO, NO]),
    ("Starts without keys of other services", [YES, YES, YES, NO, PART, YES]),
    ("Organizations, many per person", [YES, YES, YES, PART, NO, NO]),
    ("Audit log", [YES, NO, YES, PART, NO, NO]),
    ("Card payments built in", [NO, YES, YES, YES, YES, NO]),
    ("SAML single sign-on and SCIM", [NO, NO, YES, NO, NO, NO]),
]
OTHERS = [
    "You sell to companies that ask for SAML and SCIM on day one: take BoxyHQ's kit.",
    "You want Django, years of releases and a vendor to ask: take SaaS Pegasus.",
    "Your team writes TypeScript and wants payments today: take the Next.js starter or Open SaaS.",
    "You need an API with log-in and no organizations: take the FastAPI template.",
]
MARK = {
    YES: ("check", "text-success"),
    PART: ("circle-dashed", "text-warning"),
    NO: ("minus", "text-muted-foreground"),
}


def comparison() -> rx.Component:
    return section(
        "Compared, including where it loses",
        "Read from the projects' public repositories and documentation in the summer of 2026. A dash means that we looked and did not find it.",
        rx.el.div(
            rx.el.table(
                rx.el.caption("HiveForge and five other starting points", class_name="sr-only"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.td(class_name="min-w-56"),
                        *[
                            rx.el.th(
                                name,
                                scope="col",
                                class_name="min-w-24 px-2 py-4 text-center align-bottom font-semibold",
                            )
                            for name in SYSTEMS
                        ],
                    )
                ),
                rx.el.tbody(*[_row(label, marks) for label, marks in ROWS]),
                class_name="w-full text-[0.8125rem]",
            ),
            role="region",
            aria_label="Comparison",
            tab_index=0,
            class_name="relative mt-12 overflow-x-auto rounded-2xl border bg-surface px-4 shadow-card",
        ),
        rx.el.div(
            rx.el.h3("When something else fits better", class_name="text-[0.9375rem] font-semibold tracking-tight"),
            rx.el.ul(*[tick(text) for text in OTHERS], class_name="mt-4 grid gap-2.5 sm:grid-cols-2 sm:gap-x-10"),
            class_name="mt-10",
        ),
        anchor="compared",
        tinted=True,
    )


def _row(label: str, marks: list[str]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(label, scope="row", class_name="py-3 pr-4 text-left font-medium"),
        *[rx.el.td(_mark(mark), class_name="px-2 py-3") for mark in marks],
        class_name="border-t",
    )


def _mark(mark: str) -> rx.Component:
    icon, colour = MARK[mark]
    return rx.el.span(
        rx.icon(icon, size=16, aria_hidden="true", class_name=colour),
        rx.el.span(mark, class_name="sr-only"),
        class_name="flex justify-center",
    )
