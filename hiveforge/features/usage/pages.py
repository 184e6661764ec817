"""What an organization uses of its AI credits."""

import reflex as rx

from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header

from . import service
from .components.figures import chart_card, download_link, figures_card, period_select
from .components.keys import keys_card
from .components.members import members_card
from .components.shares import shares
from .state import UsagePage


@page(
    "/o/[slug]/usage",
    title="Usage",
    requires=service.figures,
    on_load=UsagePage.load,
    nav=Nav("Usage", "chart-column", order=55),
)
def usage() -> rx.Component:
    return rx.fragment(
        page_header("Usage", "AI credits: how many are used, by whom and for what.", period_select(), download_link()),
        figures_card(),
        chart_card(),
        members_card(),
        keys_card(),
        shares(),
        on_news(["usage", "members", "api_keys"], UsagePage.load),
    )
