"""What stands in every page's `<head>`: our own font and icon, nothing from elsewhere."""

import reflex as rx

from .sidebar import sidebar_memory


def head() -> list[rx.Component]:
    """`rx.App(head_components=head())`. The font is preloaded, so that text does not jump."""
    return [
        rx.el.link(
            rel="preload",
            href="/fonts/geist.woff2",
            custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"},
        ),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        sidebar_memory(),
    ]
