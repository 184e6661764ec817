"""From a clone to a page of one's own, in the developer's words."""

import reflex as rx

from .section import section

STEPS = [
    ("make up", "Start it", "Builds the pages, starts Postgres, fills in a demo organization, and prints the address and the log-ins."),
    (".venv/bin/hiveforge new-slice projects", "Add your product", "Writes a slice with model, row policy, migration, service, page, API route and tests. It passes every check as it stands."),
    ("make test", "Know that it holds", "Runs everything on a real Postgres as the real role: units, attacks on the isolation, and two people in two browsers."),
]  # fmt: skip
SAMPLE = """\
@requires(Permission.MEMBERS_INVITE)
async def invite(actor: Actor, db: Db, form: InviteForm) -> None:
    ...  # one transaction: rows, audit entry, mail job

# the page's event, the API route and the button
# all name that function, and so its permission
@form(service.invite)
async def invite(self, actor: Actor, form: InviteForm) -> None:
    await service.invite(actor, form)

rx.cond(allowed(service.invite), invite_button())"""


def quick_start() -> rx.Component:
    return section(
        "Running in one command, yours in an hour",
        "In a clone of the repository. Nothing else has to be installed, and nothing is installed outside it.",
        rx.el.div(
            rx.el.ol(
                *[
                    rx.el.li(
                        rx.el.h3(title, class_name="text-[0.9375rem] font-semibold tracking-tight"),
                        rx.el.p(text, class_name="mt-1 leading-relaxed text-pretty text-muted-foreground"),
                        _terminal(command),
                    )
                    for command, title, text in STEPS
                ],
                class_name="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-8",
            ),
            rx.el.figure(
                rx.el.figcaption(
                    "A permission is said once, where the act is",
                    class_name="border-b px-5 py-3 text-[0.8125rem] font-medium",
                ),
                rx.el.pre(
                    rx.el.code(SAMPLE), tab_index=0, aria_label="Example in Python", role="region",
                    class_name="overflow-x-auto p-5 font-mono text-[0.8125rem] leading-relaxed",
                ),
                class_name="min-w-0 self-start rounded-2xl border bg-surface shadow-card",
            ),
            class_name="mt-12 grid gap-10 lg:grid-cols-[1fr_1.15fr] lg:gap-14",
        ),
        anchor="start",
    )  # fmt: skip


def _terminal(command: str) -> rx.Component:
    return rx.el.pre(
        rx.el.span("$ ", aria_hidden="true", class_name="text-muted-foreground select-none"),
        rx.el.code(command),
        class_name="mt-3 rounded-lg border bg-muted px-4 py-2.5 font-mono text-[0.8125rem] whitespace-pre-wrap",
    )
