"""The sitemap holds the pages that search engines should find, and no others."""

from typing import Any

import reflex as rx

from .page import searchable


class PublicSitemap(rx.plugins.SitemapPlugin):
    """Reflex's own lists every page without arguments, sign-in and account included."""

    def pre_compile(self, **context: Any) -> None:
        wanted = {"index" if route == "/" else route.strip("/") for route in searchable()}
        pages = [page for page in context["unevaluated_pages"] if page.route.strip("/") in wanted]
        narrowed: dict[str, Any] = context | {"unevaluated_pages": pages}
        super().pre_compile(**narrowed)  # pyright: ignore[reportArgumentType]  a mapping says nothing of each argument
