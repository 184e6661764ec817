"""The pricing page, from the plans in `rules.py`."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.marketing.components.faq import faq
from hiveforge.features.marketing.components.plan_cards import plan_cards
from hiveforge.features.marketing.components.section import tick
from hiveforge.features.marketing.components.site import preview_tags, site
from hiveforge.features.marketing.rules import EVERY_PLAN
from hiveforge.ui.marketing_layout import WRAP
from hiveforge.ui.page import page

DESCRIPTION = (
    "Three plans, per member, monthly or yearly. Free for up to three members; every organization isolated by Postgres."
)
QUESTIONS = [
    (
        "What counts as a member?",
        "Everybody who has joined the organization, whatever their role. An invitation counts once it is accepted.",
    ),
    (
        "Can one person be in several organizations?",
        "Yes, in as many as they like, with one account. Each organization has a plan of its own.",
    ),
    (
        "What happens to our data when we leave?",
        "A deleted organization can be restored for 30 days. After that its rows are gone.",
    ),
    (
        "Are these the prices of my own product?",
        "They are the plans of this installation. All of them stand in one file, as data, for you to replace.",
    ),
]


@page(
    "/pricing",
    title="Pricing",
    description=DESCRIPTION,
    requires=Access.PUBLIC,
    meta=preview_tags("HiveForge pricing", DESCRIPTION, "/pricing"),
)
def pricing() -> rx.Component:
    return site(
        rx.el.section(
            rx.el.div(
                rx.el.h1(
                    "Pay for people, not for plumbing", tab_index=-1, class_name="text-center text-display outline-none"
                ),
                rx.el.p(
                    "Every plan has the whole product and the same isolation. Larger ones lift the limits.",
                    class_name="mx-auto mt-5 max-w-xl text-center text-lg text-pretty text-muted-foreground",
                ),
                plan_cards(),
                rx.el.div(
                    rx.el.h2("In every plan", class_name="text-[0.9375rem] font-semibold tracking-tight"),
                    rx.el.ul(
                        *[tick(entry) for entry in EVERY_PLAN],
                        class_name="mt-4 grid gap-2.5 sm:grid-cols-2 lg:grid-cols-3",
                    ),
                    class_name="mx-auto mt-12 max-w-5xl",
                ),
                class_name=f"{WRAP} pt-16 pb-20 sm:pt-24",
            ),
        ),
        faq(QUESTIONS, title="About the plans", lead="Short answers, before you ask."),
        path="/pricing",
    )
