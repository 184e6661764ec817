"""The plans side by side. Monthly or yearly is a radio button and CSS: no JavaScript, no layout shift."""

import reflex as rx

from hiveforge.features import plans
from hiveforge.features.marketing import rules
from hiveforge.features.plans import Interval, Plan
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button_class
from hiveforge.ui.link import nav_link

from .section import tick

PERIOD = (
    "flex h-9 cursor-pointer items-center gap-2 rounded-full px-4 text-[0.8125rem] font-medium text-muted-foreground "
    "has-[:checked]:bg-surface has-[:checked]:text-foreground has-[:checked]:shadow-card "
    "has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-ring"
)
MONTHLY = "group-has-[#yearly:checked]:hidden"
YEARLY = "hidden group-has-[#yearly:checked]:block"


def plan_cards() -> rx.Component:
    return rx.el.div(
        rx.el.fieldset(
            rx.el.legend("How to pay", class_name="sr-only"),
            _period("monthly", "Monthly", checked=True),
            _period("yearly", "Yearly", badge(f"{rules.most_saved_percent()}% less", "brand")),
            class_name="mx-auto mt-10 flex w-fit rounded-full border bg-muted p-1",
        ),
        rx.el.div(
            *[_card(plan) for plan in plans.PLANS], class_name="mx-auto mt-10 grid max-w-5xl gap-5 md:grid-cols-3"
        ),
        class_name="group",
    )


def _period(value: str, text: str, *more: rx.Component, checked: bool = False) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio", name="period", value=value, id=value, default_checked=checked, class_name="sr-only"
        ),
        text,
        *more,
        class_name=PERIOD,
    )  # fmt: skip


def _card(plan: Plan) -> rx.Component:
    return rx.el.article(
        rx.el.h2(plan.name, class_name="text-base font-semibold"),
        rx.el.p(plan.summary, class_name="mt-1 min-h-10 text-[0.8125rem] text-pretty text-muted-foreground"),
        rx.el.div(
            _price(rules.price(plan, Interval.MONTH), rules.terms(plan), MONTHLY),
            _price(rules.price(plan, Interval.YEAR), rules.yearly_terms(plan), YEARLY),
            class_name="mt-5",
        ),
        _way_in(plan),
        rx.el.p(rules.trial(plan), class_name="mt-2.5 text-xs text-pretty text-muted-foreground empty:hidden"),
        rx.el.ul(*[tick(entry) for entry in plans.included(plan)], class_name="mt-6 grid gap-2.5"),
        class_name="flex flex-col rounded-2xl border bg-surface p-6 sm:p-7 "
        + ("ring-2 ring-brand shadow-pop" if plan.highlighted else "shadow-card"),
    )


def _price(price: str, terms: str, class_name: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(price, class_name="tabular text-3xl font-semibold tracking-tight"),
        rx.el.p(terms, class_name="mt-1 text-[0.8125rem] text-muted-foreground"),
        class_name=class_name,
    )


def _way_in(plan: Plan) -> rx.Component:
    look = button_class("primary" if plan.highlighted else "secondary", "md", "mt-6 w-full")
    if plan.by_arrangement:
        return nav_link("Talk to us", to="/contact", class_name=look)
    words = f"Try {plan.name} for {plan.trial_days} days" if plan.trial_days else f"Start with {plan.name}"
    return nav_link(words, to="/sign-up", class_name=look)
