"""The sitemap holds the pages that search engines should find, and no others; `robots.txt` says where it is."""

from pathlib import Path
from typing import Any

import reflex as rx

from hiveforge.core.settings import settings

from .page import searchable

FOR_PEOPLE_ONLY = ("/o/", "/account", "/admin", "/inbox", "/invite/")


class PublicSitemap(rx.plugins.SitemapPlugin):
    """Reflex's own lists every page without arguments, sign-in and account included."""

    def pre_compile(self, **context: Any) -> None:
        wanted = {"index" if route == "/" else route.strip("/") for route in searchable()}
        pages = [page for page in context["unevaluated_pages"] if page.route.strip("/") in wanted]
        narrowed: dict[str, Any] = context | {"unevaluated_pages": pages}
        super().pre_compile(**narrowed)  # pyright: ignore[reportArgumentType]  a mapping says nothing of each argument
        context["add_save_task"](_robots)


def _robots() -> tuple[str, str]:
    refused = "".join(f"Disallow: {area}\n" for area in FOR_PEOPLE_ONLY)
    text = f"User-agent: *\n{refused}\nSitemap: {settings().origin}/sitemap.xml\n"
    return str(Path(rx.constants.Dirs.PUBLIC) / "robots.txt"), text
