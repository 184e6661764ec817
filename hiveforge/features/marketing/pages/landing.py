"""The landing page."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.marketing.components.faq import faq
from hiveforge.features.marketing.components.landing import audiences, box, closing, hero, promises
from hiveforge.features.marketing.components.quick_start import quick_start
from hiveforge.features.marketing.components.site import preview_tags, site
from hiveforge.ui.page import page

TITLE = "HiveForge: the multi-tenant SaaS platform written in Python"
DESCRIPTION = (
    "Accounts, organizations, roles, audit log, mail, API and background jobs, isolated by Postgres and written only in "
    "Python. One command starts the whole product, without keys."
)


@page(
    "/",
    title=TITLE,
    full_title=True,
    description=DESCRIPTION,
    requires=Access.PUBLIC,
    meta=preview_tags(TITLE, DESCRIPTION, "/"),
)
def landing() -> rx.Component:
    return site(
        hero(), promises(), box(), audiences(), quick_start(), faq(), closing(), path="/",
    )  # fmt: skip
