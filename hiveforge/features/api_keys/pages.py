"""The page of an organization's API keys."""

import reflex as rx

from hiveforge.ui.button import button_class
from hiveforge.ui.link import native_link
from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header

from . import service
from .components import create_button, dialogs, keys_card, secret_card
from .state import ApiKeysState


@page(
    "/o/[slug]/api-keys",
    title="API keys",
    requires=service.list_keys,
    on_load=ApiKeysState.load,
    nav=Nav("API keys", "key-round", order=70),
)
def api_keys() -> rx.Component:
    return rx.fragment(
        page_header(
            "API keys",
            "Programs use them to do over HTTP what their maker may do here.",
            native_link("API reference", href="/api/docs", class_name=button_class("secondary")),
            create_button(),
        ),
        secret_card(),
        keys_card(),
        dialogs(),
        on_news(["api_keys", "members"], ApiKeysState.load),
    )
