"""The frame of the public site: its links, and what search engines and previews read."""

from typing import Any

import reflex as rx

from hiveforge.core.settings import settings
from hiveforge.ui.marketing_layout import marketing_layout

LINKS = [("Product", "/#product"), ("Quick start", "/#start"), ("Pricing", "/pricing"), ("API", "/api/docs")]
FOOTER = {
    "Product": [("What is in the box", "/#product"), ("Pricing", "/pricing"), ("Talk to us", "/contact")],
    "Developers": [("Quick start", "/#start"), ("API reference", "/api/docs"), ("Questions", "/#questions")],
    "Account": [("Create account", "/sign-up"), ("Sign in", "/sign-in")],
}


def site(*sections: rx.Component, path: str) -> rx.Component:
    """A public page with its canonical address."""
    return rx.fragment(
        rx.el.link(rel="canonical", href=f"{settings().origin}{path}"),
        marketing_layout(*sections, links=LINKS, footer=FOOTER),
    )


def preview_tags(title: str, description: str, path: str) -> list[dict[str, Any]]:
    """What a link to the page looks like in a chat; the picture is the same for every page."""
    return [
        {"property": "og:type", "content": "website"},
        {"property": "og:site_name", "content": "HiveForge"},
        {"property": "og:url", "content": f"{settings().origin}{path}"},
        {"property": "og:title", "content": title},
        {"property": "og:description", "content": description},
        {"property": "og:image:width", "content": "1200"},
        {"property": "og:image:height", "content": "630"},
        {"property": "og:image:alt", "content": "HiveForge: the multi-tenant SaaS platform written in Python"},
        {"name": "twitter:card", "content": "summary_large_image"},
    ]
