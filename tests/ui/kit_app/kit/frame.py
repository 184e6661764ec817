import reflex as rx

from hiveforge.ui.base import Node
from hiveforge.ui.command_palette import Command
from hiveforge.ui.dialog import open_dialog
from hiveforge.ui.organization_switcher import organization_switcher
from hiveforge.ui.shell import shell
from hiveforge.ui.sidebar import NavGroup, NavItem
from hiveforge.ui.toast import toast_region
from hiveforge.ui.user_menu import user_menu

from .state import Frame

NAV = [
    NavGroup([NavItem("People", "users", "/o/acme/people", keys="g p", count=Frame.invitations)]),
    NavGroup([NavItem("Pieces", "blocks", "/pieces"), NavItem("Secret", "lock", "/", shown=Frame.name == "")], "More"),
]


def framed(*content: Node, title: str) -> rx.Component:
    return shell(
        *content,
        nav=NAV,
        switcher=organization_switcher("Acme", "A", Frame.places, slug=Frame.slug, invitations=Frame.invitations),
        user=user_menu(Frame.name, "ada@acme.example", "AB"),
        crumbs=[("Acme", "/o/acme/people"), (title, "")],
        toasts=toast_region(Frame.items, Frame.dismiss),
        commands={"Actions": [Command("Invite somebody", "user-plus", on_select=open_dialog("invite"))]},
        test_mode="Mail stays here.",
    )
