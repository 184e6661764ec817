"""The sections of the landing page. Every sentence is true of this version; change it when the version changes."""

import reflex as rx

from hiveforge.ui.button import button_class
from hiveforge.ui.link import native_link, nav_link
from hiveforge.ui.marketing_layout import WRAP

from .preview import preview
from .section import section, tick

PROMISES = [
    (
        "key-round",
        "Zero keys, whole product",
        (
            "One command on a machine with Python and git, and everything runs: its own Postgres, the worker, the mail in a "
            "local inbox. Stand-ins speak the real services' protocols, so a key in the environment switches one of them to "
            "the real thing and nothing else changes."
        ),
    ),
    (
        "shield-check",
        "Isolation you can prove",
        (
            "Postgres guards every tenant's rows, under a role that owns nothing and cannot step around it. A forgotten "
            "WHERE shows nothing. A test reads the catalogue and attacks every table and every event as another tenant."
        ),
    ),
    (
        "git-commit-horizontal",
        "Nothing half done",
        (
            "Rows, audit entry, background job and live update commit together or not at all. Kill the worker at any line "
            "and the mail still goes out once. Restart the database while people work and the tabs find their way back."
        ),
    ),
]
BOX = [
    ("user-round-check", "Accounts", "Sign-up with verification by code or link, reset, emailed sign-in codes, a list of devices that you can sign out one by one."),
    ("building-2", "Organizations", "Many per person, the name in the address, a switcher. Last-owner rule, ownership transfer, deletion with 30 days to restore."),
    ("mail-plus", "Invitations", "By email and by link, with a page for every state: expired, revoked, used, wrong account, no account yet, already a member."),
    ("users-round", "Roles", "Owner, admin, member, viewer. A permission is declared once, and pages, events, API, jobs and Postgres all read that one table."),
    ("scroll-text", "Audit log", "Who did what to whom, before and after, with the request it belongs to. Searchable and filterable by the people it is about."),
    ("zap", "Live updates", "A colleague joins or a role changes, and every open tab of that organization shows it. Through Postgres, with nothing else to run."),
    ("send", "Mail", "Templates from components, HTML and plain text from one tree, sent by the worker with retries, read in a local inbox while you build."),
    ("plug-zap", "REST API", "The same functions as the pages, with OpenAPI, cursor pagination, problem+json and request ids. Docs served from your own origin."),
    ("list-checks", "Background jobs", "In Postgres, enqueued in the same transaction as the act, with retries, schedules and the rescue of stalled ones."),
    ("lock-keyhole", "A strict edge", "A content security policy without unsafe-inline, pinned origins, forms safe from forgery. No request leaves your origin."),
    ("activity", "Operations", "Structured logs with one id from click to job, Prometheus metrics, health checks, and a doctor command that says how to fix what it finds."),
    ("blocks", "Design system", "Accessible components in Python, light and dark, keyboard first, with a command palette. The pages you see are made of it."),
]  # fmt: skip
AUDIENCES = [
    ("People", "Everything by mouse or keyboard alone.", [
        "Sign up, verify, join or start an organization",
        "See colleagues' changes without reloading",
        "Find any page or act with Ctrl K or ⌘ K",
        "See their devices and sign one out from afar",
    ]),
    ("Owners and admins", "Decide who may do what, and see what was done.", [
        "Invite by mail or link, change roles, remove members",
        "Hand over ownership, never lose the last owner",
        "Filter the audit log by person, act and time",
        "Delete an organization and change their mind",
    ]),
    ("Machines", "The same rules as for people.", [
        "REST API described by OpenAPI",
        "Errors as problem+json with stable codes",
        "Liveness, readiness and metrics endpoints",
        "The rights of the account that calls, never more",
    ]),
    ("Developers", "Python from the database policy to the button.", [
        "A generator writes a slice with model, policy, page, API and tests",
        "Every slice has the same files in the same order",
        "Tests on real Postgres, as the real role",
        "One command for style, types, imports and architecture",
    ]),
]  # fmt: skip


def hero() -> rx.Component:
    return rx.el.section(
        rx.el.div(aria_hidden="true", class_name="hex-grid pointer-events-none absolute inset-0 -z-10"),
        rx.el.div(
            rx.el.h1("Start your SaaS at the interesting part", tab_index=-1, class_name="mx-auto max-w-3xl text-display outline-none"),
            rx.el.p(
                "HiveForge is a complete multi-tenant platform written only in Python: accounts, organizations, roles, "
                "audit log, mail, API and background jobs. Clone it, run one command, and build what only you can build.",
                class_name="mx-auto mt-6 max-w-2xl text-lg leading-relaxed text-pretty text-muted-foreground",
            ),
            rx.el.div(
                nav_link(
                    "Create account", rx.icon("arrow-right", size=16, aria_hidden="true"), to="/sign-up",
                    class_name=button_class("primary", "lg"),
                ),
                native_link("Quick start", href="#start", class_name=button_class("secondary", "lg")),
                class_name="mt-9 flex flex-wrap justify-center gap-3",
            ),
            rx.el.p(
                "No keys, no Docker, no Node. Python 3.11 and git are enough.",
                class_name="mt-4 text-[0.8125rem] text-muted-foreground",
            ),
            preview(),
            class_name=f"{WRAP} pt-16 pb-20 text-center sm:pt-24 sm:pb-28",
        ),
        class_name="relative isolate overflow-hidden",
    )  # fmt: skip


def promises() -> rx.Component:
    return section(
        "Three promises, kept together",
        "Each of them is a test in the repository, not a sentence on a page.",
        rx.el.ol(
            *[
                rx.el.li(
                    rx.el.span(
                        rx.icon(icon, size=20, aria_hidden="true"),
                        class_name="flex size-10 items-center justify-center rounded-xl bg-brand-soft text-brand-text",
                    ),
                    rx.el.h3(title, class_name="mt-5 text-lg font-semibold tracking-tight"),
                    rx.el.p(text, class_name="mt-2 text-[0.9375rem] leading-relaxed text-pretty text-muted-foreground"),
                    class_name="rounded-2xl border bg-surface p-6 shadow-card sm:p-7",
                )
                for icon, title, text in PROMISES
            ],
            class_name="mt-12 grid gap-5 lg:grid-cols-3",
        ),
        anchor="promises",
        tinted=True,
    )


def box() -> rx.Component:
    return section(
        "What is in the box",
        "The ninety percent that every B2B product needs and no customer asks for, done once and done properly.",
        rx.el.ul(
            *[
                rx.el.li(
                    rx.el.span(
                        rx.icon(icon, size=18, aria_hidden="true"),
                        class_name="flex size-9 items-center justify-center rounded-lg border bg-surface text-brand-text shadow-card",
                    ),
                    rx.el.h3(title, class_name="mt-4 text-[0.9375rem] font-semibold tracking-tight"),
                    rx.el.p(text, class_name="mt-1.5 leading-relaxed text-pretty text-muted-foreground"),
                )
                for icon, title, text in BOX
            ],
            class_name="mt-14 grid gap-x-10 gap-y-12 sm:grid-cols-2 lg:grid-cols-3",
        ),
        anchor="product",
    )


def audiences() -> rx.Component:
    return section(
        "Who it works for",
        "Four kinds of users, each of whom must get by without asking anybody.",
        rx.el.div(
            *[
                rx.el.article(
                    rx.el.h3(title, class_name="text-[0.9375rem] font-semibold tracking-tight"),
                    rx.el.p(text, class_name="mt-1 text-muted-foreground"),
                    rx.el.ul(*[tick(entry) for entry in entries], class_name="mt-5 grid gap-2.5"),
                    class_name="rounded-2xl border bg-surface p-6 shadow-card",
                )
                for title, text, entries in AUDIENCES
            ],
            class_name="mt-12 grid gap-5 sm:grid-cols-2",
        ),
        anchor="users",
        tinted=True,
    )


def closing() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("See it from the inside", class_name="text-3xl font-semibold tracking-tight sm:text-4xl"),
            rx.el.p(
                "Create an account, start an organization, invite a second browser and watch it appear.",
                class_name="mx-auto mt-4 max-w-xl text-lg text-pretty text-muted-foreground",
            ),
            rx.el.div(
                nav_link("Create account", to="/sign-up", class_name=button_class("primary", "lg")),
                nav_link("Compare plans", to="/pricing", class_name=button_class("secondary", "lg")),
                class_name="mt-8 flex flex-wrap justify-center gap-3",
            ),
            class_name=f"{WRAP} py-20 text-center sm:py-28",
        ),
        class_name="border-t",
    )
