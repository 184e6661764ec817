"""A line above the page for what concerns the whole account: verify your email, a payment failed."""

from typing import Literal

import reflex as rx

from .base import Node, Text

Tone = Literal["info", "warning", "danger"]
TONE: dict[Tone, str] = {
    "info": "bg-info-soft text-info",
    "warning": "bg-warning-soft text-warning",
    "danger": "bg-danger-soft text-danger",
}
ICON: dict[Tone, str] = {"info": "info", "warning": "triangle-alert", "danger": "circle-alert"}


def banner(text: Text, *actions: Node, tone: Tone = "info") -> rx.Component:
    """It stays until its reason is gone; show it with `rx.cond`."""
    return rx.el.div(
        rx.icon(ICON[tone], size=16, aria_hidden="true", class_name="shrink-0"),
        rx.el.p(text, class_name="min-w-0 flex-1 font-medium text-pretty"),
        rx.el.div(*actions, class_name="flex flex-wrap gap-2") if actions else rx.fragment(),
        role="status",
        class_name=f"flex min-h-13 flex-wrap items-center gap-2.5 border-b px-4 py-2 text-[0.8125rem] sm:px-6 lg:px-8 {TONE[tone]}",
    )


def notice(text: Node, *, tone: Tone = "info") -> rx.Component:
    """The same inside a card or form."""
    return rx.el.div(
        rx.icon(ICON[tone], size=16, aria_hidden="true", class_name="mt-0.5 shrink-0"),
        rx.el.div(text, class_name="min-w-0 flex-1 text-pretty"),
        class_name=f"flex items-start gap-2.5 rounded-lg px-3.5 py-2.5 text-[0.8125rem] font-medium {TONE[tone]}",
    )
