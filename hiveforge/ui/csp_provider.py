"""Tells Base UI to render no inline `<style>`: the content security policy allows none."""

import reflex as rx

from .base import BaseUI


class CSPProvider(BaseUI):
    """`app.extra_app_wraps[40, "CSPProvider"] = csp_provider`."""

    tag = "CSPProvider"
    disable_style_elements: rx.Var[bool]


def csp_provider(_stateful: bool) -> rx.Component:
    """An app wrap: the rest of the app becomes its child."""
    return CSPProvider.create(disable_style_elements=True)
