"""The pricing page: what `features/plans` sells, in words."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.marketing import rules
from hiveforge.features.marketing.components.comparison import comparison
from hiveforge.features.marketing.components.faq import faq
from hiveforge.features.marketing.components.plan_cards import plan_cards
from hiveforge.features.marketing.components.section import tick
from hiveforge.features.marketing.components.site import preview_tags, site
from hiveforge.ui.link import TEXT_LINK, nav_link
from hiveforge.ui.marketing_layout import WRAP
from hiveforge.ui.page import page

DESCRIPTION = rules.description()


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
                        *[tick(entry) for entry in rules.EVERY_PLAN],
                        class_name="mt-4 grid gap-2.5 sm:grid-cols-2 lg:grid-cols-3",
                    ),
                    class_name="mx-auto mt-12 max-w-5xl",
                ),
                class_name=f"{WRAP} pt-16 pb-20 sm:pt-24",
            ),
        ),
        comparison(),
        faq(
            rules.questions(),
            title="About the plans",
            lead=rx.fragment(
                "Is yours not among them? ", nav_link("Talk to us", to="/contact", class_name=TEXT_LINK), "."
            ),
        ),
        path="/pricing",
    )
