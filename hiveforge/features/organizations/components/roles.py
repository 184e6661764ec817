"""Roles, as people read them."""

from typing import Any

import reflex as rx

from hiveforge.core.permissions import Role
from hiveforge.ui.badge import match_badge

ROLES = {Role.OWNER.value: "Owner", Role.ADMIN.value: "Admin", Role.MEMBER.value: "Member", Role.VIEWER.value: "Viewer"}
INVITED_ROLES = {role: text for role, text in ROLES.items() if role != Role.OWNER.value}
CAN = {
    Role.ADMIN.value: "Admins manage members and settings.",
    Role.MEMBER.value: "Members work with everything the organization shares.",
    Role.VIEWER.value: "Viewers see everything and change nothing.",
}


def role_badge(role: Any) -> Any:
    return match_badge(
        role,
        {
            Role.OWNER.value: ("Owner", "brand"),
            Role.ADMIN.value: ("Admin", "info"),
            Role.MEMBER.value: ("Member", "neutral"),
            Role.VIEWER.value: ("Viewer", "neutral"),
        },
    )


def a_role(role: Any) -> Any:
    """As it stands inside a sentence: "an admin", "a member"."""
    return rx.match(
        role,
        (Role.OWNER.value, "an owner"),
        (Role.ADMIN.value, "an admin"),
        (Role.VIEWER.value, "a viewer"),
        "a member",
    )
