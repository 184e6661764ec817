"""Where the contact form leads: a page of its own, so that it can be read without our script and reloaded."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features import marketing
from hiveforge.features.contact import components
from hiveforge.ui.page import page


@page("/contact/sent", title="We have your message", requires=Access.PUBLIC)
def contact_sent() -> rx.Component:
    return marketing.site(components.sent(), path="/contact/sent")
