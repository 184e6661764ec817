"""What stands at addresses where nothing is."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.ui.error_page import not_found_page
from hiveforge.ui.page import page


@page("404", title="Nothing here", requires=Access.PUBLIC)
def not_found() -> rx.Component:
    return not_found_page()
