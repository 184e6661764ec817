"""The assistant."""

import reflex as rx

from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header

from . import service
from .components import conversation, history
from .state import AssistantState


@page(
    "/o/[slug]/assistant",
    title="Assistant",
    requires=service.list_conversations,
    on_load=AssistantState.load,
    nav=Nav("Assistant", "sparkles", order=20),
)
def assistant() -> rx.Component:
    return rx.fragment(
        page_header("Assistant", "Answers from your organization's documents, with the passages they come from."),
        rx.el.div(
            history(),
            conversation(),
            class_name="grid items-start gap-8 md:grid-cols-[16rem_minmax(0,1fr)]",
        ),
        on_news("conversations", AssistantState.refresh),
        on_news("answer", AssistantState.follow),
    )
