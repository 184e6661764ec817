"""`allowed(service_function)`: whether to show what calls it. Showing is comfort; the gate and the service decide."""

from typing import Any

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.core.service import Service

from .session import Session


def allowed(service: Service[..., Any]) -> rx.Var[bool]:
    """True in the browser of whoever may call `service` in this tab's organization."""
    if service.access is Access.PUBLIC:
        return rx.Var.create(True)
    if service.access is Access.SIGNED_IN:
        return rx.Var.create(Session.signed_in)
    if service.access is Access.PLATFORM_ADMIN:
        return rx.Var.create(Session.platform_admin)
    return rx.Var.create(Session.permissions).contains(str(service.access))  # pyright: ignore[reportAttributeAccessIssue]
