"""The contact page."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features import marketing
from hiveforge.features.contact import components
from hiveforge.ui.page import page

DESCRIPTION = "Ask for an Enterprise plan of HiveForge: tell us what you need, and a person answers by email."


@page(
    "/contact",
    title="Talk to us",
    description=DESCRIPTION,
    requires=Access.PUBLIC,
    meta=marketing.preview_tags("Talk to HiveForge", DESCRIPTION, "/contact"),
)
def contact() -> rx.Component:
    return marketing.site(components.contact(), path="/contact")
