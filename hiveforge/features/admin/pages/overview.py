"""Where a platform admin begins: what waits for a person."""

import reflex as rx

from hiveforge.features import billing
from hiveforge.features.admin.components.attention import attention_card
from hiveforge.features.admin.state import AttentionState
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/admin",
    title="Admin",
    requires=billing.attention,
    on_load=AttentionState.load,
    nav=Nav("Overview", "layout-dashboard", order=10),
)
def overview() -> rx.Component:
    return rx.fragment(page_header("Admin", "This installation, across all organizations."), attention_card())
